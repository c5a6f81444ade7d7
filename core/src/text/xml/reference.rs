//! References: `&amp;` and its four siblings, and characters by their number.

use super::class::is_allowed;
use crate::{error::ReplyFault, text::hex};

/// The entities that every document has: section 4.6.
const ENTITIES: [(&[u8], char); 5] =
    [(b"&amp;", '&'), (b"&lt;", '<'), (b"&gt;", '>'), (b"&quot;", '"'), (b"&apos;", '\'')];

/// The character of the reference at the front of `text`, which starts with `&`, and what follows.
///
/// # Errors
///
/// [`ReplyFault::Truncated`] when `text` ends inside of it, else [`ReplyFault::Syntax`].
pub(super) fn resolve(text: &[u8]) -> Result<(char, &[u8]), ReplyFault> {
    if let Some(number) = text.strip_prefix(b"&#") {
        return match number.strip_prefix(b"x") {
            Some(digits) => numbered(digits, 16),
            None => numbered(number, 10),
        };
    }
    for (entity, character) in ENTITIES {
        if let Some(behind) = text.strip_prefix(entity) {
            return Ok((character, behind));
        }
        if entity.starts_with(text) {
            return Err(ReplyFault::Truncated);
        }
    }
    Err(ReplyFault::Syntax)
}

/// The character whose digits come next, up to a semicolon.
fn numbered(digits: &[u8], radix: u8) -> Result<(char, &[u8]), ReplyFault> {
    let mut number = None;
    let mut rest = digits;
    loop {
        let (first, behind) = rest.split_first().ok_or(ReplyFault::Truncated)?;
        if *first == b';' {
            let character = number.and_then(char::from_u32).filter(|found| is_allowed(*found));
            return character.map(|found| (found, behind)).ok_or(ReplyFault::Syntax);
        }
        let digit = hex::value(*first).filter(|digit| *digit < radix).ok_or(ReplyFault::Syntax)?;
        // A number of any length that is too large stays so.
        let higher = number.unwrap_or(0u32).saturating_mul(radix.into());
        number = Some(higher.saturating_add(digit.into()));
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use std::{format, string::String};

    use super::*;

    #[test]
    fn every_character_that_a_document_may_hold_has_its_references_and_no_other_has() {
        let planes = (0x1_0100..0x11_0000).step_by(0xff);
        for number in (0..0x1_0100u32).chain(planes).chain(0x10_ff00..0x11_0100) {
            let expected = char::from_u32(number).filter(|found| match found {
                '\0'..=' ' => "\t\n\r ".contains(*found),
                _ => !matches!(found, '\u{fffe}' | '\u{ffff}'),
            });
            let spelled =
                [format!("&#{number};."), format!("&#x{number:x};."), format!("&#x0{number:X};.")];
            for reference in spelled {
                let resolved = resolve(reference.as_bytes()).ok();
                assert_eq!(resolved, expected.map(|found| (found, &b"."[..])), "{reference}");
            }
        }
    }

    #[test]
    fn only_the_five_entities_are_known() {
        let known = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
        for (name, character) in known {
            let reference = format!("&{name};;");
            assert_eq!(resolve(reference.as_bytes()), Ok((character, &b";"[..])));
            for len in 1..=name.len() + 1 {
                let truncated = &reference.as_bytes()[..len];
                assert_eq!(resolve(truncated), Err(ReplyFault::Truncated), "{reference} {len}");
            }
        }
        for unknown in ["&;", "& amp;", "&AMP;", "&nbsp;", "&amp ;", "&ampere;", "&a;", "&&amp;"] {
            assert_eq!(resolve(unknown.as_bytes()), Err(ReplyFault::Syntax), "{unknown}");
        }
    }

    #[test]
    fn a_number_has_digits_alone_and_at_least_one() {
        for broken in
            ["&#;", "&#x;", "&#X41;", "&#a;", "&#xg;", "&#+65;", "&#-1;", "&# 65;", "&#6 5;"]
        {
            assert_eq!(resolve(broken.as_bytes()), Err(ReplyFault::Syntax), "{broken}");
        }
        for truncated in ["&#", "&#x", "&#6", "&#x4"] {
            assert_eq!(resolve(truncated.as_bytes()), Err(ReplyFault::Truncated), "{truncated}");
        }
        let long = "0".repeat(100) + "65;";
        assert_eq!(resolve(format!("&#{long}").as_bytes()), Ok(('A', &b""[..])));
        // 2^32 and 65: the number must not wrap around.
        let wrapping = [String::from("4294967361;"), "9".repeat(100) + ";"];
        for number in wrapping {
            assert_eq!(resolve(format!("&#{number}").as_bytes()), Err(ReplyFault::Syntax));
        }
    }
}
