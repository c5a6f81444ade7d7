//! A proxy is asked for the way and learns nothing else; one that does not open it is named.

use ::core::time::Duration;
use std::{
    io::{Read, Write},
    net::TcpListener,
    time::Instant,
};

use vncurl::{Client, Environment, Error, NetworkFault};

use crate::servers::{
    REPLY, builder, http, network, read_request, serve, serve_bytes, serve_drops, serve_endless,
    told,
};

const CONNECT: &str = "CONNECT cvm.example:443 HTTP/1.1\r\n";

/// A client of a cloud behind the proxy at this address.
fn behind(address: &str, timeout: Duration) -> Client {
    let variables = |name: &str| (name == "HTTPS_PROXY").then(|| address.to_owned());
    let builder = builder("https://cvm.example").timeout(timeout);
    builder.build_in(&Environment::new(&variables)).unwrap()
}

/// What is told of the proxy at this address.
fn fault(address: &str) -> (NetworkFault, String) {
    let error = behind(address, Duration::from_secs(5)).console("ins-abc").unwrap_err();
    let told = told(&error);
    (network(error), told)
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
    assert!(request.starts_with(CONNECT), "{request}");
    assert!(!request.contains("marker"), "the request is for the cloud, not for the proxy");

    let (port, _) = serve_bytes(http("200 OK", "", REPLY));
    let client = builder(&format!("http://127.0.0.1:{port}")).build_in(&environment).unwrap();
    client.console("ins-abc").unwrap();
    assert!(asked.try_recv().is_err());
}

#[test]
fn a_proxy_that_refuses_is_named_with_what_it_did_and_asked_once() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: a\r\n".repeat(200));
    for (reply, problem) in [
        ("HTTP/1.1 403 Forbidden\r\n\r\n", "answered with status 403"),
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "wants another user and password"),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", "answered with status 502"),
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "answered with status 302"),
        ("HTTP/1.1 204 No Content\r\n\r\n", "answered with status 204"),
        ("", "did not answer in HTTP"),
        ("SSH-2.0-OpenSSH\r\n", "did not answer in HTTP"),
        ("\0\u{1}\u{2}\r\n\r\n", "did not answer in HTTP"),
        (&many, "did not answer in HTTP"),
    ] {
        let (port, asked) = serve_bytes(reply);
        let (fault, told) = fault(&format!("http://joe:pAsS@127.0.0.1:{port}"));
        assert!(matches!(fault, NetworkFault::Proxy { .. }), "{reply}: {fault:?}");
        let expected = format!("the proxy 127.0.0.1:{port} {problem}");
        assert!(told.contains(&expected) && told.contains("HTTPS_PROXY"), "{told}");
        assert!(!told.contains("pAsS"), "{told}");
        let request = asked.recv().unwrap();
        assert!(request.starts_with(CONNECT) && !request.contains("marker"), "{request}");
        assert!(asked.try_recv().is_err());
    }
}

#[test]
fn a_proxy_that_is_not_there_is_told_from_a_cloud_that_is_not() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let told = fault(&format!("http://{closed}")).1;
    assert!(told.contains(&format!("the proxy {closed} cannot be used: ")), "{told}");
    let told = fault("http://no-such-proxy.invalid:3128").1;
    assert!(told.contains("the proxy no-such-proxy.invalid:3128 has no address"), "{told}");
    let cloud = builder("https://no-such-cloud.invalid").build_in(&Environment::new(&|_| None));
    let error = cloud.unwrap().console("ins-abc").unwrap_err();
    assert_eq!(error.to_string(), "the host no-such-cloud.invalid has no address");
    assert!(error.advice().contains("DNS"));
}

#[test]
fn a_proxy_that_takes_its_time_gets_no_more_than_there_is() {
    let silent = serve(read_request).0;
    let drops = serve_drops("HTTP/1.1 200 OK\r\nX: ", true);
    let lines = serve_endless("HTTP/1.1 200 OK\r\n", b"X: y\r\n".repeat(1_000));
    for port in [silent, drops, lines] {
        let started = Instant::now();
        let client = behind(&format!("http://127.0.0.1:{port}"), Duration::from_millis(300));
        network(client.console("ins-abc").unwrap_err());
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    }
}

#[test]
fn a_proxy_that_answers_in_the_cloud_s_place_gets_no_request() {
    let (port, seen) = serve(|stream| {
        let request = read_request(stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let hello = read_once(stream);
        let _ = stream.write_all(&http("200 OK", "", REPLY));
        request + &hello
    });
    let (fault, told) = fault(&format!("http://127.0.0.1:{port}"));
    assert!(matches!(fault, NetworkFault::Tls { .. }), "{fault:?}");
    assert!(told.contains("cvm.example does not answer in TLS"), "{told}");
    let seen = seen.recv().unwrap();
    assert!(seen.starts_with(CONNECT) && !seen.contains("marker"), "{seen}");
}

/// The first flight of a handshake.
fn read_once(stream: &mut impl Read) -> String {
    let mut piece = [0; 4096];
    let len = stream.read(&mut piece).unwrap();
    String::from_utf8_lossy(&piece[..len]).into_owned()
}

#[test]
fn a_proxy_that_is_not_spoken_to_is_passed_by_only_where_it_is_not_asked() {
    let (port, seen) = serve_bytes(http("200 OK", "", REPLY));
    for address in
        ["socks5://127.0.0.1:1080", "socks4://127.0.0.1:1080", "socks5h://localhost:1080"]
    {
        for variable in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            let variables = |name: &str| (name == variable).then(|| address.to_owned());
            let environment = Environment::new(&variables);
            // A host that would answer, were it asked.
            let cloud = builder(&format!("https://other.localhost:{port}"));
            let error = cloud.build_in(&environment).unwrap().console("ins-abc").unwrap_err();
            let told = told(&error);
            assert!(matches!(network(error), NetworkFault::Proxy { .. }));
            assert!(told.contains(":1080 is named as one for SOCKS"), "{told}");
            assert!(seen.try_recv().is_err());
            let own = builder(&format!("http://127.0.0.1:{port}"));
            own.build_in(&environment).unwrap().console("ins-abc").unwrap();
            seen.recv().unwrap();
        }
    }
    let variables = |name: &str| match name {
        "ALL_PROXY" => Some("socks5://127.0.0.1:1080".to_owned()),
        "NO_PROXY" => Some(".localhost".to_owned()),
        _ => None,
    };
    let cloud = builder(&format!("https://other.localhost:{port}"));
    let cloud = cloud.build_in(&Environment::new(&variables)).unwrap();
    let fault = network(cloud.console("ins-abc").unwrap_err());
    assert!(!matches!(fault, NetworkFault::Proxy { .. }), "{fault:?}");
    for address in ["http://", "::"] {
        let variables = |name: &str| (name == "ALL_PROXY").then(|| address.to_owned());
        let built = builder("https://cvm.example").build_in(&Environment::new(&variables));
        let error = built.unwrap_err();
        assert!(matches!(error, Error::InvalidProxy { variable: "ALL_PROXY" }), "{error:?}");
        assert!(told(&error).contains("http://host:port"), "{}", told(&error));
    }
}
