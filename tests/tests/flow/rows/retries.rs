//! What is asked again.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    const CODES: &[Say] = &[
        Refuse("RequestLimitExceeded.UinLimitExceeded"),
        Refuse("InternalError"),
        Refuse(IN_PROGRESS),
        Lost,
        Refuse("ServiceUnavailable"),
        Refuse("UnsupportedOperation.InstanceStateRebooting"),
        Url,
    ];
    const GATEWAYS: &[Say] =
        &[Raw(500, HTML), Raw(502, ""), Raw(503, HTML), Raw(504, "{"), Raw(429, "slow"), Url];
    let six = SEVEN.split_last().unwrap().1;
    let long = Settings { timeout_ms: 100_000, ..PLAIN };
    let throttled = &[Refuse("RequestLimitExceeded")];
    let on = |row| Row { on_and_on: true, ..row };
    vec![
        tencent("throttled once", &[Refuse("RequestLimitExceeded"), Url], TWO, Done, 1),
        alibaba("throttled once", &[Refuse("Throttling.User"), Url], TWO, Done, 1),
        on(tencent("throttled always", throttled, SEVEN, Refused(Kind::Throttled), 6)),
        on(alibaba("busy always", &[Refuse("InstanceNotReady")], SEVEN, Refused(Kind::Busy), 6)),
        tencent("busy, then not", &[Refuse(IN_PROGRESS), Url], TWO, Done, 1),
        alibaba("busy, then not", &[Refuse("OperationConflict"), Url], TWO, Done, 1),
        alibaba("the nonce was used", &[Refuse("SignatureNonceUsed"), Url], TWO, Done, 1),
        alibaba("500 with a code", &[RefuseAs(500, "InternalError"), Url], TWO, Done, 1),
        alibaba("503 with a code", &[RefuseAs(503, "ServiceUnavailable"), Url], TWO, Done, 1),
        // The code tells nothing, and the status tells that it may pass.
        alibaba("503 with a new code", &[RefuseAs(503, "NewThing"), Url], TWO, Done, 1),
        tencent("502 with a new code", &[RefuseAs(502, "NewThing"), Url], TWO, Done, 1),
        alibaba(
            "503, no permission",
            &[RefuseAs(503, "Forbidden"), Url],
            ONE,
            REFUSED_PERMISSION,
            0,
        ),
        Row { settings: long, ..tencent("one after the other", CODES, SEVEN, Done, 6) },
        tencent("gateways", GATEWAYS, six, Done, 5),
        alibaba("gateways", GATEWAYS, six, Done, 5),
        on(tencent("a gateway always", &[Raw(502, HTML)], SEVEN, status(502), 6)),
        tencent("lost once", &[Lost, Url], TWO, Done, 1),
        on(tencent("lost always", &[Lost], SEVEN, Expired(None), 6)),
        on(tencent(
            "throttled, then lost",
            &[Refuse("RequestLimitExceeded"), Lost],
            SEVEN,
            Expired(None),
            6,
        )),
        on(alibaba("lost always", &[Lost], SEVEN, Expired(None), 6)),
    ]
}
