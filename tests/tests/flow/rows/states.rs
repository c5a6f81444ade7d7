//! Instances that do not run, and systems that must be known.

use super::*;

/// A refused look, and then every pause.
const LOST_AFTER_LOOK: &[(&str, u64, u64)] = &[
    (T_STATES, 0, 0),
    (VNC, 0, 0),
    (VNC, 375, 624),
    (VNC, 750, 1_249),
    (VNC, 1_500, 2_499),
    (VNC, 3_000, 4_999),
    (VNC, 6_000, 9_999),
];

pub(super) fn rows() -> Vec<Row> {
    const LOOKED: Asked = &[(T_STATES, 0, 0)];
    const OVER: Asked = &[(T_STATES, 0, 0), (VNC, 0, 0)];
    const STARTS: &[Say] = &[
        State("STOPPED", ""),
        State("STOPPED", ""),
        State("STARTING", ""),
        State("RUNNING", ""),
        Url,
    ];
    const POLLED_ON: Asked = &[
        (T_STATES, 0, 0),
        (T_STATES, 1_500, 2_499),
        (T_STATES, 3_000, 4_999),
        (T_STATES, 6_000, 9_999),
    ];
    const POLLED: Asked = &[
        (T_STATES, 0, 0),
        (T_STATES, 1_500, 2_499),
        (T_STATES, 3_000, 4_999),
        (T_STATES, 6_000, 9_999),
        (VNC, 0, 0),
    ];
    let no = End::State(Kind::NotRunning);
    let busy = End::State(Kind::Busy);
    let look = |row| Row { settings: PREFLIGHT, ..row };
    let wait = |row| Row { settings: WAIT_RUNNING, ..row };
    let on = |row| Row { on_and_on: true, ..row };
    vec![
        look(tencent("stopped", &[State("STOPPED", "")], LOOKED, no, 0)),
        look(tencent("running", &[State("RUNNING", ""), Url], OVER, Done, 0)),
        look(tencent("a new state", &[State("DEEP_SLEEP", ""), Url], OVER, Done, 0)),
        look(on(tencent("starting always", &[State("STARTING", "")], POLLED_ON, busy, 3))),
        wait(tencent("starts", STARTS, POLLED, Done, 3)),
        wait(on(tencent("never starts", &[State("STOPPED", "")], POLLED_ON, no, 3))),
        look(tencent("not listed", &[NotListed], LOOKED, End::NotListed, 0)),
        look(tencent("another listed", &[OtherListed], LOOKED, End::NotListed, 0)),
        wait(tencent("not listed, waiting", &[NotListed], LOOKED, End::NotListed, 0)),
        look(Row {
            provider: &TENCENT_LIGHTHOUSE,
            ..tencent(
                "running",
                &[State("RUNNING", ""), Url],
                &[(INSTANCES, 0, 0), (VNC, 0, 0)],
                Done,
                0,
            )
        }),
        look(alibaba(
            "running",
            &[State("Running", ""), Url],
            &[(A_STATES, 0, 0), (VNC, 0, 0)],
            Done,
            0,
        )),
    ]
}

/// States that change between the look and the call, and looks that are refused.
pub(super) fn between() -> Vec<Row> {
    const OVER: Asked = &[(T_STATES, 0, 0), (VNC, 0, 0)];
    let look = |row| Row { settings: PREFLIGHT, ..row };
    let wait = |row| Row { settings: WAIT_RUNNING, ..row };
    let on = |row| Row { on_and_on: true, ..row };
    vec![
        look(tencent(
            "busy while it looks, busy while it asks",
            &[
                State("STARTING", ""),
                State("STARTING", ""),
                State("RUNNING", ""),
                Refuse(IN_PROGRESS),
                Url,
            ],
            &[
                (T_STATES, 0, 0),
                (T_STATES, 1_500, 2_499),
                (T_STATES, 3_000, 4_999),
                (VNC, 0, 0),
                // It got on, so the pauses start anew.
                (VNC, 375, 624),
            ],
            Done,
            3,
        )),
        look(tencent(
            "stopped between the two",
            &[State("RUNNING", ""), Refuse(STOPPED)],
            OVER,
            Refused(Kind::NotRunning),
            0,
        )),
        wait(tencent(
            "stopped between the two, waiting",
            &[State("RUNNING", ""), Refuse(STOPPED), Refuse(STOPPED), Url],
            &[(T_STATES, 0, 0), (VNC, 0, 0), (VNC, 1_500, 2_499), (VNC, 3_000, 4_999)],
            Done,
            2,
        )),
        look(tencent("may not look", &[Refuse("UnauthorizedOperation"), Url], OVER, Done, 0)),
        wait(tencent(
            "may not look, waiting",
            &[Refuse("UnauthorizedOperation"), Refuse(STOPPED), Refuse(STOPPED), Url],
            &[(T_STATES, 0, 0), (VNC, 0, 0), (VNC, 1_500, 2_499), (VNC, 3_000, 4_999)],
            Done,
            2,
        )),
        look(tencent(
            "may neither look nor ask",
            &[Refuse("UnauthorizedOperation")],
            OVER,
            REFUSED_PERMISSION,
            0,
        )),
        look(on(tencent(
            "may not look, then lost",
            &[Refuse("UnauthorizedOperation"), Lost],
            LOST_AFTER_LOOK,
            Expired(None),
            1,
        ))),
        look(tencent(
            "lost and throttled while it looks",
            &[Lost, Refuse("RequestLimitExceeded"), State("RUNNING", ""), Url],
            &[(T_STATES, 0, 0), (T_STATES, 375, 624), (T_STATES, 750, 1_249), (VNC, 0, 0)],
            Done,
            2,
        )),
    ]
}

pub(super) fn systems() -> Vec<Row> {
    const LOOKED: Asked = &[(INSTANCES, 0, 0)];
    const OVER: Asked = &[(INSTANCES, 0, 0), (VNC, 0, 0)];
    let unknown = |row| Row { windows: None, ..row };
    let no_permission = Some(Kind::NoPermission);
    vec![
        unknown(alibaba("Windows", &[State("Running", "windows"), Url], OVER, Done, 0)),
        unknown(alibaba("Linux", &[State("Running", "linux"), Url], OVER, Done, 0)),
        unknown(alibaba("no OSType", &[State("Running", ""), Url], LOOKED, OsUnknown(None), 0)),
        unknown(alibaba(
            "may not ask",
            &[Refuse("Forbidden.RAM")],
            LOOKED,
            OsUnknown(no_permission),
            0,
        )),
        unknown(alibaba("not listed", &[NotListed], LOOKED, End::NotListed, 0)),
        unknown(alibaba("another listed", &[OtherListed], LOOKED, End::NotListed, 0)),
        unknown(alibaba(
            "stopped",
            &[State("Stopped", "linux")],
            LOOKED,
            End::State(Kind::NotRunning),
            0,
        )),
        unknown(alibaba(
            "starting, and then the states are enough",
            &[State("Starting", "linux"), State("Running", ""), Url],
            &[(INSTANCES, 0, 0), (A_STATES, 1_500, 2_499), (VNC, 0, 0)],
            Done,
            1,
        )),
        Row {
            settings: PREFLIGHT,
            ..alibaba(
                "may not look, and need not",
                &[Refuse("Forbidden.RAM"), Url],
                &[(A_STATES, 0, 0), (VNC, 0, 0)],
                Done,
                0,
            )
        },
    ]
}
