//! How often an account may call, and what it is told when that was too often.
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

use signer::{Draft, HOST, NOW, Sorted, alibaba_code, json, tencent_code};
use vncurl_sim::{ALIBABA, ALIBABA_TEMPORARY, Cloud, Options};

/// How many of 60 calls at one instant are let through.
fn let_through(service: &str, action: &str, body: &str) -> usize {
    let mut cloud = Cloud::new(HOST);
    let request = Draft::tencent_action(service, action, body).tc3();
    let codes = (0..60).map(|_| tencent_code(&cloud.handle(NOW * 1_000, &request)));
    let codes: Vec<String> = codes.collect();
    let passed = codes.iter().take_while(|code| *code == "ok").count();
    assert!(codes[passed..].iter().all(|code| code == "RequestLimitExceeded"), "{codes:?}");
    passed
}

#[test]
fn each_action_has_its_documented_or_chosen_rate() {
    let vnc = "DescribeInstanceVncUrl";
    for (service, action, body, expected) in [
        ("cvm", vnc, r#"{"InstanceId":"ins-demo0001"}"#, 10),
        ("ecm", vnc, r#"{"InstanceId":"ein-demo0001"}"#, 20),
        ("lighthouse", vnc, r#"{"InstanceId":"lhins-demo0001"}"#, 10),
        ("cvm", "DescribeInstancesStatus", "{}", 40),
        ("cvm", "DescribeInstances", "{}", 20),
        ("ecm", "DescribeInstances", "{}", 20),
        ("ecm", "DescribeNode", "{}", 20),
        ("lighthouse", "DescribeRegions", "{}", 20),
    ] {
        assert_eq!(let_through(service, action, body), expected, "{service} {action}");
    }
}

#[test]
fn the_second_slides_and_a_refused_call_does_not_count() {
    let mut cloud = Cloud::new(HOST);
    let request = Draft::tencent("ins-demo0001").tc3();
    let mut at = |ms: u64| tencent_code(&cloud.handle(NOW * 1_000 + ms, &request));
    for ms in 0..10 {
        assert_eq!(at(ms * 50), "ok");
    }
    for ms in [451, 600, 999] {
        assert_eq!(at(ms), "RequestLimitExceeded", "{ms}");
    }
    assert_eq!(at(1_000), "ok");
    assert_eq!(at(1_001), "RequestLimitExceeded");
    assert_eq!(at(1_050), "ok");
}

#[test]
fn alibaba_lets_fifty_through_and_tells_how_long_to_wait() {
    let mut cloud = Cloud::new(HOST);
    let mut send = |ms: u64, number: u64, pair| {
        let status = [("Action", "DescribeInstanceStatus"), ("Format", "JSON")];
        let sorted = Sorted::rpc(pair, &number.to_string(), &status);
        cloud.handle(NOW * 1_000 + ms, &sorted.alibaba())
    };
    for number in 0..50 {
        assert_eq!(alibaba_code(&send(0, number, ALIBABA)), "ok", "{number}");
    }
    let refused = send(300, 50, ALIBABA);
    assert_eq!((refused.status(), alibaba_code(&refused)), (400, "Throttling.User".to_owned()));
    assert_eq!(refused.header("x-acs-retry-after"), Some("700"));
    assert_eq!(alibaba_code(&send(300, 51, ALIBABA_TEMPORARY)), "ok", "another account");
    assert_eq!(alibaba_code(&send(1_000, 52, ALIBABA)), "ok");
}

#[test]
fn a_wrong_signature_uses_up_nothing() {
    let mut cloud = Cloud::new(HOST);
    let good = Draft::tencent("ins-demo0001");
    let forged = Draft { secret: "wrong".to_owned(), ..good.clone() };
    for _ in 0..20 {
        let code = tencent_code(&cloud.handle(NOW * 1_000, &forged.tc3()));
        assert_eq!(code, "AuthFailure.SignatureFailure");
    }
    assert_eq!(tencent_code(&cloud.handle(NOW * 1_000, &good.tc3())), "ok");
}

#[test]
fn an_unlimited_cloud_lets_every_call_through() {
    let mut cloud = Cloud::with_options(HOST, &Options { unlimited: true, ..Options::default() });
    let request = Draft::tencent("ins-demo0001").tc3();
    for _ in 0..500 {
        let answer = json(&cloud.handle(NOW * 1_000, &request));
        assert!(answer["Response"]["InstanceVncUrl"].is_string(), "{answer}");
    }
}
