//! HMAC-SHA-1, which the clouds' older signatures are made with.
//!
//! SHA-1 is broken for collisions; an HMAC with it is not, but a new signature has no reason to
//! choose it.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use zeroize::{Zeroize, Zeroizing};

use crate::text::{Sink, sink::fill};

/// Bytes that SHA-1 takes in at a time, FIPS 180-4.
const BLOCK: usize = 64;

/// An HMAC-SHA-1 key, its two first blocks hashed; wiped when dropped.
#[derive(Clone)]
pub(crate) struct HmacSha1Key(Hmac<Sha1>);

impl HmacSha1Key {
    /// Make ready the key that is `key` followed by `suffix`, of any length.
    pub(crate) fn new(key: &[u8], suffix: &str) -> Self {
        let mut block = Zeroizing::new([0; BLOCK]);
        if key.len().saturating_add(suffix.len()) <= BLOCK {
            fill(&mut *block, &[key, suffix.as_bytes()]);
        } else {
            let mut hash = <Sha1 as sha1::Digest>::new();
            sha1::Digest::update(&mut hash, key);
            sha1::Digest::update(&mut hash, suffix);
            let mut digest: [u8; 20] = sha1::Digest::finalize(hash).into();
            fill(&mut *block, &[&digest]);
            digest.zeroize();
        }
        Self(Hmac::new((&*block).into()))
    }

    /// The MAC of the text that `write` writes.
    pub(crate) fn mac(&self, write: impl FnOnce(&mut HmacSha1Writer) -> fmt::Result) -> [u8; 20] {
        let mut mac = HmacSha1Writer(self.0.clone());
        // An HMAC refuses nothing.
        let _ = write(&mut mac);
        mac.0.finalize().into_bytes().into()
    }
}

/// Takes the text that an [`HmacSha1Key`] authenticates.
pub(crate) struct HmacSha1Writer(Hmac<Sha1>);

impl Sink for HmacSha1Writer {
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        for piece in pieces {
            self.0.update(piece);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

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
