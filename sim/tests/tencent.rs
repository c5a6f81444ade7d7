//! The Tencent half: every rule refuses with the code of its own.
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

use signer::{Draft, HOST, NOW, ask, get, json, vnc_url};
use vncurl_sim::{Cloud, Request};

fn code(request: &Request) -> String {
    let response = ask(request);
    assert_eq!(response.status(), 200, "API 3.0 answers 200, errors included");
    let answer = &json(&response)["Response"];
    assert!(answer["RequestId"].as_str().unwrap().starts_with("simulator-"), "{answer}");
    answer["Error"]["Code"].as_str().unwrap_or("ok").to_owned()
}

#[test]
fn a_signed_post_and_a_signed_get_are_given_an_address() {
    let post = Draft::tencent("ins-demo0001");
    assert_eq!(code(&post.tc3()), "ok");
    let get = Draft {
        method: "GET",
        query: "InstanceId=ins-demo0001".to_owned(),
        body: String::new(),
        ..post.header("Content-Type", "application/x-www-form-urlencoded")
    };
    assert_eq!(code(&get.tc3()), "ok");
}

#[test]
fn any_host_that_was_signed_is_taken_and_values_are_compared_in_lower_case() {
    let draft = Draft::tencent("ins-demo0001")
        .header("Host", "cvm.tencentcloudapi.com")
        .header("Content-Type", "application/json; charset=UTF-8")
        .signed_header("X-TC-Action", "DescribeInstanceVncUrl");
    assert_eq!(code(&draft.tc3()), "ok");
}

#[test]
fn the_address_has_the_shape_of_the_cloud_and_points_at_the_simulator() {
    for (id, windows) in [("ins-demo0001", "false"), ("ins-demo0002", "true")] {
        let value = vnc_url(&ask(&Draft::tencent(id).tc3()));
        assert!(value.starts_with("ws%3A%2F%2F127.0.0.1%3A4567%2Fvnc%3Fs%3D"), "{value}");
        let tail = format!("%26password%3D%26isWindows%3D{windows}%26isUbuntu%3Dfalse");
        assert!(value.ends_with(&tail), "{value}");
        assert!(value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".%".contains(&byte)));
    }
}

#[test]
fn every_rule_has_its_code() {
    let good = || Draft::tencent("ins-demo0001");
    let body = |body: &str| Draft { body: body.to_owned(), ..good() };
    let service =
        |service: &str| Draft { scope: (signer::DATE.to_owned(), service.to_owned()), ..good() };
    for (draft, expected) in [
        (good().header("X-TC-Version", ""), "MissingParameter"),
        (good().header("X-TC-Region", ""), "MissingParameter"),
        (good().header("X-TC-Timestamp", ""), "MissingParameter"),
        (good().header("X-TC-Timestamp", "now"), "InvalidParameter"),
        (good().header("X-TC-Timestamp", "99999999999999999999"), "InvalidParameter"),
        (good().header("X-TC-Timestamp", "100000000000"), "InvalidParameter"),
        (good().header("X-TC-Timestamp", &(NOW + 301).to_string()), "AuthFailure.SignatureExpire"),
        (good().header("X-TC-Version", "2017-03-13"), "NoSuchVersion"),
        (good().header("X-TC-Version", "2019-07-19"), "AuthFailure.SignatureFailure"),
        (good().header("X-TC-Action", "RunInstances"), "InvalidAction"),
        (good().header("X-TC-Region", "evil.com/#"), "UnsupportedRegion"),
        (good().header("X-TC-Region", "ap-beijing"), "InvalidInstanceId.NotFound"),
        (good().header("X-TC-Token", "anything"), "AuthFailure.TokenFailure"),
        (good().header("Content-Type", "text/plain"), "InvalidRequest"),
        (Draft { method: "PUT", ..good() }, "UnsupportedProtocol"),
        (Draft { path: "/elsewhere".to_owned(), ..good() }, "InvalidRequest"),
        (Draft { query: "a=b".to_owned(), ..good() }, "InvalidParameter"),
        (Draft { key_id: "AKIDnobody".to_owned(), ..good() }, "AuthFailure.SecretIdNotFound"),
        (Draft { secret: "wrong".to_owned(), ..good() }, "AuthFailure.SignatureFailure"),
        (service("lighthouse"), "AuthFailure.SignatureFailure"),
        (Draft { signed: vec!["host".to_owned()], ..good() }, "AuthFailure.InvalidAuthorization"),
        (body("{"), "InvalidParameter"),
        (body("[]"), "InvalidParameter"),
        (body(""), "InvalidParameter"),
        (body("{}"), "MissingParameter"),
        (body(r#"{"InstanceId":1}"#), "InvalidParameter"),
        (body(r#"{"InstanceId":"ins-demo0001","Extra":1}"#), "UnknownParameter"),
        (Draft::tencent("i-demo0001"), "InvalidInstanceId.Malformed"),
        (Draft::tencent("ins-DEMO0001"), "InvalidInstanceId.Malformed"),
        (Draft::tencent("ins-nosuch00"), "InvalidInstanceId.NotFound"),
        (Draft::tencent("ins-demo0003"), "UnsupportedOperation.InstanceStateStopped"),
    ] {
        assert_eq!(code(&draft.tc3()), expected, "{} {:?}", draft.body, draft.headers);
    }
}

#[test]
fn nested_json_of_any_depth_is_an_error_and_no_crash() {
    let deep = format!("{{\"InstanceId\":{}", "[".repeat(100_000));
    let draft = Draft { body: deep, ..Draft::tencent("") };
    assert_eq!(code(&draft.tc3()), "InvalidParameter");
}

#[test]
fn an_authorization_in_any_other_form_is_invalid() {
    let draft = Draft::tencent("ins-demo0001");
    let request = draft.tc3();
    let good = request.text("authorization").unwrap();
    let signature = &good[good.len() - 64..];
    assert_eq!(code(&draft.request("")), "MissingParameter");
    for spoilt in [
        good.replace(", ", ","),
        good.replace("TC3-HMAC-SHA256 ", "TC3-HMAC-SHA256"),
        good.replace("tc3_request", "aws4_request"),
        good.replace("content-type;host", "host;content-type"),
        good.replace("content-type;host", "Content-Type;Host"),
        good.replace("content-type;host", "content-type;host;host"),
        good.replace("content-type;host", "content-type;host;x-absent"),
        good.replace("Credential=AKID-SIMULATOR-NOT-A-REAL-KEY", "Credential="),
        good.replace(signature, &signature.to_uppercase()),
        good.replace(signature, &signature[..63]),
        format!("{good}0"),
        "TC3-".to_owned(),
    ] {
        let code = code(&draft.request(&spoilt));
        assert_eq!(code, "AuthFailure.InvalidAuthorization", "{spoilt}");
    }
}

#[test]
fn the_journal_keeps_what_was_expected_and_masks_the_token() {
    let mut cloud = Cloud::new(HOST);
    let draft = Draft::tencent("ins-demo0001");
    let issued = vnc_url(&cloud.handle(NOW * 1_000, &draft.tc3()));
    let token = draft.signed_header("X-TC-Token", "token-to-be-masked");
    cloud.handle(NOW * 1_000 + 250, &token.tc3());
    let response = cloud.handle(NOW * 1_000, &get("/_sim/journal"));
    let journal = json(&response);
    assert_eq!(journal[0]["seq"], 1);
    assert_eq!(journal[0]["kind"], "request");
    assert_eq!(journal[0]["provider"], "tencent-cvm");
    assert_eq!(journal[0]["action"], "DescribeInstanceVncUrl");
    assert_eq!(journal[0]["instance_id"], "ins-demo0001");
    assert_eq!(journal[0]["outcome"], "ok");
    assert_eq!(journal[0]["vnc_url"], *issued);
    assert_eq!(journal[0]["at"], "2023-11-14T22:13:20.000Z");
    assert!(journal[0]["canonical_request"].as_str().unwrap().starts_with("POST\n/\n\ncontent-"));
    assert!(journal[0]["string_to_sign"].as_str().unwrap().starts_with("TC3-HMAC-SHA256\n"));
    assert_eq!(journal[1]["outcome"], "AuthFailure.TokenFailure");
    assert_eq!(journal[1]["vnc_url"], serde_json::Value::Null);
    assert_eq!(journal[1]["at"], "2023-11-14T22:13:20.250Z");
    let text = String::from_utf8_lossy(response.body());
    assert!(text.contains("x-tc-token:***") && !text.contains("token-to-be-masked"));
    assert!(!text.contains(vncurl_sim::TENCENT.secret));
}
