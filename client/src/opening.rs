//! A console step by step: the flow of one client, for a transport of one's own.

use core::{fmt, ops::Deref, time::Duration};

use vncurl_core::{
    Error as CoreError, Guest, Refusal, RefusalKind,
    console::VNC_URL_MAX,
    flow::{Answered, Flow, Job, Kept, Next, Outcome, Reason, Retry, Settings},
};
use zeroize::Zeroizing;

use crate::{
    Client, Console, Difference, Error, NetworkFault, Refused, SignedRequest, drive::random,
    scrub::scrubbed, signer::Signer,
};

/// How often a lost request is sent again: a connection that fails every time is a failure to tell
/// of, not one to wait out.
pub(crate) const LOST_MAX: u32 = 2;

/// One way from an instance id to its console.
///
/// It sends nothing and reads no clock: its driver asks [`Opening::next`] what to do, and hands
/// every reply to [`Opening::receive`]. All times are Unix milliseconds. `C` is a reference to the
/// [`Client`] whose settings hold, such as `&Client` or `Arc<Client>`.
///
/// # Examples
///
/// What stands in comments is the driver's, which may be `async`:
///
/// ```
/// use vncurl::{Client, Credentials, Error, Opening, Received, Step};
///
/// let client = Client::builder("tencent-cvm")?
///     .region("ap-guangzhou")
///     .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLE-secret"))
///     .build()?;
/// let mut now_ms = 1_700_000_000_000; // the system's clock
/// let mut opening = Opening::new(&client, "ins-r9hr2upy", None, now_ms)?;
/// let console = loop {
///     match opening.next(now_ms)? {
///         Step::Send(request) => {
///             // send request.method(), url(), host(), headers() and body(); then, of what came back:
///             assert_eq!(request.url(), "https://cvm.tencentcloudapi.com/");
///             let body = br#"{"Response": {"RequestId": "R-1",
///                 "InstanceVncUrl": "wss%3A%2F%2Fvnc.example%2Fvnc%3Fs%3DY1hM"}}"#;
///             let received = Received::new(200, [], body.to_vec());
///             if let Some(console) = opening.receive(now_ms, &received.answered())? {
///                 break console;
///             }
///         }
///         Step::Wait { until_ms } => now_ms = until_ms, // sleep until then
///         Step::Expired { last } => return Err(Error::Deadline { last }),
///     }
/// };
/// assert_eq!(console.not_after(), 1_700_000_015);
/// # Ok::<(), Error>(())
/// ```
pub struct Opening<C> {
    client: C,
    instance_id: String,
    signer: Signer,
    flow: Flow,
    lost: u32,
    /// The request that waits for its reply.
    sent: Option<SignedRequest>,
}

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// Send this, and hand the reply to [`Opening::receive`], or say [`Opening::lost`].
    Send(SignedRequest),
    /// Ask again at this time.
    Wait {
        /// The time, in Unix milliseconds.
        until_ms: u64,
    },
    /// The time is over.
    Expired {
        /// Why it was not enough: the last refusal, if there was one.
        last: Option<RefusalKind>,
    },
}

impl<C: Deref<Target = Client>> Opening<C> {
    /// Start at `now_ms`, for as long as the client's time-out. With `wait_running`, an instance
    /// that does not run is waited for, and all of it may take so long where that is longer.
    ///
    /// # Errors
    ///
    /// [`Error::Input`], for what can be judged before anything is sent.
    pub fn new(
        client: C,
        instance_id: &str,
        wait_running: Option<Duration>,
        now_ms: u64,
    ) -> Result<Self, Error> {
        let ms = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let timeout_ms = ms(client.timeout).max(wait_running.map_or(0, ms));
        let settings =
            Settings { timeout_ms, preflight: false, wait_running: wait_running.is_some() };
        let signer = client.signers.current();
        let flow = Flow::new(&client.job(instance_id, &signer)?, settings, now_ms);
        let flow = flow.map_err(Error::Input)?.with_kept(client.kept(signer.round));
        Ok(Self { client, instance_id: instance_id.to_owned(), signer, flow, lost: 0, sent: None })
    }

    /// Retries, the deadline and the clock, to be shown to a person who waits.
    #[must_use]
    pub fn retry(&self) -> &Retry {
        self.flow.retry()
    }

    /// What to do at `now_ms`.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] and [`Error::NoRandomness`]; [`Error::Source`] when the credentials have
    /// ended, which [`Client::renew_credentials`] prevents.
    pub fn next(&mut self, now_ms: u64) -> Result<Step, Error> {
        self.follow_renewal(now_ms)?;
        let job = self.client.job(&self.instance_id, &self.signer)?;
        let mut buf = Zeroizing::new(vec![0; 2048]);
        loop {
            let random = random()?;
            let flow = &mut self.flow;
            let step = scrubbed(|| match flow.next(&job, now_ms, random, &mut buf)? {
                Next::Send(request) => {
                    Ok(Step::Send(SignedRequest::new(&request, flow.retry().timestamp(now_ms))))
                }
                Next::Wait { until_ms } => Ok(Step::Wait { until_ms }),
                Next::Expired { last } => Ok(Step::Expired { last }),
            });
            match step {
                Err(CoreError::BufferTooSmall { needed }) => buf.resize(needed, 0),
                Ok(Step::Send(request)) => {
                    self.sent = Some(request.clone());
                    return Ok(Step::Send(request));
                }
                other => return other.map_err(Error::Input),
            }
        }
    }

    /// Sign with the credentials that hold now; a signing key of earlier ones is left behind.
    fn follow_renewal(&mut self, now_ms: u64) -> Result<(), Error> {
        let now = (now_ms / 1_000).saturating_add_signed(self.retry().offset_s());
        let signer = self.client.signers.at(now)?;
        if signer.round != self.signer.round {
            let kept = Kept { key: None, offset_s: self.retry().offset_s() };
            self.flow = self.flow.clone().with_kept(kept);
            self.signer = signer;
        }
        Ok(())
    }

    /// Take in a reply at `now_ms`: the console, or nothing when [`Opening::next`] knows what to do.
    ///
    /// # Errors
    ///
    /// Why there will be no console.
    pub fn receive(
        &mut self,
        now_ms: u64,
        answered: &Answered<'_>,
    ) -> Result<Option<Console>, Error> {
        let mut out = Zeroizing::new(vec![0; 1024]);
        let random = random()?;
        let client = &*self.client;
        let job = client.job(&self.instance_id, &self.signer)?;
        let offset_s = self.retry().offset_s();
        let ended = loop {
            match self.flow.receive(&job, now_ms, random, answered, &mut out) {
                Err(CoreError::BufferTooSmall { needed }) => out.resize(needed, 0),
                Err(error) => break Err(Error::Input(error)),
                Ok(Outcome::Again) => break Ok(None),
                Ok(Outcome::Failed(reason)) => {
                    let sent = self.sent.as_ref();
                    break Err(client.error_of(&self.instance_id, reason, sent, offset_s));
                }
                Ok(Outcome::Done(done)) => {
                    let mut room = Zeroizing::new(vec![0; 3 * VNC_URL_MAX]);
                    let websocket = job.provider.websocket_url(&done.vnc_url, &mut room);
                    break websocket.map_err(Error::Reply).map(|websocket| {
                        Some(Console {
                            provider: client.provider,
                            instance_id: self.instance_id.clone(),
                            url: Zeroizing::new(done.console_url.to_owned()),
                            websocket_url: Zeroizing::new(websocket.to_owned()),
                            not_after: done.not_after,
                            keep_alive_s: client.provider.keep_alive_s(client.viewer.as_deref()),
                            request_id: done.request_id.to_string(),
                            clock_offset_s: offset_s,
                        })
                    });
                }
            }
        };
        client.keep(self.signer.round, self.flow.clone().into_kept());
        ended
    }

    /// Say at `now_ms` that no reply came, and why; the same question is asked again.
    ///
    /// # Errors
    ///
    /// [`Error::Network`] when asking again cannot help: the fault stays, has come too often, or
    /// there is no time left.
    pub fn lost(&mut self, now_ms: u64, fault: NetworkFault) -> Result<(), Error> {
        if !fault.may_pass() || self.lost >= LOST_MAX {
            return Err(Error::Network(fault));
        }
        self.lost = self.lost.saturating_add(1);
        self.flow.lost(now_ms, random()?);
        if self.flow.retry().is_over() {
            return Err(Error::Network(fault));
        }
        Ok(())
    }
}

impl Client {
    /// What a flow is about.
    fn job<'a>(&'a self, instance_id: &'a str, signer: &'a Signer) -> Result<Job<'a>, Error> {
        let guest = Guest {
            instance_id,
            windows: self.windows,
            page: self.viewer.as_deref(),
            password: self.password.as_deref().map(String::as_str),
        };
        let (call, credentials) = (self.call()?, signer.credentials.borrow());
        Ok(Job { provider: self.provider, call, credentials, guest })
    }

    fn error_of(
        &self,
        instance_id: &str,
        reason: Reason<'_>,
        request: Option<&SignedRequest>,
        offset_s: i64,
    ) -> Error {
        let refused = |refusal: &Refusal<'_>| self.refused(refusal, request, offset_s);
        match reason {
            Reason::Refused(refusal) => Error::Refused(refused(&refusal)),
            Reason::State { kind, state } => Error::NotReady { kind, state: state.to_string() },
            Reason::NotListed => Error::NotListed {
                instance_id: instance_id.to_owned(),
                region: self.region.clone(),
            },
            Reason::OsUnknown(refusal) => {
                Error::OsUnknown { refused: refusal.as_ref().map(refused) }
            }
            Reason::Reply(error) => Error::Reply(error),
        }
    }

    /// A refusal of `request`, with what the cloud's echo tells about a signature, and with the
    /// offset that the request's time was corrected by.
    pub(crate) fn refused(
        &self,
        refusal: &Refusal<'_>,
        request: Option<&SignedRequest>,
        offset_s: i64,
    ) -> Box<Refused> {
        let mut refused = Box::new(Refused::new(refusal));
        match refusal.kind {
            RefusalKind::Signature => {
                refused.difference =
                    request.and_then(|request| Difference::find(refusal, self, request));
            }
            RefusalKind::ClockSkew if offset_s != 0 => refused.clock_offset_s = Some(offset_s),
            _ => {}
        }
        refused
    }
}

impl NetworkFault {
    /// Whether the same request may come through a moment later.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Connection { .. })
    }
}

impl<C> fmt::Debug for Opening<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening")
            .field("instance_id", &self.instance_id)
            .field("flow", &self.flow)
            .finish_non_exhaustive()
    }
}
