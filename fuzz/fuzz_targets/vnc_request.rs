//! A request is written only from arguments that can carry nothing but themselves: whatever is
//! written is one HTTP/1.1 message to the host that was meant.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::{
    Call, Credentials, Endpoint, Error, Method, PROVIDERS, SIGNATURE_VERSIONS, Site, text,
};

// Fields stand one after another with U+001E between, so that a seed can be read; an empty field
// is an option that was not given.
fuzz_target!(|input: &str| {
    let mut fields = input.split('\u{1e}');
    let mut field = || fields.next().unwrap_or_default();
    let (instance_id, nonce, key_id, secret) = (field(), field(), field(), field());
    let timestamp = field().parse().unwrap_or_default();
    let mut option = || Some(field()).filter(|text| !text.is_empty());
    let (region, endpoint, token) = (option(), option(), option());
    let endpoint = endpoint.and_then(|endpoint| Endpoint::parse(endpoint).ok());
    let credentials = Credentials { key_id, secret, token };
    let (signature, method) = (field(), field());
    let signature = SIGNATURE_VERSIONS.into_iter().find(|known| known.name == signature);
    let method = Method::ALL.into_iter().find(|known| known.as_str() == method);
    let site = if field() == "intl" { Site::Intl } else { Site::Main };
    let unsigned_payload = field() == "unsigned";
    let call =
        Call { region, endpoint, site, timestamp, nonce, signature, method, unsigned_payload };
    for provider in PROVIDERS {
        let Ok(key) = provider.signing_key_for(&call, &credentials) else {
            continue;
        };
        let mut buf = [0; 16384];
        let Ok(request) = provider.vnc_request(instance_id, &call, &credentials, &key, &mut buf)
        else {
            continue;
        };
        let host = request.host();
        let own = [".tencentcloudapi.com", ".aliyuncs.com"];
        match endpoint {
            Some(endpoint) => assert_eq!(host, endpoint.authority()),
            None => assert!(own.iter().any(|domain| host.ends_with(domain))),
        }
        let message = std::str::from_utf8(request.http1()).unwrap();
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, request.body());
        assert!(head.split("\r\n").skip(1).all(|line| line.contains(": ")));
        assert!(head.bytes().all(|byte| byte.is_ascii_graphic() || b" \r\n".contains(&byte)));
        // The request line, Host, and Content-Length where there may be a body.
        let more = if request.method() == "GET" { 2 } else { 3 };
        assert_eq!(head.split("\r\n").count(), more + request.headers().count());
        let (_, query) = request.path_and_query().split_once('?').unwrap_or_default();
        assert!(text::query::check(query).is_ok());
        let needed = message.len();
        let short = provider.vnc_request(instance_id, &call, &credentials, &key, &mut []);
        assert_eq!(short.unwrap_err(), Error::BufferTooSmall { needed });
    }
});
