//! Servers on loopback that keep every byte they are sent.

use ::core::time::Duration;
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc::{self, Receiver},
    thread,
};

use vncurl::{Client, ClientBuilder, Credentials, Environment, Error, NetworkFault};

pub(crate) const REPLY: &str = r#"{"Response":{"InstanceVncUrl":"wss%3A%2F%2Fvnc.example%2Fvnc%3Fs%3Dabc","RequestId":"R-1"}}"#;

pub(crate) fn builder(endpoint: &str) -> ClientBuilder {
    Client::builder("tencent-cvm")
        .unwrap()
        .region("ap-guangzhou")
        .credentials(Credentials::new("AKIDmarker", "marker-secret").with_token("marker-token"))
        .endpoint(endpoint)
        .timeout(Duration::from_secs(5))
}

pub(crate) fn client(endpoint: &str) -> Client {
    builder(endpoint).build_in(&Environment::new(&|_| None)).unwrap()
}

/// A client that has no time for a second try.
pub(crate) fn impatient(endpoint: &str) -> Client {
    let builder = builder(endpoint).timeout(Duration::from_millis(300));
    builder.build_in(&Environment::new(&|_| None)).unwrap()
}

pub(crate) fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let len = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {len}\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Reads one request: its head and a body of its `Content-Length`.
pub(crate) fn read_request(stream: &mut impl Read) -> String {
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
pub(crate) fn serve<A>(answer: A) -> (u16, Receiver<String>)
where
    A: Fn(&mut TcpStream) -> String + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, seen) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A test may not care what was read.
            let _ = tell.send(answer(&mut stream.unwrap()));
        }
    });
    (port, seen)
}

pub(crate) fn serve_bytes(reply: impl Into<Vec<u8>>) -> (u16, Receiver<String>) {
    let reply = reply.into();
    serve(move |stream| {
        let request = read_request(stream);
        let _ = stream.write_all(&reply);
        request
    })
}

/// A server that sends `head` and then `piece`, until nobody listens any more.
pub(crate) fn serve_endless(head: &'static str, piece: Vec<u8>) -> u16 {
    let (port, _) = serve(move |stream| {
        let request = read_request(stream);
        let _ = stream.write_all(head.as_bytes());
        while stream.write_all(&piece).is_ok() {}
        request
    });
    port
}

/// A server that sends `text`, and then x for x, a byte every 20 ms, to who asked or to who came.
pub(crate) fn serve_drops(text: &'static str, first_reads: bool) -> u16 {
    let (port, _) = serve(move |stream| {
        let request = if first_reads { read_request(stream) } else { String::new() };
        // Some seconds: a client that waits for more fails, and does not hang.
        let rest = ::core::iter::repeat_n(b'x', 300);
        for byte in text.bytes().chain(rest) {
            if stream.write_all(&[byte]).is_err() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        request
    });
    port
}

pub(crate) fn ca_file(pem: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pem.as_bytes()).unwrap();
    file
}

pub(crate) fn network(error: Error) -> NetworkFault {
    match error {
        Error::Network(fault) => fault,
        other => panic!("{other:?}"),
    }
}

/// What is told: the message and the next step.
pub(crate) fn told(error: &Error) -> String {
    format!("{error}; {}", error.advice())
}
