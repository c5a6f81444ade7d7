//! Unix time to and from the UTC texts that the protocols use.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "a u64 of milliseconds is less than 6e8 years, far from the edges of u64"
)]

/// A second of UTC, taken apart.
struct Civil {
    year: u64,
    month: u64,
    day: u64,
    hour: u64,
    minute: u64,
    second: u64,
    /// 0 is Sunday.
    weekday: u64,
}

/// Days of the four-hundred-year cycle of the Gregorian calendar.
const CYCLE_DAYS: u64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAYS: u64 = 719_468;

impl Civil {
    fn from_unix(seconds: u64) -> Self {
        let days = seconds / 86_400;
        // Years that begin in March put the leap day at the end, where it disturbs nothing.
        let shifted = days + EPOCH_DAYS;
        let of_cycle = shifted % CYCLE_DAYS;
        let year_of_cycle =
            (of_cycle - of_cycle / 1_460 + of_cycle / 36_524 - of_cycle / 146_096) / 365;
        let of_year = of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let march_month = (5 * of_year + 2) / 153;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        Self {
            year: shifted / CYCLE_DAYS * 400 + year_of_cycle + u64::from(month <= 2),
            month,
            day: of_year - (153 * march_month + 2) / 5 + 1,
            hour: seconds / 3_600 % 24,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            weekday: (days + 4) % 7,
        }
    }
}

/// `2019-02-25`, the date of a credential scope.
pub(crate) fn date(seconds: u64) -> String {
    let Civil { year, month, day, .. } = Civil::from_unix(seconds);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2019-02-25T15:31:05Z`, the only form that `x-acs-date` may have.
pub(crate) fn date_time(seconds: u64) -> String {
    let Civil { hour, minute, second, .. } = Civil::from_unix(seconds);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", date(seconds))
}

/// `2019-02-25T15:31:05.120Z`, for the journal.
pub(crate) fn date_time_ms(ms: u64) -> String {
    let mut text = date_time(ms / 1_000);
    text.truncate(text.len() - 1);
    format!("{text}.{:03}Z", ms % 1_000)
}

/// `Mon, 25 Feb 2019 15:31:05 GMT`, the `Date` header (RFC 9110, section 5.6.7).
pub(crate) fn http_date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Civil { year, month, day, hour, minute, second, weekday } = Civil::from_unix(seconds);
    let name = |names: &[&'static str], at: u64| {
        usize::try_from(at).ok().and_then(|at| names.get(at).copied()).unwrap_or("")
    };
    let (weekday, month) = (name(&DAYS, weekday), name(&MONTHS, month - 1));
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// Read `2019-02-25T15:31:05Z`; `None` for any other form and for a date that does not exist.
pub(crate) fn parse_date_time(text: &str) -> Option<u64> {
    let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
    let number = |from: usize, to: usize| {
        bytes.get(from..to)?.iter().try_fold(0_u64, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (march_year, march_month) =
        if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * march_year + march_year / 4 - march_year / 100
        + march_year / 400
        + (153 * march_month + 2) / 5
        + day
        - 1
        - EPOCH_DAYS;
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    // Writing the answer again finds every wrong separator, 31 April and 24:00 alike.
    (date_time(seconds) == text).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference values from `date -u -d @N`.
    #[test]
    fn known_seconds_have_their_known_dates() {
        for (seconds, text, http) in [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_399, "2000-02-28T23:59:59Z", "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_551_113_065, "2019-02-25T16:44:25Z", "Mon, 25 Feb 2019 16:44:25 GMT"),
            (4_107_542_400, "2100-03-01T00:00:00Z", "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "9999-12-31T23:59:59Z", "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] {
            assert_eq!(date_time(seconds), text);
            assert_eq!(http_date(seconds), http);
            assert_eq!(parse_date_time(text), Some(seconds));
        }
    }

    #[test]
    fn every_day_of_five_centuries_reads_back_and_follows_its_eve() {
        let mut eve = String::new();
        for day in 0..200_000_u64 {
            let text = date_time(day * 86_400);
            assert_eq!(parse_date_time(&text), Some(day * 86_400), "{text}");
            assert!(eve < text, "{eve} {text}");
            eve = text;
        }
    }

    #[test]
    fn other_forms_and_impossible_dates_are_no_date() {
        for text in [
            "",
            "2019-02-25",
            "2019-02-25 15:31:05Z",
            "2019-02-25T15:31:05",
            "2019-02-25T15:31:05z",
            "2019-02-29T00:00:00Z",
            "2019-04-31T00:00:00Z",
            "2019-13-01T00:00:00Z",
            "2019-00-01T00:00:00Z",
            "2019-01-00T00:00:00Z",
            "2019-01-01T24:00:00Z",
            "2019-01-01T00:60:00Z",
            "2019-01-01T00:00:60Z",
            "1969-12-31T23:59:59Z",
            "2019-02-25T15:31:+5Z",
            "0000-00-00T00:00:00Z",
        ] {
            assert_eq!(parse_date_time(text), None, "{text}");
        }
    }

    #[test]
    fn the_last_second_that_a_number_can_hold_has_a_date() {
        assert!(http_date(u64::MAX / 1_000).ends_with("GMT"));
    }
}
