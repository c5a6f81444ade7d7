//! The rows of the table.

mod clocks;
mod ends;
mod retries;
mod states;
mod waits;

use vncurl_core::{
    ALIBABA_ECS, Error, Provider, RefusalKind as Kind, TENCENT_CVM, TENCENT_ECM,
    TENCENT_LIGHTHOUSE,
    error::{ReplyFault, VncUrlFault},
    flow::Settings,
};

use crate::{
    cloud::Say::{
        self, Lost, NotListed, OtherListed, Raw, Refuse, RefuseAs, RefuseFor, State, StateFor, Url,
        VncUrl,
    },
    drive::End::{self, Done, Expired, OsUnknown, Refused, Reply},
};

/// A cloud, a flow, and what must come of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) provider: &'static Provider,
    /// What the caller knows of the guest.
    pub(crate) windows: Option<bool>,
    pub(crate) settings: Settings,
    /// The driver's clock at the start.
    pub(crate) start_ms: u64,
    /// Seconds that the cloud's clock is ahead of it.
    pub(crate) ahead_s: i64,
    /// Seconds that the cloud's `Date` is ahead of its clock, or no `Date`.
    pub(crate) date_off_s: Option<i64>,
    /// What the cloud says in turn; the last again and again.
    pub(crate) script: &'static [Say],
    /// Each action that is asked for, and the bounds of the pause before it, in milliseconds.
    pub(crate) asked: &'static [(&'static str, u64, u64)],
    /// Whether it goes on like that until the time is over.
    pub(crate) on_and_on: bool,
    pub(crate) end: End,
    /// Whether the flow learns the cloud's clock.
    pub(crate) corrected: bool,
    pub(crate) retries: u32,
}

pub(crate) const START_MS: u64 = 1_700_000_000_000;
pub(crate) const TIMEOUT_MS: u64 = 40_000;

pub(crate) const PLAIN: Settings =
    Settings { timeout_ms: TIMEOUT_MS, preflight: false, wait_running: false };
pub(crate) const PREFLIGHT: Settings = Settings { preflight: true, ..PLAIN };
pub(crate) const WAIT_RUNNING: Settings = Settings { wait_running: true, ..PLAIN };

const VNC: &str = "DescribeInstanceVncUrl";
/// Tencent's action for states.
const T_STATES: &str = "DescribeInstancesStatus";
/// Alibaba's action for states.
const A_STATES: &str = "DescribeInstanceStatus";
const INSTANCES: &str = "DescribeInstances";

/// A request that follows at once.
const ONE: &[(&str, u64, u64)] = &[(VNC, 0, 0)];
/// A second one after the first pause.
const TWO: &[(&str, u64, u64)] = &[(VNC, 0, 0), (VNC, 375, 624)];
/// A second one at once.
const TWICE: &[(&str, u64, u64)] = &[(VNC, 0, 0), (VNC, 0, 0)];
/// Every pause, up to the longest.
const SEVEN: &[(&str, u64, u64)] = &[
    (VNC, 0, 0),
    (VNC, 375, 624),
    (VNC, 750, 1_249),
    (VNC, 1_500, 2_499),
    (VNC, 3_000, 4_999),
    (VNC, 6_000, 9_999),
    (VNC, 6_000, 9_999),
];

const DAY_S: i64 = 86_400;
const HTML: &str = "<html><body>sorry</body></html>";
const STOPPED: &str = "UnsupportedOperation.InstanceStateStopped";
const IN_PROGRESS: &str = "OperationDenied.InstanceOperationInProgress";

type Asked = &'static [(&'static str, u64, u64)];

/// Tencent's CVM; the last number is of retries.
fn tencent(
    name: &'static str,
    script: &'static [Say],
    asked: Asked,
    end: End,
    retries: u32,
) -> Row {
    Row {
        name,
        provider: &TENCENT_CVM,
        windows: None,
        settings: PLAIN,
        start_ms: START_MS,
        ahead_s: 0,
        date_off_s: Some(0),
        script,
        asked,
        on_and_on: false,
        end,
        corrected: false,
        retries,
    }
}

/// Alibaba's ECS, with a guest that does not run Windows.
fn alibaba(
    name: &'static str,
    script: &'static [Say],
    asked: Asked,
    end: End,
    retries: u32,
) -> Row {
    let row = tencent(name, script, asked, end, retries);
    Row { provider: &ALIBABA_ECS, windows: Some(false), ..row }
}

/// All rows.
pub(crate) fn rows() -> Vec<Row> {
    [
        straight(),
        retries::rows(),
        waits::rows(),
        ends::rows(),
        clocks::rows(),
        states::rows(),
        states::between(),
        states::systems(),
    ]
    .concat()
}

fn straight() -> Vec<Row> {
    let cvm = tencent("CVM", &[Url], ONE, Done, 0);
    vec![
        cvm,
        Row { name: "ECM", provider: &TENCENT_ECM, ..cvm },
        Row { name: "Lighthouse", provider: &TENCENT_LIGHTHOUSE, ..cvm },
        alibaba("ECS", &[Url], ONE, Done, 0),
        Row { windows: Some(true), ..alibaba("ECS, Windows", &[Url], ONE, Done, 0) },
    ]
}

/// The key's owner may not.
const REFUSED_PERMISSION: End = Refused(Kind::NoPermission);

/// The clock is refused.
const CLOCK: End = Refused(Kind::ClockSkew);

/// A gateway's HTTP status.
const fn status(status: u16) -> End {
    Reply(Error::UnexpectedStatus { status })
}
