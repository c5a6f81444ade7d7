//! What a request says, against what the clouds' documents ask for.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use vncurl_core::{ALIBABA_ECS, Call, Credentials, Endpoint, Provider, Scheme, Site, TENCENT_CVM};

const CALL: Call<'static> = Call {
    region: Some("ap-guangzhou"),
    endpoint: None,
    timestamp: 1_700_000_000, // 2023-11-14T22:13:20Z
    nonce: "3156853299f313e23d1673dc12e1703d",
    site: Site::Main,
    signature: None,
    method: None,
    unsigned_payload: false,
};
const CREDENTIALS: Credentials<'static> =
    Credentials { key_id: "EXAMPLE-key-id", secret: "EXAMPLE-secret", token: None };
const TOKEN: Credentials<'static> = Credentials { token: Some("EXAMPLE-token"), ..CREDENTIALS };

/// A request's parts, owned; the authorization, which other tests judge, is left out.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    method: String,
    scheme: Scheme,
    host: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

fn parts(
    provider: &Provider,
    instance_id: &str,
    call: &Call<'_>,
    credentials: &Credentials<'_>,
) -> Parts {
    let key = provider.signing_key(credentials, call.timestamp).unwrap();
    let mut buf = [0; 2048];
    let request = provider.vnc_request(instance_id, call, credentials, &key, &mut buf).unwrap();
    let (signatures, headers): (Vec<_>, Vec<_>) = request
        .headers()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .partition(|(name, _)| name == "Authorization");
    assert_eq!(signatures.len(), 1);
    Parts {
        method: request.method().to_owned(),
        scheme: request.scheme(),
        host: request.host().to_owned(),
        target: request.path_and_query().to_owned(),
        headers,
        body: request.body().to_owned(),
    }
}

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn tencent_is_asked_with_five_headers_and_a_json_body() {
    let mut expected = Parts {
        method: "POST".to_owned(),
        scheme: Scheme::Https,
        host: "cvm.tencentcloudapi.com".to_owned(),
        target: "/".to_owned(),
        headers: owned(&[
            ("Content-Type", "application/json"),
            ("X-TC-Action", "DescribeInstanceVncUrl"),
            ("X-TC-Version", "2017-03-12"),
            ("X-TC-Timestamp", "1700000000"),
            ("X-TC-Region", "ap-guangzhou"),
        ]),
        body: r#"{"InstanceId":"ins-r9hr2upy"}"#.to_owned(),
    };
    assert_eq!(parts(&TENCENT_CVM, "ins-r9hr2upy", &CALL, &CREDENTIALS), expected);
    expected.headers.push(("X-TC-Token".to_owned(), "EXAMPLE-token".to_owned()));
    assert_eq!(parts(&TENCENT_CVM, "ins-r9hr2upy", &CALL, &TOKEN), expected);
}

#[test]
fn alibaba_is_asked_with_five_headers_and_a_query() {
    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let call = Call { region: Some("cn-hangzhou"), ..CALL };
    let mut expected = Parts {
        method: "POST".to_owned(),
        scheme: Scheme::Https,
        host: "ecs.cn-hangzhou.aliyuncs.com".to_owned(),
        target: "/?InstanceId=i-bp1hzoinajzkh91h0001&RegionId=cn-hangzhou".to_owned(),
        headers: owned(&[
            ("x-acs-action", "DescribeInstanceVncUrl"),
            ("x-acs-content-sha256", EMPTY),
            ("x-acs-date", "2023-11-14T22:13:20Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-version", "2014-05-26"),
        ]),
        body: String::new(),
    };
    let id = "i-bp1hzoinajzkh91h0001";
    assert_eq!(parts(&ALIBABA_ECS, id, &call, &CREDENTIALS), expected);
    let token = ("x-acs-security-token".to_owned(), "EXAMPLE-token".to_owned());
    expected.headers.insert(3, token);
    assert_eq!(parts(&ALIBABA_ECS, id, &call, &TOKEN), expected);
}

#[test]
fn a_request_goes_to_the_regions_own_host() {
    for (provider, region, host) in [
        (&TENCENT_CVM, "ap-beijing", "cvm.tencentcloudapi.com"),
        (&TENCENT_CVM, "ap-shanghai-fsi", "cvm.ap-shanghai-fsi.tencentcloudapi.com"),
        (&TENCENT_CVM, "ap-beijing-fsi", "cvm.ap-beijing-fsi.tencentcloudapi.com"),
        (&TENCENT_CVM, "fsi", "cvm.tencentcloudapi.com"),
        (&ALIBABA_ECS, "cn-hangzhou", "ecs.cn-hangzhou.aliyuncs.com"),
        (&ALIBABA_ECS, "us-west-1", "ecs.us-west-1.aliyuncs.com"),
    ] {
        let call = Call { region: Some(region), ..CALL };
        assert_eq!(parts(provider, "i-1", &call, &CREDENTIALS).host, host);
    }
}

#[test]
fn an_endpoint_takes_the_place_of_the_host_and_of_nothing_else() {
    for provider in [&TENCENT_CVM, &ALIBABA_ECS] {
        for (endpoint, scheme, host) in [
            ("http://127.0.0.1:8080", Scheme::Http, "127.0.0.1:8080"),
            ("https://cvm.intl.tencentcloudapi.com", Scheme::Https, "cvm.intl.tencentcloudapi.com"),
            ("https://[::1]:443", Scheme::Https, "[::1]"),
        ] {
            let call = Call { endpoint: Some(Endpoint::parse(endpoint).unwrap()), ..CALL };
            let own = parts(provider, "i-1", &CALL, &CREDENTIALS);
            let expected = Parts { scheme, host: host.to_owned(), ..own };
            assert_eq!(parts(provider, "i-1", &call, &CREDENTIALS), expected);
        }
    }
}
