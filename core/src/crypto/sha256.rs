//! SHA-256, FIPS 180-4, of a payload in one piece and of text that is written piece by piece.

use core::fmt;

use sha2::block_api::compress256;
use zeroize::Zeroize;

use super::stage::{BLOCK, Stage, bytes_of, room};
use crate::{
    COMPACT,
    text::{Sink, hex::HexDigest, sink::fill},
};

/// The state that SHA-256 starts from, FIPS 180-4, section 5.3.3.
pub(super) const INITIAL: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// SHA-256 of nothing, FIPS 180-4: the hash of an absent body.
const EMPTY: HexDigest =
    HexDigest::from_digits(b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

/// The SHA-256 of `payload` as hexadecimal digits.
#[must_use]
pub fn hashed_payload(payload: &[u8]) -> HexDigest {
    if payload.is_empty() {
        return EMPTY;
    }
    if COMPACT {
        return hashed_text(|hash| hash.put([payload]));
    }
    // A payload lies in one piece, so all but its end is hashed where it lies.
    let mut state = INITIAL;
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
pub(crate) fn hashed_text(write: impl FnOnce(&mut Sha256Writer) -> fmt::Result) -> HexDigest {
    let mut hash = Sha256Writer::new();
    // A hash refuses nothing.
    let _ = write(&mut hash);
    hash.finish_hex()
}

/// Hashes text that is written to it; whoever hashes a secret wipes it afterwards.
///
/// `ROOM` is the stage's, what stands on a device's stack while a request is hashed.
pub(crate) struct Sha256Writer<const ROOM: usize = { room(5) }> {
    state: [u32; 8],
    /// Bytes hashed before those on the stage.
    hashed: u64,
    stage: Stage<ROOM>,
}

impl Sha256Writer {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { state: INITIAL, hashed: 0, stage: Stage::new() }
    }
}

impl<const ROOM: usize> Sha256Writer<ROOM> {
    /// Go on behind one block, with the state that it left.
    #[inline]
    pub(super) fn behind(state: &[u32; 8]) -> Self {
        Self { state: *state, hashed: BLOCK as u64, stage: Stage::new() }
    }

    /// The digest's words.
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    pub(super) fn finish(&mut self) -> &[u32; 8] {
        compress256(&mut self.state, self.stage.padded(self.hashed));
        &self.state
    }

    /// The digest as hexadecimal digits.
    #[inline]
    fn finish_hex(&mut self) -> HexDigest {
        HexDigest::new(&bytes_of(self.finish()))
    }

    /// Forget the text.
    pub(super) fn wipe(&mut self) {
        self.stage.wipe();
        self.state.zeroize();
    }
}

impl<const ROOM: usize> Sink for Sha256Writer<ROOM> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "known pieces become plain stores")]
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        let Self { state, hashed, stage } = self;
        stage.put(pieces, |blocks| {
            *hashed = hashed.wrapping_add(blocks.as_flattened().len() as u64);
            compress256(state, blocks);
        });
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::vec::Vec;

    use sha2::{Digest, Sha256};

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
                let mut hash: Sha256Writer = Sha256Writer::new();
                pieces.for_each(|piece| hash.put([piece]).unwrap());
                assert_eq!(hash.finish_hex(), HexDigest::new(&Sha256::digest(text).into()));
            });
        }
        assert_eq!(hashed_payload(b""), HexDigest::new(&Sha256::digest(b"").into()));
    }
}
