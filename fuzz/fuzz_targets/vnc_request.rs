//! A request is written only from arguments that can carry nothing but themselves: whatever is
//! written is one HTTP/1.1 message to the host that was meant.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::{Call, Credentials, Endpoint, Error, PROVIDERS, text};

// Fields stand one after another with U+001E between, so that a seed can be read; a missing field
// is an option that was not given.
fuzz_target!(|input: &str| {
    let mut fields = input.split('\u{1e}');
    let mut field = || fields.next().unwrap_or_default();
    let (instance_id, nonce, key_id, secret) = (field(), field(), field(), field());
    let timestamp = field().parse().unwrap_or_default();
    let (region, endpoint, token) = (fields.next(), fields.next(), fields.next());
    let endpoint = endpoint.and_then(|endpoint| Endpoint::parse(endpoint).ok());
    let credentials = Credentials { key_id, secret, token };
    let call = Call { region, endpoint, timestamp, nonce };
    for provider in PROVIDERS {
        let Ok(key) = provider.signing_key(&credentials, timestamp) else {
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
        assert_eq!(head.split("\r\n").count(), 3 + request.headers().count());
        assert!(text::query::check(request.path_and_query().trim_start_matches("/?")).is_ok());
        let needed = message.len();
        let short = provider.vnc_request(instance_id, &call, &credentials, &key, &mut []);
        assert_eq!(short.unwrap_err(), Error::BufferTooSmall { needed });
    }
});
