//! Classes of ASCII, as tests without a branch.
//!
//! [`scan`](super::scan) applies them to many bytes at once. Joined by `|` and `&`, not by `||` and
//! `&&`, they stay without a branch.

/// Whether `byte` is `other`.
#[inline]
pub(crate) const fn is(byte: u8, other: u8) -> bool {
    byte == other
}

/// Whether `byte` is in the range from `first` to `last`.
///
/// The range is moved to the end of the signed numbers, which vectors compare at one instruction.
#[inline]
pub(crate) const fn is_within(byte: u8, first: u8, last: u8) -> bool {
    const END: u8 = i8::MAX.cast_unsigned();
    let first_moved = END.wrapping_sub(last.wrapping_sub(first));
    byte.wrapping_add(END.wrapping_sub(last)).cast_signed() >= first_moved.cast_signed()
}

#[inline]
pub(crate) const fn is_lower_case(byte: u8) -> bool {
    is_within(byte, b'a', b'z')
}

#[inline]
pub(crate) const fn is_upper_case(byte: u8) -> bool {
    is_within(byte, b'A', b'Z')
}

#[inline]
pub(crate) const fn is_digit(byte: u8) -> bool {
    is_within(byte, b'0', b'9')
}

#[inline]
pub(crate) const fn is_alphanumeric(byte: u8) -> bool {
    is_lower_case(byte | 0x20) | is_digit(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_the_standard_library_s() {
        for byte in 0..=255u8 {
            assert_eq!(is_lower_case(byte), byte.is_ascii_lowercase());
            assert_eq!(is_upper_case(byte), byte.is_ascii_uppercase());
            assert_eq!(is_digit(byte), byte.is_ascii_digit());
            assert_eq!(is_alphanumeric(byte), byte.is_ascii_alphanumeric());
            assert_eq!(is_within(byte, b'!', b'~'), byte.is_ascii_graphic());
        }
    }
}
