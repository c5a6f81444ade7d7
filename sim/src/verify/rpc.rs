//! RPC signature 1.0 (`HMAC-SHA1`), Alibaba Cloud's older signature, from the server's side.
//!
//! Source: Alibaba Cloud, *Request syntax and signature method V2 for RPC APIs*,
//! <https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism>, read 2026-08.

use base64ct::{Base64, Encoding as _};

use super::{Evidence, MASK, Verification, acs3, hmac_sha1};
use crate::percent::{self, Pair};
use crate::{Refusal, Request};

/// Largest distance between `Timestamp` and the server's clock, in seconds. The pages say 15 or 31
/// minutes; the smaller number is the one to be ready for.
pub const SKEW_S: u64 = acs3::SKEW_S;

/// The parameters without which no request is signed.
const REQUIRED: [&str; 5] = ["Action", "Version", "Timestamp", "SignatureNonce", "AccessKeyId"];

/// Verify the signature of `request` at `now_ms`, milliseconds since 1970-01-01T00:00:00Z.
///
/// The parameters of the query and of a form body are signed together. `secret_of` gives the
/// secret of a key id, or `None` for one that does not exist. Whether the nonce was used before is
/// not asked here: that takes a memory, and this is a function.
#[must_use]
pub fn verify<'s>(
    request: &Request,
    now_ms: u64,
    secret_of: impl Fn(&str) -> Option<&'s str>,
) -> Verification {
    Verification::of(|evidence| check(request, now_ms, secret_of, evidence))
}

/// The parameters of the query and, when the body is a form, those of the body.
///
/// # Errors
///
/// `InvalidParameter` for a `%` without two hex digits.
pub(crate) fn parameters(request: &Request) -> Result<Vec<Pair>, Refusal> {
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

/// The value of a parameter, when it was sent once and is text.
pub(crate) fn value<'p>(pairs: &'p [Pair], name: &str) -> Option<&'p str> {
    let mut found = pairs.iter().filter(|(sent, _)| sent == name.as_bytes());
    match (found.next(), found.next()) {
        (Some((_, value)), None) => str::from_utf8(value).ok(),
        _ => None,
    }
}

/// `Timestamp` as seconds since 1970-01-01T00:00:00Z.
///
/// # Errors
///
/// `InvalidTimeStamp.Format` when it is absent or not of the form `2019-02-25T15:31:05Z`.
pub(crate) fn timestamp(pairs: &[Pair]) -> Result<u64, Refusal> {
    acs3::date_time("Timestamp", value(pairs, "Timestamp"))
}

fn check<'s>(
    request: &Request,
    now_ms: u64,
    secret_of: impl Fn(&str) -> Option<&'s str>,
    evidence: &mut Option<Evidence>,
) -> Result<(), Refusal> {
    let mut pairs = parameters(request)?;
    pairs.sort();
    if let Some((name, _)) =
        pairs.windows(2).find_map(|two| (two.first()?.0 == two.last()?.0).then(|| two.first())?)
    {
        let message = format!("`{}` was sent more than once", String::from_utf8_lossy(name));
        return Err(Refusal::alibaba(400, "InvalidParameter", message));
    }
    let has = |name: &str| value(&pairs, name).is_some_and(|value| !value.is_empty());
    if let Some(name) = REQUIRED.into_iter().find(|name| !has(name)) {
        let message = format!("the parameter `{name}` is mandatory and was not sent");
        return Err(Refusal::alibaba(400, "MissingParameter", message));
    }
    for (name, wanted) in [("SignatureMethod", "HMAC-SHA1"), ("SignatureVersion", "1.0")] {
        if value(&pairs, name) != Some(wanted) {
            return Err(incomplete(format!("`{name}` must be {wanted}")));
        }
    }
    let signature = value(&pairs, "Signature").unwrap_or("").to_owned();
    if signature.is_empty() {
        return Err(incomplete("the parameter `Signature` was not sent".to_owned()));
    }
    pairs.retain(|(name, _)| name != b"Signature");

    let string_to_sign = string_to_sign(request, &canonical_query(&pairs, false));
    let shown = canonical_query(&pairs, true);
    *evidence = Some(Evidence {
        string_to_sign: self::string_to_sign(request, &shown),
        canonical_request: shown,
    });

    acs3::check_time("Timestamp", timestamp(&pairs)?, now_ms)?;
    let key_id = value(&pairs, "AccessKeyId").unwrap_or("");
    let secret = secret_of(key_id).ok_or_else(acs3::unknown_key)?;
    let key = format!("{secret}&");
    if Base64::encode_string(&hmac_sha1(key.as_bytes(), string_to_sign.as_bytes())) == signature {
        Ok(())
    } else {
        Err(acs3::mismatch(string_to_sign))
    }
}

/// `name=value&…` of sorted pairs, encoded; the value of a token is masked when it is to be shown.
fn canonical_query(pairs: &[Pair], masked: bool) -> String {
    let pieces = pairs.iter().map(|(name, value)| {
        let hidden = masked && name == b"SecurityToken" && !value.is_empty();
        let value = if hidden { MASK.to_owned() } else { percent::encode(value) };
        format!("{}={value}", percent::encode(name))
    });
    pieces.collect::<Vec<_>>().join("&")
}

/// `GET&%2F&` and the canonical query, encoded as one value.
fn string_to_sign(request: &Request, canonical_query: &str) -> String {
    let path = percent::encode(request.path().as_bytes());
    format!("{}&{path}&{}", request.method(), percent::encode(canonical_query.as_bytes()))
}

fn incomplete(message: String) -> Refusal {
    Refusal::alibaba(400, "IncompleteSignature", message)
}
