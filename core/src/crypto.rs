//! SHA-256 and the HMACs: with its parts, the only place that names a hash crate.
//!
//! All are fed through [`Sink`], so the function that writes a text for a person writes it for the
//! hash too. On the way the text is gathered, a few blocks at a time, since a hash that is called
//! for every word and separator spends as much on the calls as on the blocks.

mod sha1;

use core::fmt;

use hmac::{KeyInit, block_api::HmacCore};
use sha2::{
    Sha256,
    block_api::compress256,
    digest::{
        array::Array,
        block_api::{Buffer, FixedOutputCore, UpdateCore},
    },
};
use zeroize::{Zeroize, Zeroizing};

pub(crate) use self::sha1::HmacSha1Key;
use crate::text::{
    Sink,
    hex::HexDigest,
    sink::{fill, total_len},
};

/// Bytes that SHA-256 takes in at a time, FIPS 180-4.
const BLOCK: usize = 64;

/// The state that SHA-256 starts from, FIPS 180-4, section 5.3.3.
const INITIAL: [u32; 8] = [
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
    HexDigest::new(&bytes_of(state))
}

/// The SHA-256 of the text that `write` writes, as hexadecimal digits.
pub(crate) fn hashed_text(write: impl FnOnce(&mut Sha256Writer) -> fmt::Result) -> HexDigest {
    let mut hash = Sha256Writer::new();
    // A hash refuses nothing.
    let _ = write(&mut hash);
    HexDigest::new(&hash.finish())
}

/// A digest's bytes: its words, the highest byte first.
#[inline]
fn bytes_of(state: [u32; 8]) -> [u8; 32] {
    let mut digest = [0; 32];
    for (bytes, word) in digest.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    digest
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
        let len = total_len(&pieces);
        let room = self.bytes.get_mut(self.len..Self::FULL);
        if let Some(room) = room.and_then(|room| room.get_mut(..len)) {
            fill(room, &pieces);
            self.len = self.len.wrapping_add(len);
        } else {
            for piece in pieces {
                self.overflow(piece, &mut compress);
            }
        }
    }

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

    /// What is gathered and not hashed yet.
    #[inline]
    fn gathered(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Hashes text that is written to it; whoever hashes a secret wipes it afterwards.
pub(crate) struct Sha256Writer {
    state: [u32; 8],
    /// Bytes hashed before those on the stage.
    hashed: u64,
    /// What stands on a device's stack while a request is hashed.
    stage: Stage<{ 5 * BLOCK }>,
}

impl Sha256Writer {
    #[inline]
    pub(crate) fn new() -> Self {
        Self { state: INITIAL, hashed: 0, stage: Stage::new() }
    }

    pub(crate) fn finish(&mut self) -> [u8; 32] {
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
        bytes_of(self.state)
    }
}

impl Sink for Sha256Writer {
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

/// An HMAC-SHA-256 key with its two first blocks hashed: what a kept signing key holds.
///
/// Wiped when dropped. Making it costs the hash of two blocks; each use saves them.
#[derive(Clone)]
pub(crate) struct HmacKey(HmacCore<Sha256>);

impl HmacKey {
    /// Make ready the key that is `prefix` followed by `key`, of any length.
    ///
    /// HMAC pads a key shorter than a block with zeros and hashes a longer one (RFC 2104,
    /// section 2); doing both here joins the two parts without a buffer for the longest secret.
    pub(crate) fn new(prefix: &str, key: &[u8]) -> Self {
        let mut block = Zeroizing::new([0; BLOCK]);
        if prefix.len().saturating_add(key.len()) <= BLOCK {
            fill(&mut *block, &[prefix.as_bytes(), key]);
        } else {
            let mut hash = Sha256Writer::new();
            // A hash refuses nothing.
            let _ = hash.put([prefix.as_bytes(), key]);
            fill(&mut *block, &[&*Zeroizing::new(hash.finish())]);
            // Here alone the text is a secret.
            hash.stage.bytes.zeroize();
            hash.state.zeroize();
        }
        Self(HmacCore::new((&*block).into()))
    }

    /// The MAC of the text that `write` writes.
    #[inline]
    pub(crate) fn mac(&self, write: impl FnOnce(&mut HmacWriter) -> fmt::Result) -> [u8; 32] {
        let mut mac = HmacWriter { state: self.0.clone(), stage: Stage::new() };
        // An HMAC refuses nothing.
        let _ = write(&mut mac);
        mac.finish()
    }
}

/// Takes the text that an [`HmacKey`] authenticates.
pub(crate) struct HmacWriter {
    state: HmacCore<Sha256>,
    /// A string to sign has less than two blocks.
    stage: Stage<{ 3 * BLOCK }>,
}

impl HmacWriter {
    fn finish(&mut self) -> [u8; 32] {
        let mut rest = Buffer::<HmacCore<Sha256>>::default();
        rest.digest_blocks(self.stage.gathered(), |blocks| self.state.update_blocks(blocks));
        let mut mac = Array([0; 32]);
        self.state.finalize_fixed_core(&mut rest, &mut mac);
        mac.0
    }
}

impl Sink for HmacWriter {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "known pieces become plain stores")]
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        let Self { state, stage } = self;
        stage.put(pieces, |blocks| {
            state.update_blocks(Array::cast_slice_from_core(blocks));
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use hmac::{Hmac, Mac};
    use sha2::Digest;

    use super::*;

    /// Every length of the stage and its padding, in pieces of `step` bytes.
    fn for_every_text(step: usize, mut check: impl FnMut(&[u8], core::slice::Chunks<'_, u8>)) {
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
                assert_eq!(hash.finish(), <[u8; 32]>::from(Sha256::digest(text)));
            });
        }
        assert_eq!(hashed_payload(b""), HexDigest::new(&Sha256::digest(b"").into()));
    }

    #[test]
    fn a_text_in_pieces_has_the_mac_of_the_whole() {
        for (prefix, key_len) in
            [("", 0), ("TC3", 32), ("TC3", 61), ("TC3", 62), ("", 64), ("", 200)]
        {
            let key: Vec<u8> = (0..key_len).collect();
            let kept = HmacKey::new(prefix, &key);
            let whole_key = [prefix.as_bytes(), &key].concat();
            for_every_text(61, |text, mut pieces| {
                let mac = kept.mac(|mac| pieces.try_for_each(|piece| mac.put([piece])));
                let mut whole = Hmac::<Sha256>::new_from_slice(&whole_key).unwrap();
                whole.update(text);
                assert_eq!(mac, <[u8; 32]>::from(whole.finalize().into_bytes()));
            });
        }
    }
}
