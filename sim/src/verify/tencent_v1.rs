//! `HmacSHA1` and `HmacSHA256`, Tencent Cloud's signature version 1, from the server's side.
//!
//! Source: Tencent Cloud, *Signature*,
//! <https://www.tencentcloud.com/document/product/213/33223>, read 2026-08.

use base64ct::{Base64, Encoding as _};

use super::{Evidence, MASK, Verification, hmac_sha1, hmac_sha256, tc3};
use crate::percent::{self, Pair};
use crate::{Refusal, Request};

/// Largest distance between `Timestamp` and the server's clock, in seconds.
pub const SKEW_S: u64 = tc3::SKEW_S;

/// The parameters without which no request is signed.
const REQUIRED: [&str; 5] = ["Action", "Version", "Timestamp", "Nonce", "SecretId"];

/// Verify the signature of `request` at `now_ms`, milliseconds since 1970-01-01T00:00:00Z.
///
/// The parameters are those of a `GET`'s query or of a `POST`'s form. `secret_of` gives the secret
/// of a key id, or `None` for one that does not exist.
#[must_use]
pub fn verify<'s>(
    request: &Request,
    now_ms: u64,
    secret_of: impl Fn(&str) -> Option<&'s str>,
) -> Verification {
    Verification::of(|evidence| check(request, now_ms, secret_of, evidence))
}

/// The parameters of a `GET`'s query or of a `POST`'s form, decoded, in the order of the wire.
///
/// # Errors
///
/// `InvalidParameter` for a `%` without two hex digits, for a parameter that was sent twice, and
/// for a `POST` with a query, which nobody would have signed.
pub(crate) fn parameters(request: &Request) -> Result<Vec<Pair>, Refusal> {
    let text = if request.method() == "POST" {
        if !request.query().is_empty() {
            return Err(invalid("a POST has its parameters in the body, and no query"));
        }
        request.body()
    } else {
        request.query().as_bytes()
    };
    let pairs =
        percent::pairs(text).ok_or_else(|| invalid("a `%` is not followed by two hex digits"))?;
    let mut names: Vec<&[u8]> = pairs.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    if names.is_sorted_by(|a, b| a < b) {
        Ok(pairs)
    } else {
        Err(invalid("a parameter was sent more than once"))
    }
}

fn check<'s>(
    request: &Request,
    now_ms: u64,
    secret_of: impl Fn(&str) -> Option<&'s str>,
    evidence: &mut Option<Evidence>,
) -> Result<(), Refusal> {
    let mut pairs = parameters(request)?;
    let value = |pairs: &[Pair], name: &str| {
        let found = pairs.iter().find(|(sent, _)| sent == name.as_bytes());
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    };
    for name in REQUIRED.into_iter().chain(["Signature"]) {
        if value(&pairs, name).is_none_or(|value| value.is_empty()) {
            let message = format!("the request has no parameter `{name}`");
            return Err(Refusal::tencent("MissingParameter", message));
        }
    }
    let method = value(&pairs, "SignatureMethod").unwrap_or_else(|| "HmacSHA1".to_owned());
    if !matches!(&*method, "HmacSHA1" | "HmacSHA256") {
        let message = "SignatureMethod must be HmacSHA1 or HmacSHA256";
        return Err(Refusal::tencent("AuthFailure.InvalidAuthorization", message));
    }
    let nonce = value(&pairs, "Nonce").and_then(|nonce| number(&nonce));
    if nonce.is_none_or(|nonce| nonce == 0) {
        return Err(invalid("Nonce is not a positive integer"));
    }
    let timestamp = value(&pairs, "Timestamp").and_then(|timestamp| number(&timestamp));
    let timestamp = timestamp.ok_or_else(|| invalid("Timestamp is not a number of seconds"))?;

    let signature = value(&pairs, "Signature").unwrap_or_default();
    let key_id = value(&pairs, "SecretId").unwrap_or_default();
    pairs.retain(|(name, _)| name != b"Signature");
    pairs.sort();
    let string_to_sign = string_to_sign(request, &joined(&pairs));
    for (name, value) in &mut pairs {
        if name == b"Token" && !value.is_empty() {
            *value = MASK.into();
        }
    }
    let shown = joined(&pairs);
    *evidence = Some(Evidence {
        canonical_request: String::from_utf8_lossy(&shown).into_owned(),
        string_to_sign: String::from_utf8_lossy(&self::string_to_sign(request, &shown))
            .into_owned(),
    });

    tc3::check_time(timestamp, now_ms)?;
    let secret = secret_of(&key_id).ok_or_else(tc3::unknown_key)?;
    let expected = if method == "HmacSHA256" {
        Base64::encode_string(&hmac_sha256(secret.as_bytes(), &string_to_sign))
    } else {
        Base64::encode_string(&hmac_sha1(secret.as_bytes(), &string_to_sign))
    };
    if expected == signature {
        Ok(())
    } else {
        Err(Refusal::tencent(
            "AuthFailure.SignatureFailure",
            "the signature does not match; the journal at /_sim/journal has the string to sign",
        ))
    }
}

/// `name=value&…`, raw: nothing is encoded before it is signed.
fn joined(pairs: &[Pair]) -> Vec<u8> {
    let pieces: Vec<Vec<u8>> =
        pairs.iter().map(|(name, value)| [&**name, value].join(&b'=')).collect();
    pieces.join(&b'&')
}

/// `GETcvm.tencentcloudapi.com/?name=value&…`
fn string_to_sign(request: &Request, parameters: &[u8]) -> Vec<u8> {
    let host = request.header("host").unwrap_or(b"");
    [request.method().as_bytes(), host, request.path().as_bytes(), b"?", parameters].concat()
}

/// A number of at most 19 digits.
fn number(text: &str) -> Option<u64> {
    let digits = text.len() <= 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn invalid(message: &str) -> Refusal {
    Refusal::tencent("InvalidParameter", message)
}
