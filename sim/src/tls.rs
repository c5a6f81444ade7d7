//! TLS with a certificate authority that is made at start and dies with the simulator.

use core::time::Duration;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring::{default_provider, sign};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// Whom the certificate speaks for: both clouds' pages and central endpoints, and this computer.
const NAMES: [&str; 6] = [
    "img.qcloud.com",
    "g.alicdn.com",
    "*.tencentcloudapi.com",
    "*.aliyuncs.com",
    "localhost",
    "127.0.0.1",
];

/// A star stands for one label only, so a regional endpoint below these gets a certificate of its
/// own when it is asked for.
const REGIONAL: [&str; 2] = [".tencentcloudapi.com", ".aliyuncs.com"];

/// Days that the certificates are good; some clients refuse more than 397.
const DAYS: u32 = 365;

/// A server's side of TLS and the certificate of the authority behind it, in PEM.
pub(crate) struct Identity {
    pub(crate) config: Arc<ServerConfig>,
    pub(crate) authority_pem: String,
}

impl Identity {
    /// Make a new authority and a certificate for [`NAMES`].
    pub(crate) fn new() -> io::Result<Self> {
        let authority = authority().map_err(io::Error::other)?;
        let authority_pem = authority.pem();
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let names = NAMES.map(str::to_owned).to_vec();
        let central = certify(&authority, &key, names).map_err(io::Error::other)?;
        let certificates = Certificates { authority, key, central };
        let mut config = ServerConfig::builder_with_provider(default_provider().into())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(certificates));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config: config.into(), authority_pem })
    }
}

/// The certificates of one run; they share one key, so that a client can pin it.
struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    key: KeyPair,
    central: Arc<CertifiedKey>,
}

/// No key is shown.
impl core::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().unwrap_or("");
        let labels = REGIONAL.iter().find_map(|cloud| name.strip_suffix(cloud));
        if labels.is_some_and(|labels| labels.contains('.')) {
            return certify(&self.authority, &self.key, vec![name.to_owned()]).ok();
        }
        Some(Arc::clone(&self.central))
    }
}

fn certify(
    authority: &CertifiedIssuer<'static, KeyPair>,
    key: &KeyPair,
    names: Vec<String>,
) -> Result<Arc<CertifiedKey>, Box<dyn core::error::Error + Send + Sync>> {
    let mut params = CertificateParams::new(names)?;
    named(&mut params, "vncurl simulator");
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let leaf = params.signed_by(key, authority)?;
    let chain = vec![leaf.der().clone(), CertificateDer::from(authority.der().to_vec())];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    Ok(Arc::new(CertifiedKey::new(chain, sign::any_supported_type(&key)?)))
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::default();
    named(&mut params, "vncurl simulator, authority of one run");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn named(params: &mut CertificateParams, name: &str) {
    params.distinguished_name.push(DnType::CommonName, name);
    let day = Duration::from_secs(86_400);
    let now = SystemTime::now();
    // A client whose clock is late by some hours is still served.
    params.not_before = now.checked_sub(day).unwrap_or(now).into();
    params.not_after = now.checked_add(day.saturating_mul(DAYS)).unwrap_or(now).into();
}
