//! Which certificates are trusted.

use std::{fs, path::Path};

use ureq::tls::{Certificate, PemItem, parse_pem};

use crate::Error;

/// The usual roots, and those of a file besides.
///
/// The usual roots are the system's own store (`SSL_CERT_FILE` and `SSL_CERT_DIR` name another);
/// on a system without any, such as a bare appliance, Mozilla's list as this program was built
/// with it.
pub(crate) fn roots(ca_file: Option<&Path>) -> Result<Vec<Certificate<'static>>, Error> {
    let mut roots: Vec<_> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect();
    if roots.is_empty() {
        roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .map(|certificate| Certificate::from_der(certificate).to_owned())
            .collect();
    }
    if let Some(path) = ca_file {
        roots.extend(of_file(path)?);
    }
    Ok(roots)
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
