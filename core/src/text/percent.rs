//! Percent-encoding by RFC 3986: `A-Z a-z 0-9 - _ . ~` stay, every other byte becomes `%XX` with
//! upper-case digits. A space is `%20`, never `+`.

use core::fmt;

use crate::text::{
    Sink,
    class::{Class, class, is, is_alphanumeric},
    hex,
};

/// Whether `byte` is unreserved (RFC 3986, section 2.3) and so stays as it is.
#[must_use]
#[inline]
pub const fn is_unreserved(byte: u8) -> bool {
    is_alphanumeric(byte) | is(byte, b'-') | is(byte, b'_') | is(byte, b'.') | is(byte, b'~')
}

class!(pub(crate) Unreserved, |byte| is_unreserved(byte));

/// Write the UTF-8 bytes of `text`, percent-encoded.
///
/// # Errors
///
/// Only those of `out`.
///
/// # Examples
///
/// ```
/// use vncurl_core::text::percent::write_encoded;
///
/// let mut text = String::new();
/// write_encoded(&mut text, "a b~*").expect("a String takes every text");
/// assert_eq!(text, "a%20b~%2A");
/// ```
pub fn write_encoded(
    out: &mut (impl Sink + ?Sized),
    text: &(impl AsRef<[u8]> + ?Sized),
) -> fmt::Result {
    write_escaped(out, text.as_ref(), b"%")
}

/// The same with `escape` before the digits.
pub(crate) fn write_escaped(
    out: &mut (impl Sink + ?Sized),
    text: &[u8],
    escape: &[u8],
) -> fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|byte| !Unreserved::has(*byte)) {
        let (plain, behind) = rest.split_at_checked(at).unwrap_or_default();
        let Some((byte, behind)) = behind.split_first() else { break };
        // All that is put is ASCII: every byte of a longer character becomes `%XX`.
        out.put([plain, escape, &digits(*byte)])?;
        rest = behind;
    }
    out.put([rest])
}

/// Percent-encodes what goes through it, on its way to `out`.
pub(crate) struct Encoding<'o, S: ?Sized> {
    pub(crate) out: &'o mut S,
    /// What stands before the digits.
    pub(crate) escape: &'static [u8],
}

impl<S: Sink + ?Sized> Sink for Encoding<'_, S> {
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        pieces.into_iter().try_for_each(|piece| write_escaped(self.out, piece, self.escape))
    }
}

/// Write one byte as `%XX`.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_byte(out: &mut (impl Sink + ?Sized), byte: u8) -> fmt::Result {
    write_escape(out, b"%", byte)
}

/// The same with `escape` before the digits.
pub(crate) fn write_escape(out: &mut (impl Sink + ?Sized), escape: &[u8], byte: u8) -> fmt::Result {
    out.put([escape, &digits(byte)])
}

/// The two upper-case hexadecimal digits of a byte.
const fn digits(byte: u8) -> [u8; 2] {
    [digit(byte >> 4), digit(byte & 15)]
}

/// The upper-case hexadecimal digit of a number below 16.
const fn digit(nibble: u8) -> u8 {
    nibble.wrapping_add(if nibble < 10 { b'0' } else { b'A' - 10 })
}

/// One piece of percent-encoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// The byte that stands there or that `%XX` stands for.
    Byte(u8),
    /// A `%` without two hexadecimal digits.
    Broken,
}

/// Decode `text` once, byte by byte; a `+` stays a `+`.
pub fn decode(text: &[u8]) -> impl Iterator<Item = Decoded> + Clone + '_ {
    Decode { rest: text.iter() }
}

#[derive(Clone)]
struct Decode<'a> {
    rest: core::slice::Iter<'a, u8>,
}

impl Iterator for Decode<'_> {
    type Item = Decoded;

    fn next(&mut self) -> Option<Decoded> {
        let byte = *self.rest.next()?;
        if byte != b'%' {
            return Some(Decoded::Byte(byte));
        }
        let mut digit = || self.rest.next().and_then(|digit| hex::value(*digit));
        Some(match (digit(), digit()) {
            (Some(high), Some(low)) => Decoded::Byte(high << 4 | low),
            _ => Decoded::Broken,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{string::String, vec::Vec};

    use super::*;

    #[test]
    fn only_unreserved_bytes_stay() {
        let mut got = String::new();
        write_encoded(&mut got, "A z-_.~*+/?%&=\u{e9}\u{4e2d}\u{1f600}").unwrap();
        assert_eq!(got, "A%20z-_.~%2A%2B%2F%3F%25%26%3D%C3%A9%E4%B8%AD%F0%9F%98%80");
    }

    #[test]
    fn what_was_encoded_decodes_to_itself() {
        for byte in 0..=255u8 {
            let mut text = String::new();
            write_byte(&mut text, byte).unwrap();
            assert_eq!(decode(text.as_bytes()).collect::<Vec<_>>(), [Decoded::Byte(byte)]);
        }
        for broken in ["%", "%4", "%4g", "%g4", "%%4"] {
            assert_eq!(decode(broken.as_bytes()).next(), Some(Decoded::Broken), "{broken}");
        }
    }
}
