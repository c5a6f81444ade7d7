//! A driver that checks at every step what must hold in each flow.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use vncurl_core::{
    Call, Credentials, Error, Guest, Provider, RefusalKind, Request, Search,
    flow::{Answered, Flow, Job, Next, Outcome, Reason, Settings},
    list::Page,
};
use vncurl_tests::{console_rule, random::Random};

use crate::cloud::{Said, VNC_URL, instance_id};

pub(crate) const CREDENTIALS: Credentials<'static> =
    Credentials { key_id: "EXAMPLE-key-id", secret: "EXAMPLE-secret", token: None };

/// A job for the provider's instance; `windows` is what the caller knows of it.
pub(crate) fn job(provider: &'static Provider, windows: Option<bool>) -> Job<'static> {
    let region = if provider.name == "alibaba-ecs" { "cn-hangzhou" } else { "ap-guangzhou" };
    Job {
        provider,
        call: Call { region: Some(region), ..Call::default() },
        credentials: CREDENTIALS,
        guest: Guest { instance_id: instance_id(provider), windows, ..Guest::default() },
    }
}

/// A request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) action: String,
    /// When, in milliseconds from the start.
    pub(crate) at_ms: u64,
    /// How long after the reply, or the loss, before it; for the first, after the start.
    pub(crate) pause_ms: u64,
    /// The time that it was signed at, in Unix seconds.
    pub(crate) timestamp: u64,
    pub(crate) nonce: Option<String>,
    /// The UTC day of the credential scope, where there is one.
    pub(crate) day: Option<String>,
    pub(crate) signature: String,
}

/// How a flow ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With a console.
    Done,
    /// With `Reason::Refused`.
    Refused(RefusalKind),
    /// With `Reason::State`.
    State(RefusalKind),
    /// With `Reason::NotListed`.
    NotListed,
    /// With `Reason::OsUnknown`, and the refusal behind it.
    OsUnknown(Option<RefusalKind>),
    /// With `Reason::Reply`.
    Reply(Error),
    /// With `Next::Expired`.
    Expired(Option<RefusalKind>),
}

/// What a flow did.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) asked: Vec<Asked>,
    pub(crate) end: End,
    pub(crate) ended_ms: u64,
    pub(crate) offset_s: i64,
    pub(crate) retries: u32,
}

/// Drive a flow from `start_ms`. `cloud` is told of each request and when it was sent, and says
/// after how many milliseconds which reply comes, or that none does.
///
/// # Panics
///
/// When the flow does what none may do.
pub(crate) fn drive(
    job: &Job<'_>,
    settings: Settings,
    start_ms: u64,
    seed: u64,
    mut cloud: impl FnMut(&Asked, u64) -> (u64, Option<Said>),
) -> Run {
    let mut random = Random::new(seed);
    let mut flow = Flow::new(job, settings, start_ms).unwrap();
    let deadline_ms = start_ms.saturating_add(settings.timeout_ms);
    assert_eq!(flow.retry().deadline_ms(), deadline_ms);
    let (mut now, mut replied, mut wanted_ms) = (start_ms, start_ms, 0);
    let mut asked: Vec<Asked> = Vec::new();
    let mut corrections = 0;
    let end = loop {
        let number = random.number();
        let mut buf = Vec::new();
        match next(&mut flow, job, now, number, &mut buf) {
            Next::Wait { until_ms } => {
                assert!(now < until_ms && until_ms < deadline_ms, "{until_ms}");
                // A moment before, the answer is still the same.
                let early = next(&mut flow, job, until_ms - 1, number, &mut buf);
                assert!(matches!(early, Next::Wait { until_ms: same } if same == until_ms));
                now = until_ms;
                continue;
            }
            Next::Expired { last } => break End::Expired(last),
            Next::Send(request) => {
                assert!(now < deadline_ms);
                let each = read(&request, now - start_ms, now - replied);
                // The step from looking to asking is no retry.
                let steps = asked.last().is_some_and(|last| last.action != each.action);
                let is_vnc = each.action == "DescribeInstanceVncUrl";
                assert!(
                    each.pause_ms >= wanted_ms || steps && is_vnc,
                    "{each:?}, {wanted_ms} ms were asked for"
                );
                let expected = (now / 1_000).saturating_add_signed(flow.retry().offset_s());
                assert_eq!(each.timestamp, expected);
                check_bytes(job, &each, &request);
                asked.push(each);
            }
        }
        let sent = now;
        let (way_ms, said) = cloud(asked.last().unwrap(), sent);
        now = sent + way_ms;
        replied = now;
        let offset_s = flow.retry().offset_s();
        let number = random.number();
        let Some(said) = said else {
            wanted_ms = 0;
            flow.lost(now, number);
            continue;
        };
        wanted_ms = wanted(&said);
        let answered = answered(&said);
        let needed = room(&mut flow, job, now, number, &answered);
        let mut out = vec![0; needed];
        let outcome = flow.receive(job, now, number, &answered, &mut out).unwrap();
        corrections += u32::from(flow.retry().offset_s() != offset_s);
        let shown = format!("{flow:?} {outcome:?} {answered:?} {job:?}");
        assert!(!shown.contains("EXAMPLE-secret") && !shown.contains("Dvh"), "{shown}");
        break match outcome {
            Outcome::Again => continue,
            Outcome::Done(done) => {
                assert_eq!(done.not_after_ms, sent + 15_000);
                let sent_s = (sent / 1_000).saturating_add_signed(flow.retry().offset_s());
                assert_eq!(done.not_after, sent_s + 15);
                assert_eq!(done.request_id, *"R");
                assert_eq!(done.vnc_url, *VNC_URL);
                let windows = done.console_url.ends_with("isWindows=true");
                let id = instance_id(job.provider);
                console_rule::check(job.provider, VNC_URL, id, windows, done.console_url).unwrap();
                let told = job.guest.windows.filter(|_| job.provider.viewer.asks_for_os());
                assert!(told.is_none_or(|told| told == windows), "{}", done.console_url);
                End::Done
            }
            Outcome::Failed(Reason::Refused(refusal)) => End::Refused(refusal.kind),
            Outcome::Failed(Reason::State { kind, .. }) => End::State(kind),
            Outcome::Failed(Reason::NotListed) => End::NotListed,
            Outcome::Failed(Reason::OsUnknown(refusal)) => {
                End::OsUnknown(refusal.map(|refusal| refusal.kind))
            }
            Outcome::Failed(Reason::Reply(error)) => End::Reply(error),
        };
    };
    for later in [now, start_ms, now + 1, 0, deadline_ms, u64::MAX] {
        let next = flow.next(job, later, random.number(), &mut []).unwrap();
        assert!(matches!(next, Next::Expired { .. }), "asked after {end:?}: {next:?}");
    }
    assert!(corrections <= 1, "{asked:?}");
    check_distinct(&asked);
    let (offset_s, retries) = (flow.retry().offset_s(), flow.retry().retries());
    Run { asked, end, ended_ms: now - start_ms, offset_s, retries }
}

/// What the flow does next, after it was offered buffers that are too short.
fn next<'b>(
    flow: &mut Flow,
    job: &Job<'_>,
    now: u64,
    random: u64,
    buf: &'b mut Vec<u8>,
) -> Next<'b> {
    for short in [0, 1] {
        buf.truncate(buf.len().saturating_sub(short));
        let room = buf.len();
        if let Err(error) = flow.next(job, now, random, buf) {
            let Error::BufferTooSmall { needed } = error else { panic!("{error}") };
            assert!(room == 0 || needed == room + 1, "{room} bytes, then {needed}");
            buf.resize(needed, 0);
        }
    }
    flow.next(job, now, random, buf).unwrap()
}

/// How much room the reply's console URL needs, after buffers that are too short were offered.
fn room(flow: &mut Flow, job: &Job<'_>, now: u64, random: u64, answered: &Answered<'_>) -> usize {
    // A copy finds out, since a reply without a console URL is taken in at once.
    let mut copy = flow.clone();
    let Err(Error::BufferTooSmall { needed }) = copy.receive(job, now, random, answered, &mut [])
    else {
        return 0;
    };
    for room in [0, needed / 2, needed - 1] {
        let mut out = vec![0; room];
        let mut copy = flow.clone();
        if let Ok(outcome) = copy.receive(job, now, random, answered, &mut out) {
            // A VNC URL that is written whole is judged, even if what follows has no room.
            assert!(matches!(outcome, Outcome::Failed(Reason::Reply(_))), "{outcome:?}");
            continue;
        }
        let got = flow.receive(job, now, random, answered, &mut out).map(|_| ());
        assert_eq!(got, Err(Error::BufferTooSmall { needed }));
    }
    needed
}

/// How long the reply asks to wait, in milliseconds.
fn wanted(said: &Said) -> u64 {
    let number = |text: &Option<String>| text.as_ref().and_then(|text| text.trim().parse().ok());
    let seconds: u64 = number(&said.retry_after).unwrap_or(0);
    number(&said.retry_after_ms).unwrap_or(0).max(seconds.saturating_mul(1_000))
}

pub(crate) fn answered(said: &Said) -> Answered<'_> {
    Answered {
        status: said.status,
        date: said.date.as_deref(),
        retry_after: said.retry_after.as_deref(),
        retry_after_ms: said.retry_after_ms.as_deref(),
        body: said.body.as_bytes(),
    }
}

/// Read what was signed, wherever the signature version puts it.
pub(crate) fn read(request: &Request<'_>, at_ms: u64, pause_ms: u64) -> Asked {
    let query = request.path_and_query().trim_start_matches("/?");
    let parameters = query.split('&').chain(request.body().split('&'));
    let all: Vec<(String, String)> = parameters
        .filter_map(|parameter| parameter.split_once('='))
        .chain(request.headers())
        .map(|(name, value)| {
            let name = name.trim_start_matches("X-TC-").trim_start_matches("x-acs-");
            let value = percent_decode_str(value).decode_utf8().unwrap().into_owned();
            (name.to_ascii_lowercase(), value)
        })
        .collect();
    let value = |names: &[&str]| {
        all.iter().find(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.clone())
    };
    let moment = value(&["timestamp", "date"]).unwrap();
    let timestamp = moment.parse().unwrap_or_else(|_| {
        let moment: jiff::Timestamp = moment.parse().unwrap();
        u64::try_from(moment.as_second()).unwrap()
    });
    let signature = value(&["authorization", "signature"]).unwrap();
    let scope = signature.split("Credential=").nth(1).unwrap_or_default().split('/');
    Asked {
        action: value(&["action"]).unwrap(),
        at_ms,
        pause_ms,
        timestamp,
        nonce: value(&["signature-nonce", "signaturenonce", "nonce"]),
        day: scope.clone().nth(1).filter(|_| scope.clone().count() > 1).map(str::to_owned),
        signature,
    }
}

/// The request is, byte for byte, what the provider writes for that time and nonce with a key of
/// that day.
fn check_bytes(job: &Job<'_>, asked: &Asked, request: &Request<'_>) {
    let nonce = asked.nonce.as_deref().unwrap_or("1");
    let call = Call { timestamp: asked.timestamp, nonce, ..job.call };
    let Job { provider, credentials, guest, .. } = job;
    let key = match call.signature {
        Some(version) => version.signing_key(provider, credentials, asked.timestamp).unwrap(),
        None => provider.signing_key(credentials, asked.timestamp).unwrap(),
    };
    let (ids, page) = ([guest.instance_id], Page { offset: 0, limit: 1 });
    let mut buf = vec![0; request.http1().len()];
    let buf = buf.as_mut_slice();
    let asks_os = provider.viewer.asks_for_os();
    let expected = match asked.action.as_str() {
        "DescribeInstanceVncUrl" => {
            provider.vnc_request(guest.instance_id, &call, credentials, &key, buf)
        }
        "DescribeInstances" if asks_os => {
            provider.instances_request(Search::Ids(&ids), page, &call, credentials, &key, buf)
        }
        _ => provider.statuses_request(&ids, page, &call, credentials, &key, buf),
    };
    assert_eq!(expected.unwrap().http1(), request.http1());
}

/// No nonce comes twice, and no signature but where time and nonce are the same.
fn check_distinct(asked: &[Asked]) {
    let mut nonces = HashSet::new();
    assert!(asked.iter().filter_map(|each| each.nonce.as_ref()).all(|each| nonces.insert(each)));
    let (mut signatures, mut moments) = (HashSet::new(), HashSet::new());
    for each in asked {
        signatures.insert(&each.signature);
        moments.insert((&each.action, each.timestamp, &each.nonce));
    }
    assert_eq!(signatures.len(), moments.len(), "{asked:?}");
}
