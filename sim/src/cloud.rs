//! The simulated cloud: a request and a time in, a response out.

use core::fmt;

use serde_json::json;

use crate::address::Addresses;
use crate::call::{Answer, Call};
use crate::console::{self, Consoles};
use crate::fault::{Faults, Strike};
use crate::instance::TENCENT_CVM;
use crate::journal::{Entry, Journal};
use crate::machines::Machines;
use crate::metadata::MetadataTokens;
use crate::nonce::Nonces;
use crate::random::{self, NoRandomness};
use crate::rates::Rates;
use crate::timeline::Timeline;
use crate::wire::{Request, Response};
use crate::{Options, alibaba, call, control, page, tencent, utc, viewer};

/// Everything the simulator knows, without a socket and without a clock.
///
/// ```
/// use vncurl_sim::{Cloud, Request};
///
/// let mut cloud = Cloud::new("127.0.0.1:4567");
/// let headers = vec![
///     ("Host".to_owned(), b"127.0.0.1:4567".to_vec()),
///     ("X-TC-Action".to_owned(), b"DescribeInstanceVncUrl".to_vec()),
/// ];
/// let response = cloud.handle(1_700_000_000_000, &Request::new("POST", "/", headers, vec![]));
/// assert_eq!(response.status(), 200);
/// assert!(String::from_utf8_lossy(response.body()).contains("MissingParameter"));
/// ```
pub struct Cloud {
    authority: String,
    pub(crate) options: Options,
    pub(crate) time: Timeline,
    pub(crate) machines: Machines,
    pub(crate) addresses: Addresses,
    pub(crate) consoles: Consoles,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    nonces: Nonces,
    rates: Rates,
    metadata_tokens: MetadataTokens,
}

/// Neither addresses nor journal: both hold console addresses.
impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cloud").field("authority", &self.authority).finish_non_exhaustive()
    }
}

/// A signed request that is meant for one of the clouds.
enum Asked {
    Tencent(tencent::Asked),
    Alibaba(alibaba::Asked, alibaba::Writer),
}

impl Cloud {
    /// A cloud whose console addresses point at `authority`, such as `127.0.0.1:4567`.
    #[must_use]
    pub fn new(authority: impl Into<String>) -> Self {
        Self::with_options(authority, &Options::default())
    }

    /// The same with these options. Port, clock and bridges are not the cloud's; of TLS and noVNC
    /// it shows the addresses and pages that go with them.
    #[must_use]
    pub fn with_options(authority: impl Into<String>, options: &Options) -> Self {
        let authority = authority.into();
        let scheme = if options.is_tls() { "wss" } else { "ws" };
        Self {
            options: options.clone(),
            time: Timeline::default(),
            machines: Machines::new(options.fleet),
            addresses: Addresses::new(format!("{scheme}://{authority}")),
            consoles: Consoles::default(),
            faults: Faults::default(),
            journal: Journal::default(),
            nonces: Nonces::default(),
            rates: Rates::new(options.unlimited),
            metadata_tokens: MetadataTokens::default(),
            authority,
        }
    }

    /// Answer `request` at `now_ms`, milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// Every request has an answer; what is not understood gets status 400 or 404 and a text that
    /// says why. The only thing taken from outside is randomness for request ids and tokens. A
    /// test that moved the clock by `/_sim/clock` moved it from `now_ms`.
    pub fn handle(&mut self, now_ms: u64, request: &Request) -> Response {
        let response = self
            .dispatch(now_ms, request)
            .unwrap_or_else(|_| Response::text(500, "the operating system gave no random bytes"));
        response.dated(self.api_ms(now_ms))
    }

    /// The time of the API when the clock outside says `now_ms`.
    pub(crate) fn api_ms(&self, now_ms: u64) -> u64 {
        self.time.api_ms(now_ms)
    }

    fn dispatch(&mut self, outside_ms: u64, request: &Request) -> Result<Response, NoRandomness> {
        if let Some(single) =
            ["host", "authorization"].into_iter().find(|name| request.values(name).nth(1).is_some())
        {
            let text = format!("the header `{single}` was sent more than once");
            return Ok(Response::text(400, &text));
        }
        if request.header("host").is_none_or(<[u8]>::is_empty) {
            return Ok(Response::text(400, "the request has no header `host`"));
        }
        if request.path().starts_with("/_sim/") {
            return Ok(control::answer(self, outside_ms, request));
        }
        let now_ms = self.api_ms(outside_ms);
        if let Some(response) = self.metadata_tokens.answer(now_ms, request)? {
            return Ok(response);
        }
        let mut call = Call::default();
        if let Some(asked) = tencent::Asked::read(request, &mut call) {
            return self.signed(outside_ms, request, Asked::Tencent(asked), call);
        }
        if let Some(asked) = alibaba::Asked::read(request, &mut call) {
            let writer = asked.writer();
            return self.signed(outside_ms, request, Asked::Alibaba(asked, writer), call);
        }
        self.unsigned(outside_ms, request)
    }

    /// Decide a request that is meant for one of the clouds, unless a fault decides it.
    fn signed(
        &mut self,
        outside_ms: u64,
        request: &Request,
        asked: Asked,
        mut call: Call,
    ) -> Result<Response, NoRandomness> {
        let now_ms = self.api_ms(outside_ms);
        let Strike { error, delay_ms, drop, garbage } = self.faults.strike(&call);
        let (answer, writer) = match (asked, error) {
            (Asked::Tencent(_), Some(error)) => (Err(error), None),
            (Asked::Alibaba(_, writer), Some(error)) => (Err(error), Some(writer)),
            (Asked::Tencent(asked), None) => {
                let (machines, rates) = (&self.machines, &mut self.rates);
                (tencent::decide(request, asked, now_ms, machines, rates, &mut call), None)
            }
            (Asked::Alibaba(asked, writer), None) => {
                let mut memory = alibaba::Memory {
                    machines: &self.machines,
                    nonces: &mut self.nonces,
                    rates: &mut self.rates,
                };
                (alibaba::decide(request, asked, now_ms, &mut memory, &mut call), Some(writer))
            }
        };
        let console_ms = self.time.console_ms(outside_ms);
        let (outcome, vnc_url) = match answer {
            Err(refusal) => (Err(refusal), None),
            Ok(Answer::Members(members)) => (Ok(members), None),
            Ok(Answer::Console(instance)) => {
                let vnc_url = self.addresses.issue(console_ms, instance)?;
                let name = if instance.is_tencent() { "InstanceVncUrl" } else { "VncUrl" };
                (Ok(call::members(json!({ name: vnc_url }))), Some(vnc_url))
            }
        };
        let request_id = random::request_id()?;
        let refusal = outcome.as_ref().err();
        let fault = [(drop, "dropped"), (garbage.is_some(), "replaced"), (delay_ms > 0, "delayed")];
        let fault = fault.into_iter().find_map(|(is, what)| {
            is.then(|| format!("the answer was {what} by a fault that was set at /_sim/faults"))
        });
        let (canonical_request, string_to_sign) = call
            .evidence
            .map(|evidence| (evidence.canonical_request, evidence.string_to_sign))
            .unzip();
        self.journal.push(Entry {
            seq: 0,
            at: utc::date_time_ms(now_ms),
            kind: "request",
            provider: call.product.map_or(TENCENT_CVM, |product| product.provider),
            method: request.method().to_owned(),
            action: call.action,
            region: call.region,
            instance_id: call.instance_id,
            outcome: refusal.map_or("ok", |refusal| &*refusal.code).to_owned(),
            message: refusal.map(|refusal| refusal.message.clone()).or(fault),
            request_id: Some(request_id.clone()),
            http_status: refusal.map_or(200, |refusal| refusal.http_status),
            canonical_request,
            string_to_sign,
            vnc_url,
            findings: Vec::new(),
        });
        let mut response = match writer {
            None => tencent::respond(outcome, &request_id),
            Some(writer) => writer.respond(outcome, request, &request_id),
        };
        if let Some(garbage) = garbage {
            response = response.replaced(garbage);
        }
        (response.delay_ms, response.drop) = (delay_ms, drop);
        Ok(response)
    }

    /// Make everything as it was at the start. The journal's numbers go on, and so do those of the
    /// consoles: one that is still open must not be taken for one that is opened later.
    pub(crate) fn reset(&mut self) {
        let (mut journal, mut consoles) =
            (core::mem::take(&mut self.journal), core::mem::take(&mut self.consoles));
        journal.clear();
        consoles.clear();
        *self = Self { consoles, journal, ..Self::with_options(&*self.authority, &self.options) };
    }

    /// Requests that no cloud would be asked: the pages, and everything else.
    fn unsigned(&mut self, outside_ms: u64, request: &Request) -> Result<Response, NoRandomness> {
        if let Some(viewer) = viewer::by_path(request.path()) {
            if request.method() != "GET" {
                return Ok(only_get());
            }
            return self.visit(outside_ms, viewer, request.query());
        }
        if console::PATHS.contains(&request.path()) {
            return Ok(if request.method() == "GET" {
                self.probe(outside_ms, request)
            } else {
                only_get()
            });
        }
        match (request.method(), request.path(), request.query()) {
            ("GET", "/", "") => {
                page::about(self.addresses.origin(), &self.machines, self.api_ms(outside_ms))
            }
            ("GET" | "POST", "/", _) => Ok(Response::text(
                400,
                "no request of a cloud: there is neither X-TC-Action nor x-acs-action, nor the \
                 parameter SecretId (Tencent v1) or AccessKeyId (Alibaba RPC 1.0)",
            )),
            (_, "/", _) => Ok(only_get()),
            _ => Ok(Response::text(404, "there is nothing at this path; see /")),
        }
    }
}

fn only_get() -> Response {
    Response::text(405, "only GET is answered here").with_header("Allow", "GET")
}
