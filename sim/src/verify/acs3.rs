//! `ACS3-HMAC-SHA256`, Alibaba Cloud's signature version 3, from the server's side.
//!
//! Source: Alibaba Cloud, *Request syntax and signature method V3 for RPC APIs*,
//! <https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>,
//! read 2026-08.

use super::{
    Evidence, Verification, canonical_headers, canonical_request, hex, hmac_sha256, is_sha256_hex,
    is_skewed, sha256_hex, signed_header_names,
};
use crate::{Refusal, Request, percent, utc};

/// Largest distance between `x-acs-date` and the server's clock, in seconds.
pub const SKEW_S: u64 = 900;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// The headers without which no request is signed.
const REQUIRED: [&str; 5] = [
    "x-acs-action",
    "x-acs-version",
    "x-acs-date",
    "x-acs-signature-nonce",
    "x-acs-content-sha256",
];

/// Verify the signature of `request` at `now_ms`, milliseconds since 1970-01-01T00:00:00Z.
///
/// `secret_of` gives the secret of a key id, or `None` for one that does not exist. Whether the
/// nonce was used before is not asked here: that takes a memory, and this is a function.
#[must_use]
pub fn verify<'s>(
    request: &Request,
    now_ms: u64,
    secret_of: impl Fn(&str) -> Option<&'s str>,
) -> Verification {
    Verification::of(|evidence| check(request, now_ms, secret_of, evidence))
}

/// `x-acs-date` as seconds since 1970-01-01T00:00:00Z.
///
/// # Errors
///
/// `InvalidTimeStamp.Format` when it is absent or not of the form `2019-02-25T15:31:05Z`.
pub(crate) fn timestamp(request: &Request) -> Result<u64, Refusal> {
    date_time("x-acs-date", request.text("x-acs-date"))
}

/// The seconds that `value` stands for; it was sent as `name`.
pub(super) fn date_time(name: &str, value: Option<&str>) -> Result<u64, Refusal> {
    value.and_then(utc::parse_date_time).ok_or_else(|| {
        let message = format!("{name} is not of the form YYYY-MM-DDThh:mm:ssZ");
        Refusal::alibaba(400, "InvalidTimeStamp.Format", message)
    })
}

/// The refusal of a time, sent as `name`, that is too far from the server's.
pub(super) fn check_time(name: &str, timestamp: u64, now_ms: u64) -> Result<(), Refusal> {
    if !is_skewed(now_ms, timestamp, SKEW_S) {
        return Ok(());
    }
    let now = utc::date_time(now_ms / 1_000);
    let message = format!("{name} is more than {SKEW_S} s from the server's {now}");
    Err(Refusal::alibaba(400, "InvalidTimeStamp.Expired", message))
}

/// The refusal of a key id that does not exist.
pub(super) fn unknown_key() -> Refusal {
    Refusal::alibaba(400, "InvalidAccessKeyId.NotFound", "the AccessKeyId does not exist")
}

fn check<'s>(
    request: &Request,
    now_ms: u64,
    secret_of: impl Fn(&str) -> Option<&'s str>,
    evidence: &mut Option<Evidence>,
) -> Result<(), Refusal> {
    let authorization = Authorization::parse(request)?;
    if let Some(name) = REQUIRED.into_iter().find(|name| request.header(name).is_none()) {
        return Err(Refusal::alibaba(
            400,
            "MissingParameter",
            format!("the request has no header `{name}`"),
        ));
    }
    if let Some(name) = unsigned_header(request, &authorization.names) {
        return Err(incomplete(format!("`{name}` must be among the signed headers")));
    }

    let hashed_payload = sha256_hex(request.body());
    let signed = canonical_request(
        request,
        canonical_query(request)?.as_bytes(),
        // Trimmed already, and otherwise as sent: unlike Tencent's, these values keep their case.
        &canonical_headers(request, &authorization.names, <[u8]>::to_vec).map_err(incomplete)?,
        authorization.signed_headers,
        &hashed_payload,
    );
    let string_to_sign = format!("{ALGORITHM}\n{}", sha256_hex(&signed));
    *evidence = Some(Evidence::new(&signed, string_to_sign.clone()));

    check_time("x-acs-date", timestamp(request)?, now_ms)?;
    let secret = secret_of(authorization.key_id).ok_or_else(unknown_key)?;
    let signature = hex(&hmac_sha256(secret.as_bytes(), string_to_sign.as_bytes()));
    let claimed = request.header("x-acs-content-sha256");
    if signature == authorization.signature && claimed == Some(hashed_payload.as_bytes()) {
        Ok(())
    } else {
        Err(mismatch(string_to_sign))
    }
}

/// The refusal of a wrong signature, which tells the server's string to sign.
pub(super) fn mismatch(string_to_sign: String) -> Refusal {
    let message =
        "Specified signature is not matched with our calculation. server string to sign is:";
    Refusal { echo: string_to_sign, ..Refusal::alibaba(400, "SignatureDoesNotMatch", message) }
}

/// The first header that has to be signed and is not: `host`, `content-type`, any `x-acs-…`.
fn unsigned_header<'r>(request: &'r Request, names: &[&str]) -> Option<&'r str> {
    request.header_names().chain(["host"]).find(|name| {
        let name = name.to_ascii_lowercase();
        let must = name == "host" || name == "content-type" || name.starts_with("x-acs-");
        must && !names.contains(&&*name)
    })
}

/// The query's parameters, decoded, sorted by name in byte order, and encoded again: on the wire
/// they may be in another order, and have `+` for a space.
fn canonical_query(request: &Request) -> Result<String, Refusal> {
    let mut pairs = percent::pairs(request.query().as_bytes()).ok_or_else(|| {
        Refusal::alibaba(400, "InvalidParameter", "the query has a `%` without two hex digits")
    })?;
    pairs.sort();
    let encoded: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent::encode(name), percent::encode(value)))
        .collect();
    Ok(encoded.join("&"))
}

/// `ACS3-HMAC-SHA256 Credential=ID,SignedHeaders=a;b,Signature=…`, no spaces after the commas.
struct Authorization<'r> {
    key_id: &'r str,
    signed_headers: &'r str,
    names: Vec<&'r str>,
    signature: &'r str,
}

impl<'r> Authorization<'r> {
    fn parse(request: &'r Request) -> Result<Self, Refusal> {
        request.text("authorization").and_then(Self::from_value).ok_or_else(|| {
            incomplete(
                "Authorization is not of the form `ACS3-HMAC-SHA256 Credential=ID,\
                 SignedHeaders=a;b,Signature=64 hex digits`, names sorted",
            )
        })
    }

    fn from_value(value: &'r str) -> Option<Self> {
        let rest = value.strip_prefix(ALGORITHM)?.strip_prefix(" Credential=")?;
        let (key_id, rest) = rest.split_once(",SignedHeaders=")?;
        let (signed_headers, signature) = rest.split_once(",Signature=")?;
        let names = signed_header_names(signed_headers)?;
        (!key_id.is_empty() && is_sha256_hex(signature)).then_some(Self {
            key_id,
            signed_headers,
            names,
            signature,
        })
    }
}

fn incomplete(message: impl Into<String>) -> Refusal {
    Refusal::alibaba(400, "IncompleteSignature", message)
}
