//! Who gets the request: a host whose certificate is trusted, of its name and of the day.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{Arc, mpsc::Receiver},
};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair,
    date_time_ymd,
};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion, version};
use vncurl::{Credentials, Environment, NetworkFault, Sources, core::Cloud};

use crate::servers::{
    REPLY, builder, ca_file, http, impatient, network, read_request, serve, serve_drops, told,
};

/// A certificate authority of a test's own.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "the test's authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The settings of a certificate for `name` that is valid from 1 January of one year to another's.
fn certificate(name: &str, (from, to): (i32, i32)) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params
}

/// A TLS server that shows this certificate; what it read after the handshake comes back.
fn serve_tls(
    certificate: &Certificate,
    key: &KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> (u16, Receiver<String>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let config = Arc::new(config);
    serve(move |stream: &mut TcpStream| {
        let connection = ServerConnection::new(config.clone()).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let request = read_request(&mut stream);
        let _ = stream.write_all(&http("200 OK", "", REPLY));
        stream.conn.send_close_notify();
        let _ = stream.flush();
        request
    })
}

const VALID: (i32, i32) = (2020, 4000);
const BOTH: [&SupportedProtocolVersion; 2] = [&version::TLS12, &version::TLS13];

#[test]
fn a_trusted_certificate_of_that_name_and_day_gets_the_request() {
    let (authority, key) = (authority(), KeyPair::generate().unwrap());
    let certificate = certificate("localhost", VALID).signed_by(&key, &authority).unwrap();
    for versions in [&BOTH[..], &BOTH[..1], &BOTH[1..]] {
        let (port, seen) = serve_tls(&certificate, &key, versions);
        let file = ca_file(&authority.pem());
        let builder = builder(&format!("https://localhost:{port}")).ca_file(file.path());
        let client = builder.build_in(&Environment::new(&|_| None)).unwrap();
        client.console("ins-abc").unwrap();
        assert!(seen.recv().unwrap().contains("marker-token"));
    }
}

#[test]
fn any_other_certificate_gets_nothing_and_is_told_with_the_next_step() {
    let (authority, key) = (authority(), KeyPair::generate().unwrap());
    let signed = |name, years| certificate(name, years).signed_by(&key, &authority).unwrap();
    let own = certificate("localhost", VALID).self_signed(&key).unwrap();
    let mut is_authority = certificate("localhost", VALID);
    is_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let is_authority = is_authority.self_signed(&key).unwrap();
    let clock = "look at this machine's clock";
    for (shown, trusted, problem, next) in [
        (signed("localhost", VALID), false, "no authority that is trusted here", "CA can be added"),
        (signed("elsewhere.example", VALID), true, "is not for localhost", "endpoint's spelling"),
        (signed("localhost", (2020, 2021)), true, "of localhost has expired", clock),
        (signed("localhost", (3000, 4000)), true, "of localhost is not valid yet", clock),
        (own, true, "no authority that is trusted here", "CA can be added"),
        (is_authority, true, "is signed by itself", "CA can be added"),
    ] {
        let (port, seen) = serve_tls(&shown, &key, &BOTH);
        let file = ca_file(&authority.pem());
        let mut builder = builder(&format!("https://localhost:{port}"));
        if trusted {
            builder = builder.ca_file(file.path());
        }
        let client = builder.build_in(&Environment::new(&|_| None)).unwrap();
        let error = client.console("ins-abc").unwrap_err();
        let told = told(&error);
        assert!(told.contains(problem) && told.contains(next), "{problem}: {told}");
        assert!(matches!(network(error), NetworkFault::Tls { .. }));
        assert_eq!(seen.recv().unwrap(), "", "nothing may be sent before the certificate holds");
        assert!(seen.try_recv().is_err(), "a certificate stays as it is: no second try");
    }
}

#[test]
fn a_credentials_uri_is_not_shown_to_another_host() {
    let key = KeyPair::generate().unwrap();
    let own = certificate("localhost", VALID).self_signed(&key).unwrap();
    let (port, seen) = serve_tls(&own, &key, &BOTH);
    let url = format!("https://localhost:{port}/marker-path");
    let read = |name: &str| (name == "ALIBABA_CLOUD_CREDENTIALS_URI").then(|| url.clone());
    let off = |name: &str| match name {
        "ALIBABA_CLOUD_ECS_METADATA_DISABLED" => Some("true".to_owned()),
        name => read(name),
    };
    let environment = Environment::new(&off);
    let error = Credentials::find(Cloud::Alibaba, &Sources::new(&environment, 0)).unwrap_err();
    assert_eq!(error.kind(), "network", "{error}");
    let told = told(&error);
    assert!(
        told.contains("no authority that is trusted here") && !told.contains("marker"),
        "{told}"
    );
    assert_eq!(seen.recv().unwrap(), "");
}

#[test]
fn what_speaks_no_tls_is_told_in_time_and_gets_no_request() {
    for (reply, problem) in [
        ("HTTP/1.1 400 Bad Request\r\n\r\n", "does not answer in TLS"),
        // The alerts protocol_version and handshake_failure of a server that is too old.
        ("\x15\x03\x01\x00\x02\x02\x46", "neither TLS 1.3 nor a safe TLS 1.2"),
        ("\x15\x03\x01\x00\x02\x02\x28", "neither TLS 1.3 nor a safe TLS 1.2"),
    ] {
        let (port, seen) = serve(move |stream| {
            let mut hello = [0; 16];
            let len = stream.read(&mut hello).unwrap();
            stream.write_all(reply.as_bytes()).unwrap();
            String::from_utf8_lossy(&hello[..len]).into_owned() + &read_request(stream)
        });
        let told =
            told(&impatient(&format!("https://localhost:{port}")).console("ins-abc").unwrap_err());
        assert!(told.contains(problem) && told.contains("look at the endpoint"), "{told}");
        assert!(!seen.recv().unwrap().contains("marker"));
    }
    let drops = serve_drops("\x16\x03\x03\x10\x00\x02", false);
    let silent = serve(read_request);
    for port in [drops, silent.0] {
        let client = impatient(&format!("https://localhost:{port}"));
        assert_eq!(network(client.console("ins-abc").unwrap_err()), NetworkFault::Timeout);
    }
    assert!(!silent.1.recv().unwrap().contains("marker"));
}
