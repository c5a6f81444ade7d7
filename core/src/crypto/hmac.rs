//! HMAC, RFC 2104, for keys that are kept and for keys made of keys.
//!
//! Built upon the bare compression function: a kept key is the two states behind its key blocks,
//! and nothing else is carried from one use to the next.

use core::fmt;

use zeroize::{Zeroize, optimization_barrier};

use super::{
    hash::{Hash, HashWriter},
    sha256::Sha256,
    stage::{BLOCK, room, store},
};
use crate::{
    COMPACT,
    text::{
        Sink,
        sink::{fill, shared},
    },
};

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
            hash_key::<H>(&parts, &mut block);
        }
        this.set(&mut block);
        this
    }

    /// Write the MAC of the text that `write` writes to the front of `room`, which is long enough.
    #[inline]
    pub(crate) fn write_mac(
        &self,
        room: &mut [u8],
        write: impl Fn(&mut HmacWriter<H>) -> fmt::Result,
    ) {
        self.write_mac_by(room, write);
    }

    /// The same, with as much of the text gathered at a time as `write` asks for.
    #[inline]
    fn write_mac_by<const ROOM: usize>(
        &self,
        room: &mut [u8],
        write: impl Fn(&mut HashWriter<H, ROOM>) -> fmt::Result,
    ) {
        if COMPACT { self.write_any_mac(room, &write) } else { self.write_mac_of(room, &write) }
    }

    /// The same as one function for all texts.
    #[inline(never)]
    fn write_any_mac<const ROOM: usize>(
        &self,
        room: &mut [u8],
        write: &dyn Fn(&mut HashWriter<H, ROOM>) -> fmt::Result,
    ) {
        self.write_mac_of(room, write);
    }

    #[inline]
    fn write_mac_of<const ROOM: usize>(
        &self,
        room: &mut [u8],
        write: &(impl Fn(&mut HashWriter<H, ROOM>) -> fmt::Result + ?Sized),
    ) {
        let mut mac = HashWriter::behind(&self.inner);
        // An HMAC refuses nothing.
        let _ = write(&mut mac);
        store(room, mac.finish_behind(&self.outer).as_ref());
        // It may be a key.
        mac.wipe_digest();
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
fn hash_key<H: Hash>(parts: &[&[u8]; 2], block: &mut [u8; BLOCK]) {
    let mut hash = HashWriter::<H>::new();
    // A hash refuses nothing.
    let _ = shared(&mut hash).put(*parts);
    store(block, hash.finish().as_ref());
    // Here alone the text is a secret.
    hash.wipe();
}

impl HmacKey {
    /// Become the key that is this one's MAC of `text`.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn narrow(&mut self, text: &[u8]) {
        let mut block = [0; BLOCK];
        self.write_mac_by::<{ room(2) }>(&mut block, |mac| shared(mac).put([text]));
        self.set(&mut block);
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
    use std::{string::String, vec::Vec};

    use hmac::{Hmac, KeyInit, Mac};

    use super::*;
    #[cfg(feature = "sorted")]
    use crate::crypto::Sha1;
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
            for_every_text(61, |text, pieces| {
                let (mut mac, pieces) = ([0; 32], pieces.collect::<Vec<_>>());
                kept.write_mac(&mut mac, |out| pieces.iter().try_for_each(|each| out.put([each])));
                assert_eq!(mac, mac_of(whole_key.as_bytes(), text));
            });
        }
    }

    #[test]
    fn a_narrowed_key_is_the_mac_of_the_text_under_the_key_before() {
        for_every_text(1, |text, _| {
            let mut key = HmacKey::<Sha256>::new("", "secret");
            key.narrow(text);
            let mut mac = [0; 32];
            key.write_mac(&mut mac, |out| out.put([b"text"]));
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
            let mut mac = [0; 20];
            kept.write_mac(&mut mac, |out| out.put([b"what ", b"is signed"]));
            assert_eq!(mac, <[u8; 20]>::from(whole.finalize().into_bytes()), "{len}");
        }
    }
}
