//! A request to sign and every value on the way to its signature.

use serde::Deserialize;
use vncurl_core::{
    Credentials, Error,
    sign::{self, Signable},
};

/// What a low-level signing call takes.
#[derive(Clone, Debug, Deserialize)]
pub struct SigningRequest {
    /// The algorithm's name, such as `TC3-HMAC-SHA256`.
    pub algorithm: String,
    /// Such as `POST`.
    pub method: String,
    /// As sent; starts with `/`.
    pub path: String,
    /// As sent, without `?`.
    pub query: String,
    /// Name and value of the headers to sign, as sent.
    pub headers: Vec<(String, String)>,
    /// The text whose hash is signed.
    pub payload: String,
    /// The service in a credential scope; empty for an algorithm without one.
    pub service: String,
    /// Unix seconds.
    pub timestamp: u64,
    /// Names the key pair.
    pub key_id: String,
    /// Signs.
    pub secret: String,
}

/// The values of every step, as text.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Steps {
    /// Step 1; in the sorted-parameter family, the sorted parameters.
    pub canonical_request: String,
    /// Step 2.
    pub string_to_sign: String,
    /// Step 4, 64 hexadecimal digits or base64.
    pub signature: String,
    /// Step 5, the value of the `Authorization` header, or the parameter that carries the signature.
    pub authorization: String,
}

/// A request and the steps that it must give.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// The case's name in its file; empty for a random one.
    #[serde(default)]
    pub id: String,
    /// What is signed.
    #[serde(flatten)]
    pub request: SigningRequest,
    /// What must come out.
    #[serde(flatten)]
    pub expected: Steps,
}

/// Whether the algorithm is of the sorted-parameter family.
#[must_use]
pub fn is_sorted(algorithm: &str) -> bool {
    matches!(algorithm, "HmacSHA1" | "HmacSHA256" | "HMAC-SHA1")
}

impl SigningRequest {
    /// The headers, borrowed.
    #[must_use]
    pub fn header_pairs(&self) -> Vec<(&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Sign through core's low-level calls, and write every step out.
    ///
    /// # Errors
    ///
    /// Those of [`Signable::new`] and [`sign::Steps::sign`].
    pub fn sign(&self) -> Result<Steps, Error> {
        let headers = self.header_pairs();
        let signable = Signable::new(
            &self.method,
            &self.path,
            &self.query,
            &headers,
            self.payload.as_bytes(),
        )?;
        let credentials = Credentials { key_id: &self.key_id, secret: &self.secret, token: None };
        let algorithm = sign::by_name(&self.algorithm).expect("an algorithm that exists");
        let signed = algorithm.sign(&signable, &credentials, self.timestamp, &self.service)?;
        let mut steps = Steps {
            canonical_request: String::new(),
            string_to_sign: String::new(),
            signature: signed.signature().as_str().to_owned(),
            authorization: String::new(),
        };
        // A `String` refuses no text.
        signed.write_canonical_request(&mut steps.canonical_request).unwrap();
        signed.write_string_to_sign(&mut steps.string_to_sign).unwrap();
        signed.write_authorization(&mut steps.authorization).unwrap();
        Ok(steps)
    }
}

impl Case {
    /// What differs from the expected steps; nothing when all agree.
    #[must_use]
    pub fn differences(&self, got: &Steps) -> Vec<String> {
        let expected = &self.expected;
        let steps = [
            ("canonical request", &got.canonical_request, &expected.canonical_request),
            ("string to sign", &got.string_to_sign, &expected.string_to_sign),
            ("signature", &got.signature, &expected.signature),
            ("authorization", &got.authorization, &expected.authorization),
        ];
        steps
            .into_iter()
            .filter(|(_, got, expected)| got != expected)
            .map(|(step, got, expected)| format!("{step}: got {got:?}, expected {expected:?}"))
            .collect()
    }
}

impl Steps {
    /// Whether the credential scope stands in the string to sign and in the authorization.
    #[must_use]
    pub fn hold_scope(&self, credential_scope: &str) -> bool {
        self.string_to_sign.contains(&format!("\n{credential_scope}\n"))
            && self.authorization.contains(&format!("/{credential_scope},"))
    }
}
