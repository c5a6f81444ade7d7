//! SHA-256, FIPS 180-4, of a payload in one piece and of text that is written piece by piece.

use core::fmt;

use sha2::block_api::compress256;
use zeroize::Zeroize;

use crate::{
    COMPACT,
    text::{
        Sink,
        hex::HexDigest,
        sink::{copy, fill},
    },
};

/// Bytes that SHA-256 takes in at a time, FIPS 180-4.
pub(super) const BLOCK: usize = 64;

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

/// What SHA-256 appends to a text before its length: at least one bit, then zeros.
const PADDING: [u8; BLOCK] = {
    let mut padding = [0; BLOCK];
    padding[0] = 0x80;
    padding
};

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
    HexDigest::new(&bytes_of(hash.finish()))
}

/// A digest's bytes: its words, the highest byte first.
#[inline]
pub(super) fn bytes_of(digest: &[u32; 8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    store(&mut bytes, digest);
    bytes
}

/// Write a digest's bytes to the front of `room`, which is long enough.
#[cfg_attr(not(feature = "compact"), inline)]
#[cfg_attr(feature = "compact", inline(never))]
pub(super) fn store(room: &mut [u8], digest: &[u32; 8]) {
    for (bytes, word) in room.as_chunks_mut().0.iter_mut().zip(digest) {
        *bytes = word.to_be_bytes();
    }
}

/// Text on its way into a hash; the last block is room for the padding behind a full stage.
struct Stage<const ROOM: usize> {
    bytes: [u8; ROOM],
    /// At most [`Stage::FULL`].
    len: usize,
}

impl<const ROOM: usize> Stage<ROOM> {
    /// How many bytes are gathered.
    const FULL: usize = ROOM.saturating_sub(BLOCK);

    #[inline]
    fn new() -> Self {
        Self { bytes: [0; ROOM], len: 0 }
    }

    /// Gather `pieces`; `compress` gets whole blocks as often as the stage is full.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "known pieces become plain stores")]
    fn put<const N: usize>(
        &mut self,
        pieces: [&[u8]; N],
        mut compress: impl FnMut(&[[u8; BLOCK]]),
    ) {
        // In a register: a copy may write to the field, as far as the compiler sees.
        let mut len = self.len;
        for piece in pieces {
            let room = self.bytes.get_mut(len..Self::FULL);
            if let Some(place) = room.and_then(|room| room.get_mut(..piece.len())) {
                copy(place, piece);
                len = len.wrapping_add(piece.len());
            } else {
                self.len = len;
                self.overflow(piece, &mut compress);
                len = self.len;
            }
        }
        self.len = len;
    }

    /// Rare, and so out of the way of what is inlined everywhere.
    #[inline(never)]
    fn overflow(&mut self, mut text: &[u8], compress: &mut impl FnMut(&[[u8; BLOCK]])) {
        loop {
            let room = self.bytes.get_mut(self.len..Self::FULL).unwrap_or_default();
            let fitting = room.len().min(text.len());
            let (now, later) = text.split_at_checked(fitting).unwrap_or((text, b""));
            fill(room, &[now]);
            self.len = self.len.wrapping_add(fitting);
            if later.is_empty() {
                return;
            }
            text = later;
            compress(self.bytes.as_chunks().0.get(..Self::FULL / BLOCK).unwrap_or_default());
            self.len = 0;
        }
    }
}

/// Room for a stage of so many blocks, or of the fewest where one function serves all stages.
pub(super) const fn room(blocks: usize) -> usize {
    BLOCK.saturating_mul(if COMPACT { 2 } else { blocks })
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
        let Stage { bytes, len } = &mut self.stage;
        let bits = self.hashed.wrapping_add(*len as u64).wrapping_mul(8);
        // The stage is at most full, and the padding never longer than a block before the length.
        if let Some(behind) = bytes.get_mut(*len..).and_then(<[u8]>::first_chunk_mut) {
            *behind = PADDING;
        }
        let last = len.wrapping_add(size_of::<u64>()) / BLOCK;
        let blocks = bytes.as_chunks_mut::<BLOCK>().0;
        if let Some(place) = blocks.get_mut(last).and_then(|block| block.last_chunk_mut()) {
            *place = bits.to_be_bytes();
        }
        compress256(&mut self.state, blocks.get(..=last).unwrap_or_default());
        &self.state
    }

    /// The digest as hexadecimal digits.
    #[inline]
    pub(crate) fn finish_hex(&mut self) -> HexDigest {
        HexDigest::new(&bytes_of(self.finish()))
    }

    /// Forget the text.
    pub(super) fn wipe(&mut self) {
        self.stage.bytes.zeroize();
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
