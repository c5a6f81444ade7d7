//! A string for a request's body.

use core::fmt;

use super::is_plain;
use crate::text::{Sink, class::is_within, scan::prefix_len};

/// Longest escape in bytes: `\u001F`.
const ESCAPE_MAX: usize = 6;

/// Write `text` as a JSON string, quotes included.
///
/// What stands for itself is written as it is, so the text may be of any length; each quote,
/// backslash and control is escaped by serde-json-core.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_string(out: &mut (impl Sink + ?Sized), text: &str) -> fmt::Result {
    let mut rest = text.as_bytes();
    out.put([b"\""])?;
    loop {
        // The bytes of a longer character are none of ASCII's.
        let plain = prefix_len(rest, |byte| is_plain(byte) | is_within(byte, 0x80, 0xff));
        let (plain, behind) = rest.split_at_checked(plain).unwrap_or_default();
        let Some((special, after)) = behind.split_first() else {
            return out.put([plain, b"\""]);
        };
        let special = core::str::from_utf8(core::slice::from_ref(special)).unwrap_or_default();
        let mut quoted = [0; ESCAPE_MAX + 2];
        // The buffer holds the longest escape between quotes, so no default is taken.
        let len = serde_json_core::to_slice(special, &mut quoted).unwrap_or_default();
        let escape = quoted.get(1..len.saturating_sub(1)).unwrap_or_default();
        out.put([plain, escape])?;
        rest = after;
    }
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
