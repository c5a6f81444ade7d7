//! Percent-encoding against the crate `percent-encoding`.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

use core::fmt::Write;

use percent_encoding::{percent_decode, utf8_percent_encode};
use vncurl_core::text::{
    percent::{self, Decoded},
    query,
};
use vncurl_tests::{
    console_rule::RESERVED,
    random::{Random, count},
};

fn encoded(text: &str) -> String {
    let mut out = String::new();
    percent::write_encoded(&mut out, text).unwrap();
    out
}

fn decoded(text: &str) -> Vec<u8> {
    percent::decode(text.as_bytes())
        .map(|piece| match piece {
            Decoded::Byte(byte) => byte,
            Decoded::Broken => panic!("a broken escape in {text:?}"),
        })
        .collect()
}

#[test]
fn every_character_is_encoded_alike() {
    for character in (0..=0x10_ffffu32).filter_map(char::from_u32) {
        let text = character.to_string();
        let expected = utf8_percent_encode(&text, RESERVED).to_string();
        assert_eq!(encoded(&text), expected);
    }
}

#[test]
fn every_escape_of_three_bytes_is_decoded_alike_or_found_broken() {
    for first in 0..=127u8 {
        for second in 0..=127u8 {
            let text = [b'%', first, second];
            let mut pieces = percent::decode(&text);
            let both_hex = first.is_ascii_hexdigit() && second.is_ascii_hexdigit();
            let expected = percent_decode(&text).next().expect("a byte");
            match pieces.next() {
                Some(Decoded::Byte(byte)) => assert!(both_hex && byte == expected, "{text:?}"),
                broken => assert!(!both_hex && broken == Some(Decoded::Broken), "{text:?}"),
            }
        }
    }
}

#[test]
fn random_texts_are_encoded_and_decoded_alike() {
    const SEED: u64 = 3_004;
    let count = count(200_000);
    eprintln!("{count} texts, seed {SEED}");
    let mut random = Random::new(SEED);
    for _ in 0..count {
        let text = text(&mut random);
        let expected = utf8_percent_encode(&text, RESERVED).to_string();
        assert_eq!(encoded(&text), expected);
        assert_eq!(decoded(&expected), text.as_bytes());
    }
}

#[test]
fn random_queries_have_one_canonical_form_whatever_their_order_and_spelling() {
    const SEED: u64 = 3_005;
    let count = count(20_000);
    eprintln!("{count} queries, seed {SEED}");
    let mut random = Random::new(SEED);
    for _ in 0..count {
        let mut parameters: Vec<(String, String)> =
            (0..random.below(8)).map(|_| (text(&mut random), text(&mut random))).collect();
        parameters.sort();
        parameters.dedup_by(|a, b| a.0 == b.0);
        let of = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
        let expected: Vec<_> =
            parameters.iter().map(|(name, value)| format!("{}={}", of(name), of(value))).collect();
        let expected = expected.join("&");

        let mut sent: Vec<String> = parameters
            .iter()
            .map(|(name, value)| {
                let (name, value) = (spelled(&mut random, name), spelled(&mut random, value));
                if value.is_empty() && !name.is_empty() && random.below(2) == 0 {
                    return name;
                }
                format!("{name}={value}")
            })
            .collect();
        for index in 0..sent.len() {
            let other = random.below(sent.len());
            sent.swap(index, other);
        }
        let sent = sent.join(random.one_of(&["&", "&&"]));
        assert_eq!(query::check(&sent), Ok(()), "{sent}");
        for query in [&sent, &expected] {
            let mut canonical = String::new();
            query::write_canonical(&mut canonical, query).unwrap();
            assert_eq!(canonical, expected, "{query}");
        }
    }
}

fn text(random: &mut Random) -> String {
    const ODD: [char; 12] =
        [' ', '+', '%', '&', '=', '~', '\n', '\u{e9}', '\u{4e2d}', '\u{1f600}', '/', '"'];
    (0..random.below(12))
        .map(|_| match random.below(3) {
            0 => random.one_of(&ODD),
            _ => char::from(random.byte() % 95 + 32),
        })
        .collect()
}

/// The text in one of the spellings that a client may send.
fn spelled(random: &mut Random, text: &str) -> String {
    let mut spelled = String::new();
    for byte in text.bytes() {
        match (byte, random.below(4)) {
            (b' ', 0..2) => spelled.push('+'),
            (_, 0) => write!(spelled, "%{byte:02x}").unwrap(),
            (byte, _) if byte.is_ascii_alphanumeric() => spelled.push(char::from(byte)),
            (b'*' | b'~' | b'/' | b'"' | b'!', 1) => spelled.push(char::from(byte)),
            _ => write!(spelled, "%{byte:02X}").unwrap(),
        }
    }
    spelled
}
