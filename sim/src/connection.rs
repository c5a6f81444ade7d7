//! One connection: requests are read from it and answered, until it ends.

use core::time::Duration;
use std::io::{self, Read as _, Write as _};
use std::time::Instant;

use crate::http1::{self, Head};
use crate::socket;
use crate::transport::Stream;
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

/// What stands behind a connection.
pub(crate) trait Host {
    /// Answer a request.
    fn answer(&self, request: &Request) -> Response;

    /// Put the time on a response that [`Host::answer`] has not seen.
    fn dated(&self, response: Response) -> Response;

    /// Take a connection over whose client asked for a WebSocket, or give back the refusal.
    /// `read_ahead` are the bytes behind the request's head.
    fn console(
        &self,
        request: &Request,
        stream: Stream,
        read_ahead: Vec<u8>,
    ) -> Result<(), (Stream, Response)>;
}

/// Serve `stream` until either side ends it.
pub(crate) fn serve(mut stream: Stream, patience: Patience, host: &impl Host) {
    let mut buffer = Vec::new();
    // Without a time-out for writing, a peer that does not read would hold the thread for ever.
    if stream.tcp().set_write_timeout(Some(patience.request)).is_err() {
        return;
    }
    // Small replies on loopback: waiting to fill a segment only costs time.
    let _ = stream.tcp().set_nodelay(true);
    loop {
        let (request, keep_alive) = match receive(&mut stream, &mut buffer, patience) {
            Ok(received) => received,
            Err(Broken::Gone) => return,
            Err(Broken::Refused(response)) => {
                refuse(stream, &host.dated(response));
                return;
            }
        };
        if socket::is_wanted(&request) {
            // Every ending of a handshake ends HTTP on this connection.
            if let Err((stream, response)) = host.console(&request, stream, buffer) {
                refuse(stream, &host.dated(response));
            }
            return;
        }
        let response = host.answer(&request);
        if response.drop {
            return;
        }
        let bytes = http1::write(&response, keep_alive, request.method() == "HEAD");
        if write(&mut stream, &bytes).is_err() {
            return;
        }
        if !keep_alive {
            let _ = stream.end();
            return;
        }
    }
}

fn write(stream: &mut Stream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn refuse(mut stream: Stream, response: &Response) {
    if write(&mut stream, &http1::write(response, false, false)).is_ok() {
        end(&mut stream);
    }
}

/// Read one request; bytes beyond it stay in `buffer` for the next.
fn receive(
    stream: &mut Stream,
    buffer: &mut Vec<u8>,
    patience: Patience,
) -> Result<(Request, bool), Broken> {
    if buffer.is_empty() {
        read_more(stream, buffer, Instant::now(), patience.idle).map_err(|_| Broken::Gone)?;
    }
    let begun = Instant::now();
    let more = |stream: &mut Stream, buffer: &mut Vec<u8>| {
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
        write(stream, b"HTTP/1.1 100 Continue\r\n\r\n").map_err(|_| Broken::Gone)?;
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
    stream: &mut Stream,
    buffer: &mut Vec<u8>,
    begun: Instant,
    patience: Duration,
) -> io::Result<()> {
    let left = patience.saturating_sub(begun.elapsed());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    stream.tcp().set_read_timeout(Some(left))?;
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
fn end(stream: &mut Stream) {
    let begun = Instant::now();
    let mut ignored = Vec::new();
    if stream.end().is_ok() {
        while ignored.len() <= http1::BODY_CAP
            && read_more(stream, &mut ignored, begun, Duration::from_secs(1)).is_ok()
        {}
    }
}
