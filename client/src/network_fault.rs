//! What can go wrong between this machine and the service.

use core::fmt;

/// What the network did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkFault {
    /// The time ran out.
    Timeout,
    /// The host has no address.
    HostNotFound {
        /// The host.
        host: String,
    },
    /// The certificate or the TLS handshake was refused.
    Tls {
        /// What is wrong with the certificate, or the TLS library's reason.
        reason: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// The proxy did not connect.
    Proxy {
        /// Its host and port, and what it did.
        reason: String,
    },
    /// The reply is longer than its limit.
    TooLong {
        /// The limit in bytes.
        limit: u64,
    },
    /// Anything else between the sockets.
    Connection {
        /// The system's or the HTTP library's reason.
        reason: String,
    },
}

impl NetworkFault {
    /// What to do about it.
    pub(crate) const fn advice(&self) -> &'static str {
        match self {
            Self::Timeout => "look at the network, or allow more time",
            Self::HostNotFound { .. } => {
                "look at the spelling of the region or endpoint, and at this machine's DNS"
            }
            Self::Tls { advice, .. } => advice,
            Self::Proxy { .. } => "look at HTTPS_PROXY, ALL_PROXY and NO_PROXY",
            Self::TooLong { .. } => "look at the endpoint: this is no answer of the service",
            Self::Connection { .. } => "look at the network and at the endpoint",
        }
    }
}

impl fmt::Display for NetworkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("no answer in time"),
            Self::HostNotFound { host } => write!(f, "the host {host} has no address"),
            Self::Tls { reason, .. } => write!(f, "the connection is not safe: {reason}"),
            Self::Proxy { reason } => write!(f, "the proxy {reason}"),
            Self::TooLong { limit } => write!(f, "the reply is longer than {limit} bytes"),
            Self::Connection { reason } => write!(f, "the connection failed: {reason}"),
        }
    }
}
