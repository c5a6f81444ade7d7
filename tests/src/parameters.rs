//! Queries and forms, written and read by another encoder than core's.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved bytes of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// `text`, percent-encoded.
#[must_use]
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The query or form of these parameters, in this order.
#[must_use]
pub fn query<N: AsRef<str>, V: AsRef<str>>(parameters: &[(N, V)]) -> String {
    let pair =
        |(name, value): &(N, V)| format!("{}={}", encoded(name.as_ref()), encoded(value.as_ref()));
    parameters.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// The parameters of a query or form that spells a space as `%20`, in its order.
#[must_use]
pub fn parameters(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned();
    let pieces = query.split('&').filter(|_| !query.is_empty());
    pieces
        .map(|piece| {
            let (name, value) = piece.split_once('=').expect("a name and a value");
            (decoded(name), decoded(value))
        })
        .collect()
}

/// The parameter that carries `signature`, as it is appended to the others.
#[must_use]
pub fn signature_parameter(signature: &str) -> String {
    format!("Signature={}", encoded(signature))
}

/// The sorted parameters behind a string to sign of Tencent's version 1, which ends with them.
#[must_use]
pub fn behind_path(string_to_sign: &str) -> Option<&str> {
    Some(string_to_sign.split_once('?')?.1)
}
