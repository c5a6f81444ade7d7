//! Unix seconds as the two UTC forms that signatures hold.

use crate::{Error, text::decimal};

/// Seconds of a day; UTC has no leap seconds in Unix time.
const DAY_S: u64 = 86_400;

/// First second that is past the year 9999, the last that four digits can name.
const END: u64 = 253_402_300_800;

/// The number of a UTC day since 1970-01-01.
///
/// # Errors
///
/// [`Error::TimeOutOfRange`] past the year 9999.
pub(crate) fn day(timestamp: u64) -> Result<u32, Error> {
    if timestamp >= END {
        return Err(Error::TimeOutOfRange);
    }
    u32::try_from(timestamp / DAY_S).map_err(|_| Error::TimeOutOfRange)
}

/// A moment as text: `YYYY-MM-DDThh:mm:ssZ`, the extended form of ISO 8601 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UtcText([u8; 20]);

impl UtcText {
    /// The moment `timestamp` seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// [`Error::TimeOutOfRange`] past the year 9999.
    pub fn new(timestamp: u64) -> Result<Self, Error> {
        let (year, month, date) = civil(day(timestamp)?);
        // Below 86,400, so the low four bytes hold it.
        let second = u32::try_from(timestamp % DAY_S).unwrap_or_default();
        let (century, year) = (two(year / 100), two(year % 100));
        let (month, date) = (two(month), two(date));
        let (hour, minute) = (two(second / 3600), two(second / 60 % 60));
        let second = two(second % 60);
        Ok(Self([
            century[0], century[1], year[0], year[1], b'-', month[0], month[1], b'-', date[0],
            date[1], b'T', hour[0], hour[1], b':', minute[0], minute[1], b':', second[0],
            second[1], b'Z',
        ]))
    }

    /// `YYYY-MM-DDThh:mm:ssZ`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only digits and separators were stored, so the default is never taken.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// `YYYY-MM-DDThh:mm:ssZ`, as bytes.
    pub(crate) const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// `YYYY-MM-DD`.
    #[must_use]
    pub fn date(&self) -> &str {
        self.as_str().get(..10).unwrap_or_default()
    }

    /// `YYYY-MM-DD`, as bytes.
    pub(crate) fn date_bytes(&self) -> &[u8] {
        self.0.get(..10).unwrap_or_default()
    }
}

/// The two decimal digits of a number below 100, which the lowest byte holds.
const fn two(number: u32) -> [u8; 2] {
    decimal::two(number.to_le_bytes()[0])
}

/// Year, month and day of the month of a day since 1970-01-01, in the Gregorian calendar.
///
/// Counted from 0000-03-01, so that the leap day is the last of its year: a cycle of 400 years
/// has 146,097 days, and months from March repeat 31, 30, 31, 30, 31 in 153 days.
#[expect(clippy::arithmetic_side_effects, reason = "day() bounds the day: nothing overflows")]
const fn civil(day: u32) -> (u32, u32, u32) {
    let day = day + 719_468; // 1970-01-01 counted from 0000-03-01.
    let (cycle, of_cycle) = (day / 146_097, day % 146_097);
    let year = (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
    let of_year = of_cycle - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let (month, turn) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (cycle * 400 + year + turn, month, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_ends_with_the_year_9999() {
        assert_eq!(UtcText::new(0).unwrap().as_str(), "1970-01-01T00:00:00Z");
        assert_eq!(UtcText::new(END - 1).unwrap().as_str(), "9999-12-31T23:59:59Z");
        assert_eq!(UtcText::new(END), Err(Error::TimeOutOfRange));
        assert_eq!(UtcText::new(u64::MAX), Err(Error::TimeOutOfRange));
    }

    #[test]
    fn every_day_follows_the_day_before() {
        let mut expected = (1970, 1, 1);
        for day in 0..=u32::try_from((END - 1) / DAY_S).unwrap() {
            assert_eq!(civil(day), expected);
            let (year, month, date) = expected;
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let days = [31, 28 + u32::from(leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            expected = match (month, date) {
                (12, 31) => (year + 1, 1, 1),
                (month, date) if date == days[month as usize - 1] => (year, month + 1, 1),
                (month, date) => (year, month, date + 1),
            };
        }
        assert_eq!(expected, (10_000, 1, 1));
    }
}
