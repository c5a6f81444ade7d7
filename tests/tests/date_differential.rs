//! Dates against the crate `jiff`: every day of 1970 to 9999.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

use jiff::{Timestamp, civil, tz::TimeZone};
use vncurl_core::time::UtcText;
use vncurl_tests::random::Random;

const DAY_S: u64 = 86_400;

#[test]
fn every_day_from_1970_to_9999_has_its_date_at_both_ends_and_in_between() {
    let mut random = Random::new(3_006);
    let mut date = civil::date(1970, 1, 1);
    let mut start = 0;
    loop {
        let expected = date.to_string();
        for second in [0, DAY_S - 1, random.number() % DAY_S] {
            let text = UtcText::new(start + second).unwrap();
            assert_eq!(text.date(), expected, "{second}");
            let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
            let expected = format!("{expected}T{hour:02}:{minute:02}:{second:02}Z");
            assert_eq!(text.as_str(), expected);
        }
        start += DAY_S;
        match date.tomorrow() {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    assert_eq!(start, 253_402_300_800);
    assert!(UtcText::new(start).is_err());
}

#[test]
fn random_moments_have_the_text_that_jiff_gives_them() {
    let mut random = Random::new(3_007);
    for _ in 0..100_000 {
        // What jiff can name ends some hours before the year 9999 does.
        let second = random.number() % 253_402_200_000;
        let moment = Timestamp::from_second(i64::try_from(second).unwrap()).unwrap();
        let expected = moment.to_zoned(TimeZone::UTC).datetime();
        let text = UtcText::new(second).unwrap();
        assert_eq!(text.as_str(), format!("{expected}Z"));
    }
}
