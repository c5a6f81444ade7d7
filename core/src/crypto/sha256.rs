//! SHA-256, FIPS 180-4, of a payload in one piece and of text that is written piece by piece.

use core::fmt;

use sha2::block_api::compress256;

use super::{
    hash::{Hash, HashWriter},
    stage::{BLOCK, bytes_of},
};
use crate::{
    COMPACT,
    text::{
        Sink,
        hex::HexDigest,
        sink::{fill, shared},
    },
};

/// SHA-256.
#[derive(Clone)]
pub(crate) struct Sha256;

impl Hash for Sha256 {
    type State = [u32; 8];

    // FIPS 180-4, section 5.3.3.
    const INITIAL: Self::State = [
        0x6a09_e667,
        0xbb67_ae85,
        0x3c6e_f372,
        0xa54f_f53a,
        0x510e_527f,
        0x9b05_688c,
        0x1f83_d9ab,
        0x5be0_cd19,
    ];

    #[inline]
    fn compress(state: &mut Self::State, blocks: &[[u8; BLOCK]]) {
        compress256(state, blocks);
    }
}

/// Hashes text with SHA-256.
pub(crate) type Sha256Writer = HashWriter<Sha256>;

/// SHA-256 of nothing, FIPS 180-4: the hash of an absent body.
const EMPTY: HexDigest =
    HexDigest::from_digits(b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

/// The SHA-256 of `payload` as hexadecimal digits.
#[must_use]
#[cfg_attr(feature = "compact", inline(never))]
pub fn hashed_payload(payload: &[u8]) -> HexDigest {
    if COMPACT {
        return hashed_text(|hash| shared(hash).put([payload]));
    }
    if payload.is_empty() {
        return EMPTY;
    }
    // A payload lies in one piece, so all but its end is hashed where it lies.
    let mut state = Sha256::INITIAL;
    let (blocks, rest) = payload.as_chunks();
    if !blocks.is_empty() {
        compress256(&mut state, blocks);
    }
    let mut end = [[0; BLOCK]; 2];
    let last = rest.len().wrapping_add(size_of::<u64>()) / BLOCK;
    fill(end.as_flattened_mut(), &[rest, &[0x80]]);
    if let Some(place) = end.get_mut(last).and_then(|block| block.last_chunk_mut()) {
        *place = (payload.len() as u64).wrapping_mul(8).to_be_bytes();
    }
    compress256(&mut state, end.get(..=last).unwrap_or_default());
    HexDigest::new(&bytes_of(&state))
}

/// The SHA-256 of the text that `write` writes, as hexadecimal digits.
pub(crate) fn hashed_text(write: impl Fn(&mut Sha256Writer) -> fmt::Result) -> HexDigest {
    if COMPACT { hashed_any_text(&write) } else { hashed_text_of(&write) }
}

/// The same as one function for all texts.
#[inline(never)]
fn hashed_any_text(write: &dyn Fn(&mut Sha256Writer) -> fmt::Result) -> HexDigest {
    hashed_text_of(write)
}

#[inline]
fn hashed_text_of(write: &(impl Fn(&mut Sha256Writer) -> fmt::Result + ?Sized)) -> HexDigest {
    let mut hash = Sha256Writer::new();
    // A hash refuses nothing.
    let _ = write(&mut hash);
    HexDigest::new(&bytes_of(hash.finish()))
}

#[cfg(test)]
pub(super) mod tests {
    use std::vec::Vec;

    use sha2::Digest;

    use super::*;

    /// Every length of the stage and its padding, in pieces of `step` bytes.
    pub(in crate::crypto) fn for_every_text(
        step: usize,
        mut check: impl FnMut(&[u8], core::slice::Chunks<'_, u8>),
    ) {
        let text: Vec<u8> = (0..=255).cycle().take(10 * BLOCK + 2).collect();
        for len in 0..=text.len() {
            check(&text[..len], text[..len].chunks(step));
        }
    }

    #[test]
    fn a_text_in_pieces_has_the_hash_of_the_whole() {
        for step in [1, 7, 64, 255, 1000] {
            for_every_text(step, |text, pieces| {
                let mut hash = Sha256Writer::new();
                pieces.for_each(|piece| hash.put([piece]).unwrap());
                assert_eq!(bytes_of(hash.finish()), <[u8; 32]>::from(sha2::Sha256::digest(text)));
            });
        }
        assert_eq!(hashed_payload(b""), HexDigest::new(&sha2::Sha256::digest(b"").into()));
    }
}
