//! The signature alone, step by step.

use pyo3::prelude::*;
use vncurl::core::{
    Credentials,
    sign::{Signable, by_name},
};

use crate::failure::{Timestamp, raise_input, raise_usage};

/// Every value on the way from a request to its signature.
///
/// In the sorted-parameter family the canonical request is the sorted parameters, and the
/// authorization the parameter "Signature=..." as it is appended to the query or the form.
#[pyclass(frozen, get_all, module = "vncurl")]
pub(crate) struct Signed {
    /// The algorithm's name.
    algorithm: &'static str,
    /// The canonical request: the one spelling of the request that both sides hash.
    canonical_request: String,
    /// The string to sign: what is fed to the last HMAC.
    string_to_sign: String,
    /// The signature: 64 hexadecimal digits, or base64 in the sorted-parameter family.
    signature: String,
    /// The value of the Authorization header.
    authorization: String,
}

#[pymethods]
impl Signed {
    fn __repr__(&self) -> String {
        format!("Signed({}, ...)", self.algorithm)
    }
}

/// Sign a request as it stands on the wire, and give every step.
///
/// Args:
///     algorithm: "TC3-HMAC-SHA256", "HmacSHA1" or "HmacSHA256" of Tencent; "ACS3-HMAC-SHA256" or
///         "HMAC-SHA1" of Alibaba.
///     method: Such as "POST".
///     path: Starts with "/", as sent.
///     query: What follows the "?", as sent.
///     headers: Name and value of the headers to sign, and no others, in any order.
///     payload: The body, byte for byte as sent.
///     service: Part of Tencent's credential scope, such as "cvm"; Alibaba's has none.
///     timestamp: Unix seconds.
///     key_id: Names the key pair.
///     secret: Signs; taken as it is.
///
/// Raises:
///     InputError: The request holds what HTTP cannot carry, or the time is past the year 9999.
#[pyfunction]
#[pyo3(signature = (algorithm, *, method, path, query, headers, payload, service, timestamp,
                    key_id, secret))]
#[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
#[expect(clippy::needless_pass_by_value, reason = "Python's list is converted once")]
pub(crate) fn sign(
    py: Python<'_>,
    algorithm: &str,
    method: &str,
    path: &str,
    query: &str,
    headers: Vec<(String, String)>,
    payload: &[u8],
    service: &str,
    timestamp: Timestamp,
    key_id: &str,
    secret: &str,
) -> PyResult<Signed> {
    let steps = by_name(algorithm)
        .ok_or_else(|| raise_usage(py, &format!("no algorithm is called {algorithm:?}")))?;
    let raise = |error| raise_input(py, error);
    let headers: Vec<_> = headers.iter().map(|(name, value)| (&**name, &**value)).collect();
    let signable = Signable::new(method, path, query, &headers, payload).map_err(raise)?;
    let credentials = Credentials { key_id, secret, token: None };
    let signed = steps.sign(&signable, &credentials, timestamp.0, service).map_err(raise)?;
    let mut values = Signed {
        algorithm: steps.name,
        canonical_request: String::new(),
        string_to_sign: String::new(),
        signature: signed.signature().as_str().to_owned(),
        authorization: String::new(),
    };
    // A `String` takes every text.
    let _ = signed.write_canonical_request(&mut values.canonical_request);
    let _ = signed.write_string_to_sign(&mut values.string_to_sign);
    let _ = signed.write_authorization(&mut values.authorization);
    Ok(values)
}
