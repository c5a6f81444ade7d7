//! One HTTP/1.1 request message, written once and read back as its parts.

use core::{fmt, ops::Range};

use super::{
    Sink, SliceWriter,
    decimal::Decimal,
    sink::shared,
    split::{pieces, split_once},
};
use crate::Error;

/// Writes a message in its own order: target, host, length, headers, body.
///
/// The parts are remembered as places in the caller's buffer, so that what is signed and what a
/// transport sends are the same bytes.
pub(crate) struct MessageWriter<'b> {
    out: SliceWriter<'b>,
    target: Range<usize>,
    host: Range<usize>,
    headers: Range<usize>,
    method_len: usize,
}

impl<'b> MessageWriter<'b> {
    /// Write the request line and the `Host` header; the headers that a transport is handed follow.
    pub(crate) fn new<const H: usize>(
        buf: &'b mut [u8],
        method: &[u8],
        target: impl FnOnce(&mut SliceWriter<'b>) -> fmt::Result,
        host: [&[u8]; H],
    ) -> Self {
        let mut this = Self {
            out: SliceWriter::new(buf),
            target: 0..0,
            host: 0..0,
            headers: 0..0,
            method_len: method.len(),
        };
        this.push([method, b" "]);
        let start = this.out.len();
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = target(&mut this.out);
        this.target = start..this.out.len();
        this.push([b" HTTP/1.1\r\nHost: "]);
        this.host = this.push(host);
        let end = this.push([b"\r\n"]).end;
        this.headers = end..end;
        this
    }

    /// Write the `Content-Length` header, before those that a transport is handed.
    pub(crate) fn content_length(&mut self, len: usize) {
        self.number_header(b"Content-Length", len as u64);
        self.headers.start = self.headers.end;
    }

    /// Write a header whose value is a number.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn number_header(&mut self, name: &[u8], number: u64) {
        self.header(name, Decimal::new(number).as_bytes());
    }

    /// Write a header.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn header(&mut self, name: &[u8], value: &[u8]) {
        self.push([name, b": ", value, b"\r\n"]);
        self.headers.end = self.out.len();
    }

    /// Write a header whose value writes itself.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn header_with(
        &mut self,
        name: &[u8],
        value: impl FnOnce(&mut SliceWriter<'b>) -> fmt::Result,
    ) {
        self.push([name, b": "]);
        let _ = value(&mut self.out);
        self.push([b"\r\n"]);
        self.headers.end = self.out.len();
    }

    /// The `Host` header's value as it stands in the buffer; empty when the buffer is too short,
    /// and then nothing will be sent.
    pub(crate) fn host(&self) -> &[u8] {
        self.out.written().get(self.host.clone()).unwrap_or_default()
    }

    /// The query as it stands in the buffer, without the `?` that the path `/` may be followed by.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn query(&self) -> &[u8] {
        let target = self.out.written().get(self.target.clone()).unwrap_or_default();
        target.strip_prefix(b"/?").unwrap_or_default()
    }

    /// End the head, write the body, and hand back the message.
    pub(crate) fn finish(
        mut self,
        body: impl FnOnce(&mut SliceWriter<'b>) -> fmt::Result,
    ) -> Result<Message<'b>, Error> {
        self.push([b"\r\n"]);
        let body_start = self.out.len();
        let _ = body(&mut self.out);
        let Self { out, target, host, headers, method_len } = self;
        Ok(Message { bytes: out.finish_bytes()?, method_len, target, host, headers, body_start })
    }

    fn push<const N: usize>(&mut self, pieces: [&[u8]; N]) -> Range<usize> {
        let start = self.out.len();
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = shared(&mut self.out).put(pieces);
        start..self.out.len()
    }
}

/// A complete message and the places of its parts.
#[derive(Clone)]
pub(crate) struct Message<'b> {
    bytes: &'b [u8],
    method_len: usize,
    target: Range<usize>,
    host: Range<usize>,
    headers: Range<usize>,
    body_start: usize,
}

impl<'b> Message<'b> {
    pub(crate) fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    pub(crate) fn method(&self) -> &'b str {
        self.part(0..self.method_len)
    }

    pub(crate) fn target(&self) -> &'b str {
        self.part(self.target.clone())
    }

    pub(crate) fn host(&self) -> &'b str {
        self.part(self.host.clone())
    }

    /// Name and value of every header but `Host` and `Content-Length`.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'b str, &'b str)> + Clone + use<'b> {
        let block = self.part(self.headers.clone());
        pieces(block, b'\r').filter_map(|line| {
            let (name, value) = split_once(line, b':')?;
            Some((name.trim_start_matches('\n'), value.strip_prefix(' ')?))
        })
    }

    pub(crate) fn body(&self) -> &'b str {
        self.part(self.body_start..self.bytes.len())
    }

    fn part(&self, place: Range<usize>) -> &'b str {
        text(self.bytes.get(place))
    }
}

/// A part of a message as text; its places were taken between whole pieces of text, so a part that
/// was written is never missing.
#[cfg_attr(feature = "compact", inline(never))]
fn text(part: Option<&[u8]>) -> &str {
    part.and_then(|part| core::str::from_utf8(part).ok()).unwrap_or_default()
}
