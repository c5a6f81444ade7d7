//! The flow: what a careful operator does between an instance id and its console.
//!
//! A state machine without a clock, a socket or memory of its own. Its driver asks [`Flow::next`]
//! what to do, sends or waits, and hands every reply to [`Flow::receive`]:
//!
//! ```text
//! next ──► Send(request) ──your transport──► receive ──► Again, Done(console), Failed(reason)
//!      └─► Wait(until)
//! ```
//!
//! 1. Where asked for, it looks first whether the instance runs, and for Alibaba whether it runs
//!    Windows, since the viewer page must be told.
//! 2. It asks for the VNC URL and builds the console URL.
//! 3. A refusal is retried when a retry can help (throttled, busy, the cloud's own fault, a lost
//!    reply), each time with a new time, nonce and signature, after a pause that doubles, varies and
//!    honours what the cloud asks for, and never past the deadline.
//! 4. A refused clock is corrected once, by the `Date` of the reply that refused it. So a device
//!    without a clock starts at any time it likes.
//! 5. Everything else ends it with one reason.
//!
//! All times are milliseconds of the driver's clock: Unix time where there is one.

#[cfg_attr(not(feature = "lists"), path = "flow/no_preflight.rs")]
mod preflight;
mod retry;
mod step;

use core::fmt;

pub use retry::{Answered, Ready, Retry};
pub use step::{Done, Next, Outcome, Reason};

use self::preflight::Preflight;
use crate::{
    Call, Credentials, Error, Guest, Request, identifier::Nonce, provider::Provider,
    sign::SigningKey,
};

/// What a flow is about: the same at every step.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// Who is asked.
    pub provider: &'static Provider,
    /// Where and how; the flow itself fills in `timestamp` and `nonce`.
    pub call: Call<'a>,
    /// Who signs.
    pub credentials: Credentials<'a>,
    /// The instance, and what its viewer page is told; what `windows` leaves open, the flow finds
    /// out where the page asks.
    pub guest: Guest<'a>,
}

/// What a flow may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How long it may take in all, in milliseconds.
    pub timeout_ms: u64,
    /// Look at the instance's state before asking for its console.
    pub preflight: bool,
    /// Wait for an instance that is not running, in the hope that somebody starts it.
    pub wait_running: bool,
}

/// The pause of a flow that waits for an instance to run. A start takes tens of seconds, so two more do
/// not matter, and one question in two seconds leaves the account's quota (10 a second and more) to others.
const WAIT_RUNNING_MS: u64 = 2_000;

/// The state of one way from an instance id to its console, below 1 KiB. It keeps the signing key,
/// which is wiped when dropped.
#[derive(Clone)]
pub struct Flow {
    settings: Settings,
    stage: Stage,
    retry: Retry,
    sent_ms: u64,
    /// Whether the guest runs Windows, once that is known.
    windows: Option<bool>,
    key: Option<SigningKey>,
}

/// What is asked next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The state, and the operating system where it must be known.
    Preflight(Preflight),
    /// The VNC URL.
    Console,
}

impl Flow {
    /// Start at `now_ms`.
    ///
    /// # Errors
    ///
    /// What can be told before anything is sent: [`Error::InvalidInstanceId`],
    /// [`Error::InvalidViewer`], [`Error::InvalidPassword`], [`Error::PasswordNotTaken`]; without the
    /// feature `lists` also [`Error::UnsupportedAction`] where it would have to look at the instance.
    pub fn new(job: &Job<'_>, settings: Settings, now_ms: u64) -> Result<Self, Error> {
        // A VNC URL lives for seconds, so nothing that is missing may be found out after it came.
        let guest = Guest { windows: job.guest.windows.or(Some(false)), ..job.guest };
        job.provider.check_guest(&guest)?;
        let asks = job.guest.windows.is_none() && job.provider.viewer.asks_for_os();
        let stage = Preflight::new(settings, asks)?.map_or(Stage::Console, Stage::Preflight);
        Ok(Self {
            settings,
            stage,
            retry: Retry::new(now_ms, settings.timeout_ms),
            sent_ms: now_ms,
            windows: job.guest.windows,
            key: None,
        })
    }

    /// Go on with a signing key and a clock correction that another flow of the same credentials,
    /// provider and signature version ended with ([`Flow::into_kept`]).
    #[must_use]
    pub fn with_kept(mut self, kept: Kept) -> Self {
        self.key = kept.key;
        self.retry = self.retry.with_offset(kept.offset_s);
        self
    }

    /// What a further flow can go on with.
    #[must_use]
    pub fn into_kept(self) -> Kept {
        Kept { key: self.key, offset_s: self.retry.offset_s() }
    }

    /// Retries, the deadline and the clock, to be shown to a person who waits.
    #[must_use]
    pub fn retry(&self) -> &Retry {
        &self.retry
    }

    /// What to do at `now_ms`. `random` is new at every call: it makes the nonce.
    ///
    /// About 1 KiB of `buf` are used, more with a token.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::vnc_request`]; with [`Error::BufferTooSmall`] the same call can be
    /// made again.
    pub fn next<'b>(
        &mut self,
        job: &Job<'_>,
        now_ms: u64,
        random: u64,
        buf: &'b mut [u8],
    ) -> Result<Next<'b>, Error> {
        match self.retry.ready(now_ms) {
            Ready::Now => {}
            Ready::Wait { until_ms } => return Ok(Next::Wait { until_ms }),
            Ready::Expired => return Ok(Next::Expired { last: self.retry.last_refusal() }),
        }
        let nonce = Nonce::new(random);
        let timestamp = self.retry.timestamp(now_ms);
        let call = Call { timestamp, nonce: nonce.as_str(), ..job.call };
        if !self.key.as_ref().is_some_and(|key| key.serves(timestamp)) {
            self.key = None;
        }
        let key = match &mut self.key {
            Some(key) => &*key,
            absent => derive(absent, job, &call)?,
        };
        let asks_for_os = self.windows.is_none() && job.provider.viewer.asks_for_os();
        let request = self.stage.request(job, asks_for_os, &call, key, buf)?;
        self.sent_ms = now_ms;
        Ok(Next::Send(request))
    }
}

/// Derive the signing key into its place; moving it takes no stack of what comes afterwards.
#[inline(never)]
fn derive<'k>(
    place: &'k mut Option<SigningKey>,
    job: &Job<'_>,
    call: &Call<'_>,
) -> Result<&'k SigningKey, Error> {
    Ok(place.insert(job.provider.signing_key_for(call, &job.credentials)?))
}

impl Stage {
    #[inline(never)]
    fn request<'b>(
        self,
        job: &Job<'_>,
        asks_for_os: bool,
        call: &Call<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        match self {
            Self::Console => {
                let Job { provider, credentials, guest, .. } = job;
                provider.vnc_request(guest.instance_id, call, credentials, key, buf)
            }
            Self::Preflight(preflight) => preflight.request(job, asks_for_os, call, key, buf),
        }
    }
}

/// What outlives a flow: a signing key and a clock correction.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The key, for the UTC day that it serves.
    pub key: Option<SigningKey>,
    /// Seconds that the cloud's clock is ahead of the driver's.
    pub offset_s: i64,
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow")
            .field("stage", &self.stage)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
