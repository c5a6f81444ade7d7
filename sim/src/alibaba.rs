//! Alibaba Cloud ECS 2014-05-26: who may ask, what may be asked, and how the cloud answers.
//!
//! Sources: Alibaba Cloud ECS API reference, `DescribeInstanceVncUrl`, *Response parameters* and
//! *Endpoints*, <https://www.alibabacloud.com/help/en/ecs/developer-reference/>, read 2026-08.

use serde_json::json;

use crate::Refusal;
use crate::account::ALIBABA;
use crate::call::{self, Call};
use crate::instance::{self, ALIBABA_ECS, Instance};
use crate::nonce::Nonces;
use crate::percent::{self, Pair};
use crate::verify::{Verification, acs3};
use crate::wire::{Request, Response};

const VERSION: &str = "2014-05-26";
const VNC_ACTION: &str = "DescribeInstanceVncUrl";

const REGIONS: [&str; 34] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "cn-beijing",
    "cn-beijing-finance-1",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-hangzhou-finance",
    "cn-heyuan",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-north-2-gov-1",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shanghai-finance-1",
    "cn-shenzhen",
    "cn-shenzhen-finance-1",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "us-east-1",
    "us-west-1",
];

/// Whether `request` is meant for this cloud.
pub(crate) fn wants(request: &Request) -> bool {
    call::is_for(request, "x-acs-action", "ACS3-")
}

/// The machine whose console is asked for, or the refusal.
pub(crate) fn decide(
    request: &Request,
    now_ms: u64,
    nonces: &mut Nonces,
    call: &mut Call,
) -> Result<&'static Instance, Refusal> {
    call.action = request.text("x-acs-action").map(str::to_owned);
    if !matches!(request.method(), "GET" | "POST") {
        let message = "only GET and POST are supported";
        return Err(Refusal::alibaba(400, "UnsupportedHTTPMethod", message));
    }
    let Verification { evidence, outcome } =
        acs3::verify(request, now_ms, |key_id| ALIBABA.secret_of(key_id));
    call.evidence = evidence;
    outcome?;
    spend_nonce(request, now_ms, nonces)?;
    if request.header("x-acs-security-token").is_some_and(|token| !token.is_empty()) {
        return Err(Refusal::alibaba(
            400,
            "InvalidSecurityToken.MismatchWithAccessKey",
            "the published credentials have no token, so x-acs-security-token must not be sent",
        ));
    }

    if request.path() != "/" || request.text("x-acs-action") != Some(VNC_ACTION) {
        let message = format!("the path must be `/` and the action {VNC_ACTION}");
        return Err(Refusal::alibaba(404, "InvalidAction.NotFound", message));
    }
    if request.text("x-acs-version") != Some(VERSION) {
        let message = format!("x-acs-version must be {VERSION}");
        return Err(Refusal::alibaba(400, "InvalidVersion", message));
    }
    let parameters = parameters(request)?;
    let region = parameter(&parameters, "RegionId");
    call.region = region.as_ref().ok().cloned();
    let id = parameter(&parameters, "InstanceId");
    call.instance_id = id.as_ref().ok().cloned();
    console_of(&id?, &region?)
}

/// A nonce is remembered as long as the date beside it would be accepted, and for at least the
/// documented 15 minutes: a captured request can never be sent again.
fn spend_nonce(request: &Request, now_ms: u64, nonces: &mut Nonces) -> Result<(), Refusal> {
    let date_ms = acs3::timestamp(request)?.saturating_mul(1_000);
    let until_ms = date_ms.max(now_ms).saturating_add(acs3::SKEW_S.saturating_mul(1_000));
    let nonce = request.text("x-acs-signature-nonce").unwrap_or("");
    if nonce.is_empty() || !nonces.spend(now_ms, nonce, until_ms) {
        let message = "x-acs-signature-nonce is empty or was used before";
        return Err(Refusal::alibaba(400, "SignatureNonceUsed", message));
    }
    Ok(())
}

/// The parameters of the query and, when the body is a form, those of the body.
fn parameters(request: &Request) -> Result<Vec<Pair>, Refusal> {
    let read = |text: &[u8]| {
        percent::pairs(text).ok_or_else(|| {
            Refusal::alibaba(400, "InvalidParameter", "a `%` is not followed by two hex digits")
        })
    };
    let mut parameters = read(request.query().as_bytes())?;
    if request.media_type() == "application/x-www-form-urlencoded" {
        parameters.extend(read(request.body())?);
    }
    Ok(parameters)
}

fn parameter(parameters: &[Pair], name: &str) -> Result<String, Refusal> {
    let mut values = parameters.iter().filter(|(sent, _)| sent == name.as_bytes());
    match (values.next(), values.next()) {
        (Some((_, value)), None) if !value.is_empty() => {
            Ok(String::from_utf8_lossy(value).into_owned())
        }
        (Some(_), Some(_)) => Err(Refusal::alibaba(
            400,
            "InvalidParameter",
            format!("the parameter `{name}` was sent more than once"),
        )),
        _ => Err(Refusal::alibaba(
            400,
            "MissingParameter",
            format!("the parameter `{name}` is mandatory and was not sent"),
        )),
    }
}

fn console_of(id: &str, region: &str) -> Result<&'static Instance, Refusal> {
    if !REGIONS.contains(&region) {
        let message = format!("there is no region {region}");
        return Err(Refusal::alibaba(404, "InvalidRegionId.NotFound", message));
    }
    let Some(instance) = instance::by_id(ALIBABA_ECS, id) else {
        let message = format!("there is no instance {id}");
        return Err(Refusal::alibaba(404, "InvalidInstanceId.NotFound", message));
    };
    if instance.region != region {
        let message = format!("instance {id} is not in {region}");
        return Err(Refusal::alibaba(400, "InvalidRegionInstance", message));
    }
    if instance.state != "Running" {
        let message = format!("instance {id} is {} and has no console", instance.state);
        return Err(Refusal::alibaba(403, "IncorrectInstanceStatus", message));
    }
    Ok(instance)
}

/// The reply: the value alone, or the cloud's error object with its status.
pub(crate) fn respond(
    outcome: &Result<String, Refusal>,
    request: &Request,
    request_id: &str,
) -> Response {
    let (status, answer) = match outcome {
        Ok(vnc_url) => (200, json!({ "VncUrl": vnc_url, "RequestId": request_id })),
        Err(refusal) => (
            refusal.http_status,
            json!({
                "RequestId": request_id,
                "HostId": request.text("host").unwrap_or(""),
                "Code": refusal.code,
                "Message": refusal.message,
                "Recommend": format!(
                    "https://api.aliyun.com/troubleshoot?q={}&product=Ecs&requestId={request_id}",
                    refusal.code,
                ),
            }),
        ),
    };
    Response::new(status, "application/json;charset=utf-8", answer.to_string())
}
