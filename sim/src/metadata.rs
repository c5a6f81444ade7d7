//! The metadata services of both clouds, which give an instance's role its temporary credentials.
//!
//! Sources: Tencent Cloud CVM, *Viewing Instance Metadata* and *Managing Roles*; Alibaba Cloud
//! ECS, *Instance metadata* and *Instance RAM roles*. Read 2026-08.

use std::collections::VecDeque;

use serde_json::json;

use crate::account::{ALIBABA_TEMPORARY, TENCENT_TEMPORARY};
use crate::random::{self, NoRandomness};
use crate::utc;
use crate::verify::hex;
use crate::wire::{Request, Response};

/// The only role that the machines have.
const ROLE: &str = "simulator-role";
/// How long the credentials are said to be good, in seconds. They never end.
const LIFETIME_S: u64 = 6 * 3_600;

const TENCENT_ROLES: &str = "/latest/meta-data/cam/security-credentials/";
const ALIBABA_ROLES: &str = "/latest/meta-data/ram/security-credentials/";
const TOKEN: &str = "/latest/api/token";
const TTL_HEADER: &str = "x-aliyun-ecs-metadata-token-ttl-seconds";
const TOKEN_HEADER: &str = "x-aliyun-ecs-metadata-token";
/// Longest life of a metadata token, in seconds.
const TTL_CAP_S: u64 = 21_600;
/// Metadata tokens that are remembered; the oldest go first.
const TOKENS_CAP: usize = 1_000;

/// The metadata tokens that were given out, and the time until which each is good.
#[derive(Default)]
pub(crate) struct MetadataTokens {
    until_ms: VecDeque<(String, u64)>,
}

impl MetadataTokens {
    /// Answer a request whose path is one of the metadata services'; `None` for any other.
    pub(crate) fn answer(
        &mut self,
        now_ms: u64,
        request: &Request,
    ) -> Result<Option<Response>, NoRandomness> {
        let path = request.path();
        let roles = [TENCENT_ROLES, ALIBABA_ROLES];
        let under = roles.into_iter().find_map(|base| {
            // The clouds answer the list of roles with and without the slash at its end.
            let rest =
                path.strip_prefix(base).or((path == base.trim_end_matches('/')).then_some(""));
            rest.map(|role| (base, role))
        });
        let (base, role) = match (request.method(), under) {
            (_, None) if path == TOKEN => return self.give(now_ms, request).map(Some),
            (_, None) => return Ok(None),
            ("GET", Some(found)) => found,
            _ => {
                let response = Response::text(405, "only GET is answered here");
                return Ok(Some(response.with_header("Allow", "GET")));
            }
        };
        if base == ALIBABA_ROLES
            && let Some(token) = request.text(TOKEN_HEADER)
            && !self.is_good(now_ms, token)
        {
            let text = "the metadata token is unknown or has ended";
            return Ok(Some(Response::text(401, text)));
        }
        let end_s = (now_ms / 1_000).saturating_add(LIFETIME_S);
        Ok(Some(match (role, base) {
            ("", _) => Response::new(200, "text/plain", ROLE),
            (ROLE, TENCENT_ROLES) => json(&json!({
                "TmpSecretId": TENCENT_TEMPORARY.key_id,
                "TmpSecretKey": TENCENT_TEMPORARY.secret,
                "Token": TENCENT_TEMPORARY.token,
                "ExpiredTime": end_s,
                "Expiration": utc::date_time(end_s),
                "Code": "Success",
            })),
            (ROLE, _) => json(&json!({
                "AccessKeyId": ALIBABA_TEMPORARY.key_id,
                "AccessKeySecret": ALIBABA_TEMPORARY.secret,
                "SecurityToken": ALIBABA_TEMPORARY.token,
                "Expiration": utc::date_time(end_s),
                "LastUpdated": utc::date_time(now_ms / 1_000),
                "Code": "Success",
            })),
            _ => Response::text(404, "there is no such role; ask for the list without a name"),
        }))
    }

    /// `PUT /latest/api/token`, Alibaba's hardened mode.
    fn give(&mut self, now_ms: u64, request: &Request) -> Result<Response, NoRandomness> {
        if request.method() != "PUT" {
            return Ok(Response::text(405, "only PUT is answered here").with_header("Allow", "PUT"));
        }
        let ttl_s = request.text(TTL_HEADER).and_then(|ttl| ttl.parse::<u64>().ok());
        let Some(ttl_s) = ttl_s.filter(|ttl| (1..=TTL_CAP_S).contains(ttl)) else {
            let text = format!("`{TTL_HEADER}` must be a number from 1 to {TTL_CAP_S}");
            return Ok(Response::text(400, &text));
        };
        let token = format!("simulator-metadata-{}", hex(&random::bytes::<16>()?));
        if self.until_ms.len() >= TOKENS_CAP {
            self.until_ms.pop_front();
        }
        let until_ms = now_ms.saturating_add(ttl_s.saturating_mul(1_000));
        self.until_ms.push_back((token.clone(), until_ms));
        Ok(Response::new(200, "text/plain", token))
    }

    fn is_good(&self, now_ms: u64, token: &str) -> bool {
        self.until_ms.iter().any(|(given, until_ms)| given == token && now_ms < *until_ms)
    }
}

fn json(value: &serde_json::Value) -> Response {
    Response::new(200, "application/json", value.to_string())
}
