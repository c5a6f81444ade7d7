//! `TC3-HMAC-SHA256`, Tencent Cloud's signature version 3, from the server's side.
//!
//! Source: Tencent Cloud, *Signature v3*,
//! <https://www.tencentcloud.com/document/product/213/33224>, read 2026-08.

use super::{
    Evidence, Verification, canonical_headers, canonical_request, hex, hmac_sha256, is_sha256_hex,
    is_skewed, sha256_hex, signed_header_names,
};
use crate::{Refusal, Request, utc};

/// Largest distance between `X-TC-Timestamp` and the server's clock, in seconds.
pub const SKEW_S: u64 = 300;

const ALGORITHM: &str = "TC3-HMAC-SHA256";
const TERMINATOR: &str = "tc3_request";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// Verify the signature of `request` as the service `service` would at `now_ms`.
///
/// `now_ms` is in milliseconds since 1970-01-01T00:00:00Z. `secret_of` gives the secret of a key
/// id, or `None` for one that does not exist.
#[must_use]
pub fn verify<'s>(
    request: &Request,
    now_ms: u64,
    service: &str,
    secret_of: impl Fn(&str) -> Option<&'s str>,
) -> Verification {
    Verification::of(|evidence| check(request, now_ms, service, secret_of, evidence))
}

fn check<'s>(
    request: &Request,
    now_ms: u64,
    service: &str,
    secret_of: impl Fn(&str) -> Option<&'s str>,
    evidence: &mut Option<Evidence>,
) -> Result<(), Refusal> {
    let authorization = Authorization::parse(request)?;
    let timestamp = timestamp(request)?;
    // The scope is not copied from the request: the server knows the day and its own name.
    let date = utc::date(timestamp);
    let scope = format!("{date}/{service}/{TERMINATOR}");

    let signed = signed_request(request, &authorization)?;
    let string_to_sign = format!("{ALGORITHM}\n{timestamp}\n{scope}\n{}", sha256_hex(&signed));
    *evidence = Some(Evidence::new(&signed, string_to_sign.clone()));

    check_time(timestamp, now_ms)?;
    let secret = secret_of(authorization.key_id).ok_or_else(unknown_key)?;
    if authorization.scope != scope {
        return Err(Refusal::tencent(
            "AuthFailure.SignatureFailure",
            format!("the credential scope should be {scope}: UTC date of the timestamp, service"),
        ));
    }

    let date_key = hmac_sha256(format!("TC3{secret}").as_bytes(), date.as_bytes());
    let service_key = hmac_sha256(&date_key, service.as_bytes());
    let signing_key = hmac_sha256(&service_key, TERMINATOR.as_bytes());
    if hex(&hmac_sha256(&signing_key, string_to_sign.as_bytes())) == authorization.signature {
        Ok(())
    } else {
        Err(Refusal::tencent(
            "AuthFailure.SignatureFailure",
            "the signature does not match; the journal at /_sim/journal has the canonical request",
        ))
    }
}

/// The refusal of a time that is too far from the server's.
pub(super) fn check_time(timestamp: u64, now_ms: u64) -> Result<(), Refusal> {
    if !is_skewed(now_ms, timestamp, SKEW_S) {
        return Ok(());
    }
    let now = now_ms / 1_000;
    let message = format!("timestamp {timestamp} is more than {SKEW_S} s from the server's {now}");
    Err(Refusal::tencent("AuthFailure.SignatureExpire", message))
}

/// The refusal of a key id that does not exist.
pub(super) fn unknown_key() -> Refusal {
    Refusal::tencent("AuthFailure.SecretIdNotFound", "the SecretId does not exist")
}

/// `TC3-HMAC-SHA256 Credential=ID/SCOPE, SignedHeaders=a;b, Signature=…`
struct Authorization<'r> {
    key_id: &'r str,
    scope: &'r str,
    signed_headers: &'r str,
    names: Vec<&'r str>,
    signature: &'r str,
}

impl<'r> Authorization<'r> {
    fn parse(request: &'r Request) -> Result<Self, Refusal> {
        let value = request.text("authorization").ok_or_else(|| missing("Authorization"))?;
        let parsed = Self::from_value(value).ok_or_else(|| {
            invalid(
                "Authorization is not of the form `TC3-HMAC-SHA256 Credential=ID/DATE/SERVICE/\
                 tc3_request, SignedHeaders=a;b, Signature=64 hex digits`, names sorted",
            )
        })?;
        match ["content-type", "host"].into_iter().find(|name| !parsed.names.contains(name)) {
            Some(name) => Err(invalid(format!("`{name}` must be among the signed headers"))),
            None => Ok(parsed),
        }
    }

    fn from_value(value: &'r str) -> Option<Self> {
        let rest = value.strip_prefix(ALGORITHM)?.strip_prefix(" Credential=")?;
        let (credential, rest) = rest.split_once(", SignedHeaders=")?;
        let (signed_headers, signature) = rest.split_once(", Signature=")?;
        let (key_id, scope) = credential.split_once('/')?;
        let parts: Vec<&str> = scope.split('/').collect();
        let [date, service, TERMINATOR] = parts[..] else {
            return None;
        };
        let complete = !key_id.is_empty() && !date.is_empty() && !service.is_empty();
        let names = signed_header_names(signed_headers)?;
        (complete && is_sha256_hex(signature)).then_some(Self {
            key_id,
            scope,
            signed_headers,
            names,
            signature,
        })
    }
}

fn timestamp(request: &Request) -> Result<u64, Refusal> {
    let text = request.text("x-tc-timestamp").ok_or_else(|| missing("X-TC-Timestamp"))?;
    // Eleven digits reach past the year 5000; more would only be a way to overflow something.
    let digits = (1..=11).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse().ok() } else { None };
    number.ok_or_else(|| {
        Refusal::tencent("InvalidParameter", "X-TC-Timestamp is not a number of seconds")
    })
}

/// The canonical request. `GET` signs the query as it was sent; `POST` has none to sign.
fn signed_request(request: &Request, authorization: &Authorization) -> Result<Vec<u8>, Refusal> {
    if request.method() == "POST" && !request.query().is_empty() {
        // Unsigned by the documents; accepted, it would be a place where a byte can change unseen.
        let message = "a POST has its parameters in the body, and no query";
        return Err(Refusal::tencent("InvalidParameter", message));
    }
    let headers = canonical_headers(request, &authorization.names, <[u8]>::to_ascii_lowercase)
        .map_err(invalid)?;
    let payload = match request.header("x-tc-content-sha256") {
        Some(value) if value == UNSIGNED_PAYLOAD.as_bytes() => value,
        _ => request.body(),
    };
    Ok(canonical_request(
        request,
        request.query().as_bytes(),
        &headers,
        authorization.signed_headers,
        &sha256_hex(payload),
    ))
}

fn missing(name: &str) -> Refusal {
    Refusal::tencent("MissingParameter", format!("the request has no header `{name}`"))
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::tencent("AuthFailure.InvalidAuthorization", message)
}
