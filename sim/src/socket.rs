//! The WebSocket of a console: its handshake, decided from the request alone, and its frames.
//!
//! Source: RFC 6455.

use core::time::Duration;
use std::io::ErrorKind;

use base64ct::{Base64, Encoding as _};
use tungstenite::handshake::derive_accept_key;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tungstenite::{Error, Message, WebSocket};

use crate::transport::Stream;
use crate::wire::{Request, Response};

/// Longest message of a client. A viewer's own are short; text that was cut comes in pieces.
const MESSAGE_CAP: usize = 256 * 1_024;

/// How long the other side may take to read a message.
const WRITING: Duration = Duration::from_secs(15);

/// Whether the request asks for a WebSocket, well or badly.
pub(crate) fn is_wanted(request: &Request) -> bool {
    has_token(request, "upgrade", "websocket")
}

fn has_token(request: &Request, name: &str, token: &str) -> bool {
    request.values(name).any(|value| {
        let value = String::from_utf8_lossy(value);
        value.split(',').any(|option| option.trim().eq_ignore_ascii_case(token))
    })
}

/// The head that accepts a WebSocket; the address has been judged already.
///
/// # Errors
///
/// The response for a handshake that RFC 6455 does not allow.
pub(crate) fn accept(request: &Request) -> Result<Vec<u8>, Response> {
    if request.method() != "GET" || !has_token(request, "connection", "upgrade") {
        return Err(Response::text(400, "a WebSocket begins with GET and Connection: Upgrade"));
    }
    if request.header("sec-websocket-version") != Some(b"13") {
        let text = "the version of the WebSocket must be 13";
        return Err(Response::text(426, text).with_header("Sec-WebSocket-Version", "13"));
    }
    let key = request.text("sec-websocket-key").unwrap_or("");
    if !Base64::decode_vec(key).is_ok_and(|key| key.len() == 16) {
        return Err(Response::text(400, "Sec-WebSocket-Key must be 16 bytes in base64"));
    }
    // Only an older viewer offers it, and only then may it be named.
    let protocol = if has_token(request, "sec-websocket-protocol", "binary") {
        "Sec-WebSocket-Protocol: binary\r\n"
    } else {
        ""
    };
    let accepted = derive_accept_key(key.as_bytes());
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nServer: vncurl-simulator\r\nUpgrade: websocket\r\n\
         Connection: Upgrade\r\nSec-WebSocket-Accept: {accepted}\r\n{protocol}\r\n"
    );
    Ok(head.into_bytes())
}

/// What came from the client.
pub(crate) enum Received {
    Bytes(Vec<u8>),
    /// Nothing yet; the time of waiting is over.
    Nothing,
    /// It ended the console, in order or not.
    Gone(&'static str),
    /// It has to be closed with this code, for this reason.
    Broken(CloseCode, &'static str),
}

/// The frames of one console.
pub(crate) struct Socket {
    frames: WebSocket<Stream>,
    wait: Duration,
}

impl Socket {
    /// After the handshake; `read_ahead` has come behind the request's head already. A call of
    /// [`Socket::receive`] waits for `wait`.
    pub(crate) fn new(stream: Stream, read_ahead: Vec<u8>, wait: Duration) -> Self {
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_CAP))
            .max_frame_size(Some(MESSAGE_CAP))
            .read_buffer_size(8 * 1_024)
            .write_buffer_size(0);
        let frames = WebSocket::from_partially_read(stream, read_ahead, Role::Server, Some(config));
        Self { frames, wait }
    }

    pub(crate) fn receive(&mut self) -> Received {
        let stream = self.frames.get_mut();
        stream.read_within(self.wait);
        // A ping is answered at once.
        stream.write_within(WRITING);
        match self.frames.read() {
            Ok(Message::Binary(bytes)) => Received::Bytes(bytes.to_vec()),
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => Received::Nothing,
            Ok(Message::Text(_)) => {
                Received::Broken(CloseCode::Unsupported, "text was sent; RFB is binary")
            }
            Ok(Message::Close(_)) => Received::Gone("the client closed the console"),
            Err(Error::Io(error))
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
            {
                Received::Nothing
            }
            Err(Error::Capacity(_)) => {
                Received::Broken(CloseCode::Size, "a message was longer than 256 KiB")
            }
            Err(Error::Protocol(_) | Error::Utf8(_)) => {
                Received::Broken(CloseCode::Protocol, "the frames are not those of a WebSocket")
            }
            Err(_) => Received::Gone("the client is gone"),
        }
    }

    /// Send bytes; false when the client is gone or does not read.
    pub(crate) fn send(&mut self, bytes: Vec<u8>) -> bool {
        self.frames.get_mut().write_within(WRITING);
        self.frames.send(Message::binary(bytes)).is_ok()
    }

    /// Close with a code and a reason.
    pub(crate) fn close(mut self, code: CloseCode, reason: &str) {
        self.frames.get_mut().write_within(WRITING);
        let _ = self.frames.close(Some(CloseFrame { code, reason: reason.to_owned().into() }));
        self.finish();
    }

    /// Answer what has to be answered, and end the connection.
    pub(crate) fn finish(mut self) {
        let _ = self.frames.flush();
        self.frames.get_mut().end_gently();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&str, &str)]) -> Request {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
        Request::new("GET", "/vnc?s=x", headers.collect(), Vec::new())
    }

    const GOOD: [(&str, &str); 4] = [
        ("Upgrade", "WebSocket"),
        ("Connection", "keep-alive, Upgrade"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];

    #[test]
    fn the_sample_of_rfc_6455_is_accepted() {
        let head = String::from_utf8(accept(&request(&GOOD)).unwrap()).unwrap();
        assert!(head.starts_with("HTTP/1.1 101 ") && head.ends_with("\r\n\r\n"));
        assert!(head.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        assert!(!head.contains("Protocol:"));
    }

    #[test]
    fn the_protocol_binary_is_named_only_when_it_was_offered() {
        for (offered, named) in [("binary", true), ("base64, Binary", true), ("chat", false)] {
            let headers = [GOOD.as_slice(), &[("Sec-WebSocket-Protocol", offered)]].concat();
            let head = String::from_utf8(accept(&request(&headers)).unwrap()).unwrap();
            assert_eq!(head.contains("Sec-WebSocket-Protocol: binary\r\n"), named, "{offered}");
        }
    }

    #[test]
    fn a_handshake_that_rfc_6455_does_not_allow_is_refused() {
        for (at, value, status) in [
            (1, "keep-alive", 400),
            (2, "8", 426),
            (3, "", 400),
            (3, "dGhlIHNhbXBsZSBub25jZQ", 400),
            (3, "c2hvcnQ=", 400),
        ] {
            let mut headers = GOOD;
            headers[at].1 = value;
            let refusal = accept(&request(&headers)).unwrap_err();
            assert_eq!(refusal.status(), status, "{value}");
        }
        assert!(!is_wanted(&request(&GOOD[1..])) && is_wanted(&request(&GOOD)));
    }
}
