//! Clocks that are off.

use super::*;

/// A refused clock, and then every pause.
const LOST_AFTER_CLOCK: &[(&str, u64, u64)] = &[
    (VNC, 0, 0),
    (VNC, 0, 0),
    (VNC, 375, 624),
    (VNC, 750, 1_249),
    (VNC, 1_500, 2_499),
    (VNC, 3_000, 4_999),
    (VNC, 6_000, 9_999),
];
pub(super) fn rows() -> Vec<Row> {
    let skewed = |ahead_s, row: Row| Row { ahead_s, corrected: true, ..row };
    let twice = |name| tencent(name, &[Url], TWICE, Done, 1);
    let twice_acs3 = |name| alibaba(name, &[Url], TWICE, Done, 1);
    let dated = |date_off_s, row: Row| Row { date_off_s, ..row };
    vec![
        skewed(600, twice("10 min ahead")),
        skewed(-600, twice("10 min behind")),
        skewed(DAY_S, twice("a day ahead")),
        skewed(-DAY_S, twice("a day behind")),
        skewed(7_200, twice("past midnight, which another key serves")),
        skewed(-20 * 365 * DAY_S, twice("20 years behind")),
        Row { start_ms: 0, ..skewed(1_700_000_000, twice("no clock")) },
        Row { start_ms: 0, ..skewed(1_700_000_000, twice_acs3("no clock")) },
        Row { ahead_s: 299, ..tencent("near enough", &[Url], ONE, Done, 0) },
        Row { ahead_s: 600, ..alibaba("10 min ahead, which it takes", &[Url], ONE, Done, 0) },
        Row { ahead_s: -600, ..alibaba("10 min behind, which it takes", &[Url], ONE, Done, 0) },
        skewed(1_200, twice_acs3("20 min ahead")),
        skewed(-1_200, twice_acs3("20 min behind")),
        skewed(DAY_S, twice_acs3("a day ahead")),
        skewed(-DAY_S, twice_acs3("a day behind")),
        // The offset is that of the header, and the cloud refuses it again.
        Row { ahead_s: 600, ..dated(None, tencent("no Date", &[Url], ONE, CLOCK, 0)) },
        Row { ahead_s: 1_200, ..dated(None, alibaba("no Date", &[Url], ONE, CLOCK, 0)) },
        dated(Some(3_600), skewed(600, tencent("refused twice", &[Url], TWICE, CLOCK, 1))),
        dated(Some(-3_600), skewed(1_200, alibaba("refused twice", &[Url], TWICE, CLOCK, 1))),
        skewed(
            600,
            Row {
                settings: PREFLIGHT,
                ..tencent(
                    "while it looks, and then throttled",
                    &[State("RUNNING", ""), Refuse("RequestLimitExceeded"), Url],
                    &[(T_STATES, 0, 0), (T_STATES, 0, 0), (VNC, 0, 0), (VNC, 375, 624)],
                    Done,
                    2,
                )
            },
        ),
        // What the last reply refused counts, and the last one got lost.
        Row {
            on_and_on: true,
            ..skewed(600, tencent("then lost", &[Lost], LOST_AFTER_CLOCK, Expired(None), 2))
        },
    ]
}
