//! The signed request for a VNC URL, in the caller's buffer.

use core::fmt;

use crate::{
    Credentials, Error,
    endpoint::Scheme,
    identifier::{check_instance_id, check_region},
    provider::{Call, Provider, VncCall},
    sign::SigningKey,
    text::http1::Message,
};

/// A signed request: its parts for an HTTP library, and the whole as HTTP/1.1 bytes.
///
/// All parts are places in one message, so what a transport sends is what was signed. `Debug`
/// shows where it goes and not what it holds: a signature stays valid for minutes.
#[derive(Clone)]
pub struct Request<'b> {
    message: Message<'b>,
    scheme: Scheme,
}

impl<'b> Request<'b> {
    /// `POST`.
    #[must_use]
    pub fn method(&self) -> &'b str {
        self.message.method()
    }

    /// How to connect: TLS, or plain HTTP to a loopback address.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The `Host` header's value and the authority of the URL: `host` or `host:port`. It is
    /// signed.
    #[must_use]
    pub fn host(&self) -> &'b str {
        self.message.host()
    }

    /// The request target: `/`, with `?` and the query when there is one. It is signed.
    #[must_use]
    pub fn path_and_query(&self) -> &'b str {
        self.message.target()
    }

    /// Name and value of every header but `Host` and `Content-Length`, which HTTP libraries add
    /// themselves. Send each unchanged: some are signed.
    pub fn headers(&self) -> impl Iterator<Item = (&'b str, &'b str)> + Clone + use<'b> {
        self.message.headers()
    }

    /// The body, byte for byte as signed; empty for Alibaba.
    #[must_use]
    pub fn body(&self) -> &'b str {
        self.message.body()
    }

    /// The whole request as HTTP/1.1 bytes, for a device that has a connection and no HTTP library.
    #[must_use]
    pub fn http1(&self) -> &'b [u8] {
        self.message.bytes()
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method())
            .field("scheme", &self.scheme)
            .field("host", &self.host())
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// Derive the signing key for the UTC day of `timestamp`, to be kept for further requests.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSecret`] and [`Error::TimeOutOfRange`]; [`Error::InvalidKeyId`] and
    /// [`Error::InvalidToken`] too, so that nothing is found out later.
    pub fn signing_key(
        &self,
        credentials: &Credentials<'_>,
        timestamp: u64,
    ) -> Result<SigningKey, Error> {
        credentials.check()?;
        (self.api.signing_key)(credentials.secret, timestamp, self.service)
    }

    /// Write the signed request for the VNC URL of `instance_id` into `buf`.
    ///
    /// About 700 bytes, more with a token. `key` is [`Provider::signing_key`] of the same
    /// credentials and UTC day. Same arguments, same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the exact length; [`Error::SigningKeyMismatch`] when the key
    /// is of another day or provider; [`Error::RegionMissing`] (both clouds need the region for
    /// this call), and the `Invalid…` of what the arguments hold. Nothing that was refused here can
    /// be sent.
    pub fn vnc_request<'b>(
        &self,
        instance_id: &str,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        check_instance_id(instance_id)?;
        check_region(call.region.ok_or(Error::RegionMissing)?)?;
        credentials.check_sent()?;
        let vnc = VncCall { provider: self, instance_id, call, credentials, key };
        let message = (self.api.write_vnc_call)(&vnc, buf)?;
        let scheme = call.endpoint.map_or(Scheme::Https, |endpoint| endpoint.scheme());
        Ok(Request { message, scheme })
    }
}
