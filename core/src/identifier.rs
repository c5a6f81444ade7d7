//! Regions, instance ids, nonces: checked before they reach a host name, a header, a query or a
//! page, so that none of them can carry anything but itself.

use crate::{
    COMPACT, Error,
    text::{
        class::{Class, Set, class, is, is_alphanumeric, is_digit, is_lower_case},
        decimal::Decimal,
        scan::all,
    },
};

class!(RegionByte, |byte| is_lower_case(byte) | is_digit(byte) | is(byte, b'-'));
class!(IdByte, |byte| is_alphanumeric(byte) | is(byte, b'_') | is(byte, b'-'));
class!(NonceByte, |byte| is_alphanumeric(byte) | is(byte, b'-'));

/// Check a region: `[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?`.
///
/// Both clouds' region lists hold only such names (read 2026-11); a region becomes part of a host
/// name, so anything else could name another host.
///
/// # Errors
///
/// [`Error::InvalidRegion`] with the first byte that does not belong.
///
/// # Examples
///
/// ```
/// use vncurl_core::{Error, identifier::check_region};
///
/// assert_eq!(check_region("ap-guangzhou"), Ok(()));
/// assert_eq!(check_region("evil.example/#"), Err(Error::InvalidRegion { at: 4 }));
/// ```
pub fn check_region(region: &str) -> Result<(), Error> {
    let edge = |byte: &u8| *byte != b'-';
    let bytes = region.as_bytes();
    first_outside::<RegionByte>(bytes, 32)
        .or_else(|| (!bytes.first().is_some_and(edge)).then_some(0))
        .or_else(|| (!bytes.last().is_some_and(edge)).then(|| bytes.len().saturating_sub(1)))
        .map_or(Ok(()), |at| Err(Error::InvalidRegion { at }))
}

/// Check an instance id: `[A-Za-z0-9][A-Za-z0-9_-]{0,63}`.
///
/// # Errors
///
/// [`Error::InvalidInstanceId`] with the first byte that does not belong.
pub fn check_instance_id(instance_id: &str) -> Result<(), Error> {
    let bytes = instance_id.as_bytes();
    let starts_well = |first: &u8| !matches!(first, b'_' | b'-');
    first_outside::<IdByte>(bytes, 64)
        .or_else(|| (!bytes.first().is_some_and(starts_well)).then_some(0))
        .map_or(Ok(()), |at| Err(Error::InvalidInstanceId { at }))
}

/// Check a nonce: 1 to 64 of `A-Z a-z 0-9 -`.
///
/// # Errors
///
/// [`Error::InvalidNonce`] with the first byte that does not belong.
pub fn check_nonce(nonce: &str) -> Result<(), Error> {
    let bytes = nonce.as_bytes();
    first_outside::<NonceByte>(bytes, 64)
        .or_else(|| bytes.is_empty().then_some(0))
        .map_or(Ok(()), |at| Err(Error::InvalidNonce { at }))
}

/// A nonce that every cloud and signature version takes: 18 digits, the first not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce([u8; 18]);

impl Nonce {
    /// The nonce of a random number: two of them are the same with a chance of 1 in 10^17.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::identifier::Nonce;
    ///
    /// assert_eq!(Nonce::new(7).as_str(), "100000000000000007");
    /// ```
    #[must_use]
    pub fn new(random: u64) -> Self {
        const FIRST: u64 = 100_000_000_000_000_000;
        const COUNT: u64 = 900_000_000_000_000_000;
        let number = Decimal::new((random % COUNT).saturating_add(FIRST));
        // The number has 18 digits, so the default is never taken.
        Self(number.as_bytes().try_into().unwrap_or([b'1'; 18]))
    }

    /// The nonce as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Offset of the first byte that does not belong, or of the first that is too many.
#[inline]
pub(crate) fn first_outside<C: Class>(bytes: &[u8], len_max: usize) -> Option<usize> {
    if !COMPACT && bytes.len() <= len_max && all(bytes, C::holds) {
        return None;
    }
    first_outside_set(bytes, len_max, const { &C::SET })
}

/// The same, byte by byte.
#[inline(never)]
fn first_outside_set(bytes: &[u8], len_max: usize, set: &Set) -> Option<usize> {
    let outside = bytes.iter().take(len_max).position(|byte| !set.has(*byte));
    outside.or_else(|| (bytes.len() > len_max).then_some(len_max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_of_every_number_has_eighteen_digits() {
        for random in [0, 1, u64::MAX, 899_999_999_999_999_999, 900_000_000_000_000_000] {
            let nonce = Nonce::new(random);
            assert_eq!(nonce.as_str().len(), 18);
            assert!(!nonce.as_str().starts_with('0') && check_nonce(nonce.as_str()).is_ok());
        }
        assert_ne!(Nonce::new(1), Nonce::new(2));
    }

    #[test]
    fn a_region_is_a_host_label_and_nothing_else() {
        for good in ["a", "ap-beijing", "cn-hangzhou", "ap-shanghai-fsi", &"a".repeat(32)] {
            assert_eq!(check_region(good), Ok(()), "{good}");
        }
        let bad = [
            ("", 0),
            ("evil.com/#", 4),
            ("a@evil.com:80/", 1),
            ("cn.evil.com", 2),
            ("..", 0),
            ("cn\r\nX: y", 2),
            ("cn%00", 2),
            ("-a", 0),
            ("a-", 1),
            ("cn-Hangzhou", 3),
            ("\u{ff43}\u{ff4e}", 0),
            ("cn hangzhou", 2),
        ];
        for (region, at) in bad {
            assert_eq!(check_region(region), Err(Error::InvalidRegion { at }), "{region}");
        }
        let long = "a".repeat(1_000_000);
        assert_eq!(check_region(&long), Err(Error::InvalidRegion { at: 32 }));
    }

    #[test]
    fn an_instance_id_holds_no_character_with_a_meaning() {
        for good in
            ["ins-r9hr2upy", "i-bp1hzoinajzkh91h0001", "AY121018033933eae8689", &"a".repeat(64)]
        {
            assert_eq!(check_instance_id(good), Ok(()), "{good}");
        }
        for bad in ["", "-a", "_a", "i b", "i\"", "i\r\n", "i%20", "i&x", "\u{e9}", "a\0"] {
            assert!(check_instance_id(bad).is_err(), "{bad}");
        }
        let long = "a".repeat(65);
        assert_eq!(check_instance_id(&long), Err(Error::InvalidInstanceId { at: 64 }));
    }

    #[test]
    fn a_nonce_is_short_and_plain() {
        assert_eq!(check_nonce("0123456789abcdefABCDEF-"), Ok(()));
        for bad in ["", "a b", "a\n", &"a".repeat(65)] {
            assert!(check_nonce(bad).is_err(), "{bad}");
        }
    }
}
