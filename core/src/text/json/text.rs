//! A string inside a JSON document, borrowed and not yet unescaped.

use core::fmt;

use crate::{
    Error,
    text::{Sink, SliceWriter, hex},
};

/// A string as it stands in a reply, without its quotes.
///
/// The clouds' strings hardly ever hold an escape, so [`Text::as_plain`] mostly hands out the
/// reply's own bytes; [`Text::decode`] and the `Display` form hold for all of them. `Debug` shows
/// the length alone, since a VNC URL is such a text.
#[derive(Clone, Copy, Default)]
pub struct Text<'a> {
    /// UTF-8.
    raw: &'a [u8],
    escaped: bool,
}

impl<'a> Text<'a> {
    /// Text that stands for itself.
    #[must_use]
    pub const fn plain(text: &'a str) -> Self {
        Self { raw: text.as_bytes(), escaped: false }
    }

    /// A string between quotes that the reader has found to be UTF-8 with valid escapes.
    pub(super) const fn checked(raw: &'a [u8], escaped: bool) -> Self {
        Self { raw, escaped }
    }

    /// The text itself, when it holds no escape.
    #[must_use]
    pub const fn as_plain(&self) -> Option<&'a str> {
        match (self.escaped, core::str::from_utf8(self.raw)) {
            (false, Ok(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether the text is empty.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// Length of the text in bytes, unescaped.
    #[must_use]
    pub fn len(&self) -> usize {
        if !self.escaped {
            return self.raw.len();
        }
        let mut counter = SliceWriter::new(&mut []);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = self.write(&mut counter);
        counter.len()
    }

    /// Whether the text starts with `start`.
    #[must_use]
    #[inline]
    pub fn starts_with(&self, start: &str) -> bool {
        if self.escaped {
            self.unescaped_starts_with(start)
        } else {
            self.raw.starts_with(start.as_bytes())
        }
    }

    #[cold]
    fn unescaped_is(&self, other: &str) -> bool {
        self.len() == other.len() && self.starts_with(other)
    }

    #[cold]
    fn unescaped_starts_with(&self, start: &str) -> bool {
        /// What of the start is still to be matched; nothing once it differs.
        struct Rest<'a>(Option<&'a [u8]>);
        impl Sink for Rest<'_> {
            fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
                for text in pieces {
                    self.0 = self.0.and_then(|rest| {
                        rest.strip_prefix(text).or_else(|| text.starts_with(rest).then_some(b""))
                    });
                }
                Ok(())
            }
        }
        let mut rest = Rest(Some(start.as_bytes()));
        let _ = self.write(&mut rest);
        rest.0 == Some(b"")
    }

    /// The text up to the end of the first `words`, which are ASCII, and whether they stand in it
    /// at all, escaped or not.
    pub(crate) fn split_behind(&self, words: &str) -> (Self, bool) {
        let mut rest = self.raw;
        while let Some((_, next)) = self.split_first(rest) {
            let behind = words.bytes().try_fold(rest, |rest, word| {
                let (first, rest) = self.split_first(rest)?;
                (first == char::from(word)).then_some(rest)
            });
            if let Some(behind) = behind {
                let raw = self.raw.get(..self.raw.len().wrapping_sub(behind.len()));
                return (Self { raw: raw.unwrap_or_default(), ..*self }, true);
            }
            rest = next;
        }
        (*self, false)
    }

    /// The first character of a rest of this text, or the first byte of one that is not ASCII, and
    /// what follows.
    fn split_first(&self, rest: &'a [u8]) -> Option<(char, &'a [u8])> {
        match rest.split_first()? {
            (b'\\', _) if self.escaped => Some(unescape(rest)),
            (first, behind) => Some((char::from(*first), behind)),
        }
    }

    /// Write the text, unescaped.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub fn write(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        if !self.escaped {
            return out.put([self.raw]);
        }
        let mut rest = self.raw;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
            let (plain, escape) = rest.split_at_checked(at).unwrap_or_default();
            let (character, after) = unescape(escape);
            out.put([plain, character.encode_utf8(&mut [0; 4]).as_bytes()])?;
            rest = after;
        }
        out.put([rest])
    }

    /// Unescape into `buf`.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the exact length.
    pub fn decode<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        let mut out = SliceWriter::new(buf);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = self.write(&mut out);
        out.finish()
    }
}

/// The character of the escape at the front of `escape`, and what follows it.
///
/// The reader has checked the escape, so what does not fit here never comes.
fn unescape(escape: &[u8]) -> (char, &[u8]) {
    let Some(([_, kind], rest)) = escape.split_first_chunk() else {
        return (char::REPLACEMENT_CHARACTER, b"");
    };
    let character = match kind {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unescape_unit(rest),
        itself => char::from(*itself),
    };
    (character, rest)
}

/// The character whose first UTF-16 unit's digits come next.
fn unescape_unit(digits: &[u8]) -> (char, &[u8]) {
    let (high, mut rest) = unit(digits);
    let code = if let 0xd800..0xdc00 = high {
        // Behind the first unit of a pair stands `\u` and the second.
        let (low, after) = unit(rest.get(2..).unwrap_or_default());
        rest = after;
        (0x1_0000u32).wrapping_add(high.wrapping_sub(0xd800) << 10) | low.wrapping_sub(0xdc00)
    } else {
        high
    };
    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

/// The UTF-16 unit of the next four hexadecimal digits, and what follows them.
fn unit(digits: &[u8]) -> (u32, &[u8]) {
    let (digits, rest) = digits.split_at_checked(4).unwrap_or_default();
    let unit = digits
        .iter()
        .fold(0, |unit, digit| unit << 4 | u32::from(hex::value(*digit).unwrap_or_default()));
    (unit, rest)
}

impl PartialEq<str> for Text<'_> {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        if self.escaped { self.unescaped_is(other) } else { self.raw == other.as_bytes() }
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.raw.len())
    }
}
