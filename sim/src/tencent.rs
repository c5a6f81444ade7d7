//! Tencent Cloud CVM, API 3.0: who may ask, what may be asked, and how the cloud answers.
//!
//! Sources: Tencent Cloud CVM API, *Common Params*, *Error Codes* and `DescribeInstanceVncUrl`,
//! <https://www.tencentcloud.com/document/product/213/33256>, read 2026-08.

use serde_json::{Map, Value, json};

use crate::account::TENCENT;
use crate::call::{self, Call};
use crate::instance::{self, Instance, TENCENT_CVM};
use crate::verify::{Verification, tc3};
use crate::wire::{Request, Response};
use crate::{Refusal, percent};

/// The service in the credential scope, and the only version of its API.
const SERVICE: &str = "cvm";
const VERSION: &str = "2017-03-12";
const VNC_ACTION: &str = "DescribeInstanceVncUrl";

const REGIONS: [&str; 23] = [
    "ap-bangkok",
    "ap-beijing",
    "ap-beijing-fsi",
    "ap-chengdu",
    "ap-chongqing",
    "ap-guangzhou",
    "ap-hongkong",
    "ap-jakarta",
    "ap-mumbai",
    "ap-nanjing",
    "ap-seoul",
    "ap-shanghai",
    "ap-shanghai-fsi",
    "ap-shenzhen",
    "ap-shenzhen-fsi",
    "ap-singapore",
    "ap-taipei",
    "ap-tokyo",
    "eu-frankfurt",
    "na-ashburn",
    "na-siliconvalley",
    "na-toronto",
    "sa-saopaulo",
];

/// Whether `request` is meant for this cloud.
pub(crate) fn wants(request: &Request) -> bool {
    call::is_for(request, "x-tc-action", "TC3-")
}

/// The machine whose console is asked for, or the refusal.
pub(crate) fn decide(
    request: &Request,
    now_ms: u64,
    call: &mut Call,
) -> Result<&'static Instance, Refusal> {
    call.action = request.text("x-tc-action").map(str::to_owned);
    call.region = request.text("x-tc-region").map(str::to_owned);
    let common = |header: &str, name: &'static str| match request.text(header) {
        Some(value) if !value.is_empty() => Ok(value),
        _ => Err(Refusal::tencent("MissingParameter", format!("the request has no `{name}`"))),
    };
    let action = common("x-tc-action", "X-TC-Action")?;
    let version = common("x-tc-version", "X-TC-Version")?;
    check_form(request)?;

    let Verification { evidence, outcome } =
        tc3::verify(request, now_ms, SERVICE, |key_id| TENCENT.secret_of(key_id));
    call.evidence = evidence;
    outcome?;
    if request.header("x-tc-token").is_some_and(|token| !token.is_empty()) {
        let message = "the published credentials have no token, so X-TC-Token must not be sent";
        return Err(Refusal::tencent("AuthFailure.TokenFailure", message));
    }

    if version != VERSION {
        let message = format!("version {version} does not exist; cvm has {VERSION}");
        return Err(Refusal::tencent("NoSuchVersion", message));
    }
    if action != VNC_ACTION {
        let message = format!("action {action} does not exist here; there is {VNC_ACTION}");
        return Err(Refusal::tencent("InvalidAction", message));
    }
    let region = common("x-tc-region", "X-TC-Region")?;
    if !REGIONS.contains(&region) {
        let message = format!("region {region} does not exist");
        return Err(Refusal::tencent("UnsupportedRegion", message));
    }
    let id = instance_id(request)?;
    call.instance_id = Some(id.clone());
    console_of(&id, region)
}

/// Method, path and content type: those that API 3.0 knows.
fn check_form(request: &Request) -> Result<(), Refusal> {
    let wanted = match request.method() {
        "GET" => "application/x-www-form-urlencoded",
        "POST" => "application/json",
        _ => {
            return Err(Refusal::tencent("UnsupportedProtocol", "only GET and POST are supported"));
        }
    };
    if request.path() != "/" {
        return Err(Refusal::tencent("InvalidRequest", "the path must be `/`"));
    }
    if request.header("content-type").is_some() && request.media_type() != wanted {
        let message = format!("the content type of a {} must be {wanted}", request.method());
        return Err(Refusal::tencent("InvalidRequest", message));
    }
    Ok(())
}

/// The one parameter of the action: from the query of a GET, from the JSON of a POST.
fn instance_id(request: &Request) -> Result<String, Refusal> {
    let parameters = if request.method() == "GET" {
        from_query(request.query())
    } else {
        serde_json::from_slice::<Map<String, Value>>(request.body()).ok()
    };
    let parameters = parameters.ok_or_else(|| {
        Refusal::tencent("InvalidParameter", "the parameters are not a JSON object or a query")
    })?;
    if let Some(name) = parameters.keys().find(|name| *name != "InstanceId") {
        let message = format!("the parameter `{name}` is not recognised");
        return Err(Refusal::tencent("UnknownParameter", message));
    }
    match parameters.get("InstanceId") {
        Some(Value::String(id)) => Ok(id.clone()),
        Some(_) => Err(Refusal::tencent("InvalidParameter", "`InstanceId` must be a string")),
        None => Err(Refusal::tencent("MissingParameter", "the request has no `InstanceId`")),
    }
}

fn from_query(query: &str) -> Option<Map<String, Value>> {
    let mut parameters = Map::new();
    for (name, value) in percent::pairs(query.as_bytes())? {
        let value = Value::String(String::from_utf8(value).ok()?);
        if parameters.insert(String::from_utf8(name).ok()?, value).is_some() {
            return None;
        }
    }
    Some(parameters)
}

fn console_of(id: &str, region: &str) -> Result<&'static Instance, Refusal> {
    let suffix = id.strip_prefix("ins-").unwrap_or("");
    let digits = suffix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if suffix.len() != 8 || !digits {
        return Err(Refusal::tencent(
            "InvalidInstanceId.Malformed",
            "an instance id is `ins-` and eight lower-case letters or digits",
        ));
    }
    match instance::by_id(TENCENT_CVM, id).filter(|instance| instance.region == region) {
        None => Err(Refusal::tencent(
            "InvalidInstanceId.NotFound",
            format!("there is no instance {id} in {region}"),
        )),
        Some(instance) if instance.state == "RUNNING" => Ok(instance),
        Some(instance) => Err(Refusal::tencent(
            "UnsupportedOperation.InstanceStateStopped",
            format!("instance {id} is {} and has no console", instance.state),
        )),
    }
}

/// The reply, in API 3.0's envelope: the status is 200 whatever the answer.
pub(crate) fn respond(outcome: &Result<String, Refusal>, request_id: &str) -> Response {
    let answer = match outcome {
        Ok(vnc_url) => json!({ "InstanceVncUrl": vnc_url, "RequestId": request_id }),
        Err(refusal) => json!({
            "Error": { "Code": refusal.code, "Message": refusal.message },
            "RequestId": request_id,
        }),
    };
    Response::new(200, "application/json", json!({ "Response": answer }).to_string())
}
