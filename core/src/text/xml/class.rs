//! The characters that a document may hold, and those that a name may.

use crate::text::class::{is, is_within};

/// Whether `byte` is white space.
pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether `byte` is a control that no document may hold, as a test without a branch.
#[inline]
pub(super) const fn is_forbidden_control(byte: u8) -> bool {
    is_within(byte, 0, 0x1f) & !is(byte, b'\t') & !is(byte, b'\n') & !is(byte, b'\r')
}

/// Whether a document may hold `character`, bare or as a reference: production 2, `Char`.
pub(super) const fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{1_0000}'..)
}

/// Whether a name may start with `character`: production 4, `NameStartChar`.
pub(super) const fn starts_name(character: char) -> bool {
    matches!(
        character,
        'A'..='Z'
            | 'a'..='z'
            | ':'
            | '_'
            | '\u{c0}'..='\u{d6}'
            | '\u{d8}'..='\u{f6}'
            | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}'
            | '\u{37f}'..='\u{1fff}'
            | '\u{200c}'..='\u{200d}'
            | '\u{2070}'..='\u{218f}'
            | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}'
            | '\u{f900}'..='\u{fdcf}'
            | '\u{fdf0}'..='\u{fffd}'
            | '\u{1_0000}'..='\u{e_ffff}'
    )
}

/// Whether a name may go on with `character`: production 4a, `NameChar`.
pub(super) const fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(
            character,
            '0'..='9'
                | '-'
                | '.'
                | '\u{b7}'
                | '\u{300}'..='\u{36f}'
                | '\u{203f}'..='\u{2040}'
        )
}
