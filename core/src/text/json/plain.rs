//! The plain bytes of a string: ASCII that stands for itself.

use crate::{
    COMPACT,
    text::{
        class::{is, is_within},
        scan::all_of_pairs,
    },
};

/// Bytes in which the first that is not plain is found at once.
const WORD: usize = 8;

/// Whether `byte` is ASCII and stands for itself in a string: no quote, no backslash, no control.
#[inline]
pub(super) const fn is_plain(byte: u8) -> bool {
    is_within(byte, b' ', 0x7f) & !is(byte, b'"') & !is(byte, b'\\')
}

/// How many bytes at the front of `bytes` are plain.
#[inline(never)]
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    if COMPACT {
        return bytes.iter().take_while(|byte| is_plain(**byte)).count();
    }
    let mut rest = bytes;
    while let Some((block, behind)) = rest.split_first_chunk()
        && all_of_pairs(block, is_plain)
    {
        rest = behind;
    }
    while let Some((word, behind)) = rest.split_first_chunk() {
        match plain_len_of(*word) {
            WORD => rest = behind,
            len => return bytes.len().wrapping_sub(rest.len()).wrapping_add(len),
        }
    }
    match bytes.last_chunk() {
        // All before the rest are plain, so the first that is not is in it.
        Some(last) => bytes.len().wrapping_sub(WORD).wrapping_add(plain_len_of(*last)),
        None => bytes.iter().take_while(|byte| is_plain(**byte)).count(),
    }
}

/// How many bytes at the front of `word` are plain.
#[inline]
const fn plain_len_of(word: [u8; WORD]) -> usize {
    // The lowest byte of the number is the first of the word.
    (marks(u64::from_le_bytes(word)).trailing_zeros() / 8) as usize
}

/// A number whose lowest bit is in the lowest byte of `word` that is not plain; zero when all are.
///
/// The highest bit of a byte is set by a subtraction that borrows: a control minus a space, and
/// nothing minus one where a quote or a backslash has been turned to nothing. A borrow reaches into
/// the byte above it only, so the lowest mark is right.
#[inline]
const fn marks(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
    const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);
    const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
    const HIGHEST: u64 = u64::from_le_bytes([0x80; 8]);
    let quotes = (word ^ QUOTES).wrapping_sub(ONES);
    let backslashes = (word ^ BACKSLASHES).wrapping_sub(ONES);
    (quotes | backslashes | word.wrapping_sub(SPACES) | word) & HIGHEST
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    #[test]
    fn every_byte_that_is_not_plain_ends_the_run_at_every_place() {
        for len in 0..50 {
            let mut bytes = vec![b'a'; len];
            assert_eq!(plain_len(&bytes), len);
            for at in (0..len).rev() {
                for byte in 0..=255 {
                    bytes[at] = byte;
                    let plain = matches!(byte, b' '..=0x7f) && byte != b'"' && byte != b'\\';
                    assert_eq!(plain_len(&bytes), if plain { len } else { at }, "{byte}");
                    if at > 0 {
                        let before = core::mem::replace(&mut bytes[at - 1], byte.wrapping_add(1));
                        let end = bytes.iter().position(|byte| !is_plain(*byte)).unwrap_or(len);
                        assert_eq!(plain_len(&bytes), end);
                        bytes[at - 1] = before;
                    }
                }
                bytes[at] = b'a';
            }
        }
    }
}
