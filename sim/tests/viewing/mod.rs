//! A viewer for the tests: RFB over a WebSocket, and pixels turned back into text.
#![allow(dead_code, reason = "every test program uses another part")]

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use tungstenite::client::IntoClientRequest as _;
use tungstenite::protocol::CloseFrame;
use tungstenite::{Error, HandshakeError, Message, WebSocket};

use crate::signer::{self, Draft};
use vncurl_sim::Simulator;

/// Host and port.
pub fn authority(simulator: &Simulator) -> &str {
    simulator.url().split_once("://").unwrap().1
}

/// Send `bytes` over a connection of their own and read the answer to its end.
pub fn exchange(authority: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(authority).unwrap();
    stream.write_all(bytes).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// Ask for an address: `ws://127.0.0.1:PORT/…`.
pub fn address(authority: &str, instance: &str, nonce: &str) -> String {
    let request = if instance.starts_with("ins-") {
        Draft::tencent(instance).header("Connection", "close").tc3()
    } else {
        Draft::alibaba(instance)
            .signed_header("x-acs-signature-nonce", nonce)
            .header("Connection", "close")
            .acs3()
    };
    let bytes = String::from_utf8(Draft::bytes(&request)).unwrap();
    let bytes = bytes.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let reply = exchange(authority, bytes.as_bytes());
    let body = reply.split("\r\n\r\n").nth(1).unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let value = body["Response"]["InstanceVncUrl"].as_str().or(body["VncUrl"].as_str());
    decode(value.unwrap_or_else(|| panic!("no address in {body}")))
}

/// One layer of percent-encoding off.
fn decode(text: &str) -> String {
    let mut pieces = text.split('%');
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |text, piece| {
        format!("{text}{}{}", char::from(u8::from_str_radix(&piece[..2], 16).unwrap()), &piece[2..])
    })
}

/// Let addresses and consoles grow older.
pub fn advance(authority: &str, ms: u64) {
    let body = format!(r#"{{"advance_ms":{ms},"scope":"console"}}"#);
    let reply = control(authority, "POST", "/_sim/clock", &body);
    assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
}

pub fn control(authority: &str, method: &str, path: &str, body: &str) -> String {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nX-Vncurl-Sim: 1\r\nConnection: close\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    exchange(authority, request.as_bytes())
}

/// What ended a console: the close code and its reason; none when it just broke.
pub type Closed = Option<(u16, String)>;

/// One viewer. It sees 640 by 400 pixels of 32 bits.
pub struct Viewer<S> {
    socket: WebSocket<S>,
    received: Vec<u8>,
    pixels: Vec<[u8; 4]>,
    pub closed: Closed,
}

const WIDTH: usize = 640;

impl Viewer<TcpStream> {
    /// Open a console; the refusal's status and text when there is one.
    pub fn open(url: &str) -> Result<Self, (u16, String)> {
        let host = url.split('/').nth(2).unwrap();
        let stream = TcpStream::connect(host).unwrap();
        // As browsers do; else a key waits until the update request before it is acknowledged.
        stream.set_nodelay(true).unwrap();
        // What never comes fails a test and does not stop it.
        stream.set_read_timeout(Some(core::time::Duration::from_secs(20))).unwrap();
        Self::open_over(url, stream)
    }
}

impl<S: Read + Write> Viewer<S> {
    pub fn open_over(url: &str, stream: S) -> Result<Self, (u16, String)> {
        match tungstenite::client(url.into_client_request().unwrap(), stream) {
            Ok((socket, _)) => Ok(Self {
                socket,
                received: Vec::new(),
                pixels: vec![[0; 4]; WIDTH * 400],
                closed: None,
            }),
            Err(HandshakeError::Failure(Error::Http(response))) => {
                let status = response.status().as_u16();
                let body = response.into_body().unwrap_or_default();
                Err((status, String::from_utf8(body).unwrap()))
            }
            Err(error) => panic!("{error}"),
        }
    }

    pub fn send(&mut self, bytes: &[u8]) {
        self.socket.send(Message::binary(bytes.to_vec())).unwrap();
    }

    pub fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    /// Exactly `len` bytes; `None` when the console was closed before.
    pub fn read(&mut self, len: usize) -> Option<Vec<u8>> {
        while self.received.len() < len {
            match self.socket.read() {
                Ok(Message::Binary(bytes)) => self.received.extend(bytes),
                Ok(Message::Close(frame)) => {
                    self.closed = frame.map(|CloseFrame { code, reason }| {
                        (code.into(), reason.as_str().to_owned())
                    });
                }
                Ok(other) => panic!("{other:?}"),
                Err(_) => return None,
            }
        }
        let rest = self.received.split_off(len);
        Some(core::mem::replace(&mut self.received, rest))
    }

    /// Read until the console is closed; how it was.
    pub fn until_closed(&mut self) -> Closed {
        while self.read(1).is_some() {}
        self.closed.clone()
    }

    /// The handshake of RFB 3.8, and the name of the desktop.
    pub fn greet(&mut self) -> String {
        assert_eq!(self.read(12).unwrap(), b"RFB 003.008\n");
        self.send(b"RFB 003.008\n");
        assert_eq!(self.read(2).unwrap(), [1, 1]);
        self.send(&[1]);
        assert_eq!(self.read(4).unwrap(), [0; 4]);
        self.send(&[1]);
        let init = self.read(24).unwrap();
        assert_eq!(init[..4], [2, 128, 1, 144]);
        let name = self.read(usize::from(init[23])).unwrap();
        String::from_utf8(name).unwrap()
    }

    pub fn request(&mut self, incremental: bool) {
        self.send(&[3, incremental.into(), 0, 0, 0, 0, 2, 128, 1, 144]);
    }

    /// Take one update; false when the console was closed before.
    pub fn update(&mut self) -> bool {
        let Some(head) = self.read(4) else {
            return false;
        };
        assert_eq!(head[..2], [0, 0]);
        for _ in 0..u16::from_be_bytes([head[2], head[3]]) {
            let area = self.read(12).unwrap();
            let [x, y, width, height] =
                [0, 2, 4, 6].map(|at| usize::from(u16::from_be_bytes([area[at], area[at + 1]])));
            let pixels = self.read(width * height * 4).unwrap();
            for (at, pixel) in pixels.chunks_exact(4).enumerate() {
                let place = (y + at / width) * WIDTH + x + at % width;
                self.pixels[place] = pixel.try_into().unwrap();
            }
        }
        true
    }

    /// Press and release keys.
    pub fn press(&mut self, keysyms: impl IntoIterator<Item = u32>) {
        for keysym in keysyms {
            for down in [1, 0] {
                let [k3, k2, k1, k0] = keysym.to_be_bytes();
                self.send(&[4, down, 0, 0, k3, k2, k1, k0]);
            }
        }
    }

    /// Type a line and Enter.
    pub fn type_line(&mut self, line: &str) {
        self.press(line.bytes().map(u32::from).chain([0xff0d]));
    }

    /// Follow the screen until it says `wanted`; what it says then.
    pub fn until(&mut self, wanted: &str) -> String {
        for _ in 0..500 {
            let text = self.text();
            if text.contains(wanted) {
                return text;
            }
            self.request(true);
            assert!(self.update(), "closed: {:?}", self.closed);
        }
        panic!("{wanted} is not on the screen:\n{}", self.text());
    }

    /// The pixels as text: a cell's commonest colour is its paper.
    pub fn text(&self) -> String {
        let glyphs = glyphs();
        let mut text = String::new();
        for row in 0..25 {
            let mut line = String::new();
            for column in 0..80 {
                let cell =
                    |dx: usize, dy: usize| self.pixels[(row * 16 + dy) * WIDTH + column * 8 + dx];
                // Column 0 of a glyph is always empty.
                let paper = cell(0, 0);
                let glyph: [u8; 16] = core::array::from_fn(|dy| {
                    (0..8).fold(0, |bits, dx| bits << 1 | u8::from(cell(dx, dy) != paper))
                });
                line.push(*glyphs.get(&glyph).unwrap_or(&'\u{fffd}'));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The drawn characters, read from the font's source.
fn glyphs() -> HashMap<[u8; 16], char> {
    include_str!("../../src/rfb/font.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("0x")?.split_once(", // "))
        .filter(|(digits, _)| digits.len() == 39)
        .map(|(digits, name)| {
            let glyph = u128::from_str_radix(&digits.replace('_', ""), 16).unwrap();
            let character = match name {
                "space" => ' ',
                "backslash" => '\\',
                other => other.chars().next().unwrap(),
            };
            (glyph.to_be_bytes(), character)
        })
        .collect()
}

/// A nonce of Alibaba's that no other call has used.
pub fn nonce() -> String {
    use core::sync::atomic::{AtomicU64, Ordering};
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("console-{}", LAST.fetch_add(1, Ordering::Relaxed))
}

/// A simulator whose clock stands still at the second that the test's signer signs at.
pub fn options() -> vncurl_sim::Options {
    let clock = vncurl_sim::Clock::Frozen { at_s: signer::NOW };
    vncurl_sim::Options { clock, ..vncurl_sim::Options::default() }
}
