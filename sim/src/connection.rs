//! One connection: requests are read from it and answered, until it ends.

use core::time::Duration;
use std::io::{self, Read as _, Write as _};

use crate::connections::{Body, Place};
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
pub(crate) fn serve(mut stream: Stream, patience: Patience, host: &impl Host, place: &Place<'_>) {
    let mut buffer = Vec::new();
    stream.hurry();
    loop {
        place.waits(true);
        let received = receive(&mut stream, &mut buffer, patience, place);
        place.waits(false);
        // A peer that does not read, or hardly, would hold the thread for ever.
        stream.write_within(patience.request);
        // The room of a long body is its own until it has been answered: the answer may be longer.
        let (request, keep_alive, _body) = match received {
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
        stream.end_gently();
    }
}

/// Read one request: whether the connection goes on after it, and the room of its body. Bytes
/// beyond it stay in `buffer` for the next.
fn receive<'c>(
    stream: &mut Stream,
    buffer: &mut Vec<u8>,
    patience: Patience,
    place: &Place<'c>,
) -> Result<(Request, bool, Body<'c>), Broken> {
    // The first bytes over TLS may need an answer.
    stream.write_within(patience.idle);
    if buffer.is_empty() {
        stream.read_within(patience.idle);
        read_more(stream, buffer).map_err(|_| Broken::Gone)?;
    }
    stream.read_within(patience.request);
    stream.write_within(patience.request);
    let more = |stream: &mut Stream, buffer: &mut Vec<u8>| {
        read_more(stream, buffer).map_err(|error| match error.kind() {
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
    let room = place.body(body_len).ok_or_else(|| {
        let text = "too many long bodies at a time; try again";
        Response::text(503, text).with_header("Retry-After", "1")
    })?;
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
    Ok((request.with_body(body), keep_alive, room))
}

/// Append what the next read gives; the end of the stream, and of the time for it, are errors.
fn read_more(stream: &mut Stream, buffer: &mut Vec<u8>) -> io::Result<()> {
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
