//! Looks at many bytes at once.
//!
//! A test is applied to each byte of a block of sixteen without a branch between them, which the
//! compiler turns into a few vector instructions where the processor has them. A rest that fills no
//! block is covered by a block, or half of one, that overlaps what was looked at before.

use crate::COMPACT;

/// Bytes that are looked at together.
const BLOCK: usize = 16;

/// How many bytes at the front of `bytes` pass `belongs`, a test without a branch.
#[inline]
pub(crate) fn prefix_len(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    if COMPACT {
        return bytes.iter().position(|byte| !belongs(*byte)).unwrap_or(bytes.len());
    }
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut len = 0usize;
    for block in blocks {
        if !all_of(block, &belongs) {
            return len.wrapping_add(passed(block, &belongs));
        }
        len = len.wrapping_add(BLOCK);
    }
    match bytes.last_chunk::<BLOCK>() {
        // All before the rest passed, so the first that fails is in it.
        Some(last) => bytes.len().wrapping_sub(BLOCK).wrapping_add(passed(last, &belongs)),
        None => rest.iter().position(|byte| !belongs(*byte)).unwrap_or(rest.len()),
    }
}

/// How many bytes at the front of `block` pass.
#[inline]
fn passed(block: &[u8; BLOCK], belongs: impl Fn(u8) -> bool) -> usize {
    let failed = block.map(|byte| if belongs(byte) { 0 } else { 0xff });
    // The lowest byte of the number is the first of the block.
    (u128::from_le_bytes(failed).trailing_zeros() / 8) as usize
}

/// Whether all `bytes` pass `belongs`, a test without a branch.
#[inline]
pub(crate) fn all(bytes: &[u8], belongs: impl Fn(u8) -> bool) -> bool {
    if COMPACT {
        return bytes.iter().all(|byte| belongs(*byte));
    }
    if let Some(last) = bytes.last_chunk::<BLOCK>() {
        let blocks = bytes.as_chunks::<BLOCK>().0;
        return blocks.iter().all(|block| all_of(block, &belongs)) && all_of(last, &belongs);
    }
    match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let mut block = [0; BLOCK];
            let (front, back) = block.split_at_mut(8);
            front.copy_from_slice(first);
            back.copy_from_slice(last);
            all_of(&block, &belongs)
        }
        _ => bytes.iter().all(|byte| belongs(*byte)),
    }
}

/// Whether all bytes of `block` pass `belongs`, a test without a branch.
///
/// Counting is what the compiler turns into the fewest vector instructions.
#[inline]
pub(crate) fn all_of<const N: usize>(block: &[u8; N], belongs: impl Fn(u8) -> bool) -> bool {
    let count = |count: u8, byte: &u8| count.wrapping_add(u8::from(belongs(*byte)));
    usize::from(block.iter().fold(0, count)) == N
}

/// Whether all bytes of a block twice as long pass `belongs`: one test for each pair of bytes, which
/// takes fewer instructions than two blocks do.
#[inline(always)]
#[expect(clippy::inline_always, reason = "what a loop compares with stays in registers")]
pub(crate) fn all_of_pairs(block: &[u8; 2 * BLOCK], belongs: impl Fn(u8) -> bool) -> bool {
    let (front, back) = block.split_at(BLOCK);
    let pairs = front.iter().zip(back);
    let count =
        |count: u8, (a, b): (&u8, &u8)| count.wrapping_add(u8::from(belongs(*a) & belongs(*b)));
    usize::from(pairs.fold(0, count)) == BLOCK
}

#[cfg(test)]
mod tests {
    use std::vec;

    use super::*;

    #[test]
    fn one_byte_that_fails_is_found_at_every_place_of_every_length() {
        for len in 0..70 {
            let mut bytes = vec![b'a'; len];
            assert_eq!(prefix_len(&bytes, |byte| byte == b'a'), len);
            assert!(all(&bytes, |byte| byte == b'a'));
            for at in (0..len).rev() {
                bytes[at] = b'b';
                assert_eq!(prefix_len(&bytes, |byte| byte == b'a'), at);
                assert!(!all(&bytes, |byte| byte == b'a'));
                bytes[at] = b'a';
            }
        }
    }
}
