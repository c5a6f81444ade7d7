//! Whatever parameters can be signed at all are signed once each, in the order of their names, and
//! the signature of the whole text is the signature of the steps.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::{
    Credentials, Error,
    sign::{self, Signable},
};

// Fields stand one after another with U+001E between, so that a seed can be read.
fuzz_target!(|input: &str| {
    let mut fields = input.split('\u{1e}');
    let mut field = || fields.next().unwrap_or_default();
    let (method, path, query, payload) = (field(), field(), field(), field());
    let (secret, host) = (field(), field());
    let form = ("content-type", "application/x-www-form-urlencoded");
    let headers = [("host", host), form];
    let headers = if payload.is_empty() { &headers[..1] } else { &headers };
    let Ok(signable) = Signable::new(method, path, query, headers, payload.as_bytes()) else {
        return;
    };
    let credentials = Credentials { key_id: "id", secret, token: None };
    for name in ["HmacSHA1", "HmacSHA256", "HMAC-SHA1"] {
        let algorithm = sign::by_name(name).unwrap();
        let signed = match algorithm.sign(&signable, &credentials, 1_700_000_000, "ecs") {
            Ok(signed) => signed,
            Err(error) => {
                assert!(
                    matches!(error, Error::HostMissing | Error::InvalidRequestLine),
                    "{error:?}"
                );
                continue;
            }
        };
        let mut parameters = String::new();
        signed.write_canonical_request(&mut parameters).unwrap();
        let names: Vec<_> = parameters.split('&').filter(|one| !one.is_empty()).collect();
        let given = query.split('&').chain(payload.split('&')).filter(|one| !one.is_empty());
        let signature = |one: &&str| one.split('=').next() != Some("Signature");
        if name == "HMAC-SHA1" {
            assert!(names.len() <= given.filter(signature).count(), "{parameters}");
            assert!(parameters.bytes().all(|byte| byte.is_ascii_graphic()), "{parameters}");
        }
        let mut text = String::new();
        signed.write_string_to_sign(&mut text).unwrap();
        let mut authorization = String::new();
        signed.write_authorization(&mut authorization).unwrap();
        let value = authorization.strip_prefix("Signature=").unwrap();
        assert!(value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%".contains(&byte)));
        assert_eq!(
            value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="),
            signed.signature().as_str()
        );
    }
});
