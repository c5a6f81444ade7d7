//! A request and a response as they are on the wire, without a socket.

use core::fmt;

use crate::utc;

/// A request as it was received: nothing decoded, nothing folded, in the order of the wire.
#[derive(Clone)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    /// A request from its parts.
    ///
    /// `target` is path and query (`/?a=b`). Header names may be in any case; values are bytes.
    #[must_use]
    pub fn new(
        method: impl Into<String>,
        target: impl Into<String>,
        headers: Vec<(String, Vec<u8>)>,
        body: Vec<u8>,
    ) -> Self {
        Self { method: method.into(), target: target.into(), headers, body }
    }

    /// `GET`, `POST`, …
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Path and query, as sent.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The target before the first `?`.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(&*self.target, |(path, _)| path)
    }

    /// The target after the first `?`, as sent; empty when there is none.
    #[must_use]
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// The first header of this name (any case), without the white space around its value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.values(name).next()
    }

    /// [`Request::header`] as text; a value that is not UTF-8 counts as absent.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.header(name).and_then(|value| str::from_utf8(value).ok())
    }

    /// Every value of this header.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.headers
            .iter()
            .filter(move |(sent, _)| sent.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim_ascii())
    }

    /// The names of all headers, as sent.
    pub(crate) fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|(name, _)| &**name)
    }

    /// The body's bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The same request with a body.
    pub(crate) fn with_body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// The media type of the body, lower case, without parameters.
    pub(crate) fn media_type(&self) -> String {
        let value = self.text("content-type").unwrap_or("");
        value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
    }
}

/// Neither headers nor query nor body: they can hold tokens and console addresses.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// A response before it is framed as HTTP/1.1.
#[derive(Clone)]
pub struct Response {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    /// How much later it is to be sent, in milliseconds.
    pub(crate) delay_ms: u64,
    /// Whether the connection is to be closed in place of sending it.
    pub(crate) drop: bool,
}

impl Response {
    /// A response with a body of this content type.
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![
                ("Content-Type", content_type.to_owned()),
                // A reply can hold a console address, which nobody may keep.
                ("Cache-Control", "no-store".to_owned()),
                ("X-Content-Type-Options", "nosniff".to_owned()),
            ],
            body: body.into(),
            delay_ms: 0,
            drop: false,
        }
    }

    /// A short text for people, ended by a line feed.
    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("vncurl simulator: {text}\n"))
    }

    /// The same response with one more header.
    pub(crate) fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same response with another body.
    pub(crate) fn replaced(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// The same response with the `Date` of the simulator's clock.
    pub(crate) fn dated(self, now_ms: u64) -> Self {
        let date = utc::http_date(now_ms / 1_000);
        self.with_header("Date", date)
    }

    /// How much later a server has to send it, in milliseconds: 0, but for a fault.
    #[must_use]
    pub fn delay_ms(&self) -> u64 {
        self.delay_ms
    }

    /// Whether a server has to close the connection in place of sending it: false, but for a fault.
    #[must_use]
    pub fn is_dropped(&self) -> bool {
        self.drop
    }

    /// HTTP status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers, without those that frame the message (`Content-Length`, `Connection`).
    #[must_use]
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// The first header of this name (any case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name));
        found.map(|(_, value)| &**value)
    }

    /// The body's bytes.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// The status alone: the body can hold a console address.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}
