//! One job: from an instance id to its console URL, in lines that a person can act on.

use core::fmt::Write;

use vncurl_core::{
    Call, Credentials, Endpoint, Guest, TENCENT_CVM,
    flow::{Done, Flow, Job, Kept, Next, Outcome, Reason, Settings},
    provider,
    refusal::RefusalKind,
};

use crate::{http, qr, wire::Wire};

/// Room for the request and for the reply.
const REQUEST_MAX: usize = 1536;
const REPLY_MAX: usize = 3072;
const URL_MAX: usize = 1024;

/// Who asks and where: built into the image.
pub struct Settled<'a> {
    /// Who signs.
    pub credentials: Credentials<'a>,
    /// Where to send requests instead of the cloud's own host.
    pub endpoint: Option<Endpoint<'a>>,
}

/// What a person typed.
pub struct Wanted<'a> {
    /// The cloud's region.
    pub region: &'a str,
    /// The instance.
    pub instance_id: &'a str,
    /// Seconds that the job may take.
    pub timeout_s: u64,
}

/// What differs from call to call.
pub struct Chances {
    /// Milliseconds from whenever.
    pub now_ms: fn() -> u64,
    /// A number that is new at every call.
    pub random: fn() -> u64,
}

/// Do the job, and tell on `console` how it went; `kept` goes from one job to the next.
pub fn run<W: Write>(
    settled: &Settled<'_>,
    wanted: &Wanted<'_>,
    kept: &mut Kept,
    wire: &mut impl Wire,
    &Chances { now_ms, random }: &Chances,
    console: &mut W,
) -> bool {
    let guest = Guest { instance_id: wanted.instance_id, ..Guest::default() };
    let call = Call { region: Some(wanted.region), endpoint: settled.endpoint, ..Call::default() };
    let provider = provider::by_instance_id(wanted.instance_id).unwrap_or(&TENCENT_CVM);
    let job = Job { provider, call, credentials: settled.credentials, guest };
    let settings =
        Settings { timeout_ms: wanted.timeout_s.saturating_mul(1_000), ..Settings::default() };
    let mut flow = match Flow::new(&job, settings, now_ms()) {
        Ok(flow) => flow.with_kept(core::mem::take(kept)),
        Err(error) => return failed(console, format_args!("{error}")),
    };
    let (mut request_buf, mut reply_buf, mut url_buf) =
        ([0; REQUEST_MAX], [0; REPLY_MAX], [0; URL_MAX]);
    let well = loop {
        match flow.next(&job, now_ms(), random(), &mut request_buf) {
            Ok(Next::Send(request)) => {
                if let Err(fault) = wire.send(request.http1()) {
                    let _ = writeln!(console, "vncurl: {}", fault.message());
                    flow.lost(now_ms(), random());
                    continue;
                }
            }
            Ok(Next::Wait { until_ms }) => {
                while now_ms() < until_ms {}
                continue;
            }
            Ok(Next::Expired { last }) => {
                let last = last.map_or("no reply in time", RefusalKind::as_str);
                break failed(console, format_args!("gave up: {last}"));
            }
            Err(error) => break failed(console, format_args!("{error}")),
        }
        let answered = match http::receive(wire, now_ms, &mut reply_buf) {
            Ok(answered) => answered,
            Err(fault) => {
                let _ = writeln!(console, "vncurl: {}", fault.message());
                flow.lost(now_ms(), random());
                continue;
            }
        };
        let offset_s = flow.retry().offset_s();
        match flow.receive(&job, now_ms(), random(), &answered, &mut url_buf) {
            Ok(Outcome::Again) => {
                if flow.retry().offset_s() == offset_s {
                    let last = flow.retry().last_refusal().map_or("again", RefusalKind::as_str);
                    let _ = writeln!(console, "vncurl: {last}, asking again");
                } else {
                    let date = answered.date.unwrap_or_default();
                    let _ = writeln!(console, "vncurl: clock set to {date}");
                }
            }
            Ok(Outcome::Done(done)) => break shown(console, &done),
            Ok(Outcome::Failed(reason)) => break refused(console, &reason),
            Err(error) => break failed(console, format_args!("{error}")),
        }
    };
    *kept = flow.into_kept();
    well
}

/// The URL as text and as a code that a telephone reads.
fn shown(console: &mut impl Write, done: &Done<'_, '_>) -> bool {
    let _ = writeln!(console, "vncurl: open this within 15 s, once:\n{}", done.console_url);
    qr::print(console, done.console_url);
    true
}

fn refused(console: &mut impl Write, reason: &Reason<'_>) -> bool {
    match reason {
        Reason::Refused(refusal) => {
            let kind = refusal.kind;
            let _ = writeln!(console, "vncurl: {}: {}", refusal.code, kind.advice());
            failed(console, format_args!("{kind}"))
        }
        Reason::State { kind, state } => failed(console, format_args!("{kind}: {state}")),
        Reason::NotListed => failed(console, format_args!("not-found")),
        Reason::OsUnknown(_) => failed(console, format_args!("the system is not known")),
        Reason::Reply(error) => failed(console, format_args!("{error}")),
    }
}

fn failed(console: &mut impl Write, why: core::fmt::Arguments<'_>) -> bool {
    let _ = writeln!(console, "vncurl: failed: {why}");
    false
}
