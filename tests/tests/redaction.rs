//! No secret, token or VNC URL in anything that is printed: a marker in each is searched for.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use core::fmt::Debug;

use vncurl_core::{
    ALIBABA_ECS, Call, Credentials, Endpoint, Error, Guest, PROVIDERS, Reply, Site, TENCENT_CVM,
    error::{ReplyFault, VncUrlFault},
    sign::{self, Signable, SigningKey, acs3::Acs3, tc3::Tc3},
    text::{SliceWriter, Text, json::Reader},
};

/// In the secret, the token and the VNC URL of every test here.
const MARKER: &str = "marker";
const CREDENTIALS: Credentials<'static> = Credentials {
    key_id: "EXAMPLE-key-id",
    secret: "EXAMPLE-marker-secret",
    token: Some("EXAMPLE-marker-token"),
};
const CALL: Call<'static> = Call {
    region: Some("ap-guangzhou"),
    endpoint: None,
    timestamp: 1_700_000_000,
    nonce: "n",
    site: Site::Main,
    signature: None,
    method: None,
    unsigned_payload: false,
};

/// Search the plain and the pretty form, for the marker as text and as a list of bytes.
fn assert_hidden(what: &str, value: &dyn Debug) {
    let bytes: Vec<String> = MARKER.bytes().map(|byte| byte.to_string()).collect();
    for shown in [format!("{value:?}"), format!("{value:#?}")] {
        let joined = shown.split_whitespace().collect::<String>();
        assert!(!shown.contains(MARKER), "{what}: {shown}");
        assert!(!joined.contains(&bytes.join(",")), "{what}: {shown}");
    }
}

#[test]
fn credentials_and_keys_hide_the_secret_and_the_token() {
    assert_hidden("Credentials", &CREDENTIALS);
    assert_hidden("SigningKey", &SigningKey::new::<Tc3>("marker", 0, "cvm").unwrap());
    assert_hidden("SigningKey", &SigningKey::new::<Acs3>("marker", 0, "").unwrap());
    for provider in PROVIDERS {
        let key = provider.signing_key(&CREDENTIALS, CALL.timestamp).unwrap();
        assert_hidden("SigningKey", &key);
        assert_hidden("Provider", provider);
    }
    assert_hidden("Call", &CALL);
    assert_hidden("Endpoint", &Endpoint::parse("https://h").unwrap());
}

#[test]
fn a_request_hides_its_headers_and_its_signature() {
    for provider in PROVIDERS {
        let key = provider.signing_key(&CREDENTIALS, CALL.timestamp).unwrap();
        let mut buf = [0; 2048];
        let request =
            provider.vnc_request("ins-r9hr2upy", &CALL, &CREDENTIALS, &key, &mut buf).unwrap();
        assert_hidden("Request", &request);
        let message = String::from_utf8_lossy(request.http1());
        assert!(message.contains(MARKER), "the token is sent");
        let (_, signature) = message.split_once("Signature=").unwrap();
        let shown = format!("{request:?}");
        assert!(!shown.contains(&signature[..64]), "{shown}");
    }
}

#[test]
fn the_low_level_calls_hide_headers_payload_and_signature() {
    let headers = [("host", "h"), ("x-acs-security-token", "marker")];
    let signable = Signable::new("POST", "/", "a=marker", &headers, b"marker").unwrap();
    assert_hidden("Signable", &signable);
    for algorithm in sign::ALGORITHMS {
        let signed = algorithm.sign(&signable, &CREDENTIALS, 0, "cvm").unwrap();
        assert_hidden("Signed", &signed);
        let signature = signed.signature().as_str();
        let bytes: Vec<String> = signature.bytes().map(|byte| byte.to_string()).collect();
        let shown = format!("{signed:?}");
        assert!(!shown.contains(signature) && !shown.contains(&bytes.join(", ")), "{shown}");
    }
}

#[test]
fn a_reply_hides_the_vnc_url() {
    let tencent = br#"{"Response": {"InstanceVncUrl": "wss%3A%2F%2Fmarker", "RequestId": "R-1"}}"#;
    let alibaba = br#"{"VncUrl": "wss%3A%2F%2Fmarker\u002f", "RequestId": "R-1"}"#;
    let replies = [(&TENCENT_CVM, &tencent[..]), (&ALIBABA_ECS, &alibaba[..])];
    for (provider, body) in replies {
        let reply = provider.read_reply(200, body).unwrap();
        assert_hidden("Reply", &reply);
        let Reply::VncUrl(reply) = reply else { panic!("a VNC URL") };
        assert_hidden("VncUrl", &reply);
        assert_hidden("Text", &reply.vnc_url);
        let guest = Guest {
            instance_id: "i-1",
            windows: Some(false),
            page: None,
            password: Some("111111"),
        };
        assert_hidden("Guest", &guest);
        let mut buf = [0; 64];
        let got = provider.console_url(&reply.vnc_url, &guest, &mut buf);
        assert_hidden("Error", &got.unwrap_err());
    }
    assert_hidden("Text", &Text::plain("marker"));
}

#[test]
fn the_json_reader_hides_the_document() {
    let body = br#"{"VncUrl": "wss%3A%2F%2Fmarker"}"#;
    let mut reader = Reader::new(body).unwrap();
    assert_hidden("Reader", &reader);
    while let Some(token) = reader.next().unwrap() {
        assert_hidden("Token", &token);
    }
}

#[test]
fn the_writer_hides_what_was_written() {
    let mut buf = [0; 64];
    let mut writer = SliceWriter::new(&mut buf);
    Text::plain("X-TC-Token: marker").write(&mut writer).unwrap();
    assert_hidden("SliceWriter", &writer);
}

/// A refusal of Alibaba's with this message, as its `Debug` and its message for a person.
fn refusal(message: &str) -> String {
    let body = format!(
        r#"{{"Code": "SignatureDoesNotMatch", "Message": "{message}", "RequestId": "R-1"}}"#
    );
    let reply = ALIBABA_ECS.read_reply(400, body.as_bytes()).unwrap();
    assert_hidden("Reply", &reply);
    let Reply::Refusal(refusal) = reply else { panic!("a refusal") };
    let mut shown = String::new();
    refusal.write_message(&mut shown).unwrap();
    assert!(refusal.raw_message().to_string().contains(MARKER));
    shown
}

#[test]
fn a_refusal_withholds_the_string_to_sign_that_it_echoes() {
    for message in [
        "Specified signature is not matched with our calculation. server string to sign is:marker",
        "server String to sign is:GET&SecurityToken%3Dmarker",
        "caf\\u00e9 \\\"server string to sign is:\\nmarker",
    ] {
        let shown = refusal(message);
        assert!(!shown.contains(MARKER) && shown.ends_with("(withheld: it holds the key id)"));
    }
}

#[test]
fn an_echo_is_withheld_however_it_is_escaped() {
    for message in
        ["server string to\\u0020sign is:marker", "server \\u0073tring t\\u006f sign is:marker"]
    {
        let shown = refusal(message);
        assert!(!shown.contains(MARKER), "{shown}");
    }
}

#[test]
fn no_error_repeats_what_it_is_about() {
    let bad = "marker\r\n";
    let credentials =
        |key_id, secret, token| Credentials { key_id, secret, token }.check().unwrap_err();
    let key = TENCENT_CVM.signing_key(&CREDENTIALS, 0).unwrap();
    let guest =
        Guest { instance_id: "i-1", windows: Some(false), page: None, password: Some("111111") };
    let mut buf = [0; 512];
    let errors = [
        credentials(bad, "s", None),
        credentials("k", bad, None),
        credentials("k", "s", Some(bad)),
        Endpoint::parse("https://marker\r\n").unwrap_err(),
        TENCENT_CVM.vnc_request(bad, &CALL, &CREDENTIALS, &key, &mut buf).unwrap_err(),
        TENCENT_CVM.vnc_request("i-1", &CALL, &CREDENTIALS, &key, &mut buf).unwrap_err(),
        TENCENT_CVM.console_url(&Text::plain("wss://marker\r\n"), &guest, &mut buf).unwrap_err(),
        ALIBABA_ECS.read_reply(200, b"marker").unwrap_err(),
        ALIBABA_ECS.read_reply(500, b"marker").unwrap_err(),
        Signable::new("GET", "/", "", &[("marker", bad)], b"").unwrap_err(),
        Signable::new("GET", bad, "", &[], b"").unwrap_err(),
        Error::MalformedReply { at: 0, fault: ReplyFault::DuplicateKey },
        Error::InvalidVncUrl { at: 0, fault: VncUrlFault::Unencoded },
    ];
    for error in errors {
        assert_hidden("Error", &error);
        assert!(!error.to_string().contains(MARKER), "{error}");
    }
}
