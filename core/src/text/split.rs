//! Splits text at ASCII characters.
//!
//! The standard library's searchers do the same, but the compiler does not see that they never
//! panic, and so would link the panic.

/// What stands before and behind the first `separator`.
pub(crate) fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at.wrapping_add(1)..)?))
}

/// The pieces between the separators, one more than there are separators.
pub(crate) fn pieces(text: &str, separator: u8) -> impl Iterator<Item = &str> + Clone {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let (piece, after) = match split_once(text, separator) {
            Some((piece, after)) => (piece, Some(after)),
            None => (text, None),
        };
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_split_as_the_standard_library_does() {
        for text in ["", ",", "a", "a,", ",a", "a,b,,c", "\u{e9},\u{4e2d}"] {
            assert!(pieces(text, b',').eq(text.split(',')), "{text}");
            assert_eq!(split_once(text, b','), text.split_once(','), "{text}");
        }
    }
}
