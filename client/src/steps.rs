//! The steps from a request to its signature, worked out anew from the request's own text, as the
//! cloud does.

use core::fmt;

use vncurl_core::sign::{Signable, Signature, Signed, by_name};
use zeroize::Zeroizing;

use crate::{Client, SignedRequest};

/// The header that says that a text is signed in the body's place. Source: Tencent Cloud,
/// *Signature v3* (213/31574), read 2026-11.
const HASHED_CONTENT: &str = "X-TC-Content-SHA256";

/// The texts on the way from a request to its signature. They hold the token: not for a log.
pub struct Steps {
    algorithm: &'static str,
    of_parameters: bool,
    canonical_request: Zeroizing<String>,
    string_to_sign: Zeroizing<String>,
}

impl Steps {
    /// The algorithm, as the cloud names it.
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        self.algorithm
    }

    /// Whether the sorted parameters are signed, as in the older signatures, and not a canonical
    /// request.
    #[must_use]
    pub fn of_parameters(&self) -> bool {
        self.of_parameters
    }

    /// The canonical request; of an older signature, the sorted parameters.
    #[must_use]
    pub fn canonical_request(&self) -> &str {
        &self.canonical_request
    }

    /// The string to sign.
    #[must_use]
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }
}

impl Client {
    /// The steps that lead to the signature of `request`; nothing when they lead to another one,
    /// since then the request was not signed by this client.
    #[must_use]
    pub fn steps(&self, request: &SignedRequest) -> Option<Steps> {
        let algorithm = by_name(self.signature_version().algorithm)?;
        let header = |wanted: &str| {
            request.headers().find(|(name, _)| *name == wanted).map(|(_, value)| value)
        };
        let authorization = header("Authorization");
        let names = authorization.map_or(Some("host"), |value| {
            value.split_once("SignedHeaders=")?.1.split(',').next()
        })?;
        let is_signed =
            |name: &str| names.split(';').any(|signed| name.eq_ignore_ascii_case(signed));
        let headers: Vec<_> = request
            .headers()
            .chain([("host", request.host())])
            .filter(|(name, _)| is_signed(name))
            .collect();
        let (path, query) =
            request.path_and_query().split_once('?').unwrap_or((request.path_and_query(), ""));
        let payload = header(HASHED_CONTENT).unwrap_or(request.body()).as_bytes();
        let signable = Signable::new(request.method(), path, query, &headers, payload).ok()?;
        let held = self.credentials();
        let credentials = held.borrow();
        let service = self.provider.service;
        let signed = algorithm.sign(&signable, &credentials, request.timestamp(), service).ok()?;
        let steps = Steps {
            algorithm: algorithm.name,
            of_parameters: matches!(signed.signature(), Signature::Base64(_)),
            canonical_request: written(|out| signed.write_canonical_request(out))?,
            string_to_sign: written(|out| signed.write_string_to_sign(out))?,
        };
        carries(request, authorization, &signed)?.then_some(steps)
    }
}

/// Whether the request carries this signature.
fn carries(
    request: &SignedRequest,
    authorization: Option<&str>,
    signed: &Signed<'_>,
) -> Option<bool> {
    let again = written(|out| signed.write_authorization(out))?;
    Some(match authorization {
        Some(sent) => sent == again.as_str(),
        None => [request.path_and_query(), request.body()]
            .iter()
            .any(|text| text.strip_suffix(again.as_str()).is_some_and(|rest| rest.ends_with('&'))),
    })
}

fn written(write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> Option<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    write(&mut *text).ok()?;
    Some(text)
}

impl fmt::Debug for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Steps").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}
