//! The whole thing over TCP, with requests as raw bytes.
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

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use signer::{Draft, NOW};
use vncurl_sim::{Clock, Options, Simulator};

fn start() -> Simulator {
    let clock = Clock::Frozen { at_s: NOW };
    Simulator::start(&Options { clock, ..Options::default() }).unwrap()
}

fn connect(simulator: &Simulator) -> BufReader<TcpStream> {
    let address = simulator.url().strip_prefix("http://").unwrap();
    BufReader::new(TcpStream::connect(address).unwrap())
}

/// One response: status, head, body.
fn read(stream: &mut BufReader<TcpStream>) -> (u16, String, String) {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).unwrap(), 0, "{head}");
    }
    let length = head
        .split("Content-Length: ")
        .nth(1)
        .map_or(0, |rest| rest.split("\r\n").next().unwrap().parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    (head[9..12].parse().unwrap(), head, String::from_utf8(body).unwrap())
}

fn exchange(simulator: &Simulator, bytes: &[u8]) -> (u16, String, String) {
    let mut stream = connect(simulator);
    stream.get_mut().write_all(bytes).unwrap();
    read(&mut stream)
}

#[test]
fn the_banner_is_one_line_with_everything_a_client_needs() {
    let simulator = start();
    let banner = simulator.banner();
    assert!(!banner.contains('\n'));
    assert!(banner.starts_with(&format!(r#"{{"url":"{}","ca":null,"#, simulator.url())));
    let banner: serde_json::Value = serde_json::from_str(&banner).unwrap();
    assert_eq!(banner["credentials"]["tencent"]["key_id"], vncurl_sim::TENCENT.key_id);
    assert_eq!(banner["credentials"]["alibaba"]["secret"], vncurl_sim::ALIBABA.secret);
    let first = serde_json::json!({
        "id": "ins-demo0001", "provider": "tencent-cvm", "region": "ap-guangzhou",
    });
    assert_eq!(banner["instances"][0], first);
}

#[test]
fn signed_requests_get_an_address_of_this_port_and_the_clocks_date() {
    let simulator = start();
    let port = simulator.url().rsplit(':').next().unwrap();
    for request in [Draft::tencent("ins-demo0001").tc3(), Draft::alibaba("i-demo0001").acs3()] {
        let (status, head, body) = exchange(&simulator, &Draft::bytes(&request));
        assert_eq!(status, 200, "{body}");
        assert!(head.contains("\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"), "{head}");
        assert!(body.contains(&format!("\"ws%3A%2F%2F127.0.0.1%3A{port}%2F")), "{body}");
    }
}

#[test]
fn one_byte_changed_on_the_wire_is_a_refusal() {
    let simulator = start();
    let bytes = Draft::bytes(&Draft::tencent("ins-demo0001").tc3());
    let changed = String::from_utf8(bytes).unwrap().replace("demo0001", "demo0002");
    let (_, _, body) = exchange(&simulator, changed.as_bytes());
    assert!(body.contains("AuthFailure.SignatureFailure"), "{body}");
}

#[test]
fn one_connection_carries_many_requests_sent_at_once() {
    let simulator = start();
    let mut stream = connect(&simulator);
    let once = Draft::bytes(&Draft::tencent("ins-demo0001").tc3());
    stream.get_mut().write_all(&once.repeat(20)).unwrap();
    for _ in 0..20 {
        let (status, head, body) = read(&mut stream);
        assert_eq!(status, 200);
        assert!(head.contains("Connection: keep-alive") && body.contains("InstanceVncUrl"));
    }
}

#[test]
fn a_request_that_arrives_byte_by_byte_is_one_request() {
    let simulator = start();
    let mut stream = connect(&simulator);
    stream.get_ref().set_nodelay(true).unwrap();
    for byte in Draft::bytes(&Draft::alibaba("i-demo0001").acs3()) {
        stream.get_mut().write_all(&[byte]).unwrap();
    }
    assert_eq!(read(&mut stream).0, 200);
}

#[test]
fn a_client_that_waits_for_100_continue_is_told_to_go_on() {
    let simulator = start();
    let mut stream = connect(&simulator);
    let bytes = String::from_utf8(Draft::bytes(&Draft::tencent("ins-demo0001").tc3())).unwrap();
    let (head, body) = bytes.split_once("\r\n\r\n").unwrap();
    let head = format!("{head}\r\nExpect: 100-continue\r\n\r\n");
    stream.get_mut().write_all(head.as_bytes()).unwrap();
    assert_eq!(read(&mut stream).0, 100);
    stream.get_mut().write_all(body.as_bytes()).unwrap();
    let (status, _, body) = read(&mut stream);
    assert!(status == 200 && body.contains("InstanceVncUrl"), "{body}");
}

#[test]
fn garbage_is_answered_in_clear_text_and_the_connection_closed() {
    let simulator = start();
    let upload = [b"POST / HTTP/1.1\r\nContent-Length: 11000000\r\n\r\n".to_vec(), vec![0; 65_536]];
    for (bytes, expected) in [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(), 400),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec(), 400),
        (vec![b'A'; 40_000], 431),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(), 411),
        (upload.concat(), 413),
    ] {
        let mut stream = connect(&simulator);
        stream.get_mut().write_all(&bytes).unwrap();
        let (status, head, body) = read(&mut stream);
        assert_eq!(status, expected, "{body}");
        assert!(body.starts_with("vncurl simulator: ") && head.contains("Connection: close"));
        stream.get_ref().shutdown(std::net::Shutdown::Write).unwrap();
        assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0);
    }
    assert_eq!(exchange(&simulator, b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").0, 200);
}

#[test]
fn head_has_no_body_and_does_not_disturb_what_follows() {
    let simulator = start();
    let mut stream = connect(&simulator);
    let both = b"HEAD /x HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    stream.get_mut().write_all(both).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    assert_eq!(text.matches("HTTP/1.1 404").count(), 2, "{text}");
    assert_eq!(text.matches("there is nothing").count(), 1, "{text}");
}

#[test]
fn a_taken_port_is_an_error_and_a_freed_one_is_not() {
    let first = start();
    let port = first.url().rsplit(':').next().unwrap().parse().unwrap();
    let options = Options { port, ..Options::default() };
    assert!(Simulator::start(&options).is_err());
    drop(first);
    let second = Simulator::start(&options).unwrap();
    assert!(second.url().ends_with(&format!(":{port}")));
}

#[test]
fn eight_clients_at_once_each_get_addresses_of_their_own() {
    let clock = Clock::Frozen { at_s: NOW };
    let options = Options { clock, unlimited: true, ..Options::default() };
    let simulator = Simulator::start(&options).unwrap();
    let bodies: Vec<String> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let bytes = Draft::bytes(&Draft::tencent("ins-demo0001").tc3());
                    (0..25).map(|_| exchange(&simulator, &bytes).2).collect::<Vec<_>>()
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    let mut addresses: Vec<&str> = bodies
        .iter()
        .map(|body| body.split("InstanceVncUrl\":\"").nth(1).unwrap().split('"').next().unwrap())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), 200);
}
