//! What leaves this machine, and what is an error before anything does.

use ::core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use vncurl::{Client, Credentials, Environment, Error, core};

use crate::servers::{REPLY, builder, ca_file, client, http, serve_bytes};

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
