//! One client: the handshake, its messages, and what it still has to be sent.

use std::collections::VecDeque;

use super::Violation;
use super::font::{GLYPH_HEIGHT, GLYPH_WIDTH};
use super::message::{self, Area, Found, Message};
use super::pixel::PixelFormat;
use super::screen::{COLUMNS, ROWS, Screen};

/// What a person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// A key, named by its X11 keysym.
    Key { down: bool, keysym: u32 },
    /// The pointer, in pixels; a bit for each button that is down.
    Pointer { buttons: u8, x: u16, y: u16 },
}

/// What the client has to send next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Version,
    Security,
    Init,
    Messages,
    /// Nothing more is read.
    Over,
}

/// A bit for each character, row by row.
type Mask = [u128; ROWS];

/// One client of a screen.
pub(crate) struct Session {
    name: String,
    phase: Phase,
    /// The beginning of a message whose end has not come.
    held: Vec<u8>,
    /// Bytes that belong to a message and are passed over.
    skip: u64,
    format: PixelFormat,
    /// What the client has seen, or will when everything due has been sent.
    shown: Screen,
    /// Characters of `shown` that the client has not been sent.
    stale: Mask,
    /// Characters that were asked for whether they changed or not.
    asked: Mask,
    /// Characters that were asked for when they change.
    awaited: Mask,
    /// Whether a request has not been answered.
    pending: bool,
    out: Vec<u8>,
    /// Pieces of rows that were announced and are drawn when they are taken.
    due: VecDeque<(usize, core::ops::Range<usize>)>,
}

impl Session {
    /// Greet a client; `name` is the title of its window.
    pub(crate) fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            phase: Phase::Version,
            held: Vec::new(),
            skip: 0,
            format: PixelFormat::NATIVE,
            shown: Screen::BLANK,
            stale: [0; ROWS],
            asked: [0; ROWS],
            awaited: [0; ROWS],
            pending: false,
            out: b"RFB 003.008\n".to_vec(),
            due: VecDeque::new(),
        }
    }

    /// Take bytes of the client, in pieces of any size.
    ///
    /// # Errors
    ///
    /// The bytes are not RFB. What [`Session::take_output`] still gives tells the client why, as
    /// far as the protocol has a place for it; nothing more is read.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Input>, Violation> {
        let mut inputs = Vec::new();
        let bytes = [core::mem::take(&mut self.held).as_slice(), bytes].concat();
        let mut rest = bytes.as_slice();
        while let Some(len) =
            self.step(rest, &mut inputs).inspect_err(|_| self.phase = Phase::Over)?
        {
            let skipped = usize::try_from(self.skip)
                .unwrap_or(usize::MAX)
                .min(rest.len().saturating_sub(len));
            self.skip = self.skip.saturating_sub(skipped as u64);
            rest = rest.get(len.saturating_add(skipped)..).unwrap_or(&[]);
        }
        self.held = rest.to_vec();
        Ok(inputs)
    }

    /// Act on what `bytes` begin with; how many bytes that was, or `None` when more are needed.
    fn step(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) -> Result<Option<usize>, Violation> {
        if bytes.is_empty() {
            return Ok(None);
        }
        if self.skip > 0 {
            return Ok(Some(0));
        }
        match self.phase {
            Phase::Version => self.version(bytes),
            Phase::Security => self.security(bytes).map(Some),
            Phase::Init => Ok(Some(self.init())),
            Phase::Messages => {
                let Some(Found { message, len, skip }) = message::parse(bytes)? else {
                    return Ok(None);
                };
                self.skip = skip.into();
                self.act(message, inputs)?;
                Ok(Some(len))
            }
            Phase::Over => Ok(Some(bytes.len())),
        }
    }

    fn version(&mut self, bytes: &[u8]) -> Result<Option<usize>, Violation> {
        const OURS: &[u8] = b"RFB 003.008\n";
        let Some(version) = bytes.get(..OURS.len()) else {
            let begins = OURS.starts_with(bytes.get(..4.min(bytes.len())).unwrap_or(bytes));
            return if begins { Ok(None) } else { Err(NOT_RFB) };
        };
        if !version.starts_with(b"RFB 003.") {
            return Err(NOT_RFB);
        }
        if version != OURS {
            let reason = "this simulator speaks RFB 3.8 only";
            self.out.push(0); // no security types: a reason follows
            self.say(reason);
            return Err(Violation(reason));
        }
        self.out.extend([1, SECURITY_NONE]);
        self.phase = Phase::Security;
        Ok(Some(OURS.len()))
    }

    fn security(&mut self, bytes: &[u8]) -> Result<usize, Violation> {
        if bytes.first() != Some(&SECURITY_NONE) {
            let reason = "the client chose a security type that was not offered";
            self.out.extend([0, 0, 0, 1]);
            self.say(reason);
            return Err(Violation(reason));
        }
        self.out.extend([0, 0, 0, 0]);
        self.phase = Phase::Init;
        Ok(1)
    }

    /// Answer `ClientInit`; whether it wants the screen alone makes no difference.
    fn init(&mut self) -> usize {
        for size in [COLUMNS.saturating_mul(GLYPH_WIDTH), ROWS.saturating_mul(GLYPH_HEIGHT)] {
            self.out.extend(short(size));
        }
        self.out.extend(PixelFormat::NATIVE_BYTES);
        let name = core::mem::take(&mut self.name);
        self.say(&name);
        self.phase = Phase::Messages;
        1
    }

    /// A text with its length before it.
    fn say(&mut self, text: &str) {
        self.out.extend(u32::try_from(text.len()).unwrap_or(0).to_be_bytes());
        self.out.extend_from_slice(text.as_bytes());
    }

    fn act(&mut self, message: Message, inputs: &mut Vec<Input>) -> Result<(), Violation> {
        match message {
            Message::SetPixelFormat(format) => self.format = PixelFormat::parse(format)?,
            Message::UpdateRequest { incremental, area } => {
                self.pending = true;
                let mask = if incremental { &mut self.awaited } else { &mut self.asked };
                for (bits, more) in mask.iter_mut().zip(characters(area)) {
                    *bits |= more;
                }
            }
            Message::Key { down, keysym } => inputs.push(Input::Key { down, keysym }),
            Message::Pointer { buttons, x, y } => inputs.push(Input::Pointer { buttons, x, y }),
            Message::Other => {}
        }
        Ok(())
    }

    /// Show `screen`: answer the client's requests, if there is something to answer them with.
    ///
    /// Updates are made of whole characters, so a request for a part of one is answered with more
    /// than it asked for. To be called when everything due has been taken.
    pub(crate) fn refresh(&mut self, screen: &Screen) {
        for (stale, new) in self.stale.iter_mut().zip(screen.difference(&self.shown)) {
            *stale |= new;
        }
        self.shown.clone_from(screen);
        let wanted: Vec<u128> = self
            .stale
            .iter()
            .zip(self.awaited)
            .zip(self.asked)
            .map(|((stale, awaited), asked)| stale & awaited | asked)
            .collect();
        // An empty update answers only a request for an area that is empty itself.
        let empty = wanted.iter().all(|bits| *bits == 0);
        let waits = self.awaited.iter().any(|bits| *bits != 0);
        if !self.pending || self.phase != Phase::Messages || empty && waits {
            return;
        }
        for (row, (bits, stale)) in wanted.into_iter().zip(&mut self.stale).enumerate() {
            if bits != 0 {
                let (first, end) =
                    (bits.trailing_zeros(), 128_u32.saturating_sub(bits.leading_zeros()));
                // One run for each row: what lies between two changes is cheap on loopback.
                *stale &= !(below(end) & !below(first));
                self.due.push_back((row, first as usize..end as usize));
            }
        }
        (self.pending, self.asked, self.awaited) = (false, [0; ROWS], [0; ROWS]);
        self.out.extend([0, 0]);
        self.out.extend(short(self.due.len()));
    }

    /// The next bytes for the client, at most one row of characters; empty when none are left.
    pub(crate) fn take_output(&mut self) -> Vec<u8> {
        if !self.out.is_empty() {
            return core::mem::take(&mut self.out);
        }
        let Some((row, columns)) = self.due.pop_front() else {
            return Vec::new();
        };
        let width = columns.len().saturating_mul(GLYPH_WIDTH);
        let pixels = width.saturating_mul(GLYPH_HEIGHT).saturating_mul(self.format.len());
        let mut out = Vec::with_capacity(pixels.saturating_add(12));
        let left = columns.start.saturating_mul(GLYPH_WIDTH);
        for number in [left, row.saturating_mul(GLYPH_HEIGHT), width, GLYPH_HEIGHT] {
            out.extend(short(number));
        }
        out.extend([0, 0, 0, 0]); // Raw
        self.shown.pixels(row, columns, self.format, &mut out);
        out
    }
}

const NOT_RFB: Violation = Violation("the first bytes are not RFB");

/// The security type without a password.
const SECURITY_NONE: u8 = 1;

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes()
}

/// The lowest `bits` bits.
fn below(bits: u32) -> u128 {
    1_u128.checked_shl(bits).map_or(u128::MAX, |bit| bit.wrapping_sub(1))
}

/// The characters that an area touches; none for an area without width or height.
fn characters(area: Area) -> Mask {
    let span = |start: u16, len: u16, size: u16, most: u16| {
        let end = start.saturating_add(len).div_ceil(size).min(most);
        if len == 0 { 0..0 } else { start.checked_div(size).unwrap_or(0).min(end)..end }
    };
    let columns = span(area.x, area.width, 8, 80);
    let rows = span(area.y, area.height, 16, 25);
    let bits = below(columns.end.into()) & !below(columns.start.into());
    core::array::from_fn(|row| {
        u16::try_from(row).map_or(0, |row| if rows.contains(&row) { bits } else { 0 })
    })
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may fail by panicking")]
mod tests {
    use super::*;
    use crate::rfb::{Cell, Style};

    fn output(session: &mut Session) -> Vec<u8> {
        let mut all = Vec::new();
        loop {
            match session.take_output() {
                piece if piece.is_empty() => return all,
                piece => all.extend(piece),
            }
        }
    }

    /// A session whose handshake is over.
    fn begun() -> Session {
        let mut session = Session::new("vncurl simulator ins-demo0001");
        session.feed(b"RFB 003.008\n\x01\x01").unwrap();
        output(&mut session);
        session
    }

    fn request(incremental: bool, area: [u16; 4]) -> Vec<u8> {
        let mut bytes = vec![3, incremental.into()];
        bytes.extend(area.into_iter().flat_map(u16::to_be_bytes));
        bytes
    }

    const ALL: [u16; 4] = [0, 0, 640, 400];

    /// The rectangles of an update in 32 bits.
    fn rectangles(update: &[u8]) -> Vec<[u16; 4]> {
        assert_eq!(update[..2], [0, 0]);
        let count = u16::from_be_bytes([update[2], update[3]]);
        let mut rest = &update[4..];
        let mut found = Vec::new();
        for _ in 0..count {
            let area: [u16; 4] =
                core::array::from_fn(|at| u16::from_be_bytes([rest[at * 2], rest[at * 2 + 1]]));
            assert_eq!(rest[8..12], [0; 4]);
            rest = &rest[12 + usize::from(area[2]) * usize::from(area[3]) * 4..];
            found.push(area);
        }
        assert!(rest.is_empty(), "{} bytes too many", rest.len());
        found
    }

    fn with(screen: &Screen, row: usize, column: usize) -> Screen {
        let mut screen = screen.clone();
        screen.set(row, column, Cell { character: b'#', style: Style::Text });
        screen
    }

    #[test]
    fn the_handshake_is_that_of_rfb_3_8_without_a_password() {
        let mut session = Session::new("name");
        assert_eq!(output(&mut session), b"RFB 003.008\n");
        session.feed(b"RFB 003.008\n").unwrap();
        assert_eq!(output(&mut session), [1, 1]);
        session.feed(&[1]).unwrap();
        assert_eq!(output(&mut session), [0, 0, 0, 0]);
        session.feed(&[0]).unwrap();
        let init = output(&mut session);
        assert_eq!(init[..4], [2, 128, 1, 144]); // 640, 400
        assert_eq!(init[4..20], PixelFormat::NATIVE_BYTES);
        assert_eq!(init[20..], *b"\0\0\0\x04name");
    }

    #[test]
    fn a_handshake_byte_by_byte_and_at_once_is_the_same() {
        let bytes = [b"RFB 003.008\n\x01\x01".as_slice(), &request(false, ALL)].concat();
        let screen = with(&Screen::BLANK, 2, 3);
        let (mut whole, mut pieces) = (Session::new("n"), Session::new("n"));
        whole.feed(&bytes).unwrap();
        for byte in &bytes {
            pieces.feed(&[*byte]).unwrap();
        }
        whole.refresh(&screen);
        pieces.refresh(&screen);
        let sent = output(&mut whole);
        assert_eq!(sent, output(&mut pieces));
        assert_eq!(rectangles(&sent[12 + 2 + 4 + 25..]).len(), ROWS);
    }

    #[test]
    fn an_incremental_request_waits_for_a_change_and_gets_only_that() {
        let mut session = begun();
        session.feed(&request(false, ALL)).unwrap();
        session.refresh(&Screen::BLANK);
        assert_eq!(rectangles(&output(&mut session)).len(), ROWS);
        session.feed(&request(true, ALL)).unwrap();
        session.refresh(&Screen::BLANK);
        assert!(output(&mut session).is_empty());
        let screen = with(&with(&Screen::BLANK, 2, 3), 2, 5);
        session.refresh(&screen);
        assert_eq!(rectangles(&output(&mut session)), [[24, 32, 24, 16]]);
        // Without a request nothing is sent, and nothing is forgotten.
        let screen = with(&screen, 24, 79);
        session.refresh(&screen);
        assert!(output(&mut session).is_empty());
        session.feed(&request(true, ALL)).unwrap();
        session.refresh(&screen);
        assert_eq!(rectangles(&output(&mut session)), [[632, 384, 8, 16]]);
    }

    #[test]
    fn a_request_for_a_part_gets_the_characters_it_touches() {
        let mut session = begun();
        session.feed(&request(false, [7, 15, 2, 2])).unwrap();
        session.refresh(&Screen::BLANK);
        assert_eq!(rectangles(&output(&mut session)), [[0, 0, 16, 16], [0, 16, 16, 16]]);
        for area in [[0, 0, 0, 0], [640, 0, 8, 8], [0, 400, 640, 1], [65_535; 4]] {
            session.feed(&request(false, area)).unwrap();
            session.refresh(&Screen::BLANK);
            assert_eq!(rectangles(&output(&mut session)), [[0; 4]; 0], "{area:?}");
        }
        session.feed(&request(false, [0, 0, 65_535, 65_535])).unwrap();
        session.refresh(&Screen::BLANK);
        assert_eq!(rectangles(&output(&mut session)).len(), ROWS);
    }

    #[test]
    fn a_change_outside_the_awaited_part_is_kept_for_later() {
        let mut session = begun();
        session.feed(&request(false, ALL)).unwrap();
        session.refresh(&Screen::BLANK);
        output(&mut session);
        let screen = with(&Screen::BLANK, 20, 20);
        session.feed(&request(true, [0, 0, 640, 160])).unwrap();
        session.refresh(&screen);
        assert!(output(&mut session).is_empty());
        session.feed(&request(true, ALL)).unwrap();
        session.refresh(&screen);
        assert_eq!(rectangles(&output(&mut session)), [[160, 320, 8, 16]]);
    }

    #[test]
    fn ten_thousand_requests_at_once_are_one_update() {
        let mut session = begun();
        session.feed(&request(false, ALL).repeat(10_000)).unwrap();
        session.refresh(&Screen::BLANK);
        assert_eq!(rectangles(&output(&mut session)).len(), ROWS);
        session.refresh(&with(&Screen::BLANK, 0, 0));
        assert!(output(&mut session).is_empty());
    }

    #[test]
    fn pixels_are_sent_in_the_format_that_was_set() {
        for (bits, len) in [(8_u8, 1), (16, 2), (32, 4)] {
            let mut session = begun();
            let format = [bits, bits, 1, 1, 0, 3, 0, 3, 0, 3, 4, 2, 0, 0, 0, 0];
            session.feed(&[[0, 0, 0, 0].as_slice(), &format].concat()).unwrap();
            session.feed(&request(false, [0, 0, 8, 16])).unwrap();
            session.refresh(&Screen::BLANK);
            assert_eq!(output(&mut session).len(), 4 + 12 + 8 * 16 * len, "{bits}");
        }
    }

    #[test]
    fn keys_and_pointer_come_out_and_everything_else_is_passed_over() {
        let mut session = begun();
        let cut_text = [b"\x06\0\0\0\0\x01\0\0".as_slice(), &vec![0xff; 65_536]].concat();
        let encodings = [b"\x02\0\xff\xff".as_slice(), &vec![4; 4 * 65_535]].concat();
        let bytes = [
            cut_text.as_slice(),
            b"\x04\x01\0\0\0\0\xff\x0d",
            &encodings,
            b"\x05\x03\x01\x02\x03\x04\x04\0\0\0\0\0\0\x41",
        ]
        .concat();
        let expected = [
            Input::Key { down: true, keysym: 0xff0d },
            Input::Pointer { buttons: 3, x: 0x102, y: 0x304 },
            Input::Key { down: false, keysym: 0x41 },
        ];
        assert_eq!(session.feed(&bytes).unwrap(), expected);
        for size in [1, 3, 7, 4_096] {
            let inputs: Vec<_> = bytes
                .chunks(size)
                .flat_map(|piece| {
                    let inputs = session.feed(piece).unwrap();
                    assert!(session.held.len() < 20);
                    inputs
                })
                .collect();
            assert_eq!(inputs, expected, "{size}");
        }
    }

    #[test]
    fn a_client_is_told_why_as_far_as_the_protocol_has_a_place_for_it() {
        let mut session = Session::new("n");
        output(&mut session);
        assert!(session.feed(b"RFB 003.003\n").is_err());
        let told = output(&mut session);
        assert!(told.starts_with(&[0, 0, 0, 0]) && told.ends_with(b"RFB 3.8 only"), "{told:?}");
        assert_eq!(session.feed(b"RFB 003.008\n\x01\x01").unwrap(), []);
        assert!(output(&mut session).is_empty());

        let mut session = Session::new("n");
        session.feed(b"RFB 003.008\n").unwrap();
        output(&mut session);
        assert!(session.feed(&[2]).is_err());
        let told = output(&mut session);
        assert!(told.starts_with(&[0, 0, 0, 1]) && told.ends_with(b"not offered"), "{told:?}");
    }

    #[test]
    fn garbage_ends_the_session_at_once() {
        for bytes in [b"GET / HTTP/1.1\r\n\r\n".as_slice(), b"\0", b"RFB 004.000\n", b"SSH-2.0-x"] {
            assert!(Session::new("n").feed(bytes).is_err(), "{bytes:?}");
        }
        for first in 0..=255_u8 {
            let mut bytes = vec![first; 64];
            bytes[1..].fill(0xff);
            let ended = begun().feed(&bytes).is_err();
            // What is left are the messages that 0xff fills with something sensible.
            assert!(ended || matches!(first, 2), "{first}");
        }
    }

    /// Any bytes after the handshake: a violation or not, but no panic and nothing piled up.
    #[test]
    fn random_messages_pile_nothing_up() {
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..2_000 {
            let mut session = begun();
            let bytes: Vec<u8> = (0..64)
                .map(|at| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    let [high, low, ..] = state.to_be_bytes();
                    if at % 9 == 0 { high % 7 } else { low }
                })
                .collect();
            let _ = session.feed(&bytes);
            session.refresh(&Screen::BLANK);
            assert!(session.held.len() < 20 && session.due.len() <= ROWS);
            assert!(output(&mut session).len() <= 4 + ROWS * 12 + 640 * 400 * 4);
        }
    }
}
