//! HMAC-SHA-1, which the clouds' older signatures are made with.
//!
//! SHA-1 is broken for collisions; an HMAC with it is not, but a new signature has no reason to
//! choose it. Built as the HMAC with SHA-256 is: a kept key is two states.

use core::{fmt, slice::from_ref};

use sha1::block_api::compress;
use zeroize::{Zeroize, Zeroizing};

use super::{
    hmac_sha256::{INNER, OUTER},
    stage::{BLOCK, Stage, room, store},
};
use crate::text::{Sink, sink::fill};

/// The state that SHA-1 starts from, FIPS 180-4, section 5.3.1.
const INITIAL: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

/// The outer hash's last block: room for the inner hash, then what SHA-1 appends to 84 bytes.
const OUTER_END: [u8; BLOCK] = {
    let mut block = [0; BLOCK];
    block[20] = 0x80;
    // 672 bits.
    [block[62], block[63]] = 672_u16.to_be_bytes();
    block
};

/// An HMAC-SHA-1 key, its two first blocks hashed; wiped when dropped.
#[derive(Clone)]
pub(crate) struct HmacSha1Key {
    inner: [u32; 5],
    outer: [u32; 5],
}

impl HmacSha1Key {
    /// Make ready the key that is `key` followed by `suffix`, of any length.
    pub(crate) fn new(key: &[u8], suffix: &str) -> Self {
        let mut block = Zeroizing::new([0; BLOCK]);
        let parts = [key, suffix.as_bytes()];
        if key.len().saturating_add(suffix.len()) <= BLOCK {
            fill(&mut *block, &parts);
        } else {
            let mut hash = HmacSha1Writer { state: INITIAL, hashed: 0, stage: Stage::new() };
            // A hash refuses nothing.
            let _ = hash.put(parts);
            store(&mut *block, hash.finish());
            // Here alone the text is a secret.
            hash.stage.wipe();
            hash.state.zeroize();
        }
        let mut this = Self { inner: INITIAL, outer: INITIAL };
        for (state, pad) in [(&mut this.inner, INNER), (&mut this.outer, INNER ^ OUTER)] {
            for byte in &mut *block {
                *byte ^= pad;
            }
            compress(state, from_ref(&block));
        }
        this
    }

    /// The MAC of the text that `write` writes.
    pub(crate) fn mac(&self, write: impl FnOnce(&mut HmacSha1Writer) -> fmt::Result) -> [u8; 20] {
        let mut mac =
            HmacSha1Writer { state: self.inner, hashed: BLOCK as u64, stage: Stage::new() };
        // An HMAC refuses nothing.
        let _ = write(&mut mac);
        let mut end = OUTER_END;
        store(&mut end, mac.finish());
        let mut state = self.outer;
        compress(&mut state, from_ref(&end));
        let mut bytes = [0; 20];
        store(&mut bytes, &state);
        bytes
    }
}

impl Drop for HmacSha1Key {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

/// Takes the text that an [`HmacSha1Key`] authenticates.
pub(crate) struct HmacSha1Writer {
    state: [u32; 5],
    /// Bytes hashed before those on the stage.
    hashed: u64,
    stage: Stage<{ room(5) }>,
}

impl HmacSha1Writer {
    /// The digest's words.
    fn finish(&mut self) -> &[u32; 5] {
        compress(&mut self.state, self.stage.padded(self.hashed));
        &self.state
    }
}

impl Sink for HmacSha1Writer {
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        let Self { state, hashed, stage } = self;
        stage.put(pieces, |blocks| {
            *hashed = hashed.wrapping_add(blocks.as_flattened().len() as u64);
            compress(state, blocks);
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use hmac::{Hmac, KeyInit, Mac};
    use sha1::Sha1;

    use super::*;

    #[test]
    fn a_key_of_every_length_has_the_mac_of_the_standard() {
        for len in 0..=150 {
            let key: Vec<u8> = (0..len).collect();
            let mut whole = Hmac::<Sha1>::new_from_slice(&[&key[..], b"&"].concat()).unwrap();
            whole.update(b"what is signed");
            let mac = HmacSha1Key::new(&key, "&").mac(|mac| mac.put([b"what ", b"is signed"]));
            assert_eq!(mac, <[u8; 20]>::from(whole.finalize().into_bytes()), "{len}");
        }
    }
}
