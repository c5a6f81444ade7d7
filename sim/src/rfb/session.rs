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
mod tests;
