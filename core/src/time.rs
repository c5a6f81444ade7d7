//! Unix seconds as the UTC forms that signatures hold, and from the `Date` of a reply.

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
    // A day has 675 times 128 seconds, and small numbers are divided faster on small processors.
    let parts = u32::try_from(timestamp >> 7).map_err(|_| Error::TimeOutOfRange)?;
    Ok(parts / 675)
}

/// The date of a UTC day, `YYYY-MM-DD`.
pub(crate) fn date_text(day: u32) -> [u8; 10] {
    let (year, month, date) = civil(day);
    let [y_0, y_1] = two(year / 100);
    let [y_2, y_3] = two(year % 100);
    let ([m_0, m_1], [d_0, d_1]) = (two(month), two(date));
    [y_0, y_1, y_2, y_3, b'-', m_0, m_1, b'-', d_0, d_1]
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
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::time::UtcText;
    ///
    /// let text = UtcText::new(1_700_000_000)?;
    /// assert_eq!((text.as_str(), text.date()), ("2023-11-14T22:13:20Z", "2023-11-14"));
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
    pub fn new(timestamp: u64) -> Result<Self, Error> {
        let day = day(timestamp)?;
        let [y_0, y_1, y_2, y_3, _, m_0, m_1, _, d_0, d_1] = date_text(day);
        // Below 86,400, so the low four bytes hold it.
        let second = timestamp.wrapping_sub(u64::from(day).wrapping_mul(DAY_S));
        let second = u32::try_from(second).unwrap_or_default();
        let (hour, minute) = (two(second / 3600), two(second / 60 % 60));
        let second = two(second % 60);
        Ok(Self([
            y_0, y_1, y_2, y_3, b'-', m_0, m_1, b'-', d_0, d_1, b'T', hour[0], hour[1], b':',
            minute[0], minute[1], b':', second[0], second[1], b'Z',
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
}

/// The Unix seconds of an HTTP `Date`, such as `Sun, 06 Nov 1994 08:49:37 GMT`: RFC 9110, section
/// 5.6.7. The two obsolete forms, which no server may send, are not read.
///
/// # Examples
///
/// ```
/// use vncurl_core::time::http_date;
///
/// assert_eq!(http_date("Tue, 14 Nov 2023 22:13:20 GMT"), Some(1_700_000_000));
/// assert_eq!(http_date("2023-11-14T22:13:20Z"), None);
/// ```
#[must_use]
pub fn http_date(text: &str) -> Option<u64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let bytes: &[u8; 29] = text.as_bytes().try_into().ok()?;
    let [_, _, _, b',', b' ', date @ .., b' ', b'G', b'M', b'T'] = bytes else { return None };
    let (date, clock) = date.split_at_checked(11)?;
    let [d_0, d_1, b' ', m_0, m_1, m_2, b' ', y_0, y_1, y_2, y_3] = date else { return None };
    let [b' ', h_0, h_1, b':', min_0, min_1, b':', s_0, s_1] = clock else { return None };
    let month = MONTHS.as_bytes().as_chunks::<3>().0.iter().position(|m| m == &[*m_0, *m_1, *m_2]);
    let month = u32::try_from(month?).ok()?.wrapping_add(1);
    let year = number(&[*y_0, *y_1, *y_2, *y_3])?;
    let date = number(&[*d_0, *d_1])?;
    let (hour, minute, second) =
        (number(&[*h_0, *h_1])?, number(&[*min_0, *min_1])?, number(&[*s_0, *s_1])?);
    // A leap second counts as the one before it, as Unix time does.
    if year < 1970 || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let of_day = hour.wrapping_mul(3_600).wrapping_add(minute.wrapping_mul(60));
    let of_day = of_day.wrapping_add(second.min(59));
    let day = day_of(year, month, date)?;
    Some(u64::from(day).wrapping_mul(DAY_S).wrapping_add(of_day.into()))
}

/// The number that these decimal digits are, at most four.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit < 10).then(|| number.wrapping_mul(10).wrapping_add(digit.into()))
    })
}

/// Days from 1970-01-01 to a date of 1970 to 9999; nothing for a date that its month lacks.
#[expect(clippy::arithmetic_side_effects, reason = "the arguments are of four digits and of two")]
fn day_of(year: u32, month: u32, date: u32) -> Option<u32> {
    // Counted from March, as in `civil`.
    let (of_year, years) = if month > 2 { (month - 3, year) } else { (month + 9, year - 1) };
    let of_year = (of_year * 153 + 2) / 5;
    let leap_days = years / 4 - years / 100 + years / 400;
    let day = (years * 365 + leap_days + of_year + date).checked_sub(719_469)?;
    (civil(day) == (year, month, date)).then_some(day)
}

/// The two decimal digits of a number below 100, which the lowest byte holds.
const fn two(number: u32) -> [u8; 2] {
    decimal::two(number.to_le_bytes()[0])
}

/// Year, month and day of the month of a day since 1970-01-01, in the Gregorian calendar.
///
/// Counted from 0000-03-01, so that the leap day is the last of its year, and in quarters of a day:
/// a century has 146,097 of them, a year 1,461. One product tells the year in its high half and how
/// far the year has gone in its low one; another likewise the month, as months from March repeat 31,
/// 30, 31, 30, 31 in 153 days. Source: C. Neri and L. Schneider, *Euclidean affine functions and
/// their application to calendar algorithms*, 2022.
#[expect(clippy::arithmetic_side_effects, reason = "day() bounds the day: nothing overflows")]
#[cfg_attr(feature = "compact", inline(never))]
const fn civil(day: u32) -> (u32, u32, u32) {
    let quarters = 4 * (day + 719_468) + 3; // 1970-01-01 counted from 0000-03-01.
    let (century, of_century) = (quarters / 146_097, quarters % 146_097);
    let [year, part_of_year] = halves(2_939_745 * (of_century | 3) as u64);
    let of_year = part_of_year / 2_939_745 / 4;
    let month_and_part = 2_141 * of_year + 197_913;
    let (month, date) = (month_and_part >> 16, (month_and_part & 0xffff) / 2_141 + 1);
    let turn = (of_year >= 306) as u32;
    (100 * century + year + turn, month - 12 * turn, date)
}

/// The high and the low half.
const fn halves(number: u64) -> [u32; 2] {
    let [h_0, h_1, h_2, h_3, l_0, l_1, l_2, l_3] = number.to_be_bytes();
    [u32::from_be_bytes([h_0, h_1, h_2, h_3]), u32::from_be_bytes([l_0, l_1, l_2, l_3])]
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
    fn a_date_of_http_is_read_to_the_second() {
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_date("Fri, 31 Dec 9999 23:59:59 GMT"), Some(END - 1));
        assert_eq!(http_date("Sat, 31 Dec 2016 23:59:60 GMT"), Some(1_483_228_799));
        for bad in [
            "",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994     ",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 29 Feb 2023 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT",
            "Sun, 0x Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(http_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_day_comes_back_from_its_date() {
        for day in 0..=u32::try_from((END - 1) / DAY_S).unwrap() {
            let (year, month, date) = civil(day);
            assert_eq!(day_of(year, month, date), Some(day), "{year}-{month}-{date}");
        }
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
