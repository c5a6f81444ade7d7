//! HMAC, RFC 2104, for keys that are kept and for keys made of keys.
//!
//! Built upon the bare compression function: a kept key is the two states behind its key blocks,
//! and nothing else is carried from one use to the next.

use core::fmt;

use zeroize::{Zeroize, optimization_barrier};

#[cfg(feature = "sorted")]
use super::sha1::Sha1;
use super::{
    hash::{Hash, HashWriter},
    sha256::Sha256,
    stage::{BLOCK, bytes_of, room, store},
};
use crate::text::{Sink, sink::fill};

/// Takes the text that an [`HmacKey`] authenticates; a string to sign of the canonical-request family
/// has less than two blocks.
pub(crate) type HmacWriter<H> = HashWriter<H, { room(3) }>;

/// What the inner and the outer hash combine the key with, RFC 2104, section 2.
const INNER: u8 = 0x36;
const OUTER: u8 = 0x5c;

/// An HMAC key with its two first blocks hashed: what a kept signing key holds.
///
/// Wiped when dropped. Making it costs the hash of two blocks; each use saves them.
#[derive(Clone)]
pub(crate) struct HmacKey<H: Hash = Sha256> {
    inner: H::State,
    outer: H::State,
}

impl<H: Hash> HmacKey<H> {
    /// Make ready the key that is `first` followed by `second`, of any length.
    ///
    /// HMAC pads a key shorter than a block with zeros and hashes a longer one (RFC 2104,
    /// section 2); doing both here joins the two parts without a buffer for the longest secret.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn new(first: &str, second: &str) -> Self {
        let mut this = Self { inner: H::INITIAL, outer: H::INITIAL };
        let parts = [first.as_bytes(), second.as_bytes()];
        let mut block = [0; BLOCK];
        if first.len().saturating_add(second.len()) <= BLOCK {
            fill(&mut block, &parts);
        } else {
            hash_key(HashWriter::<H>::new(), &parts, &mut block);
        }
        this.set(&mut block);
        this
    }

    /// Hash the text that `write` writes, and hand the writer over to `finish`: moved, it would stand
    /// on a device's stack twice.
    #[inline]
    fn hash<const ROOM: usize, T>(
        &self,
        write: impl FnOnce(&mut HashWriter<H, ROOM>) -> fmt::Result,
        finish: impl FnOnce(&mut HashWriter<H, ROOM>) -> T,
    ) -> T {
        let mut mac = HashWriter::behind(&self.inner);
        // An HMAC refuses nothing.
        let _ = write(&mut mac);
        finish(&mut mac)
    }

    /// Hash the two blocks of the key, at most a block long, and wipe it.
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    fn set(&mut self, block: &mut [u8; BLOCK]) {
        for (state, pad) in [(&mut self.inner, INNER), (&mut self.outer, INNER ^ OUTER)] {
            for byte in &mut *block {
                *byte ^= pad;
            }
            *state = H::INITIAL;
            H::compress(state, core::slice::from_ref(block));
        }
        *block = [0; BLOCK];
        optimization_barrier(&*block);
    }
}

/// Hash a key that is longer than a block: rare, and so its writer is on no other way's stack.
#[cold]
#[inline(never)]
fn hash_key<H: Hash>(mut hash: HashWriter<H>, parts: &[&[u8]; 2], block: &mut [u8; BLOCK]) {
    // A hash refuses nothing.
    let _ = hash.put(*parts);
    store(block, hash.finish().as_ref());
    // Here alone the text is a secret.
    hash.wipe();
}

impl HmacKey {
    /// Become the key that is this one's MAC of `text`.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn narrow(&mut self, text: &[u8]) {
        let mut block = [0; BLOCK];
        self.hash::<{ room(2) }, _>(
            |mac| mac.put([text]),
            |mac| {
                store(&mut block, mac.finish_behind(&self.outer));
                mac.wipe_digest();
            },
        );
        self.set(&mut block);
    }

    /// The MAC of the text that `write` writes.
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn mac(
        &self,
        write: impl FnOnce(&mut HmacWriter<Sha256>) -> fmt::Result,
    ) -> [u8; 32] {
        self.hash(write, |mac| bytes_of(mac.finish_behind(&self.outer)))
    }
}

#[cfg(feature = "sorted")]
impl HmacKey<Sha1> {
    /// The MAC of the text that `write` writes.
    #[inline]
    pub(crate) fn mac(&self, write: impl FnOnce(&mut HmacWriter<Sha1>) -> fmt::Result) -> [u8; 20] {
        self.hash(write, |mac| bytes_of(mac.finish_behind(&self.outer)))
    }
}

impl<H: Hash> Drop for HmacKey<H> {
    #[cfg_attr(feature = "compact", inline(never))]
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use hmac::{Hmac, KeyInit, Mac};

    use super::*;
    use crate::crypto::sha256::tests::for_every_text;

    fn mac_of(key: &[u8], text: &[u8]) -> [u8; 32] {
        Hmac::<sha2::Sha256>::new_from_slice(key)
            .unwrap()
            .chain_update(text)
            .finalize()
            .into_bytes()
            .into()
    }

    #[test]
    fn a_text_in_pieces_has_the_mac_of_the_whole() {
        for (prefix, key_len) in
            [("", 0), ("TC3", 32), ("TC3", 61), ("TC3", 62), ("", 64), ("", 127)]
        {
            let key: String = (0..key_len).map(char::from).collect();
            let kept: HmacKey = HmacKey::new(prefix, &key);
            let whole_key = [prefix, &key].concat();
            for_every_text(61, |text, mut pieces| {
                let mac = kept.mac(|mac| pieces.try_for_each(|piece| mac.put([piece])));
                assert_eq!(mac, mac_of(whole_key.as_bytes(), text));
            });
        }
    }

    #[test]
    fn a_narrowed_key_is_the_mac_of_the_text_under_the_key_before() {
        for_every_text(1, |text, _| {
            let mut key = HmacKey::<Sha256>::new("", "secret");
            key.narrow(text);
            let mac = key.mac(|mac| mac.put([b"text"]));
            assert_eq!(mac, mac_of(&mac_of(b"secret", text), b"text"));
        });
    }

    #[cfg(feature = "sorted")]
    #[test]
    fn a_key_of_every_length_has_the_mac_of_the_standard() {
        for len in 0..150 {
            let key = "k".repeat(len);
            let mut whole =
                Hmac::<sha1::Sha1>::new_from_slice(&[key.as_bytes(), b"&"].concat()).unwrap();
            whole.update(b"what is signed");
            let kept = HmacKey::<Sha1>::new(&key, "&");
            let mac = kept.mac(|mac| mac.put([b"what ", b"is signed"]));
            assert_eq!(mac, <[u8; 20]>::from(whole.finalize().into_bytes()), "{len}");
        }
    }
}
