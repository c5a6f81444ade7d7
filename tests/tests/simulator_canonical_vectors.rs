//! Requests captured from the clouds' own SDKs verify with their key, and with no byte changed.
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
use vncurl_sim::verify::{Verification, acs3, tc3};

/// A captured request, in parts that can be spoilt.
#[derive(Clone)]
struct Case {
    id: String,
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    key_id: String,
    secret: String,
    timestamp: u64,
    service: Option<String>,
    unsigned_payload: bool,
    canonical_request: String,
    string_to_sign: String,
}

fn cases(file: &str) -> Vec<Case> {
    vectors(file).iter().map(case).collect()
}

fn case(vector: &Value) -> Case {
    let (inputs, wire) = (&vector["inputs"], &vector["wire"]);
    let header = |pair: &Value| (text(&pair[0]), text(&pair[1]));
    let either = |tencent: &str, alibaba: &str| {
        inputs[tencent].as_str().or(inputs[alibaba].as_str()).unwrap().to_owned()
    };
    let after_host = wire["url"].as_str().unwrap().splitn(4, '/').nth(3).unwrap().to_owned();
    Case {
        id: text(&vector["id"]),
        method: text(&wire["method"]),
        path: format!("/{}", after_host.split('?').next().unwrap()),
        query: text(&wire["query"]),
        headers: wire["headers"].as_array().unwrap().iter().map(header).collect(),
        body: text(&wire["body"]),
        key_id: either("secret_id", "access_key_id"),
        secret: either("secret_key", "access_key_secret"),
        timestamp: inputs["timestamp"].as_u64().unwrap(),
        service: inputs["service"].as_str().map(str::to_owned),
        unsigned_payload: inputs["unsigned_payload"].as_bool() == Some(true),
        canonical_request: text(&vector["intermediate"]["canonical_request"]),
        string_to_sign: text(&vector["intermediate"]["string_to_sign"]),
    }
}

impl Case {
    fn verify_at(&self, now: u64) -> Verification {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let target = if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        };
        let request = Request::new(&*self.method, target, headers, self.body.clone().into());
        let secret_of = |key_id: &str| (key_id == self.key_id).then_some(&*self.secret);
        match &self.service {
            Some(service) => tc3::verify(&request, now * 1_000, service, secret_of),
            None => acs3::verify(&request, now * 1_000, secret_of),
        }
    }

    /// The refusal's code, or "ok".
    fn outcome_at(&self, now: u64) -> Cow<'static, str> {
        code(self.verify_at(now))
    }

    fn outcome(&self) -> Cow<'static, str> {
        self.outcome_at(self.timestamp)
    }

    fn header(&mut self, name: &str) -> &mut String {
        let found = self.headers.iter_mut().find(|(sent, _)| sent.eq_ignore_ascii_case(name));
        &mut found.unwrap().1
    }

    fn signed_headers(&mut self) -> Vec<String> {
        let value = self.header("authorization").clone();
        let list = value.split("SignedHeaders=").nth(1).unwrap().split(',').next().unwrap();
        list.split(';').map(str::to_owned).collect()
    }
}

/// Put another character in the place of the one at `at`, whatever stands there.
fn spoil(text: &mut String, at: usize) {
    let end = at + text[at..].chars().next().unwrap().len_utf8();
    let other = if &text[at..end] == "x" { "y" } else { "x" };
    text.replace_range(at..end, other);
}

fn positions(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).collect()
}

fn tc3_cases() -> Vec<Case> {
    [cases("tencent-tc3-post.json"), cases("tencent-tc3-get.json")].concat()
}

fn acs3_cases() -> Vec<Case> {
    cases("alibaba-acs3.json")
}

fn all_cases() -> Vec<Case> {
    let all = [tc3_cases(), acs3_cases()].concat();
    assert_eq!(all.len(), 63);
    all
}

fn masked(canonical_request: &str) -> String {
    let lines = canonical_request.split('\n').map(|line| {
        if line.starts_with("x-acs-security-token:") { "x-acs-security-token:***" } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_captured_request_verifies_and_every_step_is_that_of_the_vector() {
    for case in all_cases() {
        let Verification { evidence, outcome } = case.verify_at(case.timestamp);
        assert_eq!(outcome, Ok(()), "{}", case.id);
        let evidence = evidence.unwrap();
        assert_eq!(evidence.canonical_request, masked(&case.canonical_request), "{}", case.id);
        assert_eq!(evidence.string_to_sign, case.string_to_sign, "{}", case.id);
    }
}

#[test]
fn no_character_of_a_body_can_change() {
    for case in all_cases() {
        for at in positions(&case.body) {
            let mut spoilt = case.clone();
            spoil(&mut spoilt.body, at);
            let accepted = spoilt.outcome() == "ok";
            // An unsigned payload is what it says.
            assert_eq!(accepted, case.unsigned_payload, "{} body {at}", case.id);
        }
        let mut longer = case.clone();
        longer.body.push(' ');
        assert_eq!(longer.outcome() == "ok", case.unsigned_payload, "{}", case.id);
    }
}

#[test]
fn no_character_of_method_path_or_query_can_change() {
    for case in all_cases() {
        for at in positions(&case.query) {
            let mut spoilt = case.clone();
            spoil(&mut spoilt.query, at);
            assert_ne!(spoilt.outcome(), "ok", "{} query {at}", case.id);
        }
        let mut longer = case.clone();
        longer.query.push_str("&x=1");
        assert_ne!(longer.outcome(), "ok", "{} longer query", case.id);
        let mut elsewhere = case.clone();
        elsewhere.path.push('x');
        assert_ne!(elsewhere.outcome(), "ok", "{} path", case.id);
        let mut other = case.clone();
        other.method = if case.method == "GET" { "POST" } else { "GET" }.to_owned();
        assert_ne!(other.outcome(), "ok", "{} method", case.id);
    }
}

#[test]
fn no_character_of_a_signed_header_can_change_and_none_can_be_absent_or_doubled() {
    for case in all_cases() {
        for name in case.clone().signed_headers() {
            for at in positions(case.clone().header(&name)) {
                let mut spoilt = case.clone();
                spoil(spoilt.header(&name), at);
                assert_ne!(spoilt.outcome(), "ok", "{} {name} {at}", case.id);
            }
            let mut without = case.clone();
            without.headers.retain(|(sent, _)| !sent.eq_ignore_ascii_case(&name));
            assert_ne!(without.outcome(), "ok", "{} without {name}", case.id);
            let mut doubled = case.clone();
            let copy = (name.clone(), doubled.header(&name).clone());
            doubled.headers.push(copy);
            assert_ne!(doubled.outcome(), "ok", "{} two {name}", case.id);
        }
    }
}

#[test]
fn no_character_of_an_authorization_can_change() {
    for case in all_cases() {
        for at in positions(case.clone().header("authorization")) {
            let mut spoilt = case.clone();
            spoil(spoilt.header("authorization"), at);
            assert_ne!(spoilt.outcome(), "ok", "{} authorization {at}", case.id);
        }
    }
}

#[test]
fn another_secret_and_another_key_id_have_their_own_codes() {
    for (cases, mismatch, unknown) in [
        (tc3_cases(), "AuthFailure.SignatureFailure", "AuthFailure.SecretIdNotFound"),
        (acs3_cases(), "SignatureDoesNotMatch", "InvalidAccessKeyId.NotFound"),
    ] {
        for case in cases {
            let mut other = case.clone();
            other.secret.push('x');
            assert_eq!(other.outcome(), mismatch, "{}", case.id);
            let mut stranger = case.clone();
            stranger.key_id.push('x');
            assert_eq!(stranger.outcome(), unknown, "{}", case.id);
        }
    }
}

#[test]
fn the_allowed_skew_ends_exactly_where_the_documents_say() {
    for (cases, skew, expired) in [
        (tc3_cases(), 300, "AuthFailure.SignatureExpire"),
        (acs3_cases(), 900, "InvalidTimeStamp.Expired"),
    ] {
        for case in cases {
            assert_eq!(case.outcome_at(case.timestamp + skew), "ok", "{}", case.id);
            assert_eq!(case.outcome_at(case.timestamp + skew + 1), expired, "{}", case.id);
            if let Some(late) = case.timestamp.checked_sub(skew + 1) {
                assert_eq!(case.outcome_at(late + 1), "ok", "{}", case.id);
                assert_eq!(case.outcome_at(late), expired, "{}", case.id);
            }
        }
    }
}

#[test]
fn a_scope_of_another_day_or_service_is_a_signature_failure() {
    for mut case in tc3_cases() {
        let service = case.service.clone().unwrap();
        let authorization = case.header("authorization").clone();
        let scope_at = authorization.find('/').unwrap() + 1;
        let date = authorization[scope_at..scope_at + 10].to_owned();
        *case.header("authorization") = authorization.replace(&date, "2001-01-01");
        assert_eq!(case.outcome(), "AuthFailure.SignatureFailure", "{}", case.id);
        *case.header("authorization") = authorization;
        case.service = Some(format!("{service}x"));
        assert_eq!(case.outcome(), "AuthFailure.SignatureFailure", "{}", case.id);
    }
}

/// The timestamp is not among the signed headers, but in the string to sign.
#[test]
fn a_timestamp_moved_by_one_second_is_a_signature_failure() {
    for mut case in tc3_cases() {
        let moved = case.timestamp + 1;
        *case.header("x-tc-timestamp") = moved.to_string();
        assert_eq!(case.outcome(), "AuthFailure.SignatureFailure", "{}", case.id);
    }
}

/// On the wire the query may be in another order, with `+` for a space.
#[test]
fn acs3_accepts_any_order_and_spelling_of_the_same_parameters() {
    for mut case in acs3_cases() {
        let mut pieces: Vec<String> = case
            .query
            .split('&')
            .map(|piece| piece.replace("%20", "+").replace("%2A", "*").replace("%3A", "%3a"))
            .collect();
        pieces.reverse();
        case.query = pieces.join("&");
        assert_eq!(case.outcome(), "ok", "{}", case.id);
    }
}
