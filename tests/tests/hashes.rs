//! SHA-256 and HMAC-SHA-256 as core drives them, against the hash crates' own whole-message calls:
//! text of every length, keys of every length, in pieces that end at every place of a block.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

use core::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use vncurl_core::crypto::hashed_payload;
use vncurl_tests::{random::Random, signing::SigningRequest};

fn hex(digest: &[u8]) -> String {
    let mut text = String::new();
    for byte in digest {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[test]
fn a_payload_of_every_length_has_its_hash() {
    let mut random = Random::new(3_009);
    let bytes: Vec<u8> = (0..70_000).map(|_| random.byte()).collect();
    let lengths = (0..700).chain([4_095, 4_096, 4_097, 65_535, 65_536, 65_537, 70_000]);
    for len in lengths {
        let payload = bytes.get(..len).unwrap();
        assert_eq!(hashed_payload(payload).as_str(), hex(&Sha256::digest(payload)), "{len}");
    }
}

#[test]
fn the_hash_of_fips_180_is_its_own() {
    // FIPS 180-4 examples: "abc", two blocks, and a million times "a".
    let million = "a".repeat(1_000_000);
    for (text, hash) in [
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (&million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ] {
        assert_eq!(hashed_payload(text.as_bytes()).as_str(), hash);
    }
}

/// The signature, recomputed from the text of the canonical request.
fn check(request: &SigningRequest) {
    let steps = request.sign().unwrap();
    let hash = hex(&Sha256::digest(&steps.canonical_request));
    let (name, secret) = (request.algorithm.as_str(), request.secret.as_str());
    let (key, string_to_sign) = if name == "ACS3-HMAC-SHA256" {
        (secret.as_bytes().to_vec(), format!("{name}\n{hash}"))
    } else {
        // 1970-01-01 is the day of every request here.
        let scope = format!("1970-01-01/{}/tc3_request", request.service);
        let key = scope
            .split('/')
            .fold(format!("TC3{secret}").into_bytes(), |key, part| hmac(&key, part));
        (key, format!("{name}\n{}\n{scope}\n{hash}", request.timestamp))
    };
    assert_eq!(steps.string_to_sign, string_to_sign);
    assert_eq!(steps.signature, hex(&hmac(&key, &string_to_sign)), "{request:?}");
}

fn request(algorithm: &str) -> SigningRequest {
    SigningRequest {
        algorithm: algorithm.to_owned(),
        method: "POST".to_owned(),
        path: "/".to_owned(),
        query: String::new(),
        headers: vec![("host".to_owned(), "h".to_owned())],
        payload: String::new(),
        service: "cvm".to_owned(),
        timestamp: 1,
        key_id: "id".to_owned(),
        secret: "EXAMPLE-secret".to_owned(),
    }
}

#[test]
fn a_secret_of_every_length_signs() {
    for algorithm in ["TC3-HMAC-SHA256", "ACS3-HMAC-SHA256"] {
        for len in 0..300 {
            let secret = "0123456789".chars().cycle().take(len).collect();
            check(&SigningRequest { secret, ..request(algorithm) });
        }
    }
}

#[test]
fn a_canonical_request_of_every_length_is_hashed_whole() {
    for algorithm in ["TC3-HMAC-SHA256", "ACS3-HMAC-SHA256"] {
        for len in 0..450 {
            // In one long piece, and in many short ones.
            let mut long = request(algorithm);
            long.headers.push(("x-long".to_owned(), "a".repeat(len)));
            check(&long);
            let mut many = request(algorithm);
            let number = |index: usize| (format!("x-{index}"), "b".to_owned());
            many.headers.extend((0..len / 6).map(number));
            many.query = "q".repeat(len % 6);
            check(&many);
        }
    }
}

#[test]
fn a_service_of_every_length_narrows_the_key() {
    for len in 1..=32 {
        check(&SigningRequest { service: "s".repeat(len), ..request("TC3-HMAC-SHA256") });
    }
}
