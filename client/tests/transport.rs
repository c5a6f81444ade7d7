//! What leaves this machine, to whom, and what comes back: against servers that misbehave.
#![cfg(feature = "transport")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "tests may fail loudly"
)]

use ::core::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    thread,
};

use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use vncurl::{Client, ClientBuilder, Credentials, Environment, Error, NetworkFault, core};

const REPLY: &str = r#"{"Response":{"InstanceVncUrl":"wss%3A%2F%2Fvnc.example%2Fvnc%3Fs%3Dabc","RequestId":"R-1"}}"#;

fn builder(endpoint: &str) -> ClientBuilder {
    Client::builder("tencent-cvm")
        .unwrap()
        .region("ap-guangzhou")
        .credentials(Credentials::new("AKIDmarker", "marker-secret").with_token("marker-token"))
        .endpoint(endpoint)
        .timeout(Duration::from_secs(5))
}

fn client(endpoint: &str) -> Client {
    builder(endpoint).build_in(&Environment::new(&|_| None)).unwrap()
}

fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let len = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {len}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Reads one request: its head and a body of its `Content-Length`.
fn read_request(stream: &mut impl Read) -> String {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let len = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
            });
            if body.len() >= len.unwrap_or(0) {
                return text.into_owned();
            }
        }
        match stream.read(&mut piece) {
            Ok(len @ 1..) => request.extend_from_slice(&piece[..len]),
            _ => return String::from_utf8_lossy(&request).into_owned(),
        }
    }
}

/// A server on loopback that hands every connection to `answer`; what it read comes back.
fn serve<A>(answer: A) -> (u16, Receiver<String>)
where
    A: Fn(&mut TcpStream) -> String + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, seen) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let request = answer(&mut stream.unwrap());
            if tell.send(request).is_err() {
                return;
            }
        }
    });
    (port, seen)
}

fn serve_bytes(reply: Vec<u8>) -> (u16, Receiver<String>) {
    serve(move |stream| {
        let request = read_request(stream);
        let _ = stream.write_all(&reply);
        request
    })
}

/// A certificate authority and a TLS server whose certificate it signed for `name`.
fn serve_tls(name: &str, expired: bool) -> (u16, Receiver<String>, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    if expired {
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2021, 1, 1);
    }
    let certificate = params.signed_by(&key, &authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let config = Arc::new(config);
    let (port, seen) = serve(move |stream| {
        let connection = ServerConnection::new(config.clone()).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        let request = read_request(&mut stream);
        let _ = stream.write_all(&http("200 OK", "", REPLY));
        stream.conn.send_close_notify();
        let _ = stream.flush();
        request
    });
    (port, seen, authority.pem())
}

fn ca_file(pem: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pem.as_bytes()).unwrap();
    file
}

fn network(error: Error) -> NetworkFault {
    match error {
        Error::Network(fault) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_signed_request_arrives_as_it_was_signed() {
    let (port, seen) = serve_bytes(http("200 OK", "Content-Type: application/json\r\n", REPLY));
    let console = client(&format!("http://127.0.0.1:{port}")).console("ins-abc").unwrap();
    assert_eq!(console.request_id(), "R-1");
    assert!(console.url().ends_with("?InstanceVncUrl=wss%3A%2F%2Fvnc.example%2Fvnc%3Fs%3Dabc"));
    let request = seen.recv().unwrap();
    let head = request.to_ascii_lowercase();
    assert!(request.starts_with("POST / HTTP/1.1\r\n"));
    assert!(head.contains(&format!("host: 127.0.0.1:{port}\r\n")));
    assert!(head.contains("content-type: application/json\r\n"), "a charset breaks the signature");
    assert!(request.ends_with("{\"InstanceId\":\"ins-abc\"}"));
}

#[test]
fn only_a_certificate_that_is_trusted_and_of_that_name_and_day_gets_the_request() {
    for (name, expired, trusted, accepted) in [
        ("localhost", false, true, true),
        ("localhost", false, false, false),
        ("elsewhere.example", false, true, false),
        ("localhost", true, true, false),
    ] {
        let (port, seen, pem) = serve_tls(name, expired);
        let file = ca_file(&pem);
        let mut builder = builder(&format!("https://localhost:{port}"));
        if trusted {
            builder = builder.ca_file(file.path());
        }
        let client = builder.build_in(&Environment::new(&|_| None)).unwrap();
        let console = client.console("ins-abc");
        let request = seen.recv().unwrap();
        if accepted {
            assert!(console.is_ok(), "{console:?}");
            assert!(request.contains("marker-token"));
        } else {
            let fault = network(console.unwrap_err());
            assert!(matches!(fault, NetworkFault::Tls { .. }), "{name}, {expired}: {fault:?}");
            assert_eq!(request, "", "nothing may be sent before the certificate holds");
        }
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let (elsewhere, visited) = serve_bytes(http("200 OK", "", REPLY));
    let location = format!("Location: http://127.0.0.1:{elsewhere}/\r\n");
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let (port, _) = serve_bytes(http(status, &location, ""));
        let error = client(&format!("http://127.0.0.1:{port}")).console("ins-abc").unwrap_err();
        let expected: u16 = status[..3].parse().unwrap();
        match error {
            Error::Reply(core::Error::UnexpectedStatus { status }) => assert_eq!(status, expected),
            other => panic!("{other:?}"),
        }
    }
    assert!(visited.try_recv().is_err());
}

#[test]
fn a_body_without_end_is_cut_off() {
    let (port, _) = serve(|stream| {
        let request = read_request(stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
        while stream.write_all(&[b' '; 16384]).is_ok() {}
        request
    });
    let error = client(&format!("http://127.0.0.1:{port}")).console("ins-abc").unwrap_err();
    assert_eq!(network(error), NetworkFault::TooLong { limit: 65536 });
}

#[test]
fn a_server_that_never_ends_its_answer_costs_the_time_out_and_no_more() {
    let (port, _) = serve(|stream| {
        let request = read_request(stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        // Wait until the client has gone.
        let _ = stream.read(&mut [0; 1]);
        request
    });
    let client = builder(&format!("http://127.0.0.1:{port}"))
        .timeout(Duration::from_millis(300))
        .build_in(&Environment::new(&|_| None))
        .unwrap();
    assert_eq!(network(client.console("ins-abc").unwrap_err()), NetworkFault::Timeout);
}

#[test]
fn a_proxy_is_asked_for_https_and_never_for_this_machine() {
    let (port, asked) = serve_bytes(http("403 Forbidden", "", ""));
    let address = format!("http://127.0.0.1:{port}");
    let variables = move |name: &str| (name == "HTTPS_PROXY").then(|| address.clone());
    let environment = Environment::new(&variables);
    let client = builder("https://cvm.example").build_in(&environment).unwrap();
    let fault = network(client.console("ins-abc").unwrap_err());
    assert!(matches!(fault, NetworkFault::Proxy { .. }), "{fault:?}");
    let request = asked.recv().unwrap();
    assert!(request.starts_with("CONNECT cvm.example:443 HTTP/1.1\r\n"), "{request}");
    assert!(!request.contains("marker"), "the request is for the cloud, not for the proxy");

    let (port, _) = serve_bytes(http("200 OK", "", REPLY));
    let client = builder(&format!("http://127.0.0.1:{port}")).build_in(&environment).unwrap();
    client.console("ins-abc").unwrap();
    assert!(asked.try_recv().is_err());
}

#[test]
fn settings_that_cannot_be_used_are_errors_before_anything_is_sent() {
    let none = Environment::new(&|_| None);
    let proxied = |name: &str| (name == "https_proxy").then(|| "::".to_owned());
    let error = builder("https://cvm.example").build_in(&Environment::new(&proxied)).unwrap_err();
    assert!(matches!(error, Error::InvalidProxy { variable: "https_proxy" }), "{error:?}");
    for endpoint in ["http://cvm.example", "https://cvm.example/", "cvm.example"] {
        let error = builder(endpoint).build_in(&none).unwrap_err();
        assert!(matches!(error, Error::Input(core::Error::InvalidEndpoint { .. })), "{error:?}");
    }
    let error = builder("https://cvm.example").viewer("https://x/?").build_in(&none).unwrap_err();
    assert!(matches!(error, Error::Input(core::Error::InvalidViewer { at: 10 })), "{error:?}");
    let missing =
        builder("https://localhost:1").ca_file("/nowhere/ca.pem").build_in(&none).unwrap();
    assert!(matches!(missing.console("ins-abc").unwrap_err(), Error::File { .. }));
    let file = ca_file("no certificate");
    let empty = builder("https://localhost:1").ca_file(file.path()).build_in(&none).unwrap();
    assert!(matches!(empty.console("ins-abc").unwrap_err(), Error::File { .. }));
}

#[test]
fn the_cloud_is_asked_what_the_guest_runs_when_nobody_said() {
    let page = r#"{"TotalCount": 0, "Instances": {"Instance": []}, "RequestId": "R-1"}"#;
    let (port, asked) = serve_bytes(http("200 OK", "", page));
    let client = Client::builder("alibaba-ecs")
        .unwrap()
        .region("cn-hangzhou")
        .credentials(Credentials::new("id", "secret"))
        .endpoint(format!("http://127.0.0.1:{port}"))
        .build_in(&Environment::new(&|_| None))
        .unwrap();
    let error = client.console("i-abc").unwrap_err();
    assert!(matches!(error, Error::NotListed { .. }), "{error:?}");
    let asked = asked.recv().unwrap();
    assert!(asked.contains("x-acs-action: DescribeInstances\r\n"), "{asked}");
}

#[test]
fn nothing_printable_holds_a_secret_a_token_or_a_vnc_url() {
    let (port, _) = serve_bytes(http("200 OK", "", REPLY));
    let client = client(&format!("http://127.0.0.1:{port}"));
    let console = client.console("ins-abc").unwrap();
    let request = client.sign("ins-abc").unwrap();
    let credentials = client.credentials();
    let printed = format!("{client:?} {console:?} {request:?} {credentials:?}");
    for marker in ["marker-secret", "marker-token", "vnc.example", "Signature="] {
        assert!(!printed.contains(marker), "{marker} in {printed}");
    }
}

#[test]
fn the_signing_key_is_derived_anew_when_the_day_is_over() {
    let time = Arc::new(AtomicU64::new(1_700_006_399));
    let clock = time.clone();
    let client = builder("http://127.0.0.1:9")
        .clock(move || clock.load(Ordering::Relaxed))
        .build_in(&Environment::new(&|_| None))
        .unwrap();
    let scope = |client: &Client| {
        let request = client.sign("ins-abc").unwrap();
        let authorization = request.headers().find(|(name, _)| *name == "Authorization").unwrap().1;
        authorization.split('/').nth(1).unwrap().to_owned()
    };
    assert_eq!(scope(&client), "2023-11-14");
    time.fetch_add(1, Ordering::Relaxed);
    assert_eq!(scope(&client), "2023-11-15");
}
