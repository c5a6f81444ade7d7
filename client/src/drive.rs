//! Drives core's flow: sends what it asks for, waits as long as it says.

use core::time::Duration;
use std::{sync::PoisonError, thread, time::Instant};

use vncurl_core::{
    Call, Credentials as Borrowed, Error as CoreError, Guest, ListReply, Refusal, RefusalKind,
    Request,
    console::VNC_URL_MAX,
    flow::{Answered, Flow, Job, Kept, Next, Outcome, Ready, Reason, Retry, Settings},
    identifier::Nonce,
    list::List,
    sign::SigningKey,
};
use zeroize::Zeroizing;

use crate::{
    Client, Console, Difference, Error, NetworkFault, Refused, SignedRequest,
    scrub::scrubbed,
    transport::{LIST_REPLY_MAX, Received, VNC_REPLY_MAX},
};

/// How often a lost request is sent again: a connection that fails every time is a failure to tell
/// of, not one to wait out.
const LOST_MAX: u32 = 2;

/// Why a client waits, for a person who does too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// It asks again after this time.
    Waiting {
        /// How long.
        time: Duration,
        /// What the cloud said; nothing when no reply came.
        why: Option<RefusalKind>,
    },
    /// The cloud's clock is ahead of this machine's by so many seconds; what is signed follows it.
    ClockCorrected {
        /// Negative when it is behind.
        offset_s: i64,
    },
}

/// The driver's clock: the time at the start, and what has passed since.
struct Watch {
    start_ms: u64,
    started: Instant,
}

impl Watch {
    fn now_ms(&self) -> u64 {
        let passed = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.start_ms.saturating_add(passed)
    }

    fn wait_until(&self, until_ms: u64) -> Duration {
        Duration::from_millis(until_ms.saturating_sub(self.now_ms()))
    }
}

impl Client {
    fn watch(&self) -> Watch {
        Watch { start_ms: (self.clock)().saturating_mul(1_000), started: Instant::now() }
    }

    fn timeout_ms(&self) -> u64 {
        u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX)
    }

    pub(crate) fn kept(&self) -> Kept {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
    }

    /// Ask for a console until there is one, the time is over, or asking cannot help.
    pub(crate) fn drive(
        &self,
        instance_id: &str,
        wait_running: Option<Duration>,
        watcher: &mut dyn FnMut(Progress),
    ) -> Result<Console, Error> {
        let credentials = self.credentials.borrow();
        let guest = Guest {
            instance_id,
            windows: self.windows,
            page: self.viewer.as_deref(),
            password: self.password.as_deref().map(String::as_str),
        };
        let job = Job { provider: self.provider, call: self.call()?, credentials, guest };
        let timeout_ms = wait_running.map_or(self.timeout_ms(), |time| {
            u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(self.timeout_ms())
        });
        let settings =
            Settings { timeout_ms, preflight: false, wait_running: wait_running.is_some() };
        let watch = self.watch();
        let flow = Flow::new(&job, settings, watch.now_ms()).map_err(Error::Input)?;
        let mut flow = flow.with_kept(self.kept());
        let ended = self.run(&mut flow, &job, &watch, watcher);
        self.keep(flow.into_kept());
        ended
    }

    fn run(
        &self,
        flow: &mut Flow,
        job: &Job<'_>,
        watch: &Watch,
        watcher: &mut dyn FnMut(Progress),
    ) -> Result<Console, Error> {
        let mut lost = 0_u32;
        loop {
            let before = flow.retry().offset_s();
            let request = match next_step(flow, job, watch)? {
                Step::Send(request) => request,
                Step::Wait { until_ms } => {
                    let time = watch.wait_until(until_ms);
                    watcher(Progress::Waiting { time, why: flow.retry().last_refusal() });
                    thread::sleep(time);
                    continue;
                }
                Step::Expired { last } => return Err(Error::Deadline { last }),
            };
            let left = watch.wait_until(flow.retry().deadline_ms());
            let received = match self.transport(&request)?.send(&request, VNC_REPLY_MAX, left) {
                Ok(received) => received,
                Err(fault) if fault.may_pass() && lost < LOST_MAX => {
                    lost = lost.saturating_add(1);
                    flow.lost(watch.now_ms(), random()?);
                    if flow.retry().is_over() {
                        return Err(Error::Network(fault));
                    }
                    continue;
                }
                Err(fault) => return Err(Error::Network(fault)),
            };
            let answered = received.answered();
            match self.receive(flow, job, watch, &request, &answered)? {
                Some(console) => return Ok(console),
                None if flow.retry().offset_s() != before => {
                    watcher(Progress::ClockCorrected { offset_s: flow.retry().offset_s() });
                }
                None => {}
            }
        }
    }

    fn receive(
        &self,
        flow: &mut Flow,
        job: &Job<'_>,
        watch: &Watch,
        request: &SignedRequest,
        answered: &Answered<'_>,
    ) -> Result<Option<Console>, Error> {
        let mut out = Zeroizing::new(vec![0; 1024]);
        let now_ms = watch.now_ms();
        let random = random()?;
        loop {
            let outcome = match flow.receive(job, now_ms, random, answered, &mut out) {
                Err(CoreError::BufferTooSmall { needed }) => {
                    out.resize(needed, 0);
                    continue;
                }
                other => other.map_err(Error::Input)?,
            };
            return match outcome {
                Outcome::Again => Ok(None),
                Outcome::Done(done) => {
                    let mut room = Zeroizing::new(vec![0; 3 * VNC_URL_MAX]);
                    let websocket = job.provider.websocket_url(&done.vnc_url, &mut room);
                    Ok(Some(Console {
                        provider: self.provider,
                        instance_id: job.guest.instance_id.to_owned(),
                        url: Zeroizing::new(done.console_url.to_owned()),
                        websocket_url: Zeroizing::new(websocket.map_err(Error::Reply)?.to_owned()),
                        not_after: done.not_after,
                        keep_alive_s: self.provider.keep_alive_s(self.viewer.as_deref()),
                        request_id: done.request_id.to_string(),
                        clock_offset_s: flow.retry().offset_s(),
                    }))
                }
                Outcome::Failed(reason) => {
                    Err(self.error_of(job.guest.instance_id, reason, request))
                }
            };
        }
    }

    fn error_of(&self, instance_id: &str, reason: Reason<'_>, request: &SignedRequest) -> Error {
        match reason {
            Reason::Refused(refusal) => Error::Refused(self.refused(&refusal, request)),
            Reason::State { kind, state } => Error::NotReady { kind, state: state.to_string() },
            Reason::NotListed => Error::NotListed {
                instance_id: instance_id.to_owned(),
                region: self.region.clone(),
            },
            Reason::OsUnknown(refusal) => {
                Error::OsUnknown { refused: refusal.map(|refusal| self.refused(&refusal, request)) }
            }
            Reason::Reply(error) => Error::Reply(error),
        }
    }

    fn refused(&self, refusal: &Refusal<'_>, request: &SignedRequest) -> Box<Refused> {
        let mut refused = Box::new(Refused::new(refusal));
        if refusal.kind == RefusalKind::Signature {
            let algorithm = self.signature_version().algorithm;
            let service = self.provider.service;
            refused.difference =
                Difference::find(refusal, request, algorithm, &self.credentials, service);
        }
        refused
    }

    /// Ask for one page of a list until it comes, the time is over, or asking cannot help.
    pub(crate) fn page<T>(
        &self,
        write: impl Fn(
            &Call<'_>,
            &Borrowed<'_>,
            &SigningKey,
            &mut [u8],
        ) -> Result<SignedRequest, CoreError>,
        read: impl for<'a> Fn(&Answered<'a>) -> Result<PageRead<'a, T>, CoreError>,
    ) -> Result<T, Error> {
        let watch = self.watch();
        let kept = self.kept();
        let retry = Retry::new(watch.now_ms(), self.timeout_ms());
        let mut retry = retry.with_offset(kept.offset_s);
        let mut lost = 0_u32;
        loop {
            match retry.ready(watch.now_ms()) {
                Ready::Now => {}
                Ready::Wait { until_ms } => {
                    thread::sleep(watch.wait_until(until_ms));
                    continue;
                }
                Ready::Expired => return Err(Error::Deadline { last: retry.last_refusal() }),
            }
            let nonce = Nonce::new(random()?);
            let timestamp = retry.timestamp(watch.now_ms());
            let call = Call { timestamp, nonce: nonce.as_str(), ..self.call()? };
            let request = self.sign_call(&call, &write).map_err(Error::Input)?;
            let left = watch.wait_until(retry.deadline_ms());
            let received: Received =
                match self.transport(&request)?.send(&request, LIST_REPLY_MAX, left) {
                    Ok(received) => received,
                    Err(fault) if fault.may_pass() && lost < LOST_MAX => {
                        lost = lost.saturating_add(1);
                        retry.lost(watch.now_ms(), random()?);
                        continue;
                    }
                    Err(fault) => return Err(Error::Network(fault)),
                };
            let answered = received.answered();
            let (now_ms, random) = (watch.now_ms(), random()?);
            match read(&answered) {
                Ok(PageRead::Items(items)) => {
                    self.keep_offset(retry.offset_s());
                    return Ok(items);
                }
                Ok(PageRead::Refusal(refusal)) => {
                    if !retry.refused(now_ms, random, &answered, refusal.kind) {
                        return Err(Error::Refused(self.refused(&refusal, &request)));
                    }
                }
                Err(error) => {
                    if !retry.unreadable(now_ms, random, &answered, error) {
                        return Err(Error::Reply(error));
                    }
                }
            }
        }
    }

    fn keep_offset(&self, offset_s: i64) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).offset_s = offset_s;
    }

    /// Sign one request with the kept key, or with a new one when that serves no longer.
    pub(crate) fn sign_call(
        &self,
        call: &Call<'_>,
        write: &impl Fn(
            &Call<'_>,
            &Borrowed<'_>,
            &SigningKey,
            &mut [u8],
        ) -> Result<SignedRequest, CoreError>,
    ) -> Result<SignedRequest, CoreError> {
        let credentials = self.credentials.borrow();
        let key = self.kept().key.filter(|key| key.serves(call.timestamp));
        let key = if let Some(key) = key {
            key
        } else {
            let key = self.provider.signing_key_for(call, &credentials)?;
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).key = Some(key.clone());
            key
        };
        scrubbed(|| {
            let mut buf = Zeroizing::new(vec![0; 2048]);
            loop {
                match write(call, &credentials, &key, &mut buf) {
                    Err(CoreError::BufferTooSmall { needed }) => buf.resize(needed, 0),
                    other => return other,
                }
            }
        })
    }
}

/// A page in the driver's own memory, or the cloud's "no".
pub(crate) enum PageRead<'a, T> {
    Items(T),
    Refusal(Refusal<'a>),
}

impl<'a, T> PageRead<'a, T> {
    /// Take the items of a reply over.
    pub(crate) fn of<I>(
        reply: Result<ListReply<'a, I>, CoreError>,
        take: impl FnOnce(&List<'a, I>) -> T,
    ) -> Result<Self, CoreError> {
        Ok(match reply? {
            ListReply::List(list) => Self::Items(take(&list)),
            ListReply::Refusal(refusal) => Self::Refusal(refusal),
        })
    }
}

/// What the flow asks for now, in the driver's own memory.
fn next_step(flow: &mut Flow, job: &Job<'_>, watch: &Watch) -> Result<Step, Error> {
    let mut buf = Zeroizing::new(vec![0; 2048]);
    loop {
        let (now_ms, random) = (watch.now_ms(), random()?);
        let step = scrubbed(|| match flow.next(job, now_ms, random, &mut buf)? {
            Next::Send(request) => {
                Ok(Step::Send(SignedRequest::new(&request, flow.retry().timestamp(now_ms))))
            }
            Next::Wait { until_ms } => Ok(Step::Wait { until_ms }),
            Next::Expired { last } => Ok(Step::Expired { last }),
        });
        match step {
            Err(CoreError::BufferTooSmall { needed }) => buf.resize(needed, 0),
            other => return other.map_err(Error::Input),
        }
    }
}

/// What the flow asks for.
enum Step {
    Send(SignedRequest),
    Wait { until_ms: u64 },
    Expired { last: Option<RefusalKind> },
}

/// 64 random bits of the system.
pub(crate) fn random() -> Result<u64, Error> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| Error::NoRandomness)?;
    Ok(u64::from_ne_bytes(random))
}

impl NetworkFault {
    /// Whether the same request may come through a moment later.
    fn may_pass(&self) -> bool {
        matches!(self, Self::Connection { .. })
    }
}

impl SignedRequest {
    /// The owned form of a request, for closures that write one.
    pub(crate) fn of(
        request: Result<Request<'_>, CoreError>,
        timestamp: u64,
    ) -> Result<Self, CoreError> {
        request.map(|request| Self::new(&request, timestamp))
    }
}
