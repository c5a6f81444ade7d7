//! What a flow makes of a reply.

use core::fmt;

use super::{Answered, Flow, Job, Stage, WAIT_RUNNING_MS};
use crate::{Error, Guest, Refusal, RefusalKind, Reply, Request, text::Text};

/// What to do next.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Next<'b> {
    /// Send this, and hand the reply to [`Flow::receive`], or say [`Flow::lost`].
    Send(Request<'b>),
    /// Ask again at this time.
    Wait {
        /// The time, in milliseconds of the driver's clock.
        until_ms: u64,
    },
    /// The time is over, or what is left of it is too short for another try. The same comes from a
    /// flow that has ended otherwise.
    Expired {
        /// Why it was not enough, as [`Retry::last_refusal`](super::Retry::last_refusal) has it.
        last: Option<RefusalKind>,
    },
}

/// What a reply leads to.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome<'r, 'o> {
    /// Ask [`Flow::next`] what to do.
    Again,
    /// Open it.
    Done(Done<'r, 'o>),
    /// There will be no console.
    Failed(Reason<'r>),
}

/// A console that can be opened now.
#[derive(Clone, Copy)]
pub struct Done<'r, 'o> {
    /// The console URL.
    pub console_url: &'o str,
    /// The VNC URL in it, for [`Provider::websocket_url`](crate::Provider::websocket_url).
    pub vnc_url: Text<'r>,
    /// Milliseconds of the driver's clock after which it cannot be opened any more: the time of
    /// sending and the provider's validity.
    pub not_after_ms: u64,
    /// The same in Unix seconds of the cloud's clock.
    pub not_after: u64,
    /// The cloud's id of the call.
    pub request_id: Text<'r>,
}

impl fmt::Debug for Done<'_, '_> {
    /// Without the URL: who has it has the console.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Done").field("not_after", &self.not_after).finish_non_exhaustive()
    }
}

/// Why there will be no console.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reason<'r> {
    /// The cloud said no, and asking again cannot help, or not before the deadline.
    Refused(Refusal<'r>),
    /// The instance's own state says no: `not-running`, or `busy` past the deadline.
    State {
        /// The word.
        kind: RefusalKind,
        /// The state, in the cloud's word.
        state: Text<'r>,
    },
    /// The list of instances holds no such instance, so it is not in this region.
    NotListed,
    /// The viewer page must be told whether the guest runs Windows, and the cloud may not be asked
    /// or does not say.
    OsUnknown(Option<Refusal<'r>>),
    /// The reply cannot be read, or its VNC URL cannot be opened.
    Reply(Error),
}

impl Flow {
    /// Take in a reply at `now_ms`; the console URL goes into `out`. `random` varies the pauses.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] when `out` is too short: the same call can be made again.
    pub fn receive<'r, 'o>(
        &mut self,
        job: &Job<'_>,
        now_ms: u64,
        random: u64,
        answered: &Answered<'r>,
        out: &'o mut [u8],
    ) -> Result<Outcome<'r, 'o>, Error> {
        let outcome = self.judge(job, now_ms, random, answered, out)?;
        if !matches!(outcome, Outcome::Again) {
            self.retry.end();
        }
        Ok(outcome)
    }

    fn judge<'r, 'o>(
        &mut self,
        job: &Job<'_>,
        now_ms: u64,
        random: u64,
        answered: &Answered<'r>,
        out: &'o mut [u8],
    ) -> Result<Outcome<'r, 'o>, Error> {
        match self.stage {
            Stage::Preflight(preflight) => Ok(preflight.judge(self, job, now_ms, random, answered)),
            Stage::Console => self.judge_console(job, now_ms, random, answered, out),
        }
    }

    /// The stages' readers stand on a device's stack one at a time.
    #[inline(never)]
    fn judge_console<'r, 'o>(
        &mut self,
        job: &Job<'_>,
        now_ms: u64,
        random: u64,
        answered: &Answered<'r>,
        out: &'o mut [u8],
    ) -> Result<Outcome<'r, 'o>, Error> {
        let reply = match job.provider.read_reply(answered.status, answered.body) {
            Ok(Reply::VncUrl(reply)) => reply,
            Ok(Reply::Refusal(refusal)) => {
                return Ok(self.refused(job, now_ms, random, answered, refusal));
            }
            Err(error) => return Ok(self.unreadable(now_ms, random, answered, error)),
        };
        let windows = self.windows.or(job.guest.windows);
        let guest = Guest { windows, ..job.guest };
        let console_url = match job.provider.console_url(&reply.vnc_url, &guest, out) {
            Ok(console_url) => console_url,
            Err(error @ Error::BufferTooSmall { .. }) => return Err(error),
            Err(error) => return Ok(Outcome::Failed(Reason::Reply(error))),
        };
        let valid_s = u64::from(job.provider.vnc_url_valid_s);
        let sent = self.retry.timestamp(self.sent_ms);
        Ok(Outcome::Done(Done {
            console_url,
            vnc_url: reply.vnc_url,
            not_after_ms: self.sent_ms.saturating_add(valid_s.saturating_mul(1_000)),
            not_after: sent.saturating_add(valid_s),
            request_id: reply.request_id,
        }))
    }

    /// Say that no reply came: the connection failed, or was silent for too long. Both actions
    /// only read, so the next step asks again.
    pub fn lost(&mut self, now_ms: u64, random: u64) {
        self.retry.lost(now_ms, random);
    }

    /// Go over to the VNC URL.
    pub(super) fn get_on<'r, 'o>(&mut self) -> Outcome<'r, 'o> {
        self.stage = Stage::Console;
        self.retry.got_on();
        Outcome::Again
    }

    pub(super) fn refused<'r, 'o>(
        &mut self,
        job: &Job<'_>,
        now_ms: u64,
        random: u64,
        answered: &Answered<'_>,
        refusal: Refusal<'r>,
    ) -> Outcome<'r, 'o> {
        let again = if refusal.kind == RefusalKind::NotRunning && self.settings.wait_running {
            self.retry.last = Some(refusal.kind);
            self.retry.pause(now_ms, random, WAIT_RUNNING_MS, Some(answered))
        } else {
            self.retry.refused(now_ms, random, answered, refusal.kind)
        };
        if again {
            return Outcome::Again;
        }
        // Who may open consoles need not be allowed to list instances.
        let only_looked = matches!(self.stage, Stage::Preflight(_));
        if only_looked && refusal.kind == RefusalKind::NoPermission {
            if job.provider.viewer.asks_for_os() && self.windows.is_none() {
                return Outcome::Failed(Reason::OsUnknown(Some(refusal)));
            }
            return self.get_on();
        }
        Outcome::Failed(Reason::Refused(refusal))
    }

    /// A reply that is none of the service: a gateway's, which may be passing.
    pub(super) fn unreadable<'r, 'o>(
        &mut self,
        now_ms: u64,
        random: u64,
        answered: &Answered<'_>,
        error: Error,
    ) -> Outcome<'r, 'o> {
        if self.retry.unreadable(now_ms, random, answered, error) {
            return Outcome::Again;
        }
        Outcome::Failed(Reason::Reply(error))
    }
}
