//! The strict reader against `serde_json`: the same documents are accepted, and the same values
//! are read out of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

use core::fmt::Write;

use serde_json::{Map, Value};
use vncurl_core::{
    Error,
    text::json::{DEPTH_MAX, Reader, Token, write_string},
};
use vncurl_tests::{
    published,
    random::{Random, count},
};

/// Compare one document; says whether it was accepted.
fn agrees(document: &[u8]) -> bool {
    let shown = || String::from_utf8_lossy(document).into_owned();
    let judged = serde_json::from_slice::<Value>(document);
    match read(document) {
        Ok(got) => {
            match judged {
                Ok(expected) => assert_eq!(got, Some(expected), "{}", shown()),
                // The reader hands numbers out as they are spelled, of any size.
                Err(error) => assert!(
                    error.to_string().contains("number out of range"),
                    "accepted, but {error}: {}",
                    shown()
                ),
            }
            true
        }
        Err(error) => {
            let at = error.at().expect("a malformed reply has a place");
            assert!(at <= document.len(), "{error}: {}", shown());
            if let Ok(value) = judged {
                assert!(depth(&value) > DEPTH_MAX.into(), "{error}: {}", shown());
            }
            false
        }
    }
}

/// The whole document as a value; none when it holds a number that is too large for one.
fn read(document: &[u8]) -> Result<Option<Value>, Error> {
    let mut reader = Reader::new(document)?;
    let first = reader.next()?.expect("a document has a first token");
    let value = value(&mut reader, first)?;
    assert!(reader.next()?.is_none());
    Ok(value)
}

fn value(reader: &mut Reader<'_>, first: Token<'_>) -> Result<Option<Value>, Error> {
    Ok(match first {
        Token::BeginObject => {
            let mut members = Some(Map::new());
            while let Some(Token::Name(name)) = reader.next()? {
                let first = reader.next()?.expect("a name has a value");
                let value = value(reader, first)?;
                members = members.zip(value).map(|(mut members, value)| {
                    members.insert(name.to_string(), value);
                    members
                });
            }
            members.map(Value::Object)
        }
        Token::BeginArray => {
            let mut elements = Some(Vec::new());
            loop {
                let first = reader.next()?.expect("an array has an end");
                if matches!(first, Token::EndArray) {
                    break elements.map(Value::Array);
                }
                let value = value(reader, first)?;
                elements = elements.zip(value).map(|(mut elements, value)| {
                    elements.push(value);
                    elements
                });
            }
        }
        Token::String(text) => {
            let decoded = text.to_string();
            assert_eq!(text.len(), decoded.len());
            assert!(text.as_plain().is_none_or(|plain| plain == decoded));
            assert!(text == *decoded.as_str() && text.starts_with(&decoded));
            assert!(text != *format!("{decoded}x").as_str());
            let mut buf = vec![0; decoded.len()];
            assert_eq!(text.decode(&mut buf), Ok(decoded.as_str()));
            Some(Value::String(decoded))
        }
        Token::Number(number) => serde_json::from_str(number).ok().map(Value::Number),
        Token::Bool(truth) => Some(Value::Bool(truth)),
        Token::Null => Some(Value::Null),
        other => panic!("a value cannot start with {other:?}"),
    })
}

fn depth(value: &Value) -> usize {
    let inner = match value {
        Value::Array(elements) => elements.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => return 0,
    };
    inner.unwrap_or_default() + 1
}

#[test]
fn all_documents_of_one_and_two_bytes_agree() {
    let mut accepted = 0;
    for first in 0..=255u8 {
        accepted += u32::from(agrees(&[first]));
        for second in 0..=255u8 {
            accepted += u32::from(agrees(&[first, second]));
        }
    }
    // A digit alone; two digits, a digit and a blank on either side, a minus, `""`, `{}`, `[]`.
    assert_eq!(accepted, 10 + 90 + 80 + 10 + 3);
}

#[test]
fn all_strings_of_one_and_two_bytes_agree() {
    for first in 0..=255u8 {
        agrees(&[b'"', first, b'"']);
        for second in 0..=255u8 {
            agrees(&[b'"', first, second, b'"']);
            agrees(&[b'"', b'\\', first, second, b'"']);
        }
    }
}

#[test]
fn all_borders_of_utf8_agree() {
    // The first and last bytes of each range that a second, third or fourth byte may be in, and
    // their neighbours.
    const BORDERS: [u8; 10] = [b'"', 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
    for first in 0x80..=0xffu8 {
        for second in BORDERS {
            for third in BORDERS {
                for fourth in BORDERS {
                    agrees(&[b'"', first, second, third, fourth, b'"']);
                }
                agrees(&[b'"', b'a', first, second, third, b'"']);
            }
        }
    }
}

#[test]
fn all_escapes_of_one_unit_agree_alone_and_in_pairs() {
    for unit in 0..=0xffffu32 {
        agrees(format!("[\"\\u{unit:04x}\"]").as_bytes());
        agrees(format!("[\"\\u{unit:04X}\\u0041\"]").as_bytes());
        agrees(format!("[\"\\ud83d\\u{unit:04x}\"]").as_bytes());
        agrees(format!("[\"\\u{unit:04x}\\udE00\"]").as_bytes());
    }
}

#[test]
fn every_character_is_read_bare_and_escaped() {
    for character in (0..=0x10_ffffu32).filter_map(char::from_u32) {
        let mut units = [0; 2];
        let mut escaped = String::from("\"");
        for unit in character.encode_utf16(&mut units) {
            write!(escaped, "\\u{unit:04x}").unwrap();
        }
        escaped.push('"');
        assert!(agrees(escaped.as_bytes()));
        agrees(format!("\"{character}\"").as_bytes());
    }
}

#[test]
fn what_is_written_as_a_string_reads_as_itself() {
    let all: String = (0..0x3000).chain(0x1_f5ff..0x1_f650).filter_map(char::from_u32).collect();
    let mut document = String::new();
    write_string(&mut document, &all).unwrap();
    assert_eq!(read(document.as_bytes()), Ok(Some(Value::String(all))));
}

#[test]
fn random_changes_of_valid_documents_agree() {
    const SEED: u64 = 3_003;
    let count = count(150_000);
    eprintln!("{count} documents, seed {SEED}");
    let mut random = Random::new(SEED);
    let mut documents: Vec<Vec<u8>> = published::replies()
        .into_iter()
        .filter(|reply| reply.body.starts_with('{'))
        .map(|reply| reply.body.into_bytes())
        .collect();
    documents.extend(
        [
            &br#"{"a":[1.5e-3,-0,12,true,false,null,"\u00e9\ud83d\ude00\n\/",{}],"a":"x"}"#[..],
            br#" [ [ ] , { "" : [ 0.1E+2 , -1e1 ] } ] "#,
            br#"["\"\\\/\b\f\n\r\t", "Aa\uFFFF\uD7FF\uE000", 1e999]"#,
        ]
        .map(<[u8]>::to_vec),
    );
    documents.push([b"[".repeat(33), b"]".repeat(33)].concat());
    let mut accepted = 0;
    for _ in 0..count {
        let at = random.below(documents.len());
        let mut document = documents[at].clone();
        for _ in 0..=random.below(3) {
            change(&mut random, &mut document);
        }
        accepted += usize::from(agrees(&document));
    }
    // Both verdicts must come often, or the comparison says little.
    assert!(accepted > count / 50 && accepted < count * 9 / 10, "{accepted} of {count}");
}

/// Change one byte, or cut, repeat or insert a piece.
fn change(random: &mut Random, document: &mut Vec<u8>) {
    const PIECES: [&[u8]; 16] = [
        b"\"", b"\\", b"\\u", b"\\ud83d", b"\\ude00", b"0", b"e", b"-", b".", b",", b":", b"[",
        b"}", b" ", b"\xc3", b"null",
    ];
    let len = document.len();
    let at = random.below(len + 1);
    let end = (at + random.below(8)).min(len);
    match random.below(5) {
        0 if at < len => document[at] = random.byte(),
        1 => drop(document.drain(at..end)),
        2 => {
            let piece = document[at..end].to_vec();
            document.splice(at..at, piece);
        }
        3 if at < len => document[at] ^= 1 << random.below(8),
        _ => {
            let piece = random.one_of(&PIECES);
            document.splice(at..at, piece.iter().copied());
        }
    }
}
