//! The role of the instance that this runs on, from the cloud's metadata service.
//!
//! Sources: Tencent Cloud CVM, *Viewing Instance Metadata* and *Managing Roles*; Alibaba Cloud ECS,
//! *Instance RAM roles* and *Instance metadata* (the hardened mode with a token); both clouds' SDKs.
//! Read 2026-11.

use core::time::Duration;

use jiff::Timestamp;
use serde::Deserialize;
use vncurl_core::{Cloud, Endpoint, Scheme};
use zeroize::Zeroizing;

use super::{
    find::{Sources, Step},
    metadata::{Reply, is_word},
    peer::Peer,
    renewal::Renewal,
    stored::{self, Answer, Keys, Loaded},
};
use crate::{Credentials, Environment, Error, Looked, Source, SourceFault};

/// The variable that names another address of the metadata service: `https://host[:port]`, or
/// `http://` with a loopback address.
const BASE: &str = "VNCURL_METADATA_URL";

const TENCENT_BASE: &str = "http://metadata.tencentyun.com";
const ALIBABA_BASE: &str = "http://100.100.100.200";
const TENCENT_ROLES: &str = "/latest/meta-data/cam/security-credentials/";
const ALIBABA_ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN: &str = "/latest/api/token";
const TTL: (&str, &str) = ("X-aliyun-ecs-metadata-token-ttl-seconds", "21600");
const TOKEN_HEADER: &str = "X-aliyun-ecs-metadata-token";

const DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
const V1_DISABLED: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";
const ROLE_NAME: &str = "ALIBABA_CLOUD_ECS_METADATA";

/// How long one answer may take: elsewhere than on an instance, nothing answers at all.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Seconds before the end in which a role's credentials are renewed: Tencent's SDKs take 300,
/// Alibaba's 900.
const TENCENT_RENEWAL_S: u64 = 300;
pub(crate) const ALIBABA_RENEWAL_S: u64 = 900;

const ADVICE: &str = "set this machine's clock: the metadata service gives credentials for hours";

pub(crate) const TENCENT: Step =
    Step { name: "role of the instance", ask: |sources| of_instance(Cloud::Tencent, sources) };
pub(crate) const ALIBABA: Step =
    Step { name: "role of the instance", ask: |sources| of_instance(Cloud::Alibaba, sources) };

/// Where a role's credentials are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    cloud: Cloud,
    base: String,
    secure: bool,
    name: Option<String>,
    /// Whether a service without metadata tokens is asked too.
    without_token: bool,
}

/// The role that `name` or the metadata service names.
pub(crate) fn named(
    cloud: Cloud,
    environment: &Environment<'_>,
    name: Option<&str>,
) -> Result<Role, Error> {
    let is_set =
        |name: &str| environment.read(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let alibaba = cloud == Cloud::Alibaba;
    if alibaba && is_set(DISABLED) {
        return Err(stored::at("role of the instance")(SourceFault::Disabled {
            variable: DISABLED,
        }));
    }
    let (base, secure) = base(cloud, environment)?;
    let of_variable = || if alibaba { environment.read(ROLE_NAME) } else { None };
    let name = name.map(str::to_owned).or_else(of_variable);
    if name.as_deref().is_some_and(|name| !is_word(name)) {
        let expected = "the name of a role: letters, digits and + = , . @ _ -";
        return Err(stored::at("role of the instance")(SourceFault::Invalid { expected }));
    }
    Ok(Role { cloud, base, secure, name, without_token: !is_set(V1_DISABLED) })
}

/// The address of the metadata service, and whether it has TLS.
fn base(cloud: Cloud, environment: &Environment<'_>) -> Result<(String, bool), Error> {
    let Some(base) = environment.read(BASE) else {
        let own = if cloud == Cloud::Alibaba { ALIBABA_BASE } else { TENCENT_BASE };
        return Ok((own.to_owned(), false));
    };
    let expected = "https://host[:port], or http:// with a loopback address";
    let endpoint =
        Endpoint::parse(&base).map_err(|_| stored::at(BASE)(SourceFault::Invalid { expected }))?;
    let scheme = endpoint.scheme();
    Ok((format!("{}://{}", scheme.as_str(), endpoint.authority()), scheme == Scheme::Https))
}

/// The source at the end of the order: what is not an instance with a role is passed over.
fn of_instance(cloud: Cloud, sources: &Sources<'_>) -> Result<Answer, Error> {
    let role = match named(cloud, sources.environment, None) {
        Err(Error::Source { place, fault: SourceFault::Disabled { variable } }) => {
            return Ok(Answer::Nothing(vec![Looked::new(
                place,
                format!("switched off by {variable}"),
            )]));
        }
        role => role?,
    };
    match role.session() {
        Ok(session) => Ok(Answer::Found(Box::new(role.loaded(&session, sources.now)?))),
        Err(Error::Source { place, fault }) => {
            let found = match fault {
                SourceFault::Status(404) => "this instance has no role".to_owned(),
                fault => fault.to_string(),
            };
            Ok(Answer::Nothing(vec![Looked::new(place, found)]))
        }
        Err(error) => Err(error),
    }
}

/// A service that has answered: the role's name, and the metadata token.
struct Session {
    peer: Peer,
    token: Option<Zeroizing<String>>,
    name: String,
}

impl Role {
    /// Ask for the role's credentials at the Unix second `now`.
    pub(crate) fn load(&self, now: u64) -> Result<Loaded, Error> {
        self.loaded(&self.session()?, now)
    }

    /// Seconds before the end in which they are renewed.
    pub(crate) fn renewal_s(&self) -> u64 {
        if self.cloud == Cloud::Alibaba { ALIBABA_RENEWAL_S } else { TENCENT_RENEWAL_S }
    }

    fn place(&self) -> String {
        format!("role of the instance, {}", self.base)
    }

    fn at(&self) -> impl FnOnce(SourceFault) -> Error {
        stored::at(self.place())
    }

    fn session(&self) -> Result<Session, Error> {
        let host = self.base.split_once("://").map_or(self.base.as_str(), |(_, host)| host);
        let peer = Peer::new(host, self.secure, TIMEOUT)?;
        let token = self.token(&peer).map_err(self.at())?;
        let name = if let Some(name) = &self.name {
            name.clone()
        } else {
            let reply = peer.get(&self.address(""), header(token.as_ref()));
            reply.and_then(|reply| reply.word().map(str::to_owned)).map_err(self.at())?
        };
        Ok(Session { peer, token, name })
    }

    /// The metadata token of Alibaba's hardened mode; nothing where the service has none.
    fn token(&self, peer: &Peer) -> Result<Option<Zeroizing<String>>, SourceFault> {
        if self.cloud != Cloud::Alibaba {
            return Ok(None);
        }
        let reply = peer.put(&format!("{}{TOKEN}", self.base), TTL)?;
        match reply.word() {
            Ok(token) => Ok(Some(Zeroizing::new(token.to_owned()))),
            Err(_) if self.without_token => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn address(&self, name: &str) -> String {
        let roles = if self.cloud == Cloud::Alibaba { ALIBABA_ROLES } else { TENCENT_ROLES };
        format!("{}{roles}{name}", self.base)
    }

    fn loaded(&self, session: &Session, now: u64) -> Result<Loaded, Error> {
        let Session { peer, token, name } = session;
        let place = format!("role {name} of the instance, {}", self.base);
        let credentials =
            peer.get(&self.address(name), header(token.as_ref()))
                .and_then(|reply| {
                    if self.cloud == Cloud::Alibaba { alibaba(&reply) } else { tencent(&reply) }
                })
                .and_then(|credentials| stored::check(credentials, now, ADVICE))
                .map_err(stored::at(place.clone()))?;
        let mut loaded = Loaded::new(credentials, Source::InstanceRole, place);
        loaded.renewal = Some(Renewal::Role(self.clone()));
        Ok(loaded)
    }
}

fn header(token: Option<&Zeroizing<String>>) -> Option<(&'static str, &str)> {
    token.map(|token| (TOKEN_HEADER, token.as_str()))
}

/// Temporary credentials in Tencent's spelling.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TencentReply {
    code: Option<String>,
    tmp_secret_id: Option<Zeroizing<String>>,
    tmp_secret_key: Option<Zeroizing<String>>,
    token: Option<Zeroizing<String>>,
    expired_time: Option<u64>,
}

fn tencent(reply: &Reply) -> Result<Credentials, SourceFault> {
    let reply: TencentReply = reply.json()?;
    check_code(reply.code.as_deref())?;
    let keys =
        Keys { key_id: reply.tmp_secret_id, secret: reply.tmp_secret_key, token: reply.token };
    let not_after = reply.expired_time.ok_or(NO_END)?;
    Ok(keys.temporary()?.with_not_after(not_after))
}

/// Temporary credentials in Alibaba's spelling.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AlibabaReply {
    code: Option<String>,
    access_key_id: Option<Zeroizing<String>>,
    access_key_secret: Option<Zeroizing<String>>,
    security_token: Option<Zeroizing<String>>,
    expiration: Option<String>,
}

/// Read the reply of the metadata service or of the credentials URI.
pub(crate) fn alibaba(reply: &Reply) -> Result<Credentials, SourceFault> {
    let reply: AlibabaReply = reply.json()?;
    check_code(reply.code.as_deref())?;
    let keys = Keys {
        key_id: reply.access_key_id,
        secret: reply.access_key_secret,
        token: reply.security_token,
    };
    let time: Timestamp = reply.expiration.ok_or(NO_END)?.parse().map_err(|_| BAD_END)?;
    let not_after = u64::try_from(time.as_second()).map_err(|_| BAD_END)?;
    Ok(keys.temporary()?.with_not_after(not_after))
}

const NO_END: SourceFault = SourceFault::Incomplete { missing: "the time at which they end" };
const BAD_END: SourceFault =
    SourceFault::Reply { problem: "the time at which they end is not a date and time" };

fn check_code(code: Option<&str>) -> Result<(), SourceFault> {
    match code {
        Some("Success") | None => Ok(()),
        Some(_) => Err(SourceFault::Reply { problem: "its answer is not a success" }),
    }
}
