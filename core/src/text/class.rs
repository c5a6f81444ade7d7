//! Classes of ASCII, as tests without a branch.
//!
//! [`scan`](super::scan) applies them to many bytes at once. Joined by `|` and `&`, not by `||` and
//! `&&`, they stay without a branch.

use crate::COMPACT;

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

/// A class of bytes that are all ASCII.
pub(crate) trait Class {
    /// The class as a set.
    const SET: Set;

    /// Whether `byte` belongs to it, as a test without a branch.
    fn holds(byte: u8) -> bool;

    /// The same for one byte alone.
    #[inline]
    fn has(byte: u8) -> bool {
        if COMPACT { const { &Self::SET }.has(byte) } else { Self::holds(byte) }
    }
}

/// A set of ASCII, one bit for each byte: one function looks in all of them, which takes less flash
/// than a test for each.
pub(crate) struct Set([u32; 4]);

impl Set {
    pub(crate) const EMPTY: Self = Self([0; 4]);

    pub(crate) const fn with(self, byte: u8) -> Self {
        let [a, b, c, d] = self.0;
        let bit = 1 << (byte & 31);
        Self(match byte >> 5 {
            0 => [a | bit, b, c, d],
            1 => [a, b | bit, c, d],
            2 => [a, b, c | bit, d],
            _ => [a, b, c, d | bit],
        })
    }

    /// Whether `byte` is in it.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn has(&self, byte: u8) -> bool {
        let bits = self.0.get(usize::from(byte >> 5)).copied().unwrap_or_default();
        bits >> (byte & 31) & 1 == 1
    }
}

/// Define a class by a test without a branch, which is written once and serves both.
macro_rules! class {
    ($(#[$doc:meta])* $visibility:vis $name:ident, |$byte:ident| $test:expr) => {
        $(#[$doc])*
        $visibility struct $name;

        impl $crate::text::class::Class for $name {
            const SET: $crate::text::class::Set = {
                let (mut set, mut $byte) = ($crate::text::class::Set::EMPTY, u8::MAX);
                while !$byte.is_ascii() {
                    assert!(!$test, "what is not ASCII stands in no set");
                    $byte = $byte.wrapping_sub(1);
                }
                loop {
                    if $test {
                        set = set.with($byte);
                    }
                    if $byte == 0 {
                        break set;
                    }
                    $byte = $byte.wrapping_sub(1);
                }
            };

            #[inline]
            fn holds($byte: u8) -> bool {
                $test
            }
        }
    };
}
pub(crate) use class;

#[cfg(test)]
mod tests {
    use super::*;

    class!(Sample, |byte| is_alphanumeric(byte) | is(byte, b'~') | is(byte, 0) | is(byte, b' '));

    #[test]
    fn a_class_holds_what_stands_in_its_set() {
        for byte in 0..=255u8 {
            let expected = byte.is_ascii_alphanumeric() || b"~\0 ".contains(&byte);
            assert_eq!(Sample::holds(byte), expected, "{byte}");
            assert_eq!(Sample::SET.has(byte), expected, "{byte}");
        }
    }

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
