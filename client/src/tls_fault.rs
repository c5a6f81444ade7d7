//! What is wrong with a TLS connection, in words that say what to do.

use rustls::{AlertDescription, CertificateError, Error};

use crate::NetworkFault;

const CLOCK: &str =
    "look at this machine's clock; if it is right, the host needs a new certificate";
const NAME: &str = "look at the endpoint's spelling, and for a portal that answers in its place";
const OPENED: &str = "look for something that opens TLS on the way; its CA can be added by file";
const NOT_SPOKEN: &str = "look at the endpoint, and for a portal that answers in its place";

/// The fault in a handshake with `host`.
pub(crate) fn of(error: &Error, host: &str) -> NetworkFault {
    use CertificateError as Certificate;
    let (reason, advice) = match error {
        Error::InvalidCertificate(Certificate::Expired | Certificate::ExpiredContext { .. }) => {
            (format!("the certificate of {host} has expired"), CLOCK)
        }
        Error::InvalidCertificate(
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. },
        ) => (format!("the certificate of {host} is not valid yet"), CLOCK),
        Error::InvalidCertificate(
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. },
        ) => (format!("the certificate is not for {host}"), NAME),
        Error::InvalidCertificate(Certificate::UnknownIssuer) => {
            (format!("no authority that is trusted here signed the certificate of {host}"), OPENED)
        }
        // How rustls calls a certificate authority that stands in the host's place.
        Error::InvalidCertificate(Certificate::Other(other))
            if other.to_string().contains("CaUsedAsEndEntity") =>
        {
            (format!("the certificate of {host} is signed by itself"), OPENED)
        }
        Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
        )
        | Error::PeerIncompatible(_) => {
            (format!("{host} speaks neither TLS 1.3 nor a safe TLS 1.2"), NOT_SPOKEN)
        }
        Error::InvalidMessage(_) => (format!("{host} does not answer in TLS"), NOT_SPOKEN),
        other => (other.to_string(), OPENED),
    };
    NetworkFault::Tls { reason, advice }
}

/// A fault that has no more than the library's words.
pub(crate) fn other(reason: &str) -> NetworkFault {
    NetworkFault::Tls { reason: reason.to_owned(), advice: NOT_SPOKEN }
}
