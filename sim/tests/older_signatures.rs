//! Tencent's version 1 and Alibaba's RPC 1.0 through the cloud; tokens of every kind of signature.
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

use signer::{
    Draft, HOST, NOW, Sorted, alibaba_code, ask, get, json, percent, tencent_code, vnc_url,
};
use vncurl_sim::{
    ALIBABA, ALIBABA_TEMPORARY, Cloud, PublishedCredentials, Request, TENCENT, TENCENT_TEMPORARY,
};

fn v1(pair: PublishedCredentials, method: &str) -> Sorted {
    let parameters = [("Action", "DescribeInstanceVncUrl"), ("InstanceId", "ins-demo0001")];
    Sorted::v1(pair, method, &parameters)
}

fn rpc(pair: PublishedCredentials) -> Sorted {
    let parameters = [
        ("Action", "DescribeInstanceVncUrl"),
        ("InstanceId", "i-demo0001"),
        ("Format", "JSON"),
        ("Note", "a b+c*~/中"),
    ];
    Sorted::rpc(pair, "nonce-1", &parameters)
}

#[test]
fn version_1_is_taken_from_a_query_and_from_a_form_with_either_hash() {
    for method in ["", "HmacSHA1", "HmacSHA256"] {
        let sorted = v1(TENCENT, method);
        assert!(vnc_url(&ask(&sorted.tencent())).starts_with("ws%3A%2F%2F"), "{method}");
        assert_eq!(tencent_code(&ask(&sorted.clone().form(0).tencent())), "ok", "{method}");
        // The hash that was signed with must be the one that is named.
        let other = if method == "HmacSHA256" { "HmacSHA1" } else { "HmacSHA256" };
        let signed = sorted.tencent();
        let query = signed.query().replace(&format!("&SignatureMethod={method}"), "");
        let target = format!("/?{query}&SignatureMethod={other}");
        let headers = vec![("Host".to_owned(), HOST.into())];
        let swapped = Request::new("GET", target, headers, Vec::new());
        assert_eq!(tencent_code(&ask(&swapped)), "AuthFailure.SignatureFailure", "{method}");
    }
}

#[test]
fn version_1_has_a_code_for_every_rule() {
    let good = || v1(TENCENT, "HmacSHA256");
    let mut with_query = good().form(0);
    with_query.query.push(("Note".to_owned(), "1".to_owned()));
    let mut twice = good();
    twice.query.push(("Region".to_owned(), "ap-beijing".to_owned()));
    for (sorted, expected) in [
        (twice, "InvalidParameter"),
        (good().set("Action", ""), "MissingParameter"),
        (good().set("Version", ""), "MissingParameter"),
        (good().set("Nonce", ""), "MissingParameter"),
        (good().set("Timestamp", ""), "MissingParameter"),
        (good().set("Region", ""), "MissingParameter"),
        (good().set("Nonce", "0"), "InvalidParameter"),
        (good().set("Nonce", "-1"), "InvalidParameter"),
        (good().set("Timestamp", "now"), "InvalidParameter"),
        (good().set("Timestamp", &(NOW + 301).to_string()), "AuthFailure.SignatureExpire"),
        (good().set("SignatureMethod", "HmacMD5"), "AuthFailure.InvalidAuthorization"),
        (good().set("Version", "2000-01-01"), "NoSuchVersion"),
        (good().set("Action", "RunInstances"), "InvalidAction"),
        (good().set("InstanceId", "ins-none0000"), "InvalidInstanceId.NotFound"),
        (good().set("Extra", "1"), "UnknownParameter"),
        (good().set("Token", "t"), "AuthFailure.TokenFailure"),
        (with_query, "InvalidParameter"),
        (Sorted { secret: "wrong".to_owned(), ..good() }, "AuthFailure.SignatureFailure"),
        (good().set("SecretId", "AKIDnobody"), "AuthFailure.SecretIdNotFound"),
    ] {
        assert_eq!(tencent_code(&ask(&sorted.tencent())), expected, "{:?}", sorted.query);
    }
    let json_body = Request::new(
        "POST",
        "/",
        vec![
            ("Host".to_owned(), HOST.into()),
            ("Content-Type".to_owned(), b"application/json".to_vec()),
        ],
        good().form(0).tencent().body().to_vec(),
    );
    assert_eq!(tencent_code(&ask(&json_body)), "InvalidRequest");
}

#[test]
fn version_1_has_room_for_a_megabyte_and_the_journal_keeps_little_of_it() {
    let with = |len: usize| v1(TENCENT, "HmacSHA256").set("Note", &"x".repeat(len)).form(0);
    let mut cloud = Cloud::new(HOST);
    for (len, expected) in
        [(1_000_000, "UnknownParameter"), (1_100_000, "RequestSizeLimitExceeded")]
    {
        let answer = cloud.handle(NOW * 1_000, &with(len).tencent());
        assert_eq!(tencent_code(&answer), expected, "{len}");
    }
    let journal = cloud.handle(NOW * 1_000, &get("/_sim/journal"));
    let shown = json(&journal)[0]["string_to_sign"].as_str().unwrap().to_owned();
    assert!(shown.ends_with(" bytes in all)") && shown.len() < 17_000, "{}", shown.len());
    assert!(journal.body().len() < 40_000);
}

#[test]
fn version_1_finds_the_other_products_by_their_version() {
    for (version, id) in [("2019-07-19", "ein-demo0001"), ("2020-03-24", "lhins-demo0001")] {
        let sorted = v1(TENCENT, "HmacSHA256").set("Version", version).set("InstanceId", id);
        assert_eq!(tencent_code(&ask(&sorted.tencent())), "ok", "{id}");
    }
}

#[test]
fn rpc_signs_query_and_form_together() {
    for in_query in [0, 3, 12] {
        let sorted = rpc(ALIBABA).form(in_query.min(rpc(ALIBABA).query.len()));
        assert_eq!(alibaba_code(&ask(&sorted.alibaba())), "ok", "{in_query}");
    }
    assert_eq!(alibaba_code(&ask(&rpc(ALIBABA).alibaba())), "ok");
    let mut twice = rpc(ALIBABA);
    twice.query.push(("Note".to_owned(), "again".to_owned()));
    assert_eq!(alibaba_code(&ask(&twice.alibaba())), "InvalidParameter");
}

#[test]
fn rpc_has_a_code_for_every_rule() {
    let good = || rpc(ALIBABA);
    for (sorted, status, expected) in [
        (good().set("Action", ""), 400, "MissingParameter"),
        (good().set("Version", ""), 400, "MissingParameter"),
        (good().set("SignatureNonce", ""), 400, "MissingParameter"),
        (good().set("Timestamp", ""), 400, "MissingParameter"),
        (good().set("SignatureMethod", "HMAC-SHA256"), 400, "IncompleteSignature"),
        (good().set("SignatureVersion", ""), 400, "IncompleteSignature"),
        (good().set("Timestamp", "2023-11-14 22:13:20"), 400, "InvalidTimeStamp.Format"),
        (good().set("Timestamp", "2023-11-14T22:28:21Z"), 400, "InvalidTimeStamp.Expired"),
        (good().set("AccessKeyId", "LTAInobody"), 400, "InvalidAccessKeyId.NotFound"),
        (good().set("Action", "RunInstances"), 404, "InvalidAction.NotFound"),
        (good().set("Version", "2017-11-10"), 400, "InvalidVersion"),
        (good().set("RegionId", ""), 400, "MissingParameter"),
        (good().set("InstanceId", "i-demo0003"), 403, "IncorrectInstanceStatus"),
        (good().set("SecurityToken", "t"), 400, "InvalidSecurityToken.MismatchWithAccessKey"),
        (Sorted { secret: "wrong".to_owned(), ..good() }, 400, "SignatureDoesNotMatch"),
    ] {
        let response = ask(&sorted.alibaba());
        let found = (response.status(), alibaba_code(&response));
        assert_eq!(found, (status, expected.to_owned()), "{:?}", sorted.query);
    }
    let signed = good().alibaba();
    let query = signed.query().split("&Signature=").next().unwrap();
    let headers = vec![("Host".to_owned(), HOST.into())];
    let unsigned = Request::new("GET", format!("/?{query}"), headers, Vec::new());
    assert_eq!(alibaba_code(&ask(&unsigned)), "IncompleteSignature");
}

#[test]
fn an_rpc_nonce_is_good_once_and_shared_with_the_newer_signature() {
    let mut cloud = Cloud::new(HOST);
    let mut send = |request: &Request| alibaba_code(&cloud.handle(NOW * 1_000, request));
    assert_eq!(send(&rpc(ALIBABA).alibaba()), "ok");
    assert_eq!(send(&rpc(ALIBABA).alibaba()), "SignatureNonceUsed");
    assert_eq!(send(&Draft::alibaba("i-demo0001").acs3()), "SignatureNonceUsed");
    assert_eq!(send(&rpc(ALIBABA).set("SignatureNonce", "2").alibaba()), "ok");
}

/// The older SDK sends these two with a signature of the older kind.
#[test]
fn action_headers_beside_an_rpc_signature_do_not_make_it_the_newer_one() {
    let signed = rpc(ALIBABA).alibaba();
    let headers = [("Host", HOST), ("x-acs-action", "DescribeInstanceVncUrl")];
    let headers =
        headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).to_vec();
    let request = Request::new("GET", format!("/?{}", signed.query()), headers, Vec::new());
    assert_eq!(alibaba_code(&ask(&request)), "ok");
}

#[test]
fn a_temporary_key_needs_its_token_and_no_other() {
    let tc3 = |token: &str| Draft {
        key_id: TENCENT_TEMPORARY.key_id.to_owned(),
        secret: TENCENT_TEMPORARY.secret.to_owned(),
        ..Draft::tencent("ins-demo0001").header("X-TC-Token", token)
    };
    let acs3 = |token: &str| {
        let draft = Draft::alibaba("i-demo0001");
        let draft = if token.is_empty() {
            draft
        } else {
            draft.signed_header("x-acs-security-token", token)
        };
        Draft {
            key_id: ALIBABA_TEMPORARY.key_id.to_owned(),
            secret: ALIBABA_TEMPORARY.secret.to_owned(),
            ..draft
        }
    };
    let (good, alibaba_good) = (TENCENT_TEMPORARY.token.unwrap(), ALIBABA_TEMPORARY.token.unwrap());
    for (token, expected) in
        [(good, "ok"), ("", "AuthFailure.TokenFailure"), ("another", "AuthFailure.TokenFailure")]
    {
        assert_eq!(tencent_code(&ask(&tc3(token).tc3())), expected, "{token}");
        let sorted = v1(TENCENT_TEMPORARY, "HmacSHA256").set("Token", token);
        assert_eq!(tencent_code(&ask(&sorted.tencent())), expected, "{token}");
    }
    let mismatch = "InvalidSecurityToken.MismatchWithAccessKey";
    for (token, expected) in [(alibaba_good, "ok"), ("", "MissingSecurityToken"), (good, mismatch)]
    {
        assert_eq!(alibaba_code(&ask(&acs3(token).acs3())), expected, "{token}");
        let sorted = rpc(ALIBABA_TEMPORARY).set("SecurityToken", token);
        assert_eq!(alibaba_code(&ask(&sorted.alibaba())), expected, "{token}");
    }
}

/// A mismatch tells the client its whole string to sign, as the cloud does; the journal keeps the
/// string that was expected, but no token.
#[test]
fn a_token_is_echoed_to_its_sender_and_stands_nowhere_else() {
    let mut cloud = Cloud::new(HOST);
    let token = ALIBABA_TEMPORARY.token.unwrap();
    let forged = Sorted { secret: "wrong".to_owned(), ..rpc(ALIBABA_TEMPORARY) };
    let answer = cloud.handle(NOW * 1_000, &forged.alibaba());
    let message = json(&answer)["Message"].as_str().unwrap().to_owned();
    assert!(message.contains(&format!("%26SecurityToken%3D{token}")), "{message}");
    let forged = Sorted { secret: "wrong".to_owned(), ..v1(TENCENT_TEMPORARY, "HmacSHA256") };
    cloud.handle(NOW * 1_000, &forged.tencent());

    let journal = cloud.handle(NOW * 1_000, &get("/_sim/journal"));
    let text = String::from_utf8_lossy(journal.body()).into_owned();
    assert!(!text.contains(token) && !text.contains(TENCENT_TEMPORARY.token.unwrap()), "{text}");
    let entries = json(&journal);
    for (entry, expected) in [
        (&entries[0], format!("GET&%2F&{}", percent("AccessKeyId="))),
        (&entries[1], format!("GET{HOST}/?Action=DescribeInstanceVncUrl&")),
    ] {
        let shown = entry["string_to_sign"].as_str().unwrap();
        assert!(shown.starts_with(&expected), "{shown}");
    }
}
