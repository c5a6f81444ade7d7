//! A signed request that owns its text.

use core::fmt;

use vncurl_core::{Request, Scheme};
use zeroize::Zeroizing;

/// A signed request, ready to be sent by any transport.
///
/// It stays valid for minutes: whoever has it can ask for the console. `Debug` shows where it goes
/// and nothing else.
#[derive(Clone)]
pub struct SignedRequest {
    timestamp: u64,
    scheme: Scheme,
    method: String,
    host: String,
    path_and_query: String,
    headers: Vec<(String, Zeroizing<String>)>,
    body: String,
}

impl SignedRequest {
    pub(crate) fn new(request: &Request<'_>, timestamp: u64) -> Self {
        let header =
            |(name, value): (&str, &str)| (name.to_owned(), Zeroizing::new(value.to_owned()));
        Self {
            timestamp,
            scheme: request.scheme(),
            method: request.method().to_owned(),
            host: request.host().to_owned(),
            path_and_query: request.path_and_query().to_owned(),
            headers: request.headers().map(header).collect(),
            body: request.body().to_owned(),
        }
    }

    /// Unix seconds that were signed.
    #[must_use]
    pub fn timestamp(&self) -> u64 {
        self.timestamp
    }

    /// How to connect: TLS, or plain HTTP to this machine.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// `POST` or `GET`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The signed `Host`: `host` or `host:port`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Path and query, as signed.
    #[must_use]
    pub fn path_and_query(&self) -> &str {
        &self.path_and_query
    }

    /// Scheme, host, path and query.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}{}", self.scheme.as_str(), self.host, self.path_and_query)
    }

    /// Scheme and host: where it goes.
    #[cfg(feature = "transport")]
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.scheme.as_str(), self.host)
    }

    /// Name and value of every header but `Host` and `Content-Length`; send each unchanged.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The body, byte for byte as signed.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("method", &self.method)
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}
