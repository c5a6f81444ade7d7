use std::io::Read as _;
use std::net::Shutdown;

use super::*;

/// A client that stops in the middle is answered when its time is over, and is then gone.
#[test]
fn a_half_open_client_is_told_408_and_closed() {
    let patience = Patience { idle: Duration::from_secs(5), request: Duration::from_millis(20) };
    let limits = Limits { patience, ..LIMITS };
    let simulator = Simulator::start_with(&Options::default(), limits).unwrap();
    for half in ["GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"] {
        let mut stream = TcpStream::connect(simulator.address).unwrap();
        stream.write_all(half.as_bytes()).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert!(reply.starts_with("HTTP/1.1 408 "), "{reply}");
    }
}

#[test]
fn an_idle_connection_is_closed_without_a_word() {
    let patience = Patience { idle: Duration::from_millis(20), request: Duration::from_secs(5) };
    let limits = Limits { patience, ..LIMITS };
    let simulator = Simulator::start_with(&Options::default(), limits).unwrap();
    let mut stream = TcpStream::connect(simulator.address).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert_eq!(reply, "");
}

#[test]
fn one_connection_too_many_is_told_503_and_the_next_is_served_when_one_ends() {
    let room = Room { connections: 8, grace: Duration::from_secs(60), ..LIMITS.room };
    let limits = Limits { room, ..LIMITS };
    let simulator = Simulator::start_with(&Options::default(), limits).unwrap();
    let ask = |stream: &mut TcpStream| {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        String::from_utf8_lossy(&status).into_owned()
    };
    let mut held: Vec<TcpStream> =
        (0..room.connections).map(|_| TcpStream::connect(simulator.address).unwrap()).collect();
    for stream in &mut held {
        assert_eq!(ask(stream), "HTTP/1.1 200");
    }
    let mut reply = [0; 12];
    TcpStream::connect(simulator.address).unwrap().read_exact(&mut reply).unwrap();
    assert_eq!(&reply, b"HTTP/1.1 503");
    drop(held);
    while simulator.shared.connections.len() >= room.connections {
        thread::yield_now();
    }
    assert_eq!(ask(&mut TcpStream::connect(simulator.address).unwrap()), "HTTP/1.1 200");
}

#[test]
fn dropping_the_simulator_ends_open_connections_and_frees_the_port() {
    let simulator = Simulator::start(&Options::default()).unwrap();
    let address = simulator.address;
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HT").unwrap();
    // An answer shows that the connection has its thread, and is not only waiting for one.
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0; 1];
        stream.read_exact(&mut byte).unwrap();
        head.extend(byte);
    }
    drop(simulator);
    let mut rest = Vec::new();
    // Closed in order or by a reset: either way the read does not wait for its time-out.
    let _ = stream.read_to_end(&mut rest);
    assert!(rest.is_empty());
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_client_that_keeps_a_full_simulator_waiting_gives_way() {
    let room = Room { connections: 2, grace: Duration::ZERO, ..LIMITS.room };
    let simulator = Simulator::start_with(&Options::default(), Limits { room, ..LIMITS }).unwrap();
    let half = |_| {
        let mut stream = TcpStream::connect(simulator.address).unwrap();
        stream.write_all(b"GET / HT").unwrap();
        stream
    };
    let _half_open: Vec<_> = (0..20).map(half).collect();
    let mut stream = TcpStream::connect(simulator.address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
}

#[test]
fn long_bodies_that_are_too_many_are_told_503() {
    let room = Room { bodies: 100_000, ..LIMITS.room };
    let simulator = Simulator::start_with(&Options::default(), Limits { room, ..LIMITS }).unwrap();
    let head = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 90000\r\n\r\n";
    let begin = || {
        let mut stream = TcpStream::connect(simulator.address).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).unwrap();
        (stream, status)
    };
    let (mut first, status) = begin();
    assert_eq!(&status, b"HTTP/1.1 100");
    assert_eq!(&begin().1, b"HTTP/1.1 503");
    // When the first has been answered, there is room again.
    let mut rest = [0; 13];
    first.read_exact(&mut rest).unwrap();
    first.write_all(&vec![b'x'; 90_000]).unwrap();
    first.shutdown(Shutdown::Write).unwrap();
    first.read_to_end(&mut Vec::new()).unwrap();
    assert_eq!(&begin().1, b"HTTP/1.1 100");
}

/// A TLS record is read to its end before there is anything of HTTP in it.
#[cfg(feature = "tls")]
#[test]
fn a_tls_record_that_comes_byte_by_byte_does_not_outlast_the_patience() {
    let folder = tempfile::tempdir().unwrap();
    let tls_ca_out = Some(folder.path().join("ca.pem"));
    let patience = Patience { idle: Duration::from_millis(20), request: Duration::from_millis(20) };
    let options = Options { tls_ca_out, ..Options::default() };
    let simulator = Simulator::start_with(&options, Limits { patience, ..LIMITS }).unwrap();
    let mut stream = TcpStream::connect(simulator.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    // The header of a handshake record of 16 KiB, and its beginning.
    stream.write_all(b"\x16\x03\x01\x40\x00\x01\x00\x3f\xfc").unwrap();
    let mut is_open = || {
        let silent = |error: io::Error| error.kind() == io::ErrorKind::WouldBlock;
        stream.write_all(b"x").is_ok() && stream.read(&mut [0; 64]).is_err_and(silent)
    };
    assert!((0..5_000).any(|_| !is_open()));
}
