//! What the cloud asks to wait, and what the deadline leaves.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    const LIMIT: &str = "RequestLimitExceeded";
    const DATE: &str = "Tue, 14 Nov 2023 22:14:20 GMT";
    let refused = Refused(Kind::Throttled);
    let timeout = |timeout_ms, row| Row { settings: Settings { timeout_ms, ..PLAIN }, ..row };
    vec![
        tencent(
            "3 s",
            &[RefuseFor(LIMIT, Some("3"), None), Url],
            &[(VNC, 0, 0), (VNC, 3_000, 3_000)],
            Done,
            1,
        ),
        alibaba(
            "1234 ms",
            &[RefuseFor("Throttling", None, Some("1234")), Url],
            &[(VNC, 0, 0), (VNC, 1_234, 1_234)],
            Done,
            1,
        ),
        alibaba(
            "the longer of two",
            &[
                RefuseFor("Throttling", Some("2"), Some("1234")),
                RefuseFor("Throttling", Some("2"), Some("2345")),
                Url,
            ],
            &[(VNC, 0, 0), (VNC, 2_000, 2_000), (VNC, 2_345, 2_345)],
            Done,
            2,
        ),
        tencent("a short wait", &[RefuseFor(LIMIT, Some("0"), Some("1")), Url], TWO, Done, 1),
        tencent("a date is not honoured", &[RefuseFor(LIMIT, Some(DATE), None), Url], TWO, Done, 1),
        tencent("nonsense", &[RefuseFor(LIMIT, Some("-5"), Some("5 s")), Url], TWO, Done, 1),
        tencent("past the deadline", &[RefuseFor(LIMIT, Some("40"), None), Url], ONE, refused, 0),
        tencent(
            "past the end of time",
            &[RefuseFor(LIMIT, Some("18446744073709551615"), None), Url],
            ONE,
            refused,
            0,
        ),
        tencent(
            "just before the deadline",
            &[RefuseFor(LIMIT, None, Some("39899")), Url],
            &[(VNC, 0, 0), (VNC, 39_899, 39_899)],
            Done,
            1,
        ),
        Row {
            settings: PREFLIGHT,
            ..tencent(
                "with a state",
                &[StateFor("STARTING", "7"), State("RUNNING", ""), Url],
                &[(T_STATES, 0, 0), (T_STATES, 7_000, 7_000), (VNC, 0, 0)],
                Done,
                1,
            )
        },
        Row {
            corrected: true,
            ..tencent(
                "with a refused clock",
                &[RefuseFor("AuthFailure.SignatureExpire", Some("2"), None), Url],
                &[(VNC, 0, 0), (VNC, 2_000, 2_000)],
                Done,
                1,
            )
        },
        timeout(0, tencent("no time", &[Url], &[], Expired(None), 0)),
        timeout(1, tencent("a millisecond", &[Url], ONE, Done, 0)),
        timeout(400, tencent("no time for a pause", throttled(), ONE, refused, 0)),
        timeout(400, tencent("no time after a loss", &[Lost], ONE, Expired(None), 0)),
        timeout(
            100,
            Row {
                corrected: true,
                ahead_s: DAY_S,
                ..tencent("no time for a clock", &[Url], ONE, CLOCK, 0)
            },
        ),
    ]
}

const fn throttled() -> &'static [Say] {
    &[Refuse("RequestLimitExceeded"), Url]
}
