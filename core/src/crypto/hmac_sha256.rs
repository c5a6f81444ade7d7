//! HMAC-SHA-256, RFC 2104, for keys that are kept and for keys made of keys.
//!
//! Built upon the bare compression function: a kept key is the two states behind its key blocks,
//! and nothing else is carried from one use to the next.

use core::{fmt, slice::from_ref};

use sha2::block_api::compress256;
use zeroize::{Zeroize, optimization_barrier};

use super::{
    sha256::{INITIAL, Sha256Writer},
    stage::{BLOCK, bytes_of, room, store},
};
use crate::text::{Sink, sink::fill};

/// Takes the text that an [`HmacKey`] authenticates; a string to sign has less than two blocks.
pub(crate) type HmacWriter = Sha256Writer<{ room(3) }>;

/// What the inner and the outer hash combine the key with, RFC 2104, section 2.
pub(super) const INNER: u8 = 0x36;
pub(super) const OUTER: u8 = 0x5c;

/// The outer hash's last block: room for the inner hash, then what SHA-256 appends to 96 bytes.
const OUTER_END: [u8; BLOCK] = {
    let mut block = [0; BLOCK];
    block[32] = 0x80;
    // 768 bits.
    block[62] = 3;
    block
};

/// An HMAC-SHA-256 key with its two first blocks hashed: what a kept signing key holds.
///
/// Wiped when dropped. Making it costs the hash of two blocks; each use saves them.
#[derive(Clone)]
pub(crate) struct HmacKey {
    inner: [u32; 8],
    outer: [u32; 8],
}

impl HmacKey {
    /// Make ready the key that is `prefix` followed by `key`, of any length.
    ///
    /// HMAC pads a key shorter than a block with zeros and hashes a longer one (RFC 2104,
    /// section 2); doing both here joins the two parts without a buffer for the longest secret.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn new(prefix: &str, key: &[u8]) -> Self {
        let mut this = Self { inner: INITIAL, outer: INITIAL };
        let parts = [prefix.as_bytes(), key];
        if prefix.len().saturating_add(key.len()) <= BLOCK {
            this.set(|block| fill(block, &parts));
        } else {
            let mut hash: Sha256Writer = Sha256Writer::new();
            // A hash refuses nothing.
            let _ = hash.put(parts);
            this.set(|block| store(block, hash.finish()));
            // Here alone the text is a secret.
            hash.wipe();
        }
        this
    }

    /// Become the key that is this one's MAC of `text`.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn narrow(&mut self, text: &[u8]) {
        let mut key = self.mac_words(|mac: &mut Sha256Writer<{ room(2) }>| mac.put([text]));
        self.set(|block| store(block, &key));
        key.zeroize();
    }

    /// The MAC of the text that `write` writes.
    #[inline]
    pub(crate) fn mac(&self, write: impl FnOnce(&mut HmacWriter) -> fmt::Result) -> [u8; 32] {
        bytes_of(&self.mac_words(write))
    }

    #[inline]
    fn mac_words<const ROOM: usize>(
        &self,
        write: impl FnOnce(&mut Sha256Writer<ROOM>) -> fmt::Result,
    ) -> [u32; 8] {
        let mut mac = Sha256Writer::behind(&self.inner);
        // An HMAC refuses nothing.
        let _ = write(&mut mac);
        let mut end = OUTER_END;
        store(&mut end, mac.finish());
        let mut state = self.outer;
        compress256(&mut state, from_ref(&end));
        state
    }

    /// Hash the two blocks of the key that `write` writes, at most a block long.
    #[inline]
    fn set(&mut self, write: impl FnOnce(&mut [u8; BLOCK])) {
        let mut block = [0; BLOCK];
        write(&mut block);
        self.set_block(&mut block);
        block = [0; BLOCK];
        optimization_barrier(&block);
    }

    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    fn set_block(&mut self, block: &mut [u8; BLOCK]) {
        for (state, pad) in [(&mut self.inner, INNER), (&mut self.outer, INNER ^ OUTER)] {
            for byte in &mut *block {
                *byte ^= pad;
            }
            *state = INITIAL;
            compress256(state, from_ref(block));
        }
    }
}

impl Drop for HmacKey {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use hmac::{Hmac, KeyInit, Mac};
    use sha2::Sha256;

    use super::*;
    use crate::crypto::sha256::tests::for_every_text;

    fn mac_of(key: &[u8], text: &[u8]) -> [u8; 32] {
        Hmac::<Sha256>::new_from_slice(key)
            .unwrap()
            .chain_update(text)
            .finalize()
            .into_bytes()
            .into()
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
                assert_eq!(mac, mac_of(&whole_key, text));
            });
        }
    }

    #[test]
    fn a_narrowed_key_is_the_mac_of_the_text_under_the_key_before() {
        for_every_text(1, |text, _| {
            let mut key = HmacKey::new("", b"secret");
            key.narrow(text);
            let mac = key.mac(|mac| mac.put([b"text"]));
            assert_eq!(mac, mac_of(&mac_of(b"secret", text), b"text"));
        });
    }
}
