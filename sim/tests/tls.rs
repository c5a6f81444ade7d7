//! Requests and consoles over TLS, trusted by the certificate that the simulator wrote.
#![cfg(feature = "tls")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail by panicking"
)]

mod signer;
mod viewing;

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use viewing::{Viewer, authority, options};
use vncurl_sim::{Options, Simulator};

type Tls = StreamOwned<ClientConnection, TcpStream>;

fn start(ca: &Path) -> Simulator {
    Simulator::start(&Options { tls_ca_out: Some(ca.to_owned()), ..options() }).unwrap()
}

fn connect(simulator: &Simulator, ca: &Path, name: &str) -> Tls {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(connection, TcpStream::connect(authority(simulator)).unwrap())
}

fn exchange(mut stream: Tls, bytes: &[u8]) -> io::Result<String> {
    stream.write_all(bytes)?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}

#[test]
fn the_certificate_speaks_for_both_clouds_and_this_computer_only() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let simulator = start(&ca);
    let banner: serde_json::Value = serde_json::from_str(&simulator.banner()).unwrap();
    assert_eq!(banner["ca"], ca.to_str().unwrap());
    assert!(banner["url"].as_str().unwrap().starts_with("https://127.0.0.1:"));
    let get = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    for name in [
        "127.0.0.1",
        "localhost",
        "img.qcloud.com",
        "g.alicdn.com",
        "cvm.tencentcloudapi.com",
        "cvm.ap-shanghai-fsi.tencentcloudapi.com",
        "ecs.cn-hangzhou.aliyuncs.com",
    ] {
        let reply = exchange(connect(&simulator, &ca, name), get);
        assert!(reply.unwrap().starts_with("HTTP/1.1 200 "), "{name}");
    }
    for name in ["example.com", "qcloud.com", "127.0.0.2"] {
        assert!(exchange(connect(&simulator, &ca, name), get).is_err(), "{name}");
    }
}

#[test]
fn another_run_has_another_authority() {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = ["1.pem", "2.pem"].map(|name| folder.path().join(name));
    let simulator = start(&first);
    let _other = start(&second);
    let get = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    assert!(exchange(connect(&simulator, &second, "localhost"), get).is_err());
}

#[test]
fn a_console_is_seen_and_typed_into_over_tls() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let simulator = start(&ca);
    let request = signer::Draft::bytes(&signer::Draft::tencent("ins-demo0001").tc3());
    let request = String::from_utf8(request).unwrap();
    let request = request.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let reply = exchange(connect(&simulator, &ca, "127.0.0.1"), request.as_bytes()).unwrap();
    let value = reply.split("\"InstanceVncUrl\":\"").nth(1).unwrap().split('"').next().unwrap();
    let url = value.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?");
    let url = url.replace("%3D", "=").replace("%26", "&");
    assert!(url.starts_with("wss://127.0.0.1:"), "{url}");
    // The stream is encrypted already, so what is spoken over it is plain.
    let url = url.replacen("wss", "ws", 1);
    let stream = connect(&simulator, &ca, "127.0.0.1");
    let mut viewer = Viewer::open_over(&url, stream).unwrap();
    viewer.greet();
    viewer.request(false);
    assert!(viewer.update());
    viewer.type_line("id");
    viewer.until("\nins-demo0001, ");
    viewer.type_line("exit");
    assert_eq!(viewer.until_closed().unwrap().0, 1000);
}

#[test]
fn plain_http_to_the_port_of_tls_harms_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let simulator = start(&ca);
    let mut plain = TcpStream::connect(authority(&simulator)).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    let get = b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    assert!(exchange(connect(&simulator, &ca, "localhost"), get).is_ok());
}
