//! The Alibaba half: every rule refuses with the code and the status of its own.
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

mod signer;

use sha2::{Digest as _, Sha256};
use signer::{Draft, HOST, NOW, ask, get, hex, json, vnc_url};
use vncurl_sim::{Cloud, Request, Response};

fn outcome_of(response: &Response) -> (u16, String) {
    let answer = json(response);
    assert!(answer["RequestId"].as_str().unwrap().starts_with("simulator-"), "{answer}");
    let code = answer["Code"].as_str().unwrap_or("ok").to_owned();
    if code != "ok" {
        let recommend = answer["Recommend"].as_str().unwrap();
        assert!(answer["HostId"].is_string() && recommend.contains(&code), "{answer}");
    }
    (response.status(), code)
}

fn outcome(request: &Request) -> (u16, String) {
    outcome_of(&ask(request))
}

/// The draft with a form body, its hash and its content type.
fn with_form(draft: Draft, body: &str) -> Draft {
    let draft = draft
        .signed_header("content-type", "application/x-www-form-urlencoded")
        .header("x-acs-content-sha256", &hex(&Sha256::digest(body)));
    Draft { body: body.to_owned(), ..draft }
}

#[test]
fn post_get_and_form_body_are_given_an_address() {
    let post = Draft::alibaba("i-demo0001");
    let get = Draft { method: "GET", ..post.clone() };
    let half = Draft { query: "RegionId=cn-hangzhou".to_owned(), ..post.clone() };
    let form = with_form(half, "InstanceId=i-demo0001");
    for draft in [post, get, form] {
        assert_eq!(outcome(&draft.acs3()), (200, "ok".to_owned()));
    }
}

#[test]
fn the_address_shows_a_decoder_that_takes_off_one_layer_too_many() {
    let value = vnc_url(&ask(&Draft::alibaba("i-demo0001").acs3()));
    assert!(value.starts_with("ws%3A%2F%2F127.0.0.1%3A4567%2Fwebsockify%2F%3Fs%3D"), "{value}");
    for twice in ["%252F", "%252B", "%253D"] {
        assert!(value.contains(twice), "{twice} in {value}");
    }
}

#[test]
fn every_rule_has_its_code_and_status() {
    let good = || Draft::alibaba("i-demo0001");
    let query = |query: &str| Draft { query: query.to_owned(), ..good() };
    let mut unsigned_host = good();
    unsigned_host.signed.remove(0);
    for (draft, status, code) in [
        (good().header("x-acs-date", "2023-11-14T22:28:21Z"), 400, "InvalidTimeStamp.Expired"),
        (good().header("x-acs-date", "2023-11-14 22:13:20"), 400, "InvalidTimeStamp.Format"),
        (
            good().signed_header("x-acs-security-token", "t"),
            400,
            "InvalidSecurityToken.MismatchWithAccessKey",
        ),
        (good().header("x-acs-security-token", "t"), 400, "IncompleteSignature"),
        (good().header("Content-Type", "text/plain"), 400, "IncompleteSignature"),
        (unsigned_host, 400, "IncompleteSignature"),
        (good().header("x-acs-version", "2017-11-10"), 400, "InvalidVersion"),
        (good().header("x-acs-action", "RunInstances"), 404, "InvalidAction.NotFound"),
        (good().header("x-acs-content-sha256", "0"), 400, "SignatureDoesNotMatch"),
        (
            Draft { body: "InstanceId=i-demo0002".to_owned(), ..good() },
            400,
            "SignatureDoesNotMatch",
        ),
        (Draft { method: "PUT", ..good() }, 400, "UnsupportedHTTPMethod"),
        (Draft { path: "/elsewhere".to_owned(), ..good() }, 404, "InvalidAction.NotFound"),
        (Draft { key_id: "LTAInobody".to_owned(), ..good() }, 400, "InvalidAccessKeyId.NotFound"),
        (Draft { secret: "wrong".to_owned(), ..good() }, 400, "SignatureDoesNotMatch"),
        (query("InstanceId=i-demo0001"), 400, "MissingParameter"),
        (query("RegionId=cn-hangzhou"), 400, "MissingParameter"),
        (query(""), 400, "MissingParameter"),
        (query("InstanceId=%zz"), 400, "InvalidParameter"),
        (
            query("InstanceId=i-demo0001&InstanceId=i-demo0002&RegionId=cn-hangzhou"),
            400,
            "InvalidParameter",
        ),
        (query("InstanceId=i-demo0001&RegionId=evil.com%2F%23"), 404, "InvalidRegionId.NotFound"),
        (query("InstanceId=i-demo0001&RegionId=cn-beijing"), 400, "InvalidRegionInstance"),
        (Draft::alibaba("ins-demo0001"), 404, "InvalidInstanceId.NotFound"),
        (Draft::alibaba("i-demo0003"), 403, "IncorrectInstanceStatus"),
    ] {
        assert_eq!(outcome(&draft.acs3()), (status, code.to_owned()), "{:?}", draft.headers);
    }
    for name in ["x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"] {
        let mut draft = good().header(name, "");
        draft.signed.retain(|signed| signed != name);
        assert_eq!(outcome(&draft.acs3()), (400, "MissingParameter".to_owned()), "{name}");
    }
}

#[test]
fn an_authorization_in_any_other_form_is_incomplete() {
    let draft = Draft::alibaba("i-demo0001");
    let request = draft.acs3();
    let good = request.text("authorization").unwrap();
    for spoilt in [
        String::new(),
        "ACS3-HMAC-SHA256".to_owned(),
        good.replace(",SignedHeaders", ", SignedHeaders"),
        good.replace("Credential=LTAI-SIMULATOR-NOT-A-REAL-KEY", "Credential="),
        good.replace("host;", "Host;"),
        good.replace("ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"),
        format!("{good}0"),
    ] {
        let found = outcome(&draft.request(&spoilt));
        assert_eq!(found, (400, "IncompleteSignature".to_owned()), "{spoilt}");
    }
}

#[test]
fn a_mismatch_echoes_the_servers_string_to_sign() {
    let draft = Draft { secret: "wrong".to_owned(), ..Draft::alibaba("i-demo0001") };
    let mut cloud = Cloud::new(HOST);
    let answer = json(&cloud.handle(NOW * 1_000, &draft.acs3()));
    let (text, echoed) = answer["Message"].as_str().unwrap().split_once("is:").unwrap();
    assert!(text.starts_with("Specified signature is not matched with our calculation."));
    let journal = json(&cloud.handle(NOW * 1_000, &get("/_sim/journal")));
    assert_eq!(journal[0]["string_to_sign"], echoed);
    let canonical_request = journal[0]["canonical_request"].as_str().unwrap();
    assert_eq!(echoed, format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical_request))));
}

#[test]
fn a_nonce_is_good_once_while_its_date_is_and_a_refused_signature_spends_none() {
    let mut cloud = Cloud::new(HOST);
    let draft = Draft::alibaba("i-demo0001");
    let forged = Draft { secret: "wrong".to_owned(), ..draft.clone() };
    let mut at =
        |second: u64, draft: &Draft| outcome_of(&cloud.handle(second * 1_000, &draft.acs3())).1;
    assert_eq!(at(NOW, &forged), "SignatureDoesNotMatch");
    assert_eq!(at(NOW, &draft), "ok");
    assert_eq!(at(NOW + 1, &draft), "SignatureNonceUsed");
    assert_eq!(at(NOW + 900, &draft), "SignatureNonceUsed");
    let later = draft.header("x-acs-date", "2023-11-14T22:28:21Z");
    assert_eq!(at(NOW + 901, &later), "ok");
}

/// The reader of HTTP takes blanks off as well; here they reach the verifier.
#[test]
fn blanks_around_a_header_value_are_not_signed() {
    let draft = Draft::alibaba("i-demo0001").header("x-acs-version", " \t2014-05-26 ");
    assert_eq!(outcome(&draft.acs3()), (200, "ok".to_owned()));
}
