//! Replies of both clouds, and a cloud that judges by its own clock.

use jiff::{Timestamp, tz::TimeZone};
use vncurl_core::{Cloud, Provider};

/// A VNC URL, which must become part of a console URL and of nothing else.
pub(crate) const VNC_URL: &str =
    "wss%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA";

/// Seconds that a signed time may be away from the cloud's.
pub(crate) fn tolerance_s(provider: &Provider) -> u64 {
    if provider.cloud == Cloud::Tencent { 300 } else { 900 }
}

/// An instance of the provider's.
pub(crate) fn instance_id(provider: &Provider) -> &'static str {
    match provider.name {
        "alibaba-ecs" => "i-bp1hzoinajzkh91h0001",
        "tencent-ecm" => "ein-2ws2spbm",
        "tencent-lighthouse" => "lhins-6vtqhw2u",
        _ => "ins-r9hr2upy",
    }
}

/// What a cloud says, in words; [`reply`] says it in its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Say {
    /// The VNC URL.
    Url,
    /// Another value in its place.
    VncUrl(&'static str),
    /// A refusal with this code.
    Refuse(&'static str),
    /// A refusal with this code, and how long to wait: `Retry-After` in seconds, then
    /// `x-acs-retry-after` in milliseconds.
    RefuseFor(&'static str, Option<&'static str>, Option<&'static str>),
    /// A refusal with this HTTP status and code.
    RefuseAs(u16, &'static str),
    /// The instance, in this state and with this operating system.
    State(&'static str, &'static str),
    /// The same, and how long to wait: `Retry-After` in seconds.
    StateFor(&'static str, &'static str),
    /// A list without the instance.
    NotListed,
    /// A list of another instance.
    OtherListed,
    /// This status and body.
    Raw(u16, &'static str),
    /// Nothing: the reply gets lost.
    Lost,
}

/// A reply.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) date: Option<String>,
    pub(crate) retry_after: Option<String>,
    pub(crate) retry_after_ms: Option<String>,
    pub(crate) body: String,
}

/// What `provider` says; nothing when it gets lost.
pub(crate) fn reply(provider: &Provider, say: Say) -> Option<Said> {
    let alibaba = provider.cloud == Cloud::Alibaba;
    let id = instance_id(provider);
    let said = |status, body| Said { status, body, ..Said::default() };
    let retry_after = |text: Option<&str>| text.map(str::to_owned);
    Some(match say {
        Say::Url => return reply(provider, Say::VncUrl(VNC_URL)),
        Say::VncUrl(vnc_url) if alibaba => {
            said(200, format!(r#"{{"RequestId": "R", "VncUrl": "{vnc_url}"}}"#))
        }
        Say::VncUrl(vnc_url) => {
            let response = format!(r#"{{"InstanceVncUrl": "{vnc_url}", "RequestId": "R"}}"#);
            said(200, format!(r#"{{"Response": {response}}}"#))
        }
        Say::Refuse(code) => {
            let status = if code.starts_with("Forbidden") { 403 } else { 400 };
            return reply(provider, Say::RefuseAs(if alibaba { status } else { 200 }, code));
        }
        Say::RefuseFor(code, seconds, milliseconds) => Said {
            retry_after: retry_after(seconds),
            retry_after_ms: retry_after(milliseconds),
            ..reply(provider, Say::Refuse(code))?
        },
        Say::RefuseAs(status, code) if alibaba => {
            said(status, format!(r#"{{"RequestId": "R", "Code": "{code}", "Message": "no"}}"#))
        }
        Say::RefuseAs(status, code) => {
            let error = format!(r#"{{"Code": "{code}", "Message": "no"}}"#);
            said(status, format!(r#"{{"Response": {{"Error": {error}, "RequestId": "R"}}}}"#))
        }
        Say::State(state, os) => said(200, list(provider, &item(id, state, os))),
        Say::StateFor(state, seconds) => Said {
            retry_after: retry_after(Some(seconds)),
            ..reply(provider, Say::State(state, ""))?
        },
        Say::NotListed => said(200, list(provider, "")),
        Say::OtherListed => said(200, list(provider, &item("i-other", "Running", "linux"))),
        Say::Raw(status, body) => said(status, body.to_owned()),
        Say::Lost => return None,
    })
}

/// An item of either list of either cloud.
fn item(id: &str, state: &str, os: &str) -> String {
    let os = if os.is_empty() { String::new() } else { format!(r#", "OSType": "{os}""#) };
    format!(r#"{{"InstanceId": "{id}", "Status": "{state}", "InstanceState": "{state}"{os}}}"#)
}

/// A page that is of both of the cloud's lists.
fn list(provider: &Provider, items: &str) -> String {
    if provider.cloud == Cloud::Alibaba {
        let instances = format!(r#""Instances": {{"Instance": [{items}]}}"#);
        let statuses = format!(r#""InstanceStatuses": {{"InstanceStatus": [{items}]}}"#);
        return format!(r#"{{"RequestId": "R", {instances}, {statuses}}}"#);
    }
    let sets = format!(r#""InstanceSet": [{items}], "InstanceStatusSet": [{items}]"#);
    format!(r#"{{"Response": {{"RequestId": "R", {sets}}}}}"#)
}

/// The code with which the cloud refuses a time.
pub(crate) fn clock_code(provider: &Provider) -> &'static str {
    if provider.cloud == Cloud::Tencent {
        "AuthFailure.SignatureExpire"
    } else {
        "InvalidTimeStamp.Expired"
    }
}

/// A moment as the header `Date` writes it.
pub(crate) fn http_date(unix_s: u64) -> String {
    let moment = Timestamp::from_second(i64::try_from(unix_s).unwrap()).unwrap();
    moment.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A cloud with a clock of its own, which says one thing after another and repeats the last.
#[derive(Clone, Debug)]
pub(crate) struct ScriptedCloud {
    pub(crate) provider: &'static Provider,
    /// Seconds that its clock is ahead of the driver's.
    pub(crate) ahead_s: i64,
    /// Seconds that the `Date` of its replies is ahead of its clock; nothing for no such header.
    pub(crate) date_off_s: Option<i64>,
    pub(crate) script: &'static [Say],
    pub(crate) said: usize,
}

impl ScriptedCloud {
    /// Answer a request that was signed at `timestamp` and arrives at `now_ms` of the driver's
    /// clock.
    pub(crate) fn answer(&mut self, timestamp: u64, now_ms: u64) -> Option<Said> {
        let own_s = (now_ms / 1_000).saturating_add_signed(self.ahead_s);
        let say = if own_s.abs_diff(timestamp) > tolerance_s(self.provider) {
            Say::Refuse(clock_code(self.provider))
        } else {
            let say = self.script.get(self.said).or(self.script.last()).unwrap();
            self.said += 1;
            *say
        };
        let mut said = reply(self.provider, say)?;
        said.date = self.date_off_s.map(|off| http_date(own_s.saturating_add_signed(off)));
        Some(said)
    }
}
