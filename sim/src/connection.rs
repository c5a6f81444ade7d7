//! One connection: requests are read from it and answered, until it ends.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Instant;

use crate::http1::{self, Head};
use crate::wire::{Request, Response};

/// How long a client may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// From the end of one request to the first byte of the next.
    pub(crate) idle: Duration,
    /// From the first byte of a request to its last.
    pub(crate) request: Duration,
}

/// How a request ended that was not read to its end.
enum Broken {
    /// The peer is gone, or was silent where it may be.
    Gone,
    /// The peer gets this answer, and the connection is closed.
    Refused(Response),
}

impl From<Response> for Broken {
    fn from(response: Response) -> Self {
        Self::Refused(response)
    }
}

/// Serve `stream` until either side ends it; `answer` is the cloud, `dated` puts on its time.
pub(crate) fn serve(
    mut stream: TcpStream,
    patience: Patience,
    answer: impl Fn(&Request) -> Response,
    dated: impl Fn(Response) -> Response,
) {
    let mut buffer = Vec::new();
    // Without a time-out for writing, a peer that does not read would hold the thread for ever.
    if stream.set_write_timeout(Some(patience.request)).is_err() {
        return;
    }
    // Small replies on loopback: waiting to fill a segment only costs time.
    let _ = stream.set_nodelay(true);
    loop {
        let (request, keep_alive) = match receive(&mut stream, &mut buffer, patience) {
            Ok(received) => received,
            Err(Broken::Gone) => return,
            Err(Broken::Refused(response)) => {
                if stream.write_all(&http1::write(&dated(response), false, false)).is_ok() {
                    end(&mut stream);
                }
                return;
            }
        };
        let response = answer(&request);
        if response.drop {
            return;
        }
        let bytes = http1::write(&response, keep_alive, request.method() == "HEAD");
        if stream.write_all(&bytes).is_err() || !keep_alive {
            return;
        }
    }
}

/// Read one request; bytes beyond it stay in `buffer` for the next.
fn receive(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    patience: Patience,
) -> Result<(Request, bool), Broken> {
    if buffer.is_empty() {
        read_more(stream, buffer, Instant::now(), patience.idle).map_err(|_| Broken::Gone)?;
    }
    let begun = Instant::now();
    let more = |stream: &mut TcpStream, buffer: &mut Vec<u8>| {
        read_more(stream, buffer, begun, patience.request).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                Broken::Refused(Response::text(408, "the request did not arrive in time"))
            }
            _ => Broken::Gone,
        })
    };
    let head = loop {
        match http1::parse_head(buffer)? {
            Some(head) => break head,
            None => more(stream, buffer)?,
        }
    };
    let Head { request, len, body_len, keep_alive, expects_continue } = head;
    let end = len.saturating_add(body_len);
    if expects_continue && buffer.len() < end {
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").map_err(|_| Broken::Gone)?;
    }
    while buffer.len() < end {
        more(stream, buffer)?;
    }
    let rest = buffer.split_off(end);
    let body = buffer.split_off(len);
    *buffer = rest;
    Ok((request.with_body(body), keep_alive))
}

/// Append what the next read gives; the end of the stream and of `patience` are errors.
fn read_more(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
    begun: Instant,
    patience: Duration,
) -> io::Result<()> {
    let left = patience.saturating_sub(begun.elapsed());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))?;
    let mut chunk = [0; 16 * 1_024];
    let read = loop {
        match stream.read(&mut chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other?,
        }
    };
    buffer.extend_from_slice(chunk.get(..read).unwrap_or(&[]));
    if read == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// Close after a refusal. Bytes that were not read would make the system reset the connection
/// and throw the refusal away before the peer has seen it, so a bounded part of them is read.
pub(crate) fn end(stream: &mut TcpStream) {
    let begun = Instant::now();
    let mut ignored = Vec::new();
    if stream.shutdown(Shutdown::Write).is_ok() {
        while ignored.len() <= http1::BODY_CAP
            && read_more(stream, &mut ignored, begun, Duration::from_secs(1)).is_ok()
        {}
    }
}
