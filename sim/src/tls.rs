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
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

/// Whom the certificate speaks for: both clouds' pages and endpoints, and this computer.
///
/// A star stands for one label, so regional hosts of Tencent have rows of their own.
const NAMES: [&str; 11] = [
    "img.qcloud.com",
    "g.alicdn.com",
    "*.tencentcloudapi.com",
    "*.intl.tencentcloudapi.com",
    "*.ap-guangzhou.tencentcloudapi.com",
    "*.ap-shanghai-fsi.tencentcloudapi.com",
    "*.ap-shenzhen-fsi.tencentcloudapi.com",
    "*.ap-beijing-fsi.tencentcloudapi.com",
    "*.aliyuncs.com",
    "localhost",
    "127.0.0.1",
];

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
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let mut leaf =
            CertificateParams::new(NAMES.map(str::to_owned)).map_err(io::Error::other)?;
        named(&mut leaf, "vncurl simulator");
        leaf.use_authority_key_identifier_extension = true;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let leaf = leaf.signed_by(&key, &authority).map_err(io::Error::other)?;
        // The authority's own certificate goes along, so that a client can pin either key.
        let chain: Vec<CertificateDer<'static>> =
            vec![leaf.der().clone(), CertificateDer::from(authority.der().to_vec())];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let mut config =
            ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
                .with_safe_default_protocol_versions()
                .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
                .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config: config.into(), authority_pem: authority.pem() })
    }
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
