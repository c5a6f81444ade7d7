//! A string for a request's body.

use core::fmt;

use serde_json_core::str::EscapedStr;

use super::plain::is_plain;
use crate::text::{Sink, class::is_within, hex, scan::prefix_len};

/// Bytes of text that are written at a time: an instance id, and more than an escape.
const PIECE: usize = 64;

/// Write `text` as a JSON string, quotes included.
///
/// serde-json-core writes it, piece by piece, into a small buffer on the stack, so the text may be
/// of any length. It is handed escaped text, which it puts between quotes as it stands: its own
/// escaping links a bounds check that no compiler removes.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_string(out: &mut (impl Sink + ?Sized), text: &str) -> fmt::Result {
    let mut rest = text;
    out.put([b"\""])?;
    loop {
        // The bytes of a longer character are none of ASCII's.
        let belongs = |byte| is_plain(byte) | is_within(byte, 0x80, 0xff);
        let next = rest.as_bytes().get(..PIECE).unwrap_or(rest.as_bytes());
        let mut len = prefix_len(next, belongs);
        // A character has four bytes at most, so the next boundary is near.
        while !rest.is_char_boundary(len) {
            len = len.wrapping_sub(1);
        }
        let (plain, behind) = rest.split_at_checked(len).unwrap_or_default();
        put_quoted(out, plain)?;
        rest = match behind.as_bytes().first() {
            None => return out.put([b"\""]),
            Some(byte) if belongs(*byte) => behind,
            Some(special) => {
                let [high, low] = hex::digits(*special);
                let escape = [b'\\', b'u', b'0', b'0', high, low];
                put_quoted(out, core::str::from_utf8(&escape).unwrap_or_default())?;
                behind.get(1..).unwrap_or_default()
            }
        };
    }
}

/// Write a piece without the quotes that it was written between.
fn put_quoted(out: &mut (impl Sink + ?Sized), piece: &str) -> fmt::Result {
    let mut quoted = [0; PIECE + 2];
    // The buffer holds the longest piece between quotes, so no default is taken.
    let len = serde_json_core::to_slice(&EscapedStr(piece), &mut quoted).unwrap_or_default();
    out.put([quoted.get(1..len.saturating_sub(1)).unwrap_or_default()])
}

#[cfg(test)]
mod tests {
    use std::{string::String, vec::Vec};

    use super::*;

    #[test]
    fn every_character_comes_back_through_another_reader() {
        let all: String =
            (0..0x11_0000u32).step_by(7).chain(0..0x300).filter_map(char::from_u32).collect();
        for text in ["", "a", "\"\\\u{8}\u{c}\n\r\t\u{1f}/", &all] {
            let mut got = String::new();
            write_string(&mut got, text).unwrap();
            assert_eq!(serde_json::from_str::<String>(&got).unwrap(), text);
        }
    }

    #[test]
    fn characters_stay_whole_at_every_place() {
        let texts: Vec<String> = (0..70).map(|n| "x".repeat(n) + "\u{1f600}\u{1}\u{1}").collect();
        for text in texts {
            let mut got = String::new();
            write_string(&mut got, &text).unwrap();
            assert_eq!(serde_json::from_str::<String>(&got).unwrap(), text);
        }
    }
}
