//! Replies: those that the clouds publish, and what is left when one of their bytes changes.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use vncurl_core::{
    ALIBABA_ECS, Cloud, Error, Guest, PROVIDERS, Provider, RefusalKind, Reply, TENCENT_CVM,
    error::ReplyFault,
};
use vncurl_tests::{
    console_rule,
    published::{PublishedReply, replies},
};

const INSTANCE_ID: &str = "i-bp1hzoinajzkh91h0001";

fn provider(reply: &PublishedReply) -> &'static Provider {
    match reply.provider.as_str() {
        "tencent" => &TENCENT_CVM,
        "alibaba" => &ALIBABA_ECS,
        other => panic!("{other} has no provider"),
    }
}

fn fault(error: Error) -> ReplyFault {
    match error {
        Error::MalformedReply { fault, .. } => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn published_replies_are_read_as_the_documents_say() {
    for reply in replies() {
        let id = reply.id.as_str();
        let expect = &reply.expect;
        let got = provider(&reply).read_reply(reply.http_status, reply.body.as_bytes());
        match (got, &expect.url) {
            (Ok(Reply::VncUrl(got)), Some(url)) => {
                assert!(expect.ok, "{id}");
                assert_eq!(got.vnc_url, *url.as_str(), "{id}");
                let request_id = expect.request_id.as_deref().unwrap();
                assert_eq!(got.request_id, *request_id, "{id}");
            }
            (Ok(Reply::Refusal(got)), None) => {
                assert!(!expect.ok, "{id}");
                let code = expect.code.as_deref().unwrap();
                assert_eq!(got.code, *code, "{id}");
                assert_eq!(got.kind, RefusalKind::of_code(code), "{id}");
                assert_ne!(got.kind, RefusalKind::Unknown, "{id}");
                let request_id = expect.request_id.as_deref().unwrap_or_default();
                assert_eq!(got.request_id, *request_id, "{id}");
                if let Some(message) = &expect.message {
                    assert_eq!(got.raw_message(), *message.as_str(), "{id}");
                }
                let retryable = matches!(
                    got.kind,
                    RefusalKind::Busy | RefusalKind::Throttled | RefusalKind::CloudFault
                );
                assert_eq!(retryable, expect.retryable.unwrap_or(false), "{id}");
            }
            // The answer to another call: well formed, and without a VNC URL.
            (Err(error), None) if expect.ok => {
                assert_ne!(reply.action.as_deref(), Some("DescribeInstanceVncUrl"), "{id}");
                assert_eq!(fault(error), ReplyFault::MissingKey, "{id}");
            }
            (got, _) => panic!("{id}: {got:?}"),
        }
    }
}

#[test]
fn every_truncation_of_a_reply_is_an_error() {
    for reply in replies() {
        let body = reply.body.trim_end().as_bytes();
        for end in 0..body.len() {
            let got = provider(&reply).read_reply(reply.http_status, &body[..end]);
            let error = got.err().unwrap_or_else(|| panic!("{}, {end}", reply.id));
            assert!(error.at().is_none_or(|at| at <= end), "{}, {end}", reply.id);
        }
    }
}

#[test]
fn no_change_of_one_byte_panics_or_makes_a_console_url_that_differs_from_the_rule() {
    const BYTES: [u8; 20] = *b"\"\\{}[]:,&%?#=<> @\0\n\xff";
    let mut built = 0;
    for reply in replies() {
        let provider = provider(&reply);
        let mut body = reply.body.into_bytes();
        for at in 0..body.len() {
            let original = body[at];
            let flipped = (0..8).map(|bit| original ^ 1 << bit);
            for byte in flipped.chain(BYTES) {
                body[at] = byte;
                built += u32::from(follows_the_rule(provider, reply.http_status, &body));
            }
            body[at] = original;
        }
    }
    // Most changes within a VNC URL or outside of it leave a valid one.
    assert!(built > 5_000, "{built}");
}

/// Whether the body gives a console URL, which must then follow the rule.
fn follows_the_rule(provider: &Provider, status: u16, body: &[u8]) -> bool {
    let Ok(Reply::VncUrl(reply)) = provider.read_reply(status, body) else {
        return false;
    };
    let guest = Guest { instance_id: INSTANCE_ID, windows: Some(true), ..Guest::default() };
    let mut buf = [0; 2048];
    let Ok(url) = provider.console_url(&reply.vnc_url, &guest, &mut buf) else {
        return false;
    };
    let vnc_url = reply.vnc_url.to_string();
    console_rule::check(provider, &vnc_url, INSTANCE_ID, true, url)
        .unwrap_or_else(|what| panic!("{what}: {}", String::from_utf8_lossy(body)));
    true
}

#[test]
fn html_is_an_error_that_names_the_status_or_the_first_byte() {
    let page = b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>";
    for provider in PROVIDERS {
        for status in [302, 403, 404, 500, 502, 503] {
            let got = provider.read_reply(status, page).unwrap_err();
            assert_eq!(got, Error::UnexpectedStatus { status });
        }
        // Alibaba may answer in XML, which has no document type.
        let at = if provider.cloud == Cloud::Alibaba { 2 } else { 0 };
        let expected = Error::MalformedReply { at, fault: ReplyFault::Syntax };
        assert_eq!(provider.read_reply(200, page).unwrap_err(), expected);
    }
}

/// A body of the provider's own shape around these members of its object.
fn body(provider: &Provider, members: &str) -> String {
    match provider.cloud {
        Cloud::Tencent => format!("{{\"Response\": {{{members}}}}}"),
        _ => format!("{{{members}}}"),
    }
}

/// The provider's key of a VNC URL.
fn key(provider: &Provider) -> &'static str {
    match provider.cloud {
        Cloud::Tencent => "InstanceVncUrl",
        _ => "VncUrl",
    }
}

#[test]
fn deep_nesting_is_an_error_wherever_it_stands() {
    let brackets = "[".repeat(100_000);
    for provider in PROVIDERS {
        for members in [
            format!("\"Extra\": {brackets}"),
            format!("\"{}\": {brackets}", key(provider)),
            format!("\"{}\": \"x\", \"Extra\": {brackets}", key(provider)),
        ] {
            let body = body(provider, &members);
            let got = provider.read_reply(200, body.as_bytes()).unwrap_err();
            let fault = fault(got);
            assert!(matches!(fault, ReplyFault::TooDeep | ReplyFault::WrongType), "{fault:?}");
        }
        let got = provider.read_reply(200, brackets.as_bytes()).unwrap_err();
        assert_eq!(fault(got), ReplyFault::TooDeep);
    }
}

#[test]
fn a_key_that_is_read_may_stand_only_once() {
    for provider in PROVIDERS {
        let key = key(provider);
        for members in [
            format!("\"{key}\": \"x\", \"{key}\": \"x\""),
            format!("\"{key}\": \"x\", \"\\u{:04x}{}\": \"y\"", key.as_bytes()[0], &key[1..]),
            format!("\"{key}\": \"x\", \"RequestId\": \"a\", \"RequestId\": \"b\""),
        ] {
            let body = body(provider, &members);
            let got = provider.read_reply(200, body.as_bytes());
            let got = got.map(|_| ()).map_err(fault);
            assert_eq!(got, Err(ReplyFault::DuplicateKey), "{body}");
        }
        // One that is not read may repeat.
        let members = format!("\"x\": 1, \"x\": 2, \"{key}\": \"y\"");
        let body = body(provider, &members);
        assert!(provider.read_reply(200, body.as_bytes()).is_ok());
    }
    let body = r#"{"Response": {"InstanceVncUrl": "x"}, "Response": {}}"#;
    let got = TENCENT_CVM.read_reply(200, body.as_bytes()).unwrap_err();
    assert_eq!(fault(got), ReplyFault::DuplicateKey);
    let error = r#""Error": {"Code": "InternalError", "Message": ""}"#;
    let body = format!("{{\"Response\": {{{error}, {error}}}}}");
    let got = TENCENT_CVM.read_reply(200, body.as_bytes()).unwrap_err();
    assert_eq!(fault(got), ReplyFault::DuplicateKey);
}

#[test]
fn a_key_whose_value_is_null_counts_as_having_stood() {
    for provider in PROVIDERS {
        let key = key(provider);
        for values in [["null", "\"x\""], ["\"x\"", "null"], ["null", "null"]] {
            let [first, second] = values.map(|value| format!("\"{key}\": {value}"));
            let body = body(provider, &format!("{first}, {second}"));
            let got = provider.read_reply(200, body.as_bytes());
            let got = got.map(|_| ()).map_err(fault);
            assert_eq!(got, Err(ReplyFault::DuplicateKey), "{body}");
        }
    }
}

#[test]
fn a_value_of_another_type_is_an_error_at_its_place() {
    for provider in PROVIDERS {
        for value in ["1", "true", "[\"x\"]", "{\"x\": \"y\"}"] {
            let prefix = format!("\"{}\": ", key(provider));
            let body = body(provider, &format!("{prefix}{value}"));
            let expected = Error::MalformedReply {
                at: body.find(&prefix).unwrap() + prefix.len() - 1,
                fault: ReplyFault::WrongType,
            };
            let got = provider.read_reply(200, body.as_bytes()).unwrap_err();
            assert_eq!(got, expected, "{body}");
        }
    }
    for body in [r#"{"Response": "x"}"#, r#"{"Response": []}"#, r#"{"Response": {"Error": 1}}"#] {
        let got = TENCENT_CVM.read_reply(200, body.as_bytes()).unwrap_err();
        assert_eq!(fault(got), ReplyFault::WrongType, "{body}");
    }
}

#[test]
fn null_and_other_documents_give_no_answer() {
    for provider in PROVIDERS {
        let null = body(provider, &format!("\"{}\": null", key(provider)));
        let inner = body(provider, &format!("\"Detail\": {{\"{}\": \"x\"}}", key(provider)));
        let outer = format!("[{}]", body(provider, &format!("\"{}\": \"x\"", key(provider))));
        for body in [&null, &inner, &outer, "{}", "[]", "\"x\"", "null", "0"] {
            let got = provider.read_reply(200, body.as_bytes()).unwrap_err();
            let expected = Error::MalformedReply { at: body.len(), fault: ReplyFault::MissingKey };
            assert_eq!(got, expected, "{body}");
        }
        for body in ["", " ", "\n"] {
            let got = provider.read_reply(200, body.as_bytes()).unwrap_err();
            assert_eq!(fault(got), ReplyFault::Truncated, "{body:?}");
        }
    }
}

#[test]
fn a_refusal_never_becomes_a_url_nor_a_url_of_a_gateway_an_answer() {
    let both = br#"{"Response": {"InstanceVncUrl": "x", "Error": {"Code": "InternalError"}}}"#;
    let got = TENCENT_CVM.read_reply(200, both).unwrap();
    assert!(matches!(got, Reply::Refusal(_)));
    let url = br#"{"VncUrl": "x", "Code": "200"}"#;
    assert!(matches!(ALIBABA_ECS.read_reply(200, url), Ok(Reply::VncUrl(_))));
    assert!(matches!(ALIBABA_ECS.read_reply(403, url), Ok(Reply::Refusal(_))));
    let url = br#"{"Response": {"InstanceVncUrl": "x"}}"#;
    let got = TENCENT_CVM.read_reply(502, url).unwrap_err();
    assert_eq!(got, Error::UnexpectedStatus { status: 502 });
}
