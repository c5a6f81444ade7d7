//! The characters that escapes stand for.

use crate::text::hex;

/// The character of the escape at the front of `escape`, and what follows it.
///
/// The reader has checked the escape, so what does not fit here never comes.
pub(in crate::text) fn unescape(escape: &[u8]) -> (char, &[u8]) {
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
#[cfg_attr(feature = "compact", inline(never))]
fn unit(digits: &[u8]) -> (u32, &[u8]) {
    let (digits, rest) = digits.split_at_checked(4).unwrap_or_default();
    let unit = digits
        .iter()
        .fold(0, |unit, digit| unit << 4 | u32::from(hex::value(*digit).unwrap_or_default()));
    (unit, rest)
}
