//! Signatures against the SDKs' vectors and the documents' examples, step by step.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use core::fmt::Write;
use std::collections::HashMap;

use vncurl_core::{
    ALIBABA_ECS, Call, Credentials, Endpoint, Error, PROVIDERS, Provider, Request, TENCENT_CVM,
    sign::{SigningKey, tc3::Tc3},
};
use vncurl_tests::{
    published::examples,
    room::needed_is_exact,
    root,
    signing::{Case, SigningRequest},
    vectors::vectors,
};

const DAY_S: u64 = 86_400;
const NOON: u64 = 1_700_049_600; // 2023-11-15T12:00:00Z
const CREDENTIALS: Credentials<'static> =
    Credentials { key_id: "EXAMPLE-key-id", secret: "EXAMPLE-secret", token: None };

fn sdk_cases() -> Vec<Case> {
    vectors(&root().join("tests/vectors/sdk")).unwrap()
}

#[test]
fn every_step_matches_the_sdks_vectors() {
    let cases = sdk_cases();
    assert_eq!(cases.len(), 120);
    for case in cases {
        let steps = case.request.sign().unwrap();
        assert_eq!(case.differences(&steps), Vec::<String>::new(), "{}", case.id);
    }
}

#[test]
fn every_step_matches_the_documents_examples() {
    let examples = examples();
    let reproduced = examples.iter().filter(|example| example.reproduces).count();
    assert_eq!((examples.len(), reproduced), (9, 6));
    for example in examples {
        let (case, printed) = (&example.case, &example.published_signature);
        let steps = case.request.sign().unwrap();
        assert_eq!(case.differences(&steps), Vec::<String>::new(), "{}", case.id);
        assert_eq!(steps.signature == *printed, example.reproduces, "{}", case.id);
    }
}

#[test]
fn a_change_of_any_one_part_changes_the_signature() {
    for case in sdk_cases() {
        let signature = |change: &dyn Fn(&mut SigningRequest)| {
            let mut request = case.request.clone();
            change(&mut request);
            request.sign().unwrap().signature
        };
        let changes: [&dyn Fn(&mut SigningRequest); 7] = [
            &|request| request.method.push('X'),
            &|request| request.path.push('x'),
            &|request| request.query.push_str("&x=1"),
            &|request| request.payload.push(' '),
            &|request| request.secret.push(' '),
            &|request| request.headers[0].1.push('x'),
            &|request| {
                request.headers.pop();
            },
        ];
        for (index, change) in changes.into_iter().enumerate() {
            let got = signature(change);
            assert_ne!(got, case.expected.signature, "{}, change {index}", case.id);
        }
    }
}

/// A request for every provider, with and without token, finance region and endpoint.
fn each_request(
    mut check: impl FnMut(&str, &Provider, &str, &Call<'_>, &Credentials<'_>, &SigningKey),
) {
    let loopback = Endpoint::parse("http://127.0.0.1:8080").unwrap();
    let token = "EXAMPLE-token/".repeat(40);
    for provider in PROVIDERS {
        for region in ["ap-guangzhou", "ap-shanghai-fsi"] {
            for endpoint in [None, Some(loopback)] {
                for token in [None, Some(token.as_str())] {
                    let name = format!("{}, {region}, {endpoint:?}", provider.name);
                    let credentials = Credentials { token, ..CREDENTIALS };
                    let call = Call {
                        region: Some(region),
                        endpoint,
                        timestamp: NOON,
                        nonce: "3156853299f313e23d1673dc12e1703d",
                        ..Call::default()
                    };
                    let id = format!("{}r9hr2upy", provider.instance_id_prefix);
                    let key = provider.signing_key(&credentials, NOON).unwrap();
                    check(&name, provider, &id, &call, &credentials, &key);
                }
            }
        }
    }
}

#[test]
fn needed_is_exact_for_every_short_buffer() {
    each_request(|name, provider, id, call, credentials, key| {
        needed_is_exact(name, |buf| {
            let request = provider.vnc_request(id, call, credentials, key, buf)?;
            Ok(String::from_utf8(request.http1().to_vec()).unwrap())
        });
    });
}

#[test]
fn a_request_is_signed_as_its_own_text_says() {
    each_request(|name, provider, id, call, credentials, key| {
        let mut buf = [0; 2048];
        let request = provider.vnc_request(id, call, credentials, key, &mut buf).unwrap();
        let signed = signing_request(&request, provider, credentials.secret);
        let steps = signed.sign().unwrap();
        let headers: HashMap<_, _> = request.headers().collect();
        assert_eq!(headers["Authorization"], steps.authorization, "{name}");

        // What must be signed, by each cloud's document.
        let names: Vec<_> = signed.headers.iter().map(|(name, _)| name.clone()).collect();
        let required = if provider.name == "tencent-cvm" {
            vec!["content-type".to_owned(), "host".to_owned()]
        } else {
            let sent = request.headers().map(|(name, _)| name.to_lowercase());
            let mut required: Vec<_> = sent.filter(|name| name.starts_with("x-acs-")).collect();
            required.push("host".to_owned());
            required.sort();
            required
        };
        assert_eq!(names, required, "{name}");
    });
}

/// The request as a verifier reads it: the headers that `SignedHeaders` names, the rest from the
/// message and the credential scope.
fn signing_request(request: &Request<'_>, provider: &Provider, secret: &str) -> SigningRequest {
    let headers: HashMap<_, _> = request
        .headers()
        .map(|(name, value)| (name.to_lowercase(), value))
        .chain([("host".to_owned(), request.host())])
        .collect();
    let (algorithm, parts) = headers["authorization"].split_once(' ').unwrap();
    let part = |name: &str| {
        let mut parts = parts.split(',').map(str::trim);
        parts.find_map(|part| part.strip_prefix(name)).unwrap()
    };
    let key_id = part("Credential=").split('/').next().unwrap();
    let target = request.path_and_query();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    SigningRequest {
        algorithm: algorithm.to_owned(),
        method: request.method().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: part("SignedHeaders=")
            .split(';')
            .map(|name| (name.to_owned(), headers[name].to_owned()))
            .collect(),
        payload: request.body().to_owned(),
        service: provider.service.to_owned(),
        timestamp: NOON,
        key_id: key_id.to_owned(),
        secret: secret.to_owned(),
    }
}

#[test]
fn the_parts_of_a_request_are_those_of_its_bytes() {
    each_request(|name, provider, id, call, credentials, key| {
        let mut buf = [0; 2048];
        let request = provider.vnc_request(id, call, credentials, key, &mut buf).unwrap();
        let mut expected = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n",
            request.method(),
            request.path_and_query(),
            request.host(),
            request.body().len()
        );
        for (name, value) in request.headers() {
            write!(expected, "{name}: {value}\r\n").unwrap();
        }
        expected.push_str("\r\n");
        expected.push_str(request.body());
        assert_eq!(request.http1(), expected.as_bytes(), "{name}");
    });
}

#[test]
fn a_kept_key_signs_as_the_bare_secret_does_until_midnight_utc() {
    let midnight = NOON - NOON % DAY_S;
    let kept = TENCENT_CVM.signing_key(&CREDENTIALS, NOON).unwrap();
    for timestamp in [midnight, NOON, midnight + DAY_S - 1] {
        let fresh = TENCENT_CVM.signing_key(&CREDENTIALS, timestamp).unwrap();
        assert_eq!(
            request(&TENCENT_CVM, timestamp, &kept),
            request(&TENCENT_CVM, timestamp, &fresh)
        );
    }
    for timestamp in [midnight - 1, midnight + DAY_S, NOON + DAY_S, NOON - DAY_S, 0] {
        assert_eq!(
            request(&TENCENT_CVM, timestamp, &kept),
            Err(Error::SigningKeyMismatch),
            "{timestamp}"
        );
    }
}

#[test]
fn a_kept_key_of_alibaba_serves_every_day() {
    let kept = ALIBABA_ECS.signing_key(&CREDENTIALS, NOON).unwrap();
    for timestamp in [0, NOON, NOON + DAY_S] {
        let fresh = ALIBABA_ECS.signing_key(&CREDENTIALS, timestamp).unwrap();
        assert_eq!(
            request(&ALIBABA_ECS, timestamp, &kept),
            request(&ALIBABA_ECS, timestamp, &fresh)
        );
    }
}

#[test]
fn a_key_of_another_algorithm_is_refused() {
    let [alibaba, tencent] =
        [&ALIBABA_ECS, &TENCENT_CVM].map(|own| own.signing_key(&CREDENTIALS, NOON).unwrap());
    let mismatch = Err(Error::SigningKeyMismatch);
    assert_eq!(request(&TENCENT_CVM, NOON, &alibaba), mismatch);
    assert_eq!(request(&ALIBABA_ECS, NOON, &tencent), mismatch);
}

#[test]
fn a_key_of_another_service_is_refused() {
    let mismatch = Err(Error::SigningKeyMismatch);
    let of_another_service = SigningKey::new::<Tc3>("EXAMPLE-secret", NOON, "ecm").unwrap();
    assert_eq!(request(&TENCENT_CVM, NOON, &of_another_service), mismatch);
}

fn request(provider: &Provider, timestamp: u64, key: &SigningKey) -> Result<String, Error> {
    let call = Call { region: Some("ap-guangzhou"), timestamp, nonce: "n", ..Call::default() };
    let mut buf = [0; 2048];
    let request = provider.vnc_request("ins-r9hr2upy", &call, &CREDENTIALS, key, &mut buf)?;
    Ok(String::from_utf8(request.http1().to_vec()).unwrap())
}
