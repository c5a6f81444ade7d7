//! Decimal digits, without the cost of `core::fmt`.

use crate::COMPACT;

/// A whole number as decimal text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    digits: [[u8; GROUP]; 3],
    start: usize,
}

/// Digits that are found together; three groups hold every number.
const GROUP: usize = 8;

/// First number with more digits than a group.
const GROUP_END: u64 = 100_000_000;

impl Decimal {
    pub(crate) fn new(number: u64) -> Self {
        if COMPACT {
            return Self::one_by_one(number);
        }
        let (high, low) = (number / GROUP_END, number % GROUP_END);
        let groups = [high / GROUP_END, high % GROUP_END, low].map(group);
        let first = if number < GROUP_END { 2 } else { usize::from(high < GROUP_END) };
        // The last digit stays, also when it is zero.
        let zeros = groups.get(first).map_or(0, |group| group.trailing_zeros() / 8).min(7);
        let start = first.wrapping_mul(GROUP).wrapping_add(zeros as usize);
        let digits = groups.map(|group| (group | u64::from_le_bytes([b'0'; GROUP])).to_le_bytes());
        Self { digits, start }
    }

    /// The same, one digit after another.
    fn one_by_one(mut number: u64) -> Self {
        let mut digits = [[0; GROUP]; 3];
        let places = digits.as_flattened_mut();
        let mut start = places.len();
        for place in places.iter_mut().rev() {
            let digit;
            (number, digit) = divided(number);
            *place = b'0'.wrapping_add(digit);
            start = start.wrapping_sub(1);
            if number == 0 {
                break;
            }
        }
        Self { digits, start }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.digits.as_flattened().get(self.start..).unwrap_or_default()
    }
}

/// A tenth of the number and the digit that is left, without a division of eight bytes: on a small
/// processor that is a function of its own.
fn divided(number: u64) -> (u64, u8) {
    let (mut tenth, mut rest) = (0, 0u8);
    for part in number.to_be_bytes() {
        let whole = u16::from_be_bytes([rest, part]);
        tenth = tenth << 8 | u64::from(whole / 10);
        // Below 10, so the low byte holds it.
        [_, rest] = (whole % 10).to_be_bytes();
    }
    (tenth, rest)
}

/// The eight decimal digits of a number below 10^8, one in each byte, the first in the lowest.
///
/// All parts of the number are halved at once: into two of four digits, four of two, eight of one.
/// A multiplication and a shift divide them; what one part's product leaves in the bits of the next
/// is masked out.
const fn group(number: u64) -> u64 {
    let high = number / 10_000;
    let fours = high | (number % 10_000) << 32;
    let hundreds = (fours.wrapping_mul(10_486) >> 20) & 0x7f_0000_007f;
    let twos = hundreds | fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16;
    let tens = (twos.wrapping_mul(103) >> 10) & 0x000f_000f_000f_000f;
    tens | twos.wrapping_sub(tens.wrapping_mul(10)) << 8
}

/// The two decimal digits of a number below 100.
#[cfg_attr(feature = "compact", inline(never))]
pub(crate) const fn two(number: u8) -> [u8; 2] {
    [b'0'.wrapping_add(number / 10), b'0'.wrapping_add(number % 10)]
}

#[cfg(test)]
mod tests {
    use std::string::ToString;

    use super::*;

    #[test]
    fn every_length_of_a_number_is_written_as_the_standard_library_does() {
        let powers = (0..20).map(|exponent| 10u64.pow(exponent));
        let numbers = powers.flat_map(|power| [power - 1, power, power.wrapping_mul(9) + 5]);
        let all_of_four_digits = 0..10_001;
        let numbers = numbers.chain(all_of_four_digits).chain([12_345_678, u64::MAX]);
        for number in numbers {
            assert_eq!(Decimal::new(number).as_bytes(), number.to_string().as_bytes());
        }
    }
}
