//! Signatures, verified from the request on the wire.
//!
//! Each function computes the signature that the request ought to have, from the bytes that came
//! and the secret of the key id that they name, and compares. What it computed on the way is kept
//! as [`Evidence`], also when the answer is no: for a person who looks for the byte that differs,
//! the canonical request that the server expected is the most useful thing there is.
//!
//! Comparison is not constant-time: the secrets here are published.

pub mod acs3;
pub mod rpc;
pub mod tc3;
pub mod tencent_v1;

use core::fmt::Write as _;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::{Refusal, Request};

/// What the server signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The canonical request that the server expected, with the value of a security token masked
    /// and bytes that are not UTF-8 replaced. For the two signatures that sign sorted parameters,
    /// those parameters.
    pub canonical_request: String,
    /// The string to sign; where it is made of the parameters themselves, a token is masked.
    pub string_to_sign: String,
}

/// The answer to "is this signature right?".
///
/// # Examples
///
/// ```
/// use vncurl_sim::{Request, verify::tc3};
///
/// let signature = "0".repeat(64);
/// let authorization = format!(
///     "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2023-11-14/cvm/tc3_request, \
///      SignedHeaders=content-type;host, Signature={signature}"
/// );
/// let headers = [
///     ("Host", "cvm.tencentcloudapi.com"),
///     ("Content-Type", "application/json"),
///     ("X-TC-Timestamp", "1700000000"),
///     ("Authorization", &authorization),
/// ];
/// let headers =
///     headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).to_vec();
/// let request = Request::new("POST", "/", headers, b"{}".to_vec());
/// let verification = tc3::verify(&request, 1_700_000_000_000, "cvm", |_| Some("EXAMPLE-secret"));
/// assert_eq!(verification.outcome.unwrap_err().code, "AuthFailure.SignatureFailure");
/// // What the server would have signed:
/// let evidence = verification.evidence.unwrap();
/// assert!(evidence.canonical_request.starts_with("POST\n/\n\ncontent-type:application/json\n"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// What was computed; `None` when the request broke off before there was anything to sign.
    pub evidence: Option<Evidence>,
    /// `Ok` when the signature is right, else the cloud's refusal.
    pub outcome: Result<(), Refusal>,
}

impl Verification {
    /// What `check` decides, with the evidence that it leaves on the way.
    fn of(check: impl FnOnce(&mut Option<Evidence>) -> Result<(), Refusal>) -> Self {
        let mut evidence = None;
        let outcome = check(&mut evidence);
        Self { evidence, outcome }
    }
}

/// Whether two times, in milliseconds and in seconds, are further apart than `skew_s` seconds.
fn is_skewed(now_ms: u64, timestamp_s: u64, skew_s: u64) -> bool {
    now_ms.abs_diff(timestamp_s.saturating_mul(1_000)) > skew_s.saturating_mul(1_000)
}

/// What stands for a token wherever somebody may read it.
const MASK: &str = "***";

/// Headers whose values never leave the verifier.
const MASKED: [&str; 2] = ["x-tc-token", "x-acs-security-token"];

impl Evidence {
    fn new(canonical_request: &[u8], string_to_sign: String) -> Self {
        let text = String::from_utf8_lossy(canonical_request);
        let lines: Vec<&str> = text
            .split('\n')
            .map(|line| {
                let name = line.split_once(':').map_or("", |(name, _)| name);
                match MASKED.iter().position(|masked| *masked == name) {
                    Some(0) => "x-tc-token:***",
                    Some(_) => "x-acs-security-token:***",
                    None => line,
                }
            })
            .collect();
        Self { canonical_request: lines.join("\n"), string_to_sign }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Split `a;b;c`: lower-case names in ascending order, none of them twice, none empty.
fn signed_header_names(list: &str) -> Option<Vec<&str>> {
    let names: Vec<&str> = list.split(';').collect();
    let well_formed = |name: &&str| !name.is_empty() && !name.contains(|c: char| c.is_uppercase());
    (names.iter().all(well_formed) && names.is_sorted_by(|a, b| a < b)).then_some(names)
}

fn is_sha256_hex(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `name:value\n` for every name; the value as `spell` writes it.
///
/// # Errors
///
/// A text that names the header which is not there, or there more than once.
fn canonical_headers(
    request: &Request,
    names: &[&str],
    spell: fn(&[u8]) -> Vec<u8>,
) -> Result<Vec<u8>, String> {
    let mut lines = Vec::new();
    for name in names {
        let mut values = request.values(name);
        let value = values.next().ok_or_else(|| format!("signed header `{name}` was not sent"))?;
        if values.next().is_some() {
            return Err(format!("signed header `{name}` was sent more than once"));
        }
        lines.extend_from_slice(name.as_bytes());
        lines.push(b':');
        lines.extend(spell(value));
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The six parts of a canonical request, joined.
fn canonical_request(
    request: &Request,
    query: &[u8],
    headers: &[u8],
    signed_headers: &str,
    hashed_payload: &str,
) -> Vec<u8> {
    [
        request.method().as_bytes(),
        request.path().as_bytes(),
        query,
        headers,
        signed_headers.as_bytes(),
        hashed_payload.as_bytes(),
    ]
    .join(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_masked_and_its_neighbours_are_not() {
        let request =
            b"POST\n/\n\nhost:h\nx-acs-security-token:TOPSECRET\nx-tc-token:hidden\nz:1\n";
        let evidence = Evidence::new(request, String::new());
        assert_eq!(
            evidence.canonical_request,
            "POST\n/\n\nhost:h\nx-acs-security-token:***\nx-tc-token:***\nz:1\n",
        );
    }

    #[test]
    fn signed_headers_are_lower_case_sorted_and_single() {
        assert_eq!(signed_header_names("a;b-c;d"), Some(vec!["a", "b-c", "d"]));
        for list in ["", ";", "a;", ";a", "b;a", "a;a", "A;b", "a;;b"] {
            assert_eq!(signed_header_names(list), None, "{list}");
        }
    }
}
