//! What the clouds' documents print: worked examples of signatures, console URLs, replies.

use std::fs;

use serde::{Deserialize, de::DeserializeOwned};
use vncurl_core::sign;

use crate::{
    root,
    signing::{Case, SigningRequest, Steps},
};

#[derive(Deserialize)]
struct File<T> {
    count: usize,
    vectors: Vec<T>,
}

fn read<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = root().join("tests/vectors/published").join(name);
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: File<T> =
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(file.count, file.vectors.len(), "{name}");
    file.vectors
}

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
struct PrintedExample {
    id: String,
    algorithm: String,
    reproduces: bool,
    inputs: serde_json::Value,
    published: serde_json::Value,
    computed: serde_json::Value,
}

#[derive(Deserialize)]
struct PrintedInputs {
    http_method: String,
    host: String,
    action: String,
    version: String,
    #[serde(default)]
    service: String,
    #[serde(alias = "secret_id", alias = "access_key_id")]
    key_id: String,
    #[serde(alias = "secret_key", alias = "access_key_secret")]
    secret: String,
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
    params: serde_json::Map<String, serde_json::Value>,
    payload: String,
}

#[derive(Deserialize)]
struct ComputedSteps {
    canonical_request: String,
    credential_scope: Option<String>,
    string_to_sign: String,
    signed_headers: Option<String>,
    signature: String,
}

/// The worked examples of the algorithms that exist.
#[must_use]
pub fn examples() -> Vec<Example> {
    read::<PrintedExample>("published.json")
        .into_iter()
        .filter(|example| sign::by_name(&example.algorithm).is_some())
        .map(example)
        .collect()
}

fn example(printed: PrintedExample) -> Example {
    let id = printed.id;
    let inputs: PrintedInputs =
        serde_json::from_value(printed.inputs).unwrap_or_else(|error| panic!("{id}: {error}"));
    let computed: ComputedSteps =
        serde_json::from_value(printed.computed).unwrap_or_else(|error| panic!("{id}: {error}"));
    let signed_headers = inputs
        .signed_headers
        .clone()
        .or(computed.signed_headers)
        .expect("signed_headers, in inputs or computed");
    let headers =
        signed_headers.split(';').map(|name| (name.to_owned(), header(&inputs, name))).collect();
    // The documents print the authorization in parts only: its form is a rule of each.
    let (scope, separator) = match &computed.credential_scope {
        Some(scope) => (format!("/{scope}"), ", "),
        None => (String::new(), ","),
    };
    let authorization = format!(
        "{} Credential={}{scope}{separator}SignedHeaders={signed_headers}{separator}Signature={}",
        printed.algorithm, inputs.key_id, computed.signature
    );
    let params = inputs.params.iter().map(|(name, value)| {
        let value = value.as_str().expect("a text");
        format!("{name}={value}")
    });
    let query = match inputs.query.as_str() {
        "" => params.collect::<Vec<_>>().join("&"),
        query => query.to_owned(),
    };
    let request = SigningRequest {
        algorithm: printed.algorithm,
        method: inputs.http_method,
        path: "/".to_owned(),
        query,
        headers,
        payload: inputs.payload,
        service: inputs.service,
        timestamp: inputs.timestamp,
        key_id: inputs.key_id,
        // A secret that the page does not print is a guess, and says so behind it.
        secret: inputs.secret.split(" (").take(1).collect(),
    };
    let expected = Steps {
        canonical_request: computed.canonical_request,
        string_to_sign: computed.string_to_sign,
        signature: computed.signature,
        authorization,
    };
    let published_signature = printed.published["signature"].as_str();
    Example {
        published_signature: published_signature.expect("a signature").to_owned(),
        reproduces: printed.reproduces,
        case: Case { id, request, expected },
    }
}

fn header(inputs: &PrintedInputs, name: &str) -> String {
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

/// A VNC URL as the cloud returns it and the console URL that it becomes.
#[derive(Clone, Debug, Deserialize)]
pub struct ConsoleUrl {
    /// Its name.
    pub id: String,
    /// The product's short name, such as `cvm`.
    pub product: String,
    /// The VNC URL.
    pub value_as_returned: String,
    /// The address that it stands for.
    pub value_decoded_once: String,
    /// The instance that it shows, where the page asks for it.
    pub instance_id: Option<String>,
    /// Whether the guest runs Windows, where the page asks for it.
    pub is_windows: Option<bool>,
    /// The password of an old page.
    pub password: Option<String>,
    /// What is opened.
    pub expected_url: String,
}

/// Every published console URL.
#[must_use]
pub fn console_urls() -> Vec<ConsoleUrl> {
    read("console_urls.json")
}

/// A reply of a cloud.
#[derive(Clone, Debug, Deserialize)]
pub struct PublishedReply {
    /// Its name.
    pub id: String,
    /// `tencent` or `alibaba`.
    pub provider: String,
    /// The product, in the list replies.
    #[serde(default)]
    pub product: String,
    /// The call that it answers; nothing when any.
    pub action: Option<String>,
    /// The HTTP status.
    pub http_status: u16,
    /// The body.
    pub body: String,
    /// What is to be read in it.
    pub expect: Expectation,
}

/// What is to be read in a reply.
#[derive(Clone, Debug, Deserialize)]
pub struct Expectation {
    /// Whether the cloud said yes.
    pub ok: bool,
    /// The VNC URL.
    pub url: Option<String>,
    /// The cloud's id of the call.
    pub request_id: Option<String>,
    /// The cloud's code.
    pub code: Option<String>,
    /// The cloud's message.
    pub message: Option<String>,
    /// Whether asking again can help.
    pub retryable: Option<bool>,
    /// How many items there are on all pages.
    pub total_count: Option<u32>,
    /// Instance id and state.
    pub statuses: Option<Vec<(String, Option<String>)>>,
    /// Instances.
    pub instances: Option<Vec<ExpectedInstance>>,
    /// Id, name and whether it is available.
    pub regions: Option<Vec<ExpectedRegion>>,
}

/// Id, name, and whether it is available.
pub type ExpectedRegion = (String, Option<String>, Option<bool>);

/// What is to be read of an instance.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct ExpectedInstance {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its state.
    pub state: Option<String>,
    /// Whether it runs Windows.
    pub windows: Option<bool>,
    /// Its addresses in private networks.
    pub private_ips: Vec<String>,
    /// Its addresses in the internet.
    pub public_ips: Vec<String>,
}

/// Every published reply that lists something.
#[must_use]
pub fn lists() -> Vec<PublishedReply> {
    read("lists.json")
}

/// Every published reply.
#[must_use]
pub fn replies() -> Vec<PublishedReply> {
    read("responses.json")
}
