//! What ends a flow at once.

use super::*;

pub(super) fn rows() -> Vec<Row> {
    let malformed = |at, fault| Reply(Error::MalformedReply { at, fault });
    let vnc_url = |at, fault| Reply(Error::InvalidVncUrl { at, fault });
    vec![
        tencent("wrong region", &[Refuse("UnsupportedRegion")], ONE, Refused(Kind::WrongRegion), 0),
        alibaba(
            "wrong region",
            &[Refuse("InvalidRegionId.NotFound")],
            ONE,
            Refused(Kind::WrongRegion),
            0,
        ),
        tencent("stopped", &[Refuse(STOPPED)], ONE, Refused(Kind::NotRunning), 0),
        alibaba("stopped", &[Refuse("IncorrectInstanceStatus")], ONE, Refused(Kind::NotRunning), 0),
        tencent(
            "bad key id",
            &[Refuse("AuthFailure.SecretIdNotFound")],
            ONE,
            Refused(Kind::BadCredentials),
            0,
        ),
        alibaba(
            "bad key id",
            &[Refuse("InvalidAccessKeyId.NotFound")],
            ONE,
            Refused(Kind::BadCredentials),
            0,
        ),
        Row {
            settings: PREFLIGHT,
            ..tencent(
                "bad secret",
                &[Refuse("AuthFailure.SignatureFailure")],
                &[(T_STATES, 0, 0)],
                Refused(Kind::Signature),
                0,
            )
        },
        alibaba("no permission", &[Refuse("Forbidden.RAM")], ONE, REFUSED_PERMISSION, 0),
        tencent(
            "no such instance",
            &[Refuse("InvalidInstanceId.NotFound")],
            ONE,
            Refused(Kind::NotFound),
            0,
        ),
        tencent("a new code", &[Refuse("NewThing")], ONE, Refused(Kind::Unknown), 0),
        tencent("a proxy says no", &[Raw(403, HTML)], ONE, status(403), 0),
        alibaba("a proxy says no", &[Raw(403, HTML)], ONE, status(403), 0),
        alibaba("a proxy asks who", &[Raw(407, "")], ONE, status(407), 0),
        tencent("a page", &[Raw(200, HTML)], ONE, malformed(0, ReplyFault::Syntax), 0),
        tencent("cut off", &[Raw(200, "{")], ONE, malformed(1, ReplyFault::Truncated), 0),
        alibaba("nothing in it", &[Raw(200, "{}")], ONE, malformed(2, ReplyFault::MissingKey), 0),
        Row {
            settings: PREFLIGHT,
            ..alibaba(
                "no list in it",
                &[Raw(200, "{}")],
                &[(A_STATES, 0, 0)],
                malformed(2, ReplyFault::MissingKey),
                0,
            )
        },
        tencent(
            "a VNC URL that adds a parameter",
            &[VncUrl("wss%3A%2F%2Fh%2F&x=1")],
            ONE,
            vnc_url(16, VncUrlFault::Unencoded),
            0,
        ),
        alibaba(
            "a VNC URL that is a script",
            &[VncUrl("javascript%3Aalert%281%29")],
            ONE,
            vnc_url(0, VncUrlFault::NotWebSocket),
            0,
        ),
        alibaba("an empty VNC URL", &[VncUrl("")], ONE, vnc_url(0, VncUrlFault::Empty), 0),
    ]
}
