//! When to ask again: the part of a flow that every request has.

use core::fmt;

use crate::{Error, RefusalKind, time::http_date};

/// The first pause before a retry, and the longest that doubling makes. The clouds count requests by the
/// second, so half of one can already help; and within a time-out of half a minute a pause over a quarter
/// of it would leave no attempt behind it.
const PAUSE_MS: u64 = 500;
const PAUSE_MAX_MS: u64 = 8_000;

/// What came back.
#[derive(Clone, Copy, Default)]
pub struct Answered<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The header `Date`.
    pub date: Option<&'a str>,
    /// The header `Retry-After`: seconds, or a date, which is not honoured.
    pub retry_after: Option<&'a str>,
    /// The header `x-acs-retry-after`: milliseconds, as Alibaba's SDK takes it.
    pub retry_after_ms: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

impl fmt::Debug for Answered<'_> {
    /// Without the body, which may hold a VNC URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered")
            .field("status", &self.status)
            .field("date", &self.date)
            .finish_non_exhaustive()
    }
}

/// Whether to ask now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Ready {
    /// Ask.
    Now,
    /// Not before this time.
    Wait {
        /// The time, in milliseconds of the driver's clock.
        until_ms: u64,
    },
    /// The time is over, or what is left of it is too short for another try.
    Expired,
}

/// Retries, the deadline and the cloud's clock: what [`Flow`](super::Flow) keeps for a console, and
/// a driver of its own for one page of a list.
///
/// # Examples
///
/// ```
/// use vncurl_core::{RefusalKind, flow::{Answered, Ready, Retry}};
///
/// let mut retry = Retry::new(0, 40_000);
/// assert_eq!(retry.ready(0), Ready::Now);
/// let answered = Answered { status: 503, retry_after: Some("2"), ..Answered::default() };
/// assert!(retry.refused(150, 0x5eed, &answered, RefusalKind::Throttled)); // it is worth another try
/// assert!(matches!(retry.ready(150), Ready::Wait { until_ms } if until_ms >= 2_150));
/// ```
#[derive(Clone, Debug)]
pub struct Retry {
    deadline_ms: u64,
    not_before_ms: u64,
    /// Retries so far.
    retries: u32,
    /// How often the pause was doubled since it last got on.
    doublings: u32,
    /// What the last reply refused, for the reason when the time is over.
    pub(super) last: Option<RefusalKind>,
    /// What is added to the driver's clock.
    offset_s: i64,
    /// Whether a refused clock was corrected.
    corrected: bool,
    /// Whether it has ended, for whatever reason.
    over: bool,
}

impl Retry {
    /// Start at `now_ms`, and end `timeout_ms` later.
    #[must_use]
    pub fn new(now_ms: u64, timeout_ms: u64) -> Self {
        Self {
            deadline_ms: now_ms.saturating_add(timeout_ms),
            not_before_ms: now_ms,
            retries: 0,
            doublings: 0,
            last: None,
            offset_s: 0,
            corrected: false,
            over: false,
        }
    }

    /// The same, with a clock correction that is known already.
    #[must_use]
    pub fn with_offset(self, offset_s: i64) -> Self {
        Self { offset_s, ..self }
    }

    /// Whether to ask at `now_ms`. Once it is over it stays over, even when the clock is set back.
    #[must_use]
    pub fn ready(&mut self, now_ms: u64) -> Ready {
        self.over |= now_ms >= self.deadline_ms;
        if self.over {
            Ready::Expired
        } else if now_ms < self.not_before_ms {
            Ready::Wait { until_ms: self.not_before_ms }
        } else {
            Ready::Now
        }
    }

    /// The Unix seconds to sign at `now_ms`, by the cloud's clock as far as it is known.
    #[must_use]
    pub fn timestamp(&self, now_ms: u64) -> u64 {
        (now_ms / 1_000).saturating_add_signed(self.offset_s)
    }

    /// Seconds that the cloud's clock is ahead of the driver's, as far as a refusal has told.
    #[must_use]
    pub fn offset_s(&self) -> i64 {
        self.offset_s
    }

    /// How often something was asked again.
    #[must_use]
    pub fn retries(&self) -> u32 {
        self.retries
    }

    /// Why it asks again: what the last reply refused. Nothing when that got lost, was none of the
    /// service, or let a flow go on to the VNC URL.
    #[must_use]
    pub fn last_refusal(&self) -> Option<RefusalKind> {
        self.last
    }

    /// When it gives up, in milliseconds of the driver's clock.
    #[must_use]
    pub fn deadline_ms(&self) -> u64 {
        self.deadline_ms
    }

    /// Take in a refusal; whether to ask again.
    pub fn refused(
        &mut self,
        now_ms: u64,
        random: u64,
        answered: &Answered<'_>,
        kind: RefusalKind,
    ) -> bool {
        self.last = Some(kind);
        match kind {
            RefusalKind::Throttled | RefusalKind::CloudFault | RefusalKind::Busy => {
                self.pause(now_ms, random, PAUSE_MS, Some(answered))
            }
            RefusalKind::Unknown if is_passing(answered.status) => {
                self.pause(now_ms, random, PAUSE_MS, Some(answered))
            }
            RefusalKind::ClockSkew => self.correct_clock(now_ms, answered),
            _ => false,
        }
    }

    /// Take in a reply that is none of the service: a gateway's, which may be passing. Whether to
    /// ask again.
    pub fn unreadable(
        &mut self,
        now_ms: u64,
        random: u64,
        answered: &Answered<'_>,
        error: Error,
    ) -> bool {
        self.last = None;
        matches!(error, Error::UnexpectedStatus { status } if is_passing(status))
            && self.pause(now_ms, random, PAUSE_MS, Some(answered))
    }

    /// Take in that no reply came; the time is over when there is none left for another.
    pub fn lost(&mut self, now_ms: u64, random: u64) {
        self.last = None;
        self.over |= !self.pause(now_ms, random, PAUSE_MS, None);
    }

    /// What kept it is past: pauses start anew, and it is no reason any more.
    pub(super) fn got_on(&mut self) {
        self.doublings = 0;
        self.last = None;
    }

    /// Whether it has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// End it: nothing more is asked.
    pub(super) fn end(&mut self) {
        self.over = true;
    }

    /// Learn the cloud's clock from the reply that refused ours; only once, since a second refusal
    /// has another cause. There is no pause but the one that the cloud asks for.
    fn correct_clock(&mut self, now_ms: u64, answered: &Answered<'_>) -> bool {
        let Some(theirs) = answered.date.and_then(http_date) else { return false };
        if core::mem::replace(&mut self.corrected, true) {
            return false;
        }
        let ours = (now_ms / 1_000).cast_signed();
        self.offset_s = theirs.cast_signed().saturating_sub(ours);
        self.again_at(now_ms.saturating_add(answered.wait_ms()))
    }

    /// Pause before the next request: doubled each time, varied by a quarter, at least what the
    /// cloud asks for. Whether that is before the deadline.
    pub(super) fn pause(
        &mut self,
        now_ms: u64,
        random: u64,
        first_ms: u64,
        answered: Option<&Answered<'_>>,
    ) -> bool {
        let doubled = first_ms.saturating_mul(1 << self.doublings.min(16)).min(PAUSE_MAX_MS);
        let part = random.checked_rem(doubled / 2).unwrap_or_default();
        let varied = doubled.saturating_sub(doubled / 4).saturating_add(part);
        let asked = answered.map_or(0, Answered::wait_ms);
        self.doublings = self.doublings.saturating_add(1);
        self.again_at(now_ms.saturating_add(varied.max(asked)))
    }

    /// Ask again at `until_ms`. Whether that is before the deadline.
    fn again_at(&mut self, until_ms: u64) -> bool {
        if until_ms >= self.deadline_ms {
            return false;
        }
        self.not_before_ms = until_ms;
        self.retries = self.retries.saturating_add(1);
        true
    }
}

impl Answered<'_> {
    /// How long the cloud asks to wait, in milliseconds.
    fn wait_ms(&self) -> u64 {
        let number =
            |text: Option<&str>| text.and_then(|text| text.trim_ascii().parse::<u64>().ok());
        let seconds = number(self.retry_after).unwrap_or_default();
        number(self.retry_after_ms).unwrap_or_default().max(seconds.saturating_mul(1_000))
    }
}

/// Whether an HTTP status says that the same request may succeed later.
const fn is_passing(status: u16) -> bool {
    matches!(status, 429 | 500 | 502..=504)
}
