//! Tencent Cloud, API 3.0: who may ask, what may be asked, and how the cloud answers.
//!
//! Sources: Tencent Cloud CVM API, *Common Params*, *Request Structure*, *Error Codes* and
//! `DescribeInstanceVncUrl`, <https://www.tencentcloud.com/document/product/213/33256>, read
//! 2026-08. What the products have of their own is in the table of products.

mod actions;
mod nodes;
mod parameters;

use core::cell::Cell;

use serde_json::json;

use self::parameters::Parameters;
use crate::account::{self, PublishedCredentials};
use crate::call::{Answer, Call, Members, members};
use crate::machines::Machines;
use crate::product::{self, Product};
use crate::rates::Rates;
use crate::verify::{Verification, tc3, tencent_v1};
use crate::wire::{Request, Response};
use crate::{Refusal, endpoint, percent, region};

/// The parameters that a version 1 request has besides those of the action.
const V1_COMMON: [&str; 11] = [
    "Action",
    "Version",
    "Region",
    "Timestamp",
    "Nonce",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "Token",
    "Language",
    "RequestClient",
];

/// Longest form of a version 1 request, in bytes (*Request Structure*).
const V1_BODY_CAP: usize = 1_024 * 1_024;

/// How a request is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Tc3,
    V1,
}

/// A request, taken apart as far as its signature's scheme says how.
pub(crate) struct Asked {
    scheme: Scheme,
    action: Option<String>,
    version: Option<String>,
    region: Option<String>,
    token: Option<String>,
    parameters: Result<Parameters, Refusal>,
}

impl Asked {
    /// The request taken apart, when it is meant for this cloud.
    pub(crate) fn read(request: &Request, call: &mut Call) -> Option<Self> {
        let header = |name| request.text(name).filter(|value| !value.is_empty()).map(str::to_owned);
        let is_tc3 = header("x-tc-action").is_some()
            || header("authorization").is_some_and(|value| value.starts_with("TC3-"));
        let host = request.text("host").unwrap_or("");
        let v1 = Self::read_v1(request);
        // At one of the cloud's own hosts, a request that is signed in no way is meant for it, too.
        let asked = if is_tc3 || (v1.is_none() && endpoint::tencent(host).is_some()) {
            Self {
                scheme: Scheme::Tc3,
                action: header("x-tc-action"),
                version: header("x-tc-version"),
                region: header("x-tc-region"),
                token: header("x-tc-token"),
                parameters: tc3_parameters(request),
            }
        } else {
            v1?
        };
        let version = asked.version.as_deref().unwrap_or("");
        call.product = match endpoint::tencent(host) {
            Some(endpoint) => product::tencent_by_service(endpoint.service),
            None => product::tencent_by_version(version)
                .or_else(|| product::tencent_by_service(scope_service(request)?)),
        };
        call.action.clone_from(&asked.action);
        call.region.clone_from(&asked.region);
        call.instance_id = asked.instance_id();
        Some(asked)
    }

    fn read_v1(request: &Request) -> Option<Self> {
        let text =
            if request.method() == "POST" { request.body() } else { request.query().as_bytes() };
        let sent = percent::pairs(text)?;
        let value = |name: &str| {
            let found = sent.iter().find(|(sent, _)| sent == name.as_bytes());
            let value = found.and_then(|(_, value)| str::from_utf8(value).ok());
            value.filter(|value| !value.is_empty()).map(str::to_owned)
        };
        value("SecretId")?;
        Some(Self {
            scheme: Scheme::V1,
            action: value("Action"),
            version: value("Version"),
            region: value("Region"),
            token: value("Token"),
            parameters: tencent_v1::parameters(request)
                .and_then(|pairs| Parameters::from_pairs(&pairs, &V1_COMMON)),
        })
    }

    /// The one machine that is asked about.
    fn instance_id(&self) -> Option<String> {
        let parameters = self.parameters.as_ref().ok()?;
        let one = parameters.text("InstanceId").ok().flatten();
        let list = parameters.texts("InstanceIds").ok().flatten();
        one.or_else(|| list?.first().copied()).map(str::to_owned)
    }
}

fn tc3_parameters(request: &Request) -> Result<Parameters, Refusal> {
    if request.method() != "GET" {
        return Parameters::from_json(request.body());
    }
    let pairs = percent::pairs(request.query().as_bytes()).ok_or_else(|| {
        Refusal::tencent("InvalidParameter", "a `%` is not followed by two hex digits")
    })?;
    Parameters::from_pairs(&pairs, &[])
}

/// The service that a `TC3-…` authorization claims in its scope.
fn scope_service(request: &Request) -> Option<&str> {
    let (_, scope) = request.text("authorization")?.split_once("Credential=")?;
    scope.split(',').next()?.split('/').nth(2)
}

/// The answer to a request, or the refusal.
pub(crate) fn decide(
    request: &Request,
    asked: Asked,
    now_ms: u64,
    machines: &Machines,
    rates: &mut Rates,
    call: &mut Call,
) -> Result<Answer, Refusal> {
    let Asked { scheme, action, version, region, token, parameters } = asked;
    let action = required(action, scheme, "Action")?;
    let version = required(version, scheme, "Version")?;
    check_form(request, scheme)?;
    let host = endpoint::tencent(request.text("host").unwrap_or(""));
    if let (Some(endpoint), None) = (&host, call.product) {
        let message = format!("there is no product {} here", endpoint.service);
        return Err(Refusal::tencent("NoSuchProduct", message));
    }

    let pair = Cell::new(None::<&'static PublishedCredentials>);
    let secret_of = |key_id: &str| {
        pair.set(account::tencent(key_id));
        pair.get().map(|pair| pair.secret)
    };
    let Verification { evidence, outcome } = match (scheme, call.product) {
        (Scheme::V1, _) => tencent_v1::verify(request, now_ms, secret_of),
        (Scheme::Tc3, Some(product)) => tc3::verify(request, now_ms, product.service, secret_of),
        // No product, so no service whose name could be in the scope: none is right.
        (Scheme::Tc3, None) => tc3::verify(request, now_ms, "", secret_of),
    };
    call.evidence = evidence;
    outcome?;
    let pair = pair.get().ok_or_else(|| Refusal::tencent("InternalError", "no key was found"))?;
    check_token(pair, token.as_deref())?;

    let product = call.product.filter(|product| product.version == version).ok_or_else(|| {
        let message = format!("version {version} does not exist");
        Refusal::tencent("NoSuchVersion", message)
    })?;
    let action = product.action(&action).ok_or_else(|| {
        let names: Vec<&str> = product.actions.iter().map(|action| action.name).collect();
        let message = format!("action {action} does not exist here; there is {}", names.join(", "));
        Refusal::tencent("InvalidAction", message)
    })?;
    let key = (pair.key_id, product.provider, action.name);
    rates.pass(now_ms, key, action.per_second).map_err(|_| {
        let message = format!("{} may be called {} times a second", action.name, action.per_second);
        Refusal::tencent("RequestLimitExceeded", message)
    })?;
    let required_region = product.region_required && !matches!(action.kind, product::Kind::Regions);
    if required_region && region.is_none() {
        required(None, scheme, "Region")?;
    }
    check_region(product, host.and_then(|endpoint| endpoint.region), request, region.as_deref())?;
    let machines = actions::Machines { now_ms, all: machines, region: region.as_deref(), product };
    actions::answer(action.kind, &machines, &parameters?)
}

fn required(value: Option<String>, scheme: Scheme, name: &str) -> Result<String, Refusal> {
    let prefix = if scheme == Scheme::Tc3 { "X-TC-" } else { "" };
    value.ok_or_else(|| {
        Refusal::tencent("MissingParameter", format!("the request has no `{prefix}{name}`"))
    })
}

/// Method, path and content type: those that API 3.0 knows.
fn check_form(request: &Request, scheme: Scheme) -> Result<(), Refusal> {
    let wanted = match (request.method(), scheme) {
        ("POST", Scheme::Tc3) => "application/json",
        ("GET" | "POST", _) => "application/x-www-form-urlencoded",
        _ => {
            return Err(Refusal::tencent("UnsupportedProtocol", "only GET and POST are supported"));
        }
    };
    if request.path() != "/" {
        return Err(Refusal::tencent("InvalidRequest", "the path must be `/`"));
    }
    if scheme == Scheme::V1 && request.body().len() > V1_BODY_CAP {
        let message = "a request of signature version 1 has at most 1 MB";
        return Err(Refusal::tencent("RequestSizeLimitExceeded", message));
    }
    // Nothing of a version 1 GET is in the body, and its content type is not signed.
    let matters = scheme == Scheme::Tc3 || request.method() == "POST";
    if matters && request.header("content-type").is_some() && request.media_type() != wanted {
        let message = format!("the content type of a {} must be {wanted}", request.method());
        return Err(Refusal::tencent("InvalidRequest", message));
    }
    Ok(())
}

fn check_token(pair: &PublishedCredentials, token: Option<&str>) -> Result<(), Refusal> {
    if pair.token == token {
        return Ok(());
    }
    let message = match (pair.token, token) {
        (None, _) => "this SecretId has no token, so none must be sent",
        (_, None) => "this SecretId is temporary, and its token was not sent",
        _ => "the token is not that of this SecretId",
    };
    Err(Refusal::tencent("AuthFailure.TokenFailure", message))
}

/// The region must exist, and be served by the host when that is one of the cloud's own.
fn check_region(
    product: &Product,
    only: Option<&str>,
    request: &Request,
    region: Option<&str>,
) -> Result<(), Refusal> {
    let Some(region) = region else {
        return Ok(());
    };
    let unsupported = |message| Err(Refusal::tencent("UnsupportedRegion", message));
    if product.region_required && !product.regions.contains(&region) {
        return unsupported(format!("region {region} does not exist"));
    }
    let host = request.text("host").unwrap_or("");
    match only {
        Some(only) if only != region => unsupported(format!("{host} serves {only} only")),
        None if region::is_finance(region) && endpoint::tencent(host).is_some() => {
            let service = product.service;
            unsupported(format!(
                "{region} is served by {service}.{region}.tencentcloudapi.com only"
            ))
        }
        _ => Ok(()),
    }
}

/// The reply, in API 3.0's envelope.
pub(crate) fn respond(outcome: Result<Members, Refusal>, request_id: &str) -> Response {
    let (status, mut answer) = match outcome {
        Ok(answer) => (200, answer),
        Err(refusal) => {
            let error = json!({ "Code": refusal.code, "Message": refusal.message });
            (refusal.http_status, members(json!({ "Error": error })))
        }
    };
    answer.insert("RequestId".to_owned(), request_id.into());
    Response::new(status, "application/json", json!({ "Response": answer }).to_string())
}
