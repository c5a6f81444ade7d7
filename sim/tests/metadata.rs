//! The metadata services: a role, its credentials, and that a cloud takes them.
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

use serde_json::Value;
use signer::{Draft, HOST, NOW, alibaba_code, json, tencent_code};
use vncurl_sim::{Cloud, Request, Response};

const TENCENT: &str = "/latest/meta-data/cam/security-credentials/";
const ALIBABA: &str = "/latest/meta-data/ram/security-credentials/";
const TTL: &str = "X-aliyun-ecs-metadata-token-ttl-seconds";
const TOKEN: &str = "X-aliyun-ecs-metadata-token";

fn send(
    cloud: &mut Cloud,
    second: u64,
    method: &str,
    path: &str,
    header: (&str, &str),
) -> Response {
    let mut headers = vec![("Host".to_owned(), b"100.100.100.200".to_vec())];
    if !header.0.is_empty() {
        headers.push((header.0.to_owned(), header.1.as_bytes().to_vec()));
    }
    cloud.handle((NOW + second) * 1_000, &Request::new(method, path, headers, Vec::new()))
}

fn body(response: &Response) -> String {
    String::from_utf8_lossy(response.body()).into_owned()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn tencents_role_has_credentials_that_the_cloud_takes() {
    let mut cloud = Cloud::new(HOST);
    let role = body(&send(&mut cloud, 0, "GET", TENCENT, ("", "")));
    let found = json(&send(&mut cloud, 0, "GET", &format!("{TENCENT}{role}"), ("", "")));
    assert_eq!(
        (&found["Code"], &found["ExpiredTime"]),
        (&"Success".into(), &(NOW + 21_600).into())
    );
    assert_eq!(found["Expiration"], "2023-11-15T04:13:20Z");
    let draft = Draft {
        key_id: text(&found["TmpSecretId"]),
        secret: text(&found["TmpSecretKey"]),
        ..Draft::tencent("ins-demo0001").header("X-TC-Token", &text(&found["Token"]))
    };
    assert_eq!(tencent_code(&cloud.handle(NOW * 1_000, &draft.tc3())), "ok");
}

#[test]
fn alibabas_role_has_credentials_that_the_cloud_takes_with_and_without_a_metadata_token() {
    let mut cloud = Cloud::new(HOST);
    let token = body(&send(&mut cloud, 0, "PUT", "/latest/api/token", (TTL, "21600")));
    assert!(token.starts_with("simulator-metadata-"), "{token}");
    for header in [(TOKEN, &*token), ("", "")] {
        let role = body(&send(&mut cloud, 0, "GET", ALIBABA, header));
        let found = json(&send(&mut cloud, 0, "GET", &format!("{ALIBABA}{role}"), header));
        assert_eq!(
            (&found["Code"], &found["Expiration"]),
            (&"Success".into(), &"2023-11-15T04:13:20Z".into())
        );
        let token = text(&found["SecurityToken"]);
        let draft = Draft {
            key_id: text(&found["AccessKeyId"]),
            secret: text(&found["AccessKeySecret"]),
            ..Draft::alibaba("i-demo0001").signed_header("x-acs-security-token", &token)
        };
        let nonce = format!("nonce {header:?}");
        let draft = draft.header("x-acs-signature-nonce", &nonce);
        assert_eq!(alibaba_code(&cloud.handle(NOW * 1_000, &draft.acs3())), "ok");
    }
}

#[test]
fn a_metadata_token_ends_and_an_unknown_one_is_refused() {
    let mut cloud = Cloud::new(HOST);
    let token = body(&send(&mut cloud, 0, "PUT", "/latest/api/token", (TTL, "10")));
    for (second, token, expected) in [(9, &*token, 200), (10, &*token, 401), (0, "guessed", 401)] {
        let response = send(&mut cloud, second, "GET", ALIBABA, (TOKEN, token));
        assert_eq!(response.status(), expected, "{second} {token}");
    }
}

#[test]
fn what_the_services_do_not_have_is_refused() {
    let mut cloud = Cloud::new(HOST);
    for (method, path, header, expected) in [
        ("GET", "/latest/meta-data/cam/security-credentials", ("", ""), 200),
        ("GET", "/latest/meta-data/cam/security-credentials/other-role", ("", ""), 404),
        ("GET", "/latest/meta-data/ram/security-credentials/other-role", ("", ""), 404),
        ("POST", TENCENT, ("", ""), 405),
        ("GET", "/latest/api/token", ("", ""), 405),
        ("PUT", "/latest/api/token", ("", ""), 400),
        ("PUT", "/latest/api/token", (TTL, "0"), 400),
        ("PUT", "/latest/api/token", (TTL, "21601"), 400),
        ("GET", "/latest/meta-data/instance-id", ("", ""), 404),
    ] {
        assert_eq!(send(&mut cloud, 0, method, path, header).status(), expected, "{method} {path}");
    }
}
