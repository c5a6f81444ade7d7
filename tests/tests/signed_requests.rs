//! Requests for a VNC URL, signed in every way: each is signed as its own text says, and a kept key
//! signs as long as it may.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use core::fmt::Write;
use std::collections::{BTreeSet, HashMap};

use vncurl_core::{
    ALIBABA_ECS, Call, Cloud, Error, Method, Provider, Request, TENCENT_CVM,
    sign::{SigningKey, tc3::Tc3},
};
use vncurl_tests::{
    calls::{CREDENTIALS, NOON, Way, signed_ways, usual_ways, ways},
    parameters::parameters,
    room::needed_is_exact,
    signing::{SigningRequest, is_sorted},
};

const DAY_S: u64 = 86_400;

fn vnc_request<'b>(way: &Way, buf: &'b mut [u8]) -> Result<Request<'b>, Error> {
    let id = format!("{}r9hr2upy", way.provider.instance_id_prefix);
    way.provider.vnc_request(&id, &way.call, &way.credentials, &way.key, buf)
}

#[test]
fn every_signature_version_and_method_has_its_turn() {
    let turns: BTreeSet<_> =
        ways().iter().map(|way| (way.signature.name, way.method.as_str())).collect();
    assert_eq!(turns.len(), 11);
    // 3 Tencent products with 6 pairs of version and method each, of which 2 may leave the body
    // out, times region, endpoint, site and token; Alibaba with 5 pairs and no second site.
    assert_eq!(ways().len(), 3 * (6 + 2) * 16 + 5 * 8);
}

#[test]
fn needed_is_exact_for_every_short_buffer() {
    for way in ways() {
        needed_is_exact(&way.name, |buf| {
            Ok(String::from_utf8(vnc_request(&way, buf)?.http1().to_vec()).unwrap())
        });
    }
}

#[test]
fn a_request_is_signed_as_its_own_text_says() {
    for way in ways() {
        let mut buf = [0; 2048];
        let request = vnc_request(&way, &mut buf).unwrap();
        let name = &way.name;
        if is_sorted(way.signature.algorithm) {
            let signed = sorted_signing_request(&way, &request);
            let steps = signed.sign().unwrap();
            let carrier = if request.body().is_empty() { signed.query } else { signed.payload };
            let end = format!("&{}", steps.authorization);
            assert!(carrier.ends_with(&end), "{name}: {carrier} does not end in {end}");
            assert_eq!(carrier.matches("Signature=").count(), 1, "{name}");
            assert_common_parameters(&way, &parameters(&carrier));
        } else {
            let signed = canonical_signing_request(&way, &request);
            let steps = signed.sign().unwrap();
            let headers: HashMap<_, _> = request.headers().collect();
            assert_eq!(headers["Authorization"], steps.authorization, "{name}");
            assert_required_headers(&way, &request, &signed);
        }
    }
}

/// What must be signed, by each cloud's document.
fn assert_required_headers(way: &Way, request: &Request<'_>, signed: &SigningRequest) {
    let names: Vec<_> = signed.headers.iter().map(|(name, _)| name.clone()).collect();
    let required = if way.provider.cloud == Cloud::Tencent {
        vec!["content-type".to_owned(), "host".to_owned()]
    } else {
        let sent = request.headers().map(|(name, _)| name.to_lowercase());
        let mut required: Vec<_> = sent.filter(|name| name.starts_with("x-acs-")).collect();
        required.push("host".to_owned());
        required.sort();
        required
    };
    assert_eq!(names, required, "{}", way.name);
}

/// The parameters that a signature adds, by each cloud's document.
fn assert_common_parameters(way: &Way, sent: &[(String, String)]) {
    let Way { provider, signature, credentials, .. } = way;
    let id = format!("{}r9hr2upy", provider.instance_id_prefix);
    let region = way.call.region.unwrap();
    let mut expected = if provider.cloud == Cloud::Tencent {
        vec![
            ("Nonce", "11886"),
            ("Region", region),
            ("SecretId", credentials.key_id),
            ("SignatureMethod", signature.algorithm),
            ("Timestamp", "1700049600"),
        ]
    } else {
        vec![
            ("AccessKeyId", credentials.key_id),
            ("Format", "JSON"),
            ("RegionId", region),
            ("SignatureMethod", signature.algorithm),
            ("SignatureNonce", "11886"),
            ("SignatureVersion", "1.0"),
            ("Timestamp", "2023-11-15T12:00:00Z"),
        ]
    };
    expected.extend([
        ("Action", "DescribeInstanceVncUrl"),
        ("InstanceId", id.as_str()),
        ("Version", provider.version),
    ]);
    let token = if provider.cloud == Cloud::Tencent { "Token" } else { "SecurityToken" };
    expected.extend(credentials.token.map(|text| (token, text)));
    expected.sort_unstable();
    let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (signature, others) = sent.split_last().unwrap();
    assert_eq!(signature.0, "Signature", "{}", way.name);
    assert_eq!(others, expected, "{}", way.name);
}

/// The request as a verifier of the canonical-request family reads it: the headers that
/// `SignedHeaders` names, the rest from the message and the credential scope.
fn canonical_signing_request(way: &Way, request: &Request<'_>) -> SigningRequest {
    let headers: HashMap<_, _> = request
        .headers()
        .map(|(name, value)| (name.to_lowercase(), value))
        .chain([("host".to_owned(), request.host())])
        .collect();
    let (algorithm, parts) = headers["authorization"].split_once(' ').unwrap();
    assert_eq!(algorithm, way.signature.algorithm, "{}", way.name);
    let part = |name: &str| {
        let mut parts = parts.split(',').map(str::trim);
        parts.find_map(|part| part.strip_prefix(name)).unwrap()
    };
    let (key_id, scope) = part("Credential=").split_once('/').unwrap_or((part("Credential="), ""));
    assert_eq!(key_id, way.credentials.key_id, "{}", way.name);
    let service = scope.split('/').nth(1).unwrap_or_default();
    let unsigned = headers.get("x-tc-content-sha256").copied();
    let wanted = way.call.unsigned_payload.then_some("UNSIGNED-PAYLOAD");
    assert_eq!(unsigned, wanted, "{}", way.name);
    SigningRequest {
        headers: part("SignedHeaders=")
            .split(';')
            .map(|name| (name.to_owned(), headers[name].to_owned()))
            .collect(),
        payload: unsigned.unwrap_or(request.body()).to_owned(),
        service: service.to_owned(),
        key_id: key_id.to_owned(),
        ..plain_signing_request(way, request)
    }
}

/// The request as a verifier of the sorted-parameter family reads it.
fn sorted_signing_request(way: &Way, request: &Request<'_>) -> SigningRequest {
    let headers: Vec<_> = request.headers().collect();
    let form: &[_] = match way.method {
        Method::PostBody => &[("Content-Type", "application/x-www-form-urlencoded")],
        _ => &[],
    };
    assert_eq!(headers, form, "{}", way.name);
    plain_signing_request(way, request)
}

/// Method, path, query, host and body.
fn plain_signing_request(way: &Way, request: &Request<'_>) -> SigningRequest {
    let target = request.path_and_query();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    assert_eq!(request.method(), way.method.verb(), "{}", way.name);
    assert_eq!(query.is_empty(), way.method == Method::PostBody, "{}", way.name);
    assert_eq!(request.body().is_empty(), way.method != Method::PostBody, "{}", way.name);
    SigningRequest {
        algorithm: way.signature.algorithm.to_owned(),
        method: request.method().to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![("host".to_owned(), request.host().to_owned())],
        payload: request.body().to_owned(),
        service: String::new(),
        timestamp: NOON,
        key_id: String::new(),
        secret: way.credentials.secret.to_owned(),
    }
}

#[test]
fn the_parts_of_a_request_are_those_of_its_bytes() {
    for way in ways() {
        let mut buf = [0; 2048];
        let request = vnc_request(&way, &mut buf).unwrap();
        let mut expected = format!(
            "{} {} HTTP/1.1\r\nHost: {}\r\n",
            request.method(),
            request.path_and_query(),
            request.host(),
        );
        if way.method != Method::Get {
            write!(expected, "Content-Length: {}\r\n", request.body().len()).unwrap();
        }
        for (name, value) in request.headers() {
            write!(expected, "{name}: {value}\r\n").unwrap();
        }
        expected.push_str("\r\n");
        expected.push_str(request.body());
        let bytes = core::str::from_utf8(request.http1()).unwrap();
        assert_eq!(bytes, expected, "{}", way.name);
    }
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
fn a_kept_key_without_a_day_serves_every_day() {
    for way in usual_ways().into_iter().filter(|way| way.signature.name != "tc3") {
        for timestamp in [0, NOON, NOON + DAY_S] {
            let fresh = way.signature.signing_key(way.provider, &way.credentials, timestamp);
            let signed = |key| {
                let call = Call { timestamp, ..way.call };
                let way = Way { call, key, ..way.clone() };
                let mut buf = [0; 2048];
                vnc_request(&way, &mut buf).unwrap().http1().to_vec()
            };
            assert_eq!(signed(way.key.clone()), signed(fresh.unwrap()), "{}", way.name);
        }
    }
}

#[test]
fn a_key_of_another_signature_version_is_refused() {
    for way in usual_ways() {
        for (provider, other) in signed_ways() {
            let key = other.signing_key(provider, &CREDENTIALS, NOON).unwrap();
            let stranger = Way { key, ..way.clone() };
            let mut buf = [0; 2048];
            let got = vnc_request(&stranger, &mut buf).map(|_| ());
            // A key is narrowed to a service by TC3 alone.
            let fits = other.name == way.signature.name
                && (other.name != "tc3" || provider.service == way.provider.service);
            let expected = if fits { Ok(()) } else { Err(Error::SigningKeyMismatch) };
            assert_eq!(got, expected, "{} with a key of {}", way.name, other.name);
        }
    }
    let of_another_service = SigningKey::new::<Tc3>("EXAMPLE-secret", NOON, "ecm").unwrap();
    let got = request(&TENCENT_CVM, NOON, &of_another_service);
    assert_eq!(got, Err(Error::SigningKeyMismatch));
}

#[test]
fn what_a_signature_version_cannot_do_is_refused() {
    for way in usual_ways() {
        let refused = |call: Call<'static>| {
            let mut buf = [0; 2048];
            let got = vnc_request(&Way { call, ..way.clone() }, &mut buf).map(|_| ());
            assert!(buf.iter().all(|byte| *byte == 0), "{}", way.name);
            got
        };
        for method in Method::ALL {
            if !way.signature.methods.contains(&method) {
                let got = refused(Call { method: Some(method), ..way.call });
                assert_eq!(got, Err(Error::UnsupportedMethod), "{}", way.name);
            }
        }
        if !way.signature.unsigned_payload {
            let got = refused(Call { unsigned_payload: true, ..way.call });
            assert_eq!(got, Err(Error::UnsupportedMethod), "{}", way.name);
        }
        for (provider, other) in signed_ways() {
            if provider.cloud != way.provider.cloud {
                let got = refused(Call { signature: Some(other), method: None, ..way.call });
                assert_eq!(got, Err(Error::SignatureVersionMismatch), "{}", way.name);
                let got = other.signing_key(way.provider, &CREDENTIALS, NOON).map(|_| ());
                assert_eq!(got, Err(Error::SignatureVersionMismatch), "{}", way.name);
            }
        }
        if way.provider.cloud == Cloud::Alibaba {
            let got = refused(Call { site: vncurl_core::Site::Intl, ..way.call });
            assert_eq!(got, Err(Error::UnknownSite), "{}", way.name);
        }
    }
    let plain =
        Call { region: Some("cn-hangzhou"), timestamp: NOON, nonce: "n", ..Call::default() };
    for (named, method) in [(None, Method::PostQuery), (Some(Method::Get), Method::Get)] {
        let key = ALIBABA_ECS.signing_key(&CREDENTIALS, NOON).unwrap();
        let call = Call { method: named, ..plain };
        let mut buf = [0; 2048];
        let got = ALIBABA_ECS.vnc_request("i-1", &call, &CREDENTIALS, &key, &mut buf).unwrap();
        assert_eq!(got.method(), method.verb());
    }
}

fn request(provider: &Provider, timestamp: u64, key: &SigningKey) -> Result<String, Error> {
    let call = Call { region: Some("ap-guangzhou"), timestamp, nonce: "n", ..Call::default() };
    let mut buf = [0; 2048];
    let request = provider.vnc_request("ins-r9hr2upy", &call, &CREDENTIALS, key, &mut buf)?;
    Ok(String::from_utf8(request.http1().to_vec()).unwrap())
}
