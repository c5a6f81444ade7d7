//! What a client sends over: the built-in transport, or one of the user's own.

use core::time::Duration;
use std::sync::Arc;

#[cfg(feature = "transport")]
use crate::{Environment, proxy::proxy, transport::BuiltIn};
use crate::{Error, NetworkFault, Received, SignedRequest};

/// Longest reply to a console call, in bytes; a real one has about 300.
pub(crate) const VNC_REPLY_MAX: u64 = 64 * 1024;

/// Longest page of a list, in bytes; 100 instances with all their properties have about 250,000.
pub(crate) const LIST_REPLY_MAX: u64 = 4 * 1024 * 1024;

/// Moves one signed request and its reply: what a client sends over instead of the built-in
/// transport, see [`ClientBuilder::transport`](crate::ClientBuilder::transport).
///
/// Three things are the transport's affair, and the built-in one does them:
///
/// - **Send the request unchanged**: method, URL, every header and the body stand under the
///   signature. Add `Host` from [`SignedRequest::host`] and `Content-Length`.
/// - **Verify the certificate, and follow no redirect**: the request is good for minutes in anybody's
///   hands.
/// - **Give any reply, whatever its status**: the cloud's "no" comes with a status of its own, and
///   the client reads it. Only what is no reply is a [`NetworkFault`].
///
/// A transport that cannot wait in a thread, such as one of an async program, drives an
/// [`Opening`](crate::Opening) instead.
pub trait Transport: Send + Sync {
    /// Send `request`, and read the whole reply within `timeout`.
    ///
    /// # Errors
    ///
    /// [`NetworkFault::TooLong`] for a body of more than `body_max` bytes, of which no more need be
    /// read; the other faults by what happened. [`NetworkFault::Connection`] alone is tried again.
    fn send(
        &self,
        request: &SignedRequest,
        body_max: u64,
        timeout: Duration,
    ) -> Result<Received, NetworkFault>;
}

/// What the clients of all regions share.
#[derive(Clone)]
pub(crate) enum Connection {
    /// The user's.
    Own(Arc<dyn Transport>),
    #[cfg(feature = "transport")]
    BuiltIn(Arc<BuiltIn>),
    #[cfg(not(feature = "transport"))]
    None,
}

impl Connection {
    /// The built-in transport: through the proxy that the environment names.
    #[cfg(feature = "transport")]
    pub(crate) fn built_in(
        ca_file: Option<std::path::PathBuf>,
        environment: &Environment<'_>,
    ) -> Result<Self, Error> {
        Ok(Self::BuiltIn(Arc::new(BuiltIn::new(ca_file, proxy(environment)?))))
    }

    /// Send `request` and read the whole reply, of at most `body_max` bytes, within `timeout`.
    pub(crate) fn send(
        &self,
        request: &SignedRequest,
        body_max: u64,
        timeout: Duration,
    ) -> Result<Received, Error> {
        match self {
            Self::Own(transport) => {
                transport.send(request, body_max, timeout).map_err(Error::Network)
            }
            #[cfg(feature = "transport")]
            Self::BuiltIn(transport) => transport.send(request, body_max, timeout),
            #[cfg(not(feature = "transport"))]
            Self::None => Err(Error::NoTransport),
        }
    }
}
