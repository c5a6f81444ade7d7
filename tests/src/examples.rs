//! Worked examples of signatures that the clouds' documents print.

use serde::Deserialize;
use serde_json::{Map, Value};
use vncurl_core::sign;

use crate::{
    parameters::{behind_path, query, signature_parameter},
    published,
    signing::{Case, SigningRequest, Steps},
};

/// A worked example of a signature.
#[derive(Clone, Debug)]
pub struct Example {
    /// The request and the steps that its inputs give.
    pub case: Case,
    /// The signature that the document prints.
    pub published_signature: String,
    /// Whether the printed inputs give the printed signature.
    pub reproduces: bool,
}

#[derive(Deserialize)]
struct Printed {
    id: String,
    algorithm: String,
    reproduces: bool,
    inputs: Inputs,
    published: Value,
    computed: Computed,
}

#[derive(Deserialize)]
struct Inputs {
    http_method: String,
    #[serde(default)]
    host: String,
    path: Option<String>,
    #[serde(alias = "secret_key", alias = "access_key_secret")]
    secret: String,
    #[serde(default)]
    params: Map<String, Value>,
    // What follows, the canonical-request family alone has.
    #[serde(default)]
    action: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    service: String,
    #[serde(default, alias = "secret_id", alias = "access_key_id")]
    key_id: String,
    #[serde(default)]
    timestamp: u64,
    #[serde(default)]
    timestamp_text: String,
    #[serde(default)]
    signature_nonce: String,
    #[serde(default)]
    content_type: String,
    signed_headers: Option<String>,
    #[serde(default)]
    query: String,
    #[serde(default)]
    payload: String,
}

#[derive(Deserialize)]
struct Computed {
    canonical_request: Option<String>,
    canonicalized_query: Option<String>,
    credential_scope: Option<String>,
    string_to_sign: String,
    signed_headers: Option<String>,
    signature: String,
}

/// The worked examples of the algorithms that exist.
#[must_use]
pub fn examples() -> Vec<Example> {
    published::read::<Printed>("published.json")
        .into_iter()
        .filter(|printed| sign::by_name(&printed.algorithm).is_some())
        .map(example)
        .collect()
}

fn example(printed: Printed) -> Example {
    let published_signature = printed.published["signature"].as_str();
    let published_signature = published_signature.expect("a signature").to_owned();
    let reproduces = printed.reproduces;
    let case = match printed.computed.canonical_request.clone() {
        Some(canonical_request) => canonical_case(printed, canonical_request),
        None => sorted_case(printed),
    };
    Example { case, published_signature, reproduces }
}

fn canonical_case(printed: Printed, canonical_request: String) -> Case {
    let Printed { id, algorithm, inputs, computed, .. } = printed;
    let signed_headers = inputs.signed_headers.clone().or(computed.signed_headers);
    let signed_headers = signed_headers.expect("signed_headers, in inputs or computed");
    let headers =
        signed_headers.split(';').map(|name| (name.to_owned(), header(&inputs, name))).collect();
    // The documents print the authorization in parts only: its form is a rule of each.
    let (scope, separator) = match &computed.credential_scope {
        Some(scope) => (format!("/{scope}"), ", "),
        None => (String::new(), ","),
    };
    let authorization = format!(
        "{algorithm} Credential={}{scope}{separator}SignedHeaders={signed_headers}{separator}Signature={}",
        inputs.key_id, computed.signature
    );
    let query = if inputs.query.is_empty() { query(&texts(&inputs.params)) } else { inputs.query };
    let request = SigningRequest {
        algorithm,
        method: inputs.http_method,
        path: "/".to_owned(),
        query,
        headers,
        payload: inputs.payload,
        service: inputs.service,
        timestamp: inputs.timestamp,
        key_id: inputs.key_id,
        secret: printed_secret(&inputs.secret),
    };
    let expected = Steps {
        canonical_request,
        string_to_sign: computed.string_to_sign,
        signature: computed.signature,
        authorization,
    };
    Case { id, request, expected }
}

fn sorted_case(printed: Printed) -> Case {
    let Printed { id, algorithm, inputs, computed, .. } = printed;
    let parameters = computed
        .canonicalized_query
        .or_else(|| behind_path(&computed.string_to_sign).map(str::to_owned));
    let host = ("host".to_owned(), inputs.host);
    let request = SigningRequest {
        algorithm,
        method: inputs.http_method,
        path: inputs.path.unwrap_or_else(|| "/".to_owned()),
        query: query(&texts(&inputs.params)),
        headers: vec![host],
        payload: String::new(),
        service: String::new(),
        timestamp: 0,
        key_id: String::new(),
        secret: printed_secret(&inputs.secret),
    };
    let expected = Steps {
        canonical_request: parameters.expect("the string to sign holds the parameters"),
        authorization: signature_parameter(&computed.signature),
        string_to_sign: computed.string_to_sign,
        signature: computed.signature,
    };
    Case { id, request, expected }
}

fn texts(params: &Map<String, Value>) -> Vec<(&str, &str)> {
    params.iter().map(|(name, value)| (name.as_str(), value.as_str().expect("a text"))).collect()
}

/// A secret that the page does not print is a guess, and says so behind it.
fn printed_secret(secret: &str) -> String {
    secret.split(" (").take(1).collect()
}

fn header(inputs: &Inputs, name: &str) -> String {
    /// SHA-256 of nothing: all of these examples have an empty body.
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    match name {
        "content-type" => &inputs.content_type,
        "host" => &inputs.host,
        "x-tc-action" | "x-acs-action" => &inputs.action,
        "x-acs-content-sha256" => EMPTY,
        "x-acs-date" => &inputs.timestamp_text,
        "x-acs-signature-nonce" => &inputs.signature_nonce,
        "x-acs-version" => &inputs.version,
        other => panic!("a signed header that no example had: {other}"),
    }
    .to_owned()
}
