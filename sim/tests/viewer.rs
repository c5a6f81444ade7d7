//! The viewer pages: an address that was changed on its way is found out.
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

use signer::{Draft, HOST, NOW, get, json, vnc_url};
use vncurl_sim::Cloud;

const TENCENT: &str = "/qcloud/app/active_vnc/index.html?InstanceVncUrl=";
const ALIBABA: &str = "/aliyun/ecs-console-vnc2/0.0.8/index.html?vncUrl=";
const TAIL: &str = "&instanceId=i-demo0001&isWindows=false";

/// A cloud with one address of each half, issued at `NOW`.
fn issued() -> (Cloud, String, String) {
    let mut cloud = Cloud::new(HOST);
    let tencent = vnc_url(&cloud.handle(NOW * 1_000, &Draft::tencent("ins-demo0001").tc3()));
    let alibaba = vnc_url(&cloud.handle(NOW * 1_000, &Draft::alibaba("i-demo0001").acs3()));
    (cloud, tencent, alibaba)
}

fn encode(text: &str) -> String {
    text.replace('%', "%25")
}

/// One layer of percent-encoding off.
fn decode(text: &str) -> String {
    let mut pieces = text.split('%');
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |text, piece| {
        let byte = u8::from_str_radix(&piece[..2], 16).unwrap();
        format!("{text}{}{}", char::from(byte), &piece[2..])
    })
}

/// Visit at `ms` after the issue; the page's own outcome, which the journal must share.
fn visit(cloud: &mut Cloud, ms: u64, target: &str) -> (String, Vec<String>) {
    let response = cloud.handle(NOW * 1_000 + ms, &get(target));
    assert_eq!(response.status(), 200);
    let page = String::from_utf8(response.body().to_vec()).unwrap();
    let outcome = page.split("data-outcome=\"").nth(1).unwrap().split('"').next().unwrap();
    let journal = json(&cloud.handle(NOW * 1_000, &get("/_sim/journal")));
    let entry = journal.as_array().unwrap().last().unwrap();
    assert_eq!((&entry["kind"], &entry["outcome"]), (&"page".into(), &outcome.into()));
    let findings = entry["findings"].as_array().unwrap().iter();
    (outcome.to_owned(), findings.map(|code| code.as_str().unwrap().to_owned()).collect())
}

#[test]
fn an_unchanged_address_is_valid_for_fifteen_seconds_and_not_for_one_millisecond_more() {
    let (mut cloud, tencent, alibaba) = issued();
    for target in [format!("{TENCENT}{tencent}"), format!("{ALIBABA}{alibaba}{TAIL}")] {
        for (ms, expected) in
            [(0, "ok"), (14_999, "ok"), (15_000, "expired"), (86_400_000, "expired")]
        {
            assert_eq!(visit(&mut cloud, ms, &target).0, expected, "{ms} ms");
        }
    }
}

#[test]
fn every_change_to_an_address_is_named() {
    let (mut cloud, tencent, alibaba) = issued();
    for (value, expected) in [
        (encode(&tencent), "double-encoded"),
        (encode(&encode(&tencent)), "double-encoded"),
        (decode(&tencent), "under-encoded"),
        (tencent.replace("%3A", ":"), "altered"),
        (tencent.replace("%3A", "%3a"), "altered"),
        (format!("{tencent}?protocol=qcloud"), "altered"),
        (tencent.replace("%26password%3D", ""), "altered"),
        (tencent[..tencent.len() - 60].to_owned(), "unknown"),
        (tencent.replace("s%3D", "s%3Dx"), "unknown"),
        ("javascript:alert(1)".to_owned(), "unknown"),
        ("%".to_owned(), "unknown"),
        (String::new(), "address-missing"),
        (alibaba.clone(), "other-cloud"),
    ] {
        let (outcome, _) = visit(&mut cloud, 0, &format!("{TENCENT}{value}"));
        assert_eq!(outcome, expected, "{value}");
    }
    for (value, expected) in [
        (encode(&alibaba), "double-encoded"),
        (decode(&alibaba), "under-encoded"),
        (decode(&decode(&alibaba)), "under-encoded"),
        (tencent, "other-cloud"),
    ] {
        let (_, findings) = visit(&mut cloud, 0, &format!("{ALIBABA}{value}{TAIL}"));
        assert!(findings.iter().any(|found| found == expected), "{value} {findings:?}");
    }
}

#[test]
fn alibabas_page_wants_the_machine_and_its_system_in_small_letters() {
    let (mut cloud, _, alibaba) = issued();
    for (tail, expected) in [
        ("", vec!["instance-id-missing", "is-windows-missing"]),
        ("&instanceId=&isWindows=", vec!["instance-id-missing", "is-windows-missing"]),
        ("&instanceId=i-demo0001", vec!["is-windows-missing"]),
        ("&isWindows=false", vec!["instance-id-missing"]),
        ("&instanceId=i-demo0002&isWindows=false", vec!["instance-id-wrong"]),
        ("&instanceId=I-DEMO0001&isWindows=false", vec!["instance-id-capitals"]),
        ("&InstanceId=i-demo0001&isWindows=false", vec!["instance-id-capitals"]),
        ("&instanceId=i-demo0001&isWindows=False", vec!["is-windows-capitals"]),
        ("&instanceId=i-demo0001&iswindows=false", vec!["is-windows-capitals"]),
        ("&instanceId=i-demo0001&isWindows=true", vec!["is-windows-wrong"]),
        ("&instanceId=i-demo0001&isWindows=no", vec!["is-windows-wrong"]),
        ("&isWindows=false&instanceId=i-demo0001", vec![]),
    ] {
        let (_, findings) = visit(&mut cloud, 0, &format!("{ALIBABA}{alibaba}{tail}"));
        assert_eq!(findings, expected, "{tail}");
    }
}

#[test]
fn alibabas_older_page_takes_a_password_of_six_letters_or_digits_and_capitals_in_is_windows() {
    const OLDER: &str = "/aliyun/ecs-console-vnc/0.0.7/index.html?vncUrl=";
    let (mut cloud, _, alibaba) = issued();
    for (tail, expected) in [
        ("&isWindows=false", vec![]),
        ("&isWindows=False", vec![]),
        ("&isWindows=True", vec!["is-windows-wrong"]),
        ("&isWindows=FALSE", vec!["is-windows-capitals"]),
        ("&isWindows=false&password=", vec![]),
        ("&isWindows=false&password=abc123", vec![]),
        ("&isWindows=false&Password=ABCdef", vec![]),
        ("&isWindows=false&password=abc12", vec!["password-malformed"]),
        ("&isWindows=false&password=abc1234", vec!["password-malformed"]),
        ("&isWindows=false&password=abc%31", vec!["password-malformed"]),
        ("&isWindows=false&Password=abc-12", vec!["password-malformed"]),
    ] {
        let target = format!("{OLDER}{alibaba}&instanceId=i-demo0001{tail}");
        let (_, findings) = visit(&mut cloud, 0, &target);
        assert_eq!(findings, expected, "{tail}");
    }
    // The newer page neither asks for a password nor looks at one.
    let (_, findings) = visit(&mut cloud, 0, &format!("{ALIBABA}{alibaba}{TAIL}&password=x"));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_page_loads_nothing_keeps_nothing_and_repeats_nothing_of_its_query() {
    let (mut cloud, tencent, alibaba) = issued();
    let hostile = "%22%3E<script>alert(1)</script>";
    for target in [
        format!("{TENCENT}{tencent}"),
        format!("{TENCENT}{hostile}"),
        format!("{ALIBABA}{alibaba}&instanceId={hostile}&isWindows={hostile}"),
        "/".to_owned(),
    ] {
        let response = cloud.handle(NOW * 1_000, &get(&target));
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'nonce-"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(response.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(response.header("cache-control"), Some("no-store"));
        let page = String::from_utf8(response.body().to_vec()).unwrap();
        assert!(page.contains("vncurl simulator") && !page.contains("alert("), "{target}");
        for outside in ["src=", "href=", "@import", "url(", &tencent, &alibaba] {
            assert!(!page.contains(outside), "{outside} in {target}");
        }
    }
}
