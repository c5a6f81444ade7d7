//! The simulated cloud: a request and a time in, a response out.

use core::fmt;

use crate::address::Addresses;
use crate::call::Call;
use crate::instance::{ALIBABA_ECS, TENCENT_CVM};
use crate::journal::{Entry, Journal};
use crate::nonce::Nonces;
use crate::random::{self, NoRandomness};
use crate::wire::{Request, Response};
use crate::{Refusal, alibaba, control, page, tencent, utc, viewer};

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
    addresses: Addresses,
    nonces: Nonces,
    journal: Journal,
}

/// Neither addresses nor journal: both hold console addresses.
impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cloud").field("authority", &self.authority).finish_non_exhaustive()
    }
}

impl Cloud {
    /// A cloud whose console addresses point at `authority`, such as `127.0.0.1:4567`.
    #[must_use]
    pub fn new(authority: impl Into<String>) -> Self {
        Self {
            authority: authority.into(),
            addresses: Addresses::default(),
            nonces: Nonces::default(),
            journal: Journal::default(),
        }
    }

    /// Answer `request` at `now_ms`, milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// Every request has an answer; what is not understood gets status 400 or 404 and a text that
    /// says why. The only thing taken from outside is randomness for request ids and tokens.
    pub fn handle(&mut self, now_ms: u64, request: &Request) -> Response {
        self.dispatch(now_ms, request)
            .unwrap_or_else(|_| Response::text(500, "the operating system gave no random bytes"))
            .dated(now_ms)
    }

    fn dispatch(&mut self, now_ms: u64, request: &Request) -> Result<Response, NoRandomness> {
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
            return Ok(control::answer(now_ms, request, &self.journal, &self.addresses));
        }
        if tencent::wants(request) {
            return self.tencent(now_ms, request);
        }
        if alibaba::wants(request) {
            return self.alibaba(now_ms, request);
        }
        self.unsigned(now_ms, request)
    }

    fn tencent(&mut self, now_ms: u64, request: &Request) -> Result<Response, NoRandomness> {
        let mut call = Call::default();
        let outcome = match tencent::decide(request, now_ms, &mut call) {
            Ok(instance) => Ok(self.addresses.issue(now_ms, &self.authority, instance)?),
            Err(refusal) => Err(refusal),
        };
        let request_id = random::request_id()?;
        let response = tencent::respond(&outcome, &request_id);
        self.note(now_ms, TENCENT_CVM, request, call, &outcome, request_id);
        Ok(response)
    }

    fn alibaba(&mut self, now_ms: u64, request: &Request) -> Result<Response, NoRandomness> {
        let mut call = Call::default();
        let outcome = match alibaba::decide(request, now_ms, &mut self.nonces, &mut call) {
            Ok(instance) => Ok(self.addresses.issue(now_ms, &self.authority, instance)?),
            Err(refusal) => Err(refusal),
        };
        let request_id = random::request_id()?;
        let response = alibaba::respond(&outcome, request, &request_id);
        self.note(now_ms, ALIBABA_ECS, request, call, &outcome, request_id);
        Ok(response)
    }

    fn note(
        &mut self,
        now_ms: u64,
        provider: &'static str,
        request: &Request,
        call: Call,
        outcome: &Result<String, Refusal>,
        request_id: String,
    ) {
        let refusal = outcome.as_ref().err();
        let (canonical_request, string_to_sign) = call
            .evidence
            .map(|evidence| (evidence.canonical_request, evidence.string_to_sign))
            .unzip();
        self.journal.push(Entry {
            seq: 0,
            at: utc::date_time_ms(now_ms),
            kind: "request",
            provider,
            method: request.method().to_owned(),
            action: call.action,
            region: call.region,
            instance_id: call.instance_id,
            outcome: refusal.map_or("ok", |refusal| refusal.code).to_owned(),
            message: refusal.map(|refusal| refusal.message.clone()),
            request_id: Some(request_id),
            http_status: refusal.map_or(200, |refusal| refusal.http_status),
            canonical_request,
            string_to_sign,
            vnc_url: outcome.as_ref().ok().cloned(),
            findings: Vec::new(),
        });
    }

    /// Requests that no cloud would be asked: the pages, and everything else.
    fn unsigned(&mut self, now_ms: u64, request: &Request) -> Result<Response, NoRandomness> {
        if let Some(viewer) = viewer::by_path(request.path()) {
            if request.method() != "GET" {
                return Ok(only_get());
            }
            let visit = viewer.judge(now_ms, request.query(), &self.addresses);
            let response = page::viewer(&visit)?;
            self.journal.push(visit.entry(now_ms));
            return Ok(response);
        }
        match (request.method(), request.path(), request.query()) {
            ("GET", "/", "") => page::about(&self.authority),
            ("GET" | "POST", "/", _) => Ok(Response::text(
                400,
                "neither X-TC-Action nor x-acs-action was sent; signatures in the query or a form \
                 (Tencent v1, Alibaba RPC 1.0) are not verified by this version",
            )),
            (_, "/", _) => Ok(only_get()),
            _ => Ok(Response::text(404, "there is nothing at this path; see /")),
        }
    }
}

fn only_get() -> Response {
    Response::text(405, "only GET is answered here").with_header("Allow", "GET")
}
