//! Alibaba Cloud ECS 2014-05-26: who may ask, what may be asked, and how the cloud answers.
//!
//! Sources: Alibaba Cloud ECS API reference, `DescribeInstanceVncUrl`, *Common parameters*,
//! *Response parameters* and *Endpoints*,
//! <https://www.alibabacloud.com/help/en/ecs/developer-reference/>, read 2026-08.

mod actions;
mod xml;

use core::cell::Cell;

use serde_json::{Value, json};

use crate::account::{self, PublishedCredentials};
use crate::call::{Answer, Call, Members};
use crate::instance::ALIBABA_ECS;
use crate::machines::Machines;
use crate::nonce::Nonces;
use crate::percent::Pair;
use crate::product::{self, Kind, Product};
use crate::rates::Rates;
use crate::verify::{Verification, acs3, rpc};
use crate::wire::{Request, Response};
use crate::{Refusal, endpoint};

/// How a request is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Acs3,
    Rpc,
}

/// How the reply is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
}

/// A request, taken apart as far as its signature's scheme says how.
pub(crate) struct Asked {
    scheme: Scheme,
    action: Option<String>,
    version: Option<String>,
    token: Option<String>,
    format: Result<Format, Refusal>,
    parameters: Result<Vec<Pair>, Refusal>,
}

/// What the simulated cloud remembers between two requests.
pub(crate) struct Memory<'m> {
    pub(crate) machines: &'m Machines,
    pub(crate) nonces: &'m mut Nonces,
    pub(crate) rates: &'m mut Rates,
}

impl Asked {
    /// The request taken apart, when it is meant for this cloud.
    pub(crate) fn read(request: &Request, call: &mut Call) -> Option<Self> {
        let header = |name| request.text(name).filter(|value| !value.is_empty()).map(str::to_owned);
        let parameters = rpc::parameters(request);
        let sent = parameters.as_deref().unwrap_or_default();
        let value = |name| rpc::value(sent, name).filter(|value| !value.is_empty());
        let is_acs3 = header("authorization").is_some_and(|value| value.starts_with("ACS3-"));
        // The older SDK signs by RPC 1.0 and sends these two headers all the same.
        let is_rpc = value("AccessKeyId").is_some() || value("SignatureVersion").is_some();
        // At one of the cloud's own hosts, a request that is signed in no way is meant for it, too.
        let is_meant = header("x-acs-action").is_some()
            || endpoint::alibaba(request.text("host").unwrap_or("")).is_some();
        if !is_acs3 && !is_rpc && !is_meant {
            return None;
        }
        let owned = |name| value(name).map(str::to_owned);
        let scheme = if is_rpc && !is_acs3 { Scheme::Rpc } else { Scheme::Acs3 };
        let (action, version, token) = match scheme {
            Scheme::Acs3 => {
                (header("x-acs-action"), header("x-acs-version"), header("x-acs-security-token"))
            }
            Scheme::Rpc => (owned("Action"), owned("Version"), owned("SecurityToken")),
        };
        let format = match value("Format").map(str::to_ascii_uppercase).as_deref() {
            None if scheme == Scheme::Rpc => Ok(Format::Xml),
            None | Some("JSON") => Ok(Format::Json),
            Some("XML") => Ok(Format::Xml),
            Some(_) => {
                let message = "`Format` must be JSON or XML";
                Err(Refusal::alibaba(400, "InvalidParameter", message))
            }
        };
        call.product = product::by_provider(ALIBABA_ECS);
        call.action.clone_from(&action);
        call.region = owned("RegionId");
        call.instance_id = owned("InstanceId").or_else(|| owned("InstanceId.1"));
        Some(Self { scheme, action, version, token, format, parameters })
    }

    /// Writes the reply in the format that was asked for.
    pub(crate) fn writer(&self) -> Writer {
        let format = *self.format.as_ref().unwrap_or(&Format::Json);
        Writer { format, action: self.action.clone().unwrap_or_default() }
    }
}

/// The answer to a request, or the refusal.
pub(crate) fn decide(
    request: &Request,
    asked: Asked,
    now_ms: u64,
    memory: &mut Memory<'_>,
    call: &mut Call,
) -> Result<Answer, Refusal> {
    let Asked { scheme, action, version, token, format, parameters } = asked;
    if !matches!(request.method(), "GET" | "POST") {
        let message = "only GET and POST are supported";
        return Err(Refusal::alibaba(400, "UnsupportedHTTPMethod", message));
    }
    let pair = Cell::new(None::<&'static PublishedCredentials>);
    let secret_of = |key_id: &str| {
        pair.set(account::alibaba(key_id));
        pair.get().map(|pair| pair.secret)
    };
    let Verification { evidence, outcome } = match scheme {
        Scheme::Acs3 => acs3::verify(request, now_ms, secret_of),
        Scheme::Rpc => rpc::verify(request, now_ms, secret_of),
    };
    call.evidence = evidence;
    outcome?;
    let pair =
        pair.get().ok_or_else(|| Refusal::alibaba(500, "InternalError", "no key was found"))?;
    let parameters = parameters?;
    spend_nonce(request, scheme, &parameters, now_ms, memory.nonces)?;
    check_token(pair, token.as_deref())?;
    format?;

    let product = call.product.ok_or_else(no_action)?;
    let action = action.and_then(|action| product.action(&action));
    let action = action.filter(|_| request.path() == "/").ok_or_else(no_action)?;
    if version.as_deref() != Some(product.version) {
        let message = format!("the version must be {}", product.version);
        return Err(Refusal::alibaba(400, "InvalidVersion", message));
    }
    let key = (pair.key_id, product.provider, action.name);
    memory.rates.pass(now_ms, key, action.per_second).map_err(|wait_ms| {
        let message = format!("{} may be called {} times a second", action.name, action.per_second);
        let refusal = Refusal::alibaba(400, "Throttling.User", message);
        Refusal { retry_after_ms: Some(wait_ms), ..refusal }
    })?;
    if matches!(action.kind, Kind::Regions) {
        return Ok(actions::regions(product));
    }
    let region = region(product, request, &parameters);
    let machines = actions::Machines { now_ms, all: memory.machines, product };
    match action.kind {
        Kind::Vnc => machines.vnc(&parameters, region),
        Kind::Status => machines.status(&parameters, &region?),
        Kind::Instances | Kind::Regions => machines.instances(&parameters, &region?),
    }
}

fn no_action() -> Refusal {
    Refusal::alibaba(404, "InvalidAction.NotFound", "the path must be `/` and the action exist")
}

/// The region of the request, which must exist and be served by the host.
fn region(product: &Product, request: &Request, parameters: &[Pair]) -> Result<String, Refusal> {
    let region = actions::parameter(parameters, "RegionId")?;
    let not_found = |message| Err(Refusal::alibaba(404, "InvalidRegionId.NotFound", message));
    if !product.regions.contains(&&*region) {
        return not_found(format!("there is no region {region}"));
    }
    let host = request.text("host").unwrap_or("");
    match endpoint::alibaba(host).and_then(|endpoint| endpoint.region) {
        Some(only) if only != region => not_found(format!("{host} serves {only} only")),
        _ => Ok(region),
    }
}

/// A nonce is remembered as long as the date beside it would be accepted, and for at least the
/// documented 15 minutes: a captured request can never be sent again.
fn spend_nonce(
    request: &Request,
    scheme: Scheme,
    parameters: &[Pair],
    now_ms: u64,
    nonces: &mut Nonces,
) -> Result<(), Refusal> {
    let (date, nonce) = match scheme {
        Scheme::Acs3 => (acs3::timestamp(request)?, request.text("x-acs-signature-nonce")),
        Scheme::Rpc => (rpc::timestamp(parameters)?, rpc::value(parameters, "SignatureNonce")),
    };
    let until_ms = date.saturating_mul(1_000).max(now_ms);
    let until_ms = until_ms.saturating_add(acs3::SKEW_S.saturating_mul(1_000));
    let nonce = nonce.unwrap_or("");
    if nonce.is_empty() || !nonces.spend(now_ms, nonce, until_ms) {
        let message = "the signature nonce is empty or was used before";
        return Err(Refusal::alibaba(400, "SignatureNonceUsed", message));
    }
    Ok(())
}

fn check_token(pair: &PublishedCredentials, token: Option<&str>) -> Result<(), Refusal> {
    if pair.token == token {
        return Ok(());
    }
    let (code, message) = match (pair.token, token) {
        (Some(_), None) => {
            ("MissingSecurityToken", "this AccessKeyId is temporary, and its token was not sent")
        }
        (None, _) => (
            "InvalidSecurityToken.MismatchWithAccessKey",
            "this AccessKeyId has no token, so none must be sent",
        ),
        _ => (
            "InvalidSecurityToken.MismatchWithAccessKey",
            "the token is not that of this AccessKeyId",
        ),
    };
    Err(Refusal::alibaba(400, code, message))
}

/// Writes replies in one of the two formats.
pub(crate) struct Writer {
    format: Format,
    action: String,
}

impl Writer {
    /// The reply: the members of the answer, or the cloud's error object with its status.
    pub(crate) fn respond(
        &self,
        outcome: Result<Members, Refusal>,
        request: &Request,
        request_id: &str,
    ) -> Response {
        let wait_ms = outcome.as_ref().err().and_then(|refusal| refusal.retry_after_ms);
        let (status, root, answer) = match outcome {
            Ok(mut members) => {
                members.insert("RequestId".to_owned(), request_id.into());
                (200, format!("{}Response", self.action), Value::Object(members))
            }
            Err(refusal) => {
                let Refusal { code, message, echo, http_status, .. } = refusal;
                let advice = "https://api.aliyun.com/troubleshoot";
                let error = json!({
                    "RequestId": request_id,
                    "HostId": request.text("host").unwrap_or(""),
                    "Code": code,
                    "Message": format!("{message}{echo}"),
                    "Recommend": format!("{advice}?q={code}&product=Ecs&requestId={request_id}"),
                });
                (http_status, "Error".to_owned(), error)
            }
        };
        let response = match self.format {
            Format::Json => {
                Response::new(status, "application/json;charset=utf-8", answer.to_string())
            }
            Format::Xml => {
                Response::new(status, "text/xml;charset=utf-8", xml::document(&root, &answer))
            }
        };
        match wait_ms {
            Some(wait_ms) => response.with_header("x-acs-retry-after", wait_ms.to_string()),
            None => response,
        }
    }
}
