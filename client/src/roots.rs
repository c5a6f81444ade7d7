//! Which certificates are trusted.

use std::{fs, path::Path};

use ureq::tls::{Certificate, PemItem, parse_pem};

use crate::{Error, NetworkFault};

/// The usual roots, and those of a file besides.
///
/// The usual roots are the system's own store (`SSL_CERT_FILE` and `SSL_CERT_DIR` name another);
/// on a system without any, such as a bare appliance, Mozilla's list as this program was built
/// with it. Each is a feature; without both, only the file's are trusted. None at all is an error.
pub(crate) fn roots(ca_file: Option<&Path>) -> Result<Vec<Certificate<'static>>, Error> {
    let mut roots = Vec::new();
    #[cfg(feature = "native-certs")]
    roots.extend(owned(&rustls_native_certs::load_native_certs().certs));
    #[cfg(feature = "bundled-certs")]
    if roots.is_empty() {
        roots.extend(owned(webpki_root_certs::TLS_SERVER_ROOT_CERTS));
    }
    if let Some(path) = ca_file {
        roots.extend(of_file(path)?);
    }
    if roots.is_empty() {
        return Err(Error::Network(NetworkFault::Tls {
            reason: "this system trusts no certificate authority".to_owned(),
            advice: "install its certificates (package ca-certificates), or name an authority's file",
        }));
    }
    Ok(roots)
}

#[cfg(any(feature = "native-certs", feature = "bundled-certs"))]
fn owned(certificates: &[impl AsRef<[u8]>]) -> impl Iterator<Item = Certificate<'static>> {
    certificates.iter().map(|certificate| Certificate::from_der(certificate.as_ref()).to_owned())
}

fn of_file(path: &Path) -> Result<Vec<Certificate<'static>>, Error> {
    let fault = |problem: String| Error::File { path: path.to_owned(), problem };
    let pem = fs::read(path).map_err(|error| fault(error.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(fault(format!("not a PEM file: {error}"))),
        }
    }
    if certificates.is_empty() {
        return Err(fault("holds no PEM certificate".to_owned()));
    }
    Ok(certificates)
}
