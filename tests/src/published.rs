//! What the clouds' documents print: console URLs, replies and codes of refusals.
//!
//! The worked examples of signatures are in [`examples`](crate::examples).

use std::fs;

use serde::{Deserialize, de::DeserializeOwned};

use crate::root;

#[derive(Deserialize)]
struct File<T> {
    count: usize,
    vectors: Vec<T>,
}

pub(crate) fn read<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = root().join("tests/vectors/published").join(name);
    let text = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: File<T> =
        serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(file.count, file.vectors.len(), "{name}");
    file.vectors
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
    /// Regions.
    pub regions: Option<Vec<ExpectedRegion>>,
}

/// Id, name and whether it is available.
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

/// A code with which a cloud refuses.
#[derive(Clone, Debug, Deserialize)]
pub struct PublishedCode {
    /// The code.
    pub code: String,
    /// `tencent` or `alibaba`.
    pub provider: String,
    /// The HTTP status, where a document says it.
    pub http_status: Option<u16>,
    /// The word that it stands for.
    pub word: String,
    /// Whether asking again can help.
    pub retryable: bool,
    /// Where it was read.
    pub source: String,
}

/// Every code that a document, an SDK or a user names.
#[must_use]
pub fn codes() -> Vec<PublishedCode> {
    read("codes.json")
}
