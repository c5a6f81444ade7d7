//! A console while it is open: RFB over a WebSocket, the machine's terminal behind it.

use core::time::Duration;
use std::io;

use tungstenite::protocol::frame::coding::CloseCode;

use super::Turn;
use crate::rfb::{Input, Session};
use crate::socket::{Received, Socket};
use crate::transport::Stream;

/// How often a console looks whether its time is over, or another console has changed the screen.
const TICK: Duration = Duration::from_millis(100);

/// Serve one console to its end; the reason of the end, for the journal.
pub(crate) fn serve(
    stream: Stream,
    read_ahead: Vec<u8>,
    name: &str,
    turn: impl Fn(&[Input]) -> Turn,
) -> io::Result<String> {
    let mut socket = Socket::new(stream, read_ahead, TICK);
    let mut session = Session::new(name);
    loop {
        if !send_all(&mut socket, &mut session) {
            return Ok("the client does not read, or is gone".to_owned());
        }
        let inputs = match socket.receive() {
            Received::Bytes(bytes) => session.feed(&bytes),
            Received::Nothing => Ok(Vec::new()),
            Received::Gone(reason) => {
                socket.finish();
                return Ok(reason.to_owned());
            }
            Received::Broken(code, reason) => {
                socket.close(code, reason);
                return Ok(reason.to_owned());
            }
        };
        match inputs {
            Ok(inputs) => {
                let Turn { screen, end } = turn(&inputs);
                if let Some(end) = end {
                    socket.close(CloseCode::Normal, &end.reason());
                    return Ok(end.reason());
                }
                session.refresh(&screen);
            }
            Err(violation) => {
                // RFB's own words first, where it has a place for them.
                send_all(&mut socket, &mut session);
                socket.close(CloseCode::Protocol, violation.0);
                return Ok(violation.0.to_owned());
            }
        }
    }
}

fn send_all(socket: &mut Socket, session: &mut Session) -> bool {
    loop {
        let bytes = session.take_output();
        if bytes.is_empty() {
            return true;
        }
        if !socket.send(bytes) {
            return false;
        }
    }
}
