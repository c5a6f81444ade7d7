//! Replies that are none, or have no end: each is told, in time, and costs little memory.

use ::core::time::Duration;
use std::{fs, io::Read, time::Instant};

use vncurl::{Credentials, Environment, Error, NetworkFault, Sources, core};

use crate::servers::{
    REPLY, builder, client, http, impatient, network, read_request, serve, serve_bytes,
    serve_drops, serve_endless, told,
};

const OK: &str = "HTTP/1.1 200 OK\r\n";

fn fault(port: u16) -> NetworkFault {
    network(impatient(&format!("http://127.0.0.1:{port}")).console("ins-abc").unwrap_err())
}

#[test]
fn a_redirect_is_not_followed_and_the_other_host_hears_nothing() {
    let (elsewhere, visited) = serve_bytes(http("200 OK", "", REPLY));
    for status in ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"] {
        for scheme in ["http", "https"] {
            let location = format!("Location: {scheme}://localhost:{elsewhere}/\r\n");
            let (port, _) = serve_bytes(http(status, &location, ""));
            let error = client(&format!("http://127.0.0.1:{port}")).console("ins-abc").unwrap_err();
            let expected: u16 = status[..3].parse().unwrap();
            assert!(told(&error).contains("follows no redirect"), "{}", told(&error));
            match error {
                Error::Reply(core::Error::UnexpectedStatus { status }) => {
                    assert_eq!(status, expected);
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(visited.try_recv().is_err());
}

/// The most memory that this process had at a time, in KiB.
fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or(0, |line| line.trim_end_matches("kB").trim().parse().unwrap())
}

#[test]
fn a_reply_without_end_is_cut_off_at_its_limit_and_costs_no_memory() {
    let space = |len: usize| vec![b' '; len];
    let chunk = [b"4000\r\n", &space(0x4000)[..], b"\r\n"].concat();
    let before = peak_kib();
    for (headers, piece) in [
        ("Content-Length: 1073741824\r\n\r\n", space(65_536)),
        ("Transfer-Encoding: chunked\r\n\r\n", chunk),
        ("Transfer-Encoding: chunked\r\n\r\n40000000\r\n", space(65_536)),
        ("\r\n", space(65_536)),
        ("X: ", space(65_536)),
    ] {
        let head: &'static str = format!("{OK}{headers}").leak();
        let started = Instant::now();
        let port = serve_endless(head, piece);
        let endpoint = format!("http://127.0.0.1:{port}");
        let error = client(&endpoint).console("ins-abc").unwrap_err();
        assert_eq!(
            told(&error),
            "the reply is longer than 65536 bytes; look at the endpoint: \
            this is no answer of the service",
            "{head}"
        );
        assert!(started.elapsed() < Duration::from_secs(3), "{head}");
    }
    let more = peak_kib() - before;
    assert!(more < 20_000, "{more} KiB");
}

#[test]
fn a_list_without_end_has_its_own_limit() {
    let port = serve_endless("HTTP/1.1 200 OK\r\n\r\n", vec![b' '; 65_536]);
    let fault = network(client(&format!("http://127.0.0.1:{port}")).regions().unwrap_err());
    assert_eq!(fault, NetworkFault::TooLong { limit: 4 * 1024 * 1024 });
}

#[test]
fn a_metadata_service_that_takes_its_time_is_passed_over_after_a_second() {
    let port = serve_drops("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", true);
    let url = format!("http://127.0.0.1:{port}");
    let read = |name: &str| (name == "VNCURL_METADATA_URL").then(|| url.clone());
    let environment = Environment::new(&read);
    let started = Instant::now();
    let found = Credentials::find(core::Cloud::Tencent, &Sources::new(&environment, 0));
    let looked = found.unwrap_err().to_string();
    assert!(looked.contains("role of the instance") && looked.contains("in time"), "{looked}");
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
}

#[test]
fn a_byte_now_and_then_does_not_make_the_time_longer() {
    for (text, first_reads) in [
        ("", true),
        (OK, true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{", true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n{", true),
        ("HTTP/1.1 100 Continue\r\n\r\n", true),
        ("", false),
    ] {
        let port = serve_drops(text, first_reads);
        let started = Instant::now();
        let fault = fault(port);
        // Where no reply can begin so, that is told at once.
        let none = matches!(&fault, NetworkFault::Connection { reason } if reason.contains("HTTP"));
        assert!(fault == NetworkFault::Timeout || (none && !text.contains("HTTP")), "{fault:?}");
        assert!(started.elapsed() < Duration::from_secs(3), "{text}");
    }
    let (silent, _) = serve(|stream| {
        let request = read_request(stream);
        // Wait until the client has gone.
        let _ = stream.read(&mut [0; 1]);
        request
    });
    assert_eq!(fault(silent), NetworkFault::Timeout);
}

#[test]
fn half_a_reply_and_what_is_no_reply_are_told_apart() {
    for (reply, problem) in [
        ("", "it was closed before the whole reply came"),
        ("HTTP/1.1 200 OK\r\nContent-Le", "it was closed before the whole reply came"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "closed before the whole reply"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\"", "closed before the whole reply"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{", "closed before the whole"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "is no HTTP/1.1"),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "is no HTTP/1.1"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "is no HTTP/1.1"),
        ("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", "is no HTTP/1.1"),
        (&format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: y\r\n".repeat(1_000)), "is no HTTP/1.1"),
        ("SSH-2.0-OpenSSH\r\n", "is no HTTP/1.1"),
        ("\0\0\u{12}\u{4}\0\0\0\0\0\0\u{3}\0\0\0\u{64}", "is no HTTP/1.1"),
    ] {
        let (port, _) = serve_bytes(reply);
        match fault(port) {
            NetworkFault::Connection { reason } => assert!(reason.contains(problem), "{reason}"),
            other => panic!("{reply:?}: {other:?}"),
        }
    }
}

#[test]
fn an_answer_that_is_not_the_cloud_s_is_a_reply_that_cannot_be_read() {
    let gzip = "\u{1f}\u{8b}\u{8}\0\0\0\0\0";
    for (headers, body) in [
        ("Content-Type: text/html\r\n", "<html>Please log in</html>"),
        ("Content-Encoding: gzip\r\n", gzip),
        ("", "\0\0\0\0"),
        ("", ""),
        ("", "{"),
        ("", "{\"Response\":{\"InstanceVncUrl\":\"wss%3A%2F%2Fa\0b\"}}"),
        ("", "null"),
    ] {
        let (port, _) = serve_bytes(http("200 OK", headers, body));
        let error = client(&format!("http://127.0.0.1:{port}")).console("ins-abc").unwrap_err();
        assert!(matches!(error, Error::Reply(_)), "{body:?}: {error:?}");
        assert!(told(&error).contains("proxies on the way"), "{}", told(&error));
    }
}

#[test]
fn what_is_only_unusual_is_read() {
    let with = |headers: &str| http("200 OK", headers, REPLY);
    let long = format!("X: {}\r\n", "x".repeat(30_000));
    let (first, rest) = REPLY.split_at(20);
    for reply in [
        with("Content-Type: image/png\r\n"),
        with(&long),
        [b"HTTP/1.1 100 Continue\r\n\r\n", &with("")[..]].concat(),
        [b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", &with("")[..]].concat(),
        format!("{OK}\r\n{REPLY}").into_bytes(),
        format!("HTTP/1.0 200 OK\r\n\r\n{REPLY}").into_bytes(),
        format!(
            "{OK}Transfer-Encoding: chunked\r\n\r\n14;a=b\r\n{first}\r\n{:x}\r\n{rest}\r\n0\r\n\r\n",
            rest.len()
        )
        .into_bytes(),
    ] {
        let (port, _) = serve_bytes(reply.clone());
        let console = builder(&format!("http://127.0.0.1:{port}"))
            .build_in(&Environment::new(&|_| None))
            .unwrap()
            .console("ins-abc");
        let shown = String::from_utf8_lossy(&reply);
        assert_eq!(console.unwrap().request_id(), "R-1", "{shown}");
    }
}
