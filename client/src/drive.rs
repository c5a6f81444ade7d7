//! Drives core's flow: sends what it asks for, waits as long as it says.

use core::time::Duration;
use std::{sync::PoisonError, thread, time::Instant};

use vncurl_core::{
    Call, Credentials as Borrowed, Error as CoreError, ListReply, Refusal, RefusalKind, Request,
    flow::{Answered, Kept, Ready, Retry},
    identifier::Nonce,
    list::List,
    sign::SigningKey,
};
use zeroize::Zeroizing;

use crate::{
    Client, Console, Error, Opening, Received, SignedRequest, Step,
    connection::{LIST_REPLY_MAX, VNC_REPLY_MAX},
    opening::LOST_MAX,
    scrub::scrubbed,
    signer::Signer,
};

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

    pub(crate) fn kept_as_it_is(&self) -> (u64, Kept) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn offset_s(&self) -> i64 {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).1.offset_s
    }

    /// What the last flow left for this round of credentials: a key of other ones is none.
    pub(crate) fn kept(&self, round: u64) -> Kept {
        let (of_round, kept) = self.kept_as_it_is();
        Kept { key: kept.key.filter(|_| of_round == round), ..kept }
    }

    pub(crate) fn keep(&self, round: u64, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = (round, kept);
    }

    /// Ask for a console until there is one, the time is over, or asking cannot help.
    pub(crate) fn drive(
        &self,
        instance_id: &str,
        wait_running: Option<Duration>,
        watcher: &mut dyn FnMut(Progress),
    ) -> Result<Console, Error> {
        let watch = self.watch();
        let mut opening = Opening::new(self, instance_id, wait_running, watch.now_ms())?;
        loop {
            let before = opening.retry().offset_s();
            self.signer(watch.now_ms() / 1_000)?;
            let request = match opening.next(watch.now_ms())? {
                Step::Send(request) => request,
                Step::Wait { until_ms } => {
                    let time = watch.wait_until(until_ms);
                    watcher(Progress::Waiting { time, why: opening.retry().last_refusal() });
                    thread::sleep(time);
                    continue;
                }
                Step::Expired { last } => return Err(Error::Deadline { last }),
            };
            let left = watch.wait_until(opening.retry().deadline_ms());
            match self.exchange(&request, left) {
                Ok(received) => {
                    let console = opening.receive(watch.now_ms(), &received.answered())?;
                    if let Some(console) = console {
                        return Ok(console);
                    }
                }
                Err(Error::Network(fault)) => opening.lost(watch.now_ms(), fault)?,
                Err(error) => return Err(error),
            }
            let offset_s = opening.retry().offset_s();
            if offset_s != before {
                watcher(Progress::ClockCorrected { offset_s });
            }
        }
    }

    /// Send a request of an [`Opening`] over this client's connection, and give the whole reply.
    ///
    /// # Errors
    ///
    /// [`Error::Network`], which [`Opening::lost`] takes; [`Error::File`] for the certificates;
    /// [`Error::NoTransport`].
    pub fn exchange(&self, request: &SignedRequest, timeout: Duration) -> Result<Received, Error> {
        self.connection.send(request, VNC_REPLY_MAX, timeout)
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
        let offset_s = self.offset_s();
        let retry = Retry::new(watch.now_ms(), self.timeout_ms());
        let mut retry = retry.with_offset(offset_s);
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
            let signer = self.signer(watch.now_ms() / 1_000)?;
            let request = self.sign_call(&signer, &call, &write).map_err(Error::Input)?;
            let left = watch.wait_until(retry.deadline_ms());
            let received = match self.connection.send(&request, LIST_REPLY_MAX, left) {
                Ok(received) => received,
                Err(Error::Network(fault)) if fault.may_pass() && lost < LOST_MAX => {
                    lost = lost.saturating_add(1);
                    retry.lost(watch.now_ms(), random()?);
                    continue;
                }
                Err(error) => return Err(error),
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
                        let offset_s = retry.offset_s();
                        return Err(Error::Refused(self.refused(
                            &refusal,
                            Some(&request),
                            offset_s,
                        )));
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
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).1.offset_s = offset_s;
    }

    /// Sign one request with the kept key, or with a new one when that serves no longer.
    pub(crate) fn sign_call(
        &self,
        signer: &Signer,
        call: &Call<'_>,
        write: &impl Fn(
            &Call<'_>,
            &Borrowed<'_>,
            &SigningKey,
            &mut [u8],
        ) -> Result<SignedRequest, CoreError>,
    ) -> Result<SignedRequest, CoreError> {
        let credentials = signer.credentials.borrow();
        let kept = self.kept(signer.round);
        let key = kept.key.filter(|key| key.serves(call.timestamp));
        let key = if let Some(key) = key {
            key
        } else {
            let key = self.provider.signing_key_for(call, &credentials)?;
            self.keep(signer.round, Kept { key: Some(key.clone()), ..kept });
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

/// 64 random bits of the system.
pub(crate) fn random() -> Result<u64, Error> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|_| Error::NoRandomness)?;
    Ok(u64::from_ne_bytes(random))
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
