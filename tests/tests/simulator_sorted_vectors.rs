//! Requests of the two sorted-parameter signatures, captured from the clouds' own SDKs, verify with
//! their key and with no byte changed.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail by panicking"
)]

mod captured;

use std::borrow::Cow;

use captured::{code, text, vectors};
use serde_json::Value;
use vncurl_sim::Request;
use vncurl_sim::verify::{Verification, rpc, tencent_v1};

/// A captured request, in parts that can be spoilt.
#[derive(Clone)]
struct Case {
    id: String,
    is_tencent: bool,
    method: String,
    host: String,
    query: String,
    content_type: String,
    body: String,
    key_id: String,
    secret: String,
    timestamp: u64,
    string_to_sign: String,
    has_token: bool,
}

fn cases() -> Vec<Case> {
    let files =
        ["tencent-v1-hmacsha1", "tencent-v1-hmacsha256", "alibaba-rpc-v1", "alibaba-rpc-v1-tea"];
    let all: Vec<Case> = files
        .iter()
        .flat_map(|file| vectors(&format!("{file}.json")))
        .map(|vector| case(&vector))
        .collect();
    assert_eq!(all.len(), 57);
    all
}

fn case(vector: &Value) -> Case {
    let (inputs, wire) = (&vector["inputs"], &vector["wire"]);
    let is_tencent = vector["provider"] == "tencent";
    let names = if is_tencent {
        ["secret_id", "secret_key", "token"]
    } else {
        ["access_key_id", "access_key_secret", "security_token"]
    };
    let header = wire["headers"].as_array().unwrap().iter();
    let header = header.filter(|pair| text(&pair[0]).eq_ignore_ascii_case("content-type"));
    Case {
        id: text(&vector["id"]),
        is_tencent,
        method: text(&wire["method"]),
        host: text(&inputs["host"]),
        query: text(&wire["query"]),
        content_type: header.map(|pair| text(&pair[1])).next().unwrap_or_default(),
        body: text(&wire["body"]),
        key_id: text(&inputs[names[0]]),
        secret: text(&inputs[names[1]]),
        timestamp: inputs["timestamp"].as_u64().unwrap(),
        string_to_sign: text(&vector["intermediate"]["string_to_sign"]),
        has_token: !text(&inputs[names[2]]).is_empty(),
    }
}

impl Case {
    fn verify_at(&self, now: u64) -> Verification {
        let headers = [("Host", &self.host), ("Content-Type", &self.content_type)];
        let headers =
            headers.map(|(name, value)| (name.to_owned(), value.clone().into_bytes())).to_vec();
        let target =
            if self.query.is_empty() { "/".to_owned() } else { format!("/?{}", self.query) };
        let request = Request::new(&*self.method, target, headers, self.body.clone().into());
        let secret_of = |key_id: &str| (key_id == self.key_id).then_some(&*self.secret);
        if self.is_tencent {
            tencent_v1::verify(&request, now * 1_000, secret_of)
        } else {
            rpc::verify(&request, now * 1_000, secret_of)
        }
    }

    fn outcome_at(&self, now: u64) -> Cow<'static, str> {
        code(self.verify_at(now))
    }

    fn outcome(&self) -> Cow<'static, str> {
        self.outcome_at(self.timestamp)
    }
}

#[test]
fn every_captured_request_verifies_over_the_string_to_sign_of_the_vector() {
    let mut tokens = 0;
    for case in cases() {
        let Verification { evidence, outcome } = case.verify_at(case.timestamp);
        assert_eq!(outcome, Ok(()), "{}", case.id);
        let shown = evidence.unwrap().string_to_sign;
        if case.has_token {
            tokens += 1;
            assert_ne!(shown, case.string_to_sign, "{} shows its token", case.id);
            assert!(shown.contains("***") || shown.contains("%2A%2A%2A"), "{shown}");
        } else {
            assert_eq!(shown, case.string_to_sign, "{}", case.id);
        }
    }
    assert!(tokens >= 4, "{tokens}");
}

/// Every character of query and body is put out of its place; what then still verifies decodes to
/// the same parameters (`%3a` for `%3A`), and these captures hold nothing of the kind.
#[test]
fn no_character_of_a_query_or_form_can_change() {
    for case in cases() {
        for part in [false, true] {
            let text = if part { &case.body } else { &case.query };
            for (at, character) in text.char_indices() {
                let mut spoilt = case.clone();
                let end = at + character.len_utf8();
                let other = if character == 'x' { "y" } else { "x" };
                let target = if part { &mut spoilt.body } else { &mut spoilt.query };
                target.replace_range(at..end, other);
                assert_ne!(spoilt.outcome(), "ok", "{} {at} of {text}", case.id);
            }
        }
    }
}

#[test]
fn method_host_and_further_parameters_are_signed() {
    for case in cases() {
        let method = if case.method == "GET" { "POST" } else { "GET" }.to_owned();
        let other = Case { method, ..case.clone() };
        assert_ne!(other.outcome(), "ok", "{} method", case.id);
        let longer = if case.body.is_empty() {
            Case { query: format!("{}&x=1", case.query), ..case.clone() }
        } else {
            Case { body: format!("{}&x=1", case.body), ..case.clone() }
        };
        assert_ne!(longer.outcome(), "ok", "{} longer", case.id);
        // RPC 1.0 does not sign the host.
        let elsewhere = Case { host: format!("x{}", case.host), ..case.clone() };
        assert_eq!(elsewhere.outcome() == "ok", !case.is_tencent, "{} host", case.id);
    }
}

#[test]
fn wrong_keys_and_clocks_have_the_clouds_own_codes() {
    for case in cases() {
        let [mismatch, unknown, expired] = if case.is_tencent {
            [
                "AuthFailure.SignatureFailure",
                "AuthFailure.SecretIdNotFound",
                "AuthFailure.SignatureExpire",
            ]
        } else {
            ["SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound", "InvalidTimeStamp.Expired"]
        };
        let skew = if case.is_tencent { 300 } else { 900 };
        let other = Case { secret: format!("{}x", case.secret), ..case.clone() };
        assert_eq!(other.outcome(), mismatch, "{}", case.id);
        let stranger = Case { key_id: format!("{}x", case.key_id), ..case.clone() };
        assert_eq!(stranger.outcome(), unknown, "{}", case.id);
        assert_eq!(case.outcome_at(case.timestamp + skew), "ok", "{}", case.id);
        assert_eq!(case.outcome_at(case.timestamp + skew + 1), expired, "{}", case.id);
    }
}
