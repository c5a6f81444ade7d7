//! Lower-case hexadecimal, as both clouds print hashes and signatures.

/// A SHA-256 digest as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HexDigest([u8; 64]);

impl HexDigest {
    /// The digits of `digest`, lower case.
    #[must_use]
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    pub fn new(digest: &[u8; 32]) -> Self {
        let mut digits = [0; 64];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(digest) {
            *pair = self::digits(*byte);
        }
        Self(digits)
    }

    /// The digits as text.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &str {
        // Only hexadecimal digits are ever stored, so the default is never taken.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The digits as bytes.
    #[must_use]
    #[inline]
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// Digits that are known at compile time.
    pub(crate) const fn from_digits(digits: &[u8; 64]) -> Self {
        Self(*digits)
    }
}

/// The two digits of `byte`, lower case.
#[inline]
pub(crate) const fn digits(byte: u8) -> [u8; 2] {
    [digit(byte >> 4), digit(byte & 15)]
}

/// Branch-free, so that a signature's bytes do not steer the processor.
const fn digit(nibble: u8) -> u8 {
    let letter = (nibble > 9) as u8;
    b'0'.wrapping_add(nibble).wrapping_add(letter.wrapping_mul(b'a' - b'0' - 10))
}

/// The value of one hexadecimal digit of either case.
#[must_use]
pub const fn value(digit: u8) -> Option<u8> {
    let number = digit.wrapping_sub(b'0');
    let letter = (digit | 0x20).wrapping_sub(b'a');
    match (number, letter) {
        (0..10, _) => Some(number),
        (_, 0..6) => Some(letter.wrapping_add(10)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_two_digits() {
        for byte in 0..=255u8 {
            let text = HexDigest::new(&[byte; 32]);
            assert_eq!(&text.as_str()[..2], std::format!("{byte:02x}"));
            let digits = text.as_str().as_bytes();
            assert_eq!(value(digits[0]).unwrap() * 16 + value(digits[1]).unwrap(), byte);
        }
    }
}
