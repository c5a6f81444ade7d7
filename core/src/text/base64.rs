//! Base64 with padding (RFC 4648, section 4), as the clouds' older signatures are written.

use base64ct::{Base64, Encoding};

/// A digest of at most 32 bytes in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base64Digest {
    /// Letters of the alphabet, then zeros.
    letters: [u8; 44],
    len: usize,
}

impl Base64Digest {
    /// The base64 of `digest`.
    #[must_use]
    pub fn new<const N: usize>(digest: &[u8; N]) -> Self {
        const { assert!(N <= 32, "the longest digest has 32 bytes") };
        Self::of_bytes(digest)
    }

    /// The base64 of a digest of at most 32 bytes.
    pub(crate) fn of_bytes(digest: &[u8]) -> Self {
        let mut letters = [0; 44];
        // 32 bytes fill the letters, so the default is never taken.
        let len = Base64::encode(digest, &mut letters).map_or(0, str::len);
        Self { letters, len }
    }

    /// The base64 as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only letters of the alphabet are ever stored, so no default is taken.
        let letters = self.letters.get(..self.len).unwrap_or_default();
        core::str::from_utf8(letters).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_examples_come_out() {
        // RFC 4648, section 10.
        assert_eq!(Base64Digest::new(b"").as_str(), "");
        assert_eq!(Base64Digest::new(b"f").as_str(), "Zg==");
        assert_eq!(Base64Digest::new(b"foobar").as_str(), "Zm9vYmFy");
        assert_eq!(Base64Digest::new(&[0xff; 20]).as_str(), std::format!("{}8=", "/".repeat(26)));
        assert_eq!(Base64Digest::new(&[0xff; 32]).as_str(), std::format!("{}8=", "/".repeat(42)));
    }
}
