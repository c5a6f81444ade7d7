//! What callers give can name no other host and add no header: it is refused before a byte of a
//! request is written.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use vncurl_core::{
    Call, Credentials, Endpoint, Error, Guest, PROVIDERS, Provider, Site, TENCENT_CVM,
    provider::signature_version, text::Text,
};
use vncurl_tests::calls::signed_ways;

const INSTANCE_ID: &str = "ins-r9hr2upy";
const CALL: Call<'static> = Call {
    region: Some("ap-guangzhou"),
    endpoint: None,
    timestamp: 1_700_000_000,
    nonce: "3156853299f313e23d1673dc12e1703d",
    site: Site::Main,
    signature: None,
    method: None,
    unsigned_payload: false,
};
const CREDENTIALS: Credentials<'static> =
    Credentials { key_id: "EXAMPLE-key-id", secret: "EXAMPLE-secret", token: None };

/// Texts that no identifier may be.
fn injections() -> Vec<String> {
    let mut injections: Vec<String> = [
        "",
        " ",
        "evil.com/#",
        "a@evil.com:80/",
        "cn.evil.com",
        "..",
        "../",
        "cn\r\nX: y",
        "cn\nX: y",
        "cn\rX",
        "cn\0",
        "cn%00",
        "cn%0d%0a",
        "cn hangzhou",
        " cn",
        "cn ",
        "cn\t",
        "cn\"",
        "cn'",
        "cn,x",
        "cn;x",
        "cn&x=1",
        "cn=1",
        "cn?x",
        "cn:80",
        "cn\\",
        "<cn>",
        "{cn}",
        "-cn",
        "\u{ff43}\u{ff4e}",
        "c\u{430}",
        "cn\u{200b}",
        "cn\u{3002}evil",
        "\u{feff}cn",
    ]
    .map(str::to_owned)
    .to_vec();
    injections.push("a".repeat(1_000_000));
    injections
}

/// The error of a request that must be refused; nothing may be written before that.
fn refusal(
    provider: &Provider,
    instance_id: &str,
    call: &Call<'_>,
    credentials: &Credentials<'_>,
) -> Error {
    let key = match call.signature {
        Some(version) => version.signing_key(provider, &CREDENTIALS, CALL.timestamp).unwrap(),
        None => provider.signing_key(&CREDENTIALS, CALL.timestamp).unwrap(),
    };
    let mut buf = [0; 8192];
    let error = provider
        .vnc_request(instance_id, call, credentials, &key, &mut buf)
        .map(|request| String::from_utf8_lossy(request.http1()).into_owned())
        .expect_err(instance_id);
    assert!(buf.iter().all(|byte| *byte == 0), "{error}");
    error
}

/// Whether the place is within the text, or right behind a text that is too short.
fn is_place(at: usize, text: &str) -> bool {
    at < text.len() || text.is_empty() && at == 0
}

#[test]
fn a_region_can_name_no_other_host() {
    for region in injections() {
        let call = Call { region: Some(&region), ..CALL };
        for provider in PROVIDERS {
            match refusal(provider, INSTANCE_ID, &call, &CREDENTIALS) {
                Error::InvalidRegion { at } => assert!(is_place(at, &region), "{region:.40}"),
                other => panic!("{other:?}: {region:.40}"),
            }
        }
    }
    for region in ["AP-guangzhou", "ap_guangzhou", "cn-", &"a".repeat(33)] {
        let call = Call { region: Some(region), ..CALL };
        let got = refusal(&TENCENT_CVM, INSTANCE_ID, &call, &CREDENTIALS);
        assert!(matches!(got, Error::InvalidRegion { .. }), "{region}");
    }
    let call = Call { region: None, ..CALL };
    for provider in PROVIDERS.into_iter().filter(|provider| provider.needs_region) {
        let got = refusal(provider, INSTANCE_ID, &call, &CREDENTIALS);
        assert_eq!(got, Error::RegionMissing);
    }
}

#[test]
fn an_instance_id_can_add_no_header_parameter_or_member() {
    for instance_id in injections() {
        for provider in PROVIDERS {
            let expected = |error| match error {
                Error::InvalidInstanceId { at } => assert!(is_place(at, &instance_id)),
                other => panic!("{other:?}: {instance_id:.40}"),
            };
            expected(refusal(provider, &instance_id, &CALL, &CREDENTIALS));
            let guest =
                Guest { instance_id: &instance_id, windows: Some(false), ..Guest::default() };
            let mut buf = [0; 1024];
            let vnc_url = Text::plain("wss%3A%2F%2Fh");
            let got = provider.console_url(&vnc_url, &guest, &mut buf);
            expected(got.expect_err(&instance_id));
            assert!(buf.iter().all(|byte| *byte == 0));
        }
    }
}

#[test]
fn credentials_can_add_no_header() {
    let bad = [
        "",
        " ",
        " x",
        "x ",
        "x y",
        "x\r\nX: y",
        "x\n",
        "x\0",
        "x,y",
        "x\"",
        "x'",
        "x\u{e9}",
        "x\u{7f}",
    ];
    let long = "a".repeat(1_000_000);
    for text in bad.into_iter().chain([long.as_str()]) {
        for provider in PROVIDERS {
            let key_id = Credentials { key_id: text, ..CREDENTIALS };
            let got = refusal(provider, INSTANCE_ID, &CALL, &key_id);
            assert!(matches!(got, Error::InvalidKeyId { at } if is_place(at, text)));
            let token = Credentials { token: Some(text), ..CREDENTIALS };
            let got = refusal(provider, INSTANCE_ID, &CALL, &token);
            assert!(matches!(got, Error::InvalidToken { at } if is_place(at, text)));
            let secret = Credentials { secret: text, ..CREDENTIALS };
            let got = provider.signing_key(&secret, CALL.timestamp).unwrap_err();
            assert!(matches!(got, Error::InvalidSecret { at } if is_place(at, text)));
        }
    }
}

#[test]
fn a_nonce_can_add_no_header() {
    for nonce in ["", " ", "a b", "a\r\nX: y", "a\0", "a,b", "a\u{e9}", &"a".repeat(65)] {
        for (provider, signature) in signed_ways() {
            if signature.name == "tc3" {
                continue; // It sends no nonce, and says so.
            }
            let call = Call { nonce, signature: Some(signature), ..CALL };
            let got = refusal(provider, INSTANCE_ID, &call, &CREDENTIALS);
            assert!(matches!(got, Error::InvalidNonce { at } if is_place(at, nonce)), "{nonce}");
        }
    }
    for nonce in ["0", "01", "1x", "-1", "1234567890123456789"] {
        let call = Call { nonce, signature: signature_version("tencent-v1-hmacsha1"), ..CALL };
        let got = refusal(&TENCENT_CVM, INSTANCE_ID, &call, &CREDENTIALS);
        assert!(matches!(got, Error::InvalidNonce { at } if is_place(at, nonce)), "{nonce}");
    }
}

#[test]
fn an_endpoint_is_a_host_and_nothing_more() {
    let hosts = [
        "",
        "/",
        "evil.com/#",
        "a@evil.com",
        "a:b@evil.com",
        "evil.com?x",
        "evil.com#x",
        "evil.com/x",
        "Evil.com",
        "evil.com:0",
        "evil.com:65536",
        "evil.com:",
        "evil.com:80x",
        "evil.com:+80",
        "evil.com:080",
        "e%76il.com",
        "evil.com\r\nX: y",
        "evil.com\0",
        " evil.com",
        "evil.com ",
        "evil..com",
        ".evil.com",
        "evil.com.",
        "-evil.com",
        "evil-.com",
        "e_vil.com",
        "\u{ff45}vil.com",
        "evil\u{3002}com",
        "x\\evil.com",
        "[::1",
        "[::1]x",
        "[::1]:0",
        "[fe80::1%eth0]",
    ];
    for host in hosts {
        for scheme in ["https://", "http://"] {
            let endpoint = format!("{scheme}{host}");
            let got = Endpoint::parse(&endpoint);
            assert!(
                matches!(got, Err(Error::InvalidEndpoint { at }) if at <= endpoint.len()),
                "{endpoint}: {got:?}"
            );
        }
    }
    for endpoint in [
        "",
        "evil.com",
        "//evil.com",
        "ftp://evil.com",
        "HTTPS://evil.com",
        "https:/evil.com",
        "javascript:x",
        "https:evil.com",
        " https://evil.com",
        "file:///etc",
    ] {
        let got = Endpoint::parse(endpoint);
        assert_eq!(got, Err(Error::InvalidEndpoint { at: 0 }), "{endpoint}");
    }
}

#[test]
fn plain_http_goes_to_loopback_alone() {
    for host in ["127.0.0.1", "127.255.255.254", "localhost", "[::1]", "127.0.0.1:8080"] {
        assert!(Endpoint::parse(&format!("http://{host}")).is_ok(), "{host}");
    }
    for host in [
        "evil.com",
        "10.0.0.1",
        "0.0.0.0",
        "128.0.0.1",
        "127.1",
        "127.0.0.1.evil.com",
        "127.0.0.256",
        "127.0.0.01",
        "0177.0.0.1",
        "2130706433",
        "localhost.evil.com",
        "evil.localhost.com",
        "[::2]",
        "[::ffff:127.0.0.1]",
        "[0:0:0:0:0:0:0:1]",
        "169.254.169.254",
        "100.100.100.200",
    ] {
        let endpoint = format!("http://{host}");
        let expected = Err(Error::InvalidEndpoint { at: 7 });
        assert_eq!(Endpoint::parse(&endpoint), expected, "{endpoint}");
        let page = format!("http://{host}/vnc.html");
        let guest = Guest { instance_id: INSTANCE_ID, page: Some(&page), ..Guest::default() };
        let mut buf = [0; 1024];
        let vnc_url = Text::plain("wss%3A%2F%2Fh");
        let got = TENCENT_CVM.console_url(&vnc_url, &guest, &mut buf);
        assert_eq!(got, Err(Error::InvalidViewer { at: 7 }), "{page}");
    }
}

#[test]
fn a_viewer_page_is_an_address_without_query_and_fragment() {
    let mut buf = [0; 1024];
    let mut console_url = |page: &str| {
        let guest = Guest { instance_id: INSTANCE_ID, page: Some(page), ..Guest::default() };
        let vnc_url = Text::plain("wss%3A%2F%2Fh");
        let url = TENCENT_CVM.console_url(&vnc_url, &guest, &mut buf)?;
        Ok(url.to_owned())
    };
    for page in ["https://h", "https://h:8443/a/b.html", "http://127.0.0.1:1/x"] {
        let expected = format!("{page}?InstanceVncUrl=wss%3A%2F%2Fh");
        assert_eq!(console_url(page), Ok(expected));
    }
    let bad = [
        ("", 0),
        ("javascript:alert(1)//", 0),
        ("data:text/html,x", 0),
        ("//h/x", 0),
        ("h/x", 0),
        ("HTTPS://h", 0),
        ("https://", 8),
        ("https:///x", 8),
        ("https://u@h/x", 9),
        ("https://H/x", 8),
        ("https://h:0/x", 9),
        ("https://h/x?y", 11),
        ("https://h?y", 9),
        ("https://h/x#y", 11),
        ("https://h#y", 9),
        ("https://h/\"", 10),
        ("https://h/<", 10),
        ("https://h/>", 10),
        ("https://h/\\", 10),
        ("https://h/ ", 10),
        ("https://h/\r\n", 10),
        ("https://h/\0", 10),
        ("https://h/\u{e9}", 10),
    ];
    for (page, at) in bad {
        assert_eq!(console_url(page), Err(Error::InvalidViewer { at }), "{page}");
    }
}

#[test]
fn a_time_that_no_signature_holds_is_refused() {
    for timestamp in [253_402_300_800, u64::MAX] {
        let call = Call { timestamp, ..CALL };
        for provider in PROVIDERS {
            let key = provider.signing_key(&CREDENTIALS, CALL.timestamp).unwrap();
            let mut buf = [0; 8192];
            let got = provider.vnc_request(INSTANCE_ID, &call, &CREDENTIALS, &key, &mut buf);
            assert_eq!(got.map(|_| ()), Err(Error::TimeOutOfRange));
            assert!(!String::from_utf8_lossy(&buf).contains("Authorization"));
        }
        let got = TENCENT_CVM.signing_key(&CREDENTIALS, timestamp).map(|_| ());
        assert_eq!(got, Err(Error::TimeOutOfRange));
    }
}
