//! The WebSocket below a console, byte by byte.
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

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use viewing::{Viewer, address, authority, control, nonce, options};
use vncurl_sim::Simulator;

fn start() -> Simulator {
    Simulator::start(&options()).unwrap()
}

/// A handshake, with whatever comes right behind it in the same segment.
fn raw(simulator: &Simulator, more_headers: &str, behind: &[u8]) -> (TcpStream, String) {
    let url = address(authority(simulator), "i-demo0001", &nonce());
    let target = url.split_once(authority(simulator)).unwrap().1;
    let head = format!(
        "GET {target} HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         {more_headers}\r\n"
    );
    let mut stream = TcpStream::connect(authority(simulator)).unwrap();
    stream.write_all(&[head.as_bytes(), behind].concat()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    (stream, String::from_utf8(head).unwrap())
}

#[test]
fn bytes_that_came_with_the_handshake_are_not_lost() {
    let simulator = start();
    // A masked frame (the mask is zero) with the version in it.
    let frame = [b"\x82\x8c\0\0\0\0".as_slice(), b"RFB 003.008\n"].concat();
    let (mut stream, head) = raw(&simulator, "", &frame);
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    let mut answered = [0; 2 + 12 + 2 + 2];
    stream.read_exact(&mut answered).unwrap();
    assert_eq!(answered, *b"\x82\x0cRFB 003.008\n\x82\x02\x01\x01");
}

#[test]
fn the_protocol_binary_is_named_when_it_was_offered() {
    let simulator = start();
    for (offered, named) in [("Sec-WebSocket-Protocol: binary, base64\r\n", true), ("", false)] {
        let (_stream, head) = raw(&simulator, offered, b"");
        assert_eq!(head.contains("\r\nSec-WebSocket-Protocol: binary\r\n"), named, "{head}");
    }
}

#[test]
fn a_bad_handshake_spends_no_address() {
    let simulator = start();
    let url = address(authority(&simulator), "ins-demo0001", "");
    let target = url.split_once(authority(&simulator)).unwrap().1;
    let bad = format!("GET {target} HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n");
    let reply = viewing::exchange(authority(&simulator), bad.as_bytes());
    assert!(reply.starts_with("HTTP/1.1 400 "), "{reply}");
    assert!(Viewer::open(&url).is_ok());
}

/// A frame that never comes to its end keeps the console busy, and its machine is stopped.
#[test]
fn a_message_that_comes_byte_by_byte_does_not_keep_a_console_open() {
    let simulator = start();
    // 65,535 bytes are announced; the mask is zero.
    let (mut stream, _) = raw(&simulator, "", b"\x82\xfe\xff\xff\0\0\0\0");
    stream.set_nodelay(true).unwrap();
    stream.read_exact(&mut [0; 14]).unwrap();
    let path = "/_sim/instances/i-demo0001";
    control(authority(&simulator), "POST", path, r#"{"state":"Stopping"}"#);
    stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    for _ in 0..1_000 {
        stream.write_all(b"x").unwrap();
        // A close frame: its head, code 1000, the first word of the reason.
        let mut closing = [0; 15];
        match stream.read_exact(&mut closing) {
            Ok(()) => {
                assert_eq!((closing[0], &closing[2..4]), (0x88, &[0x03, 0xe8][..]));
                assert_eq!(&closing[4..], b"not-running");
                return;
            }
            Err(error) => {
                assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
            }
        }
    }
    panic!("the console is still open");
}
