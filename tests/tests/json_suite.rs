//! JSONTestSuite, and the borders that it leaves out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first surprise, and says why it was skipped"
)]

use std::{env, fs};

use serde::Deserialize;
use vncurl_core::{Error, error::ReplyFault, text::json::Reader};

/// Read to the end.
fn read(document: &[u8]) -> Result<(), Error> {
    let mut reader = Reader::new(document)?;
    while reader.next()?.is_some() {}
    Ok(())
}

/// One document of the suite's npm package, in which the name says what a reader must do.
#[derive(Deserialize)]
struct Document {
    name: String,
    input: String,
}

#[test]
fn every_y_document_is_accepted_and_every_n_document_is_refused() {
    let Ok(path) = env::var("VNCURL_JSON_TEST_SUITE") else {
        let missing = "VNCURL_JSON_TEST_SUITE does not name data/parsing.js of json-test-suite";
        assert_ne!(env::var("CI").as_deref(), Ok("true"), "{missing}");
        eprintln!("skipped: {missing}");
        return;
    };
    let module = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let (_, array) =
        module.split_once("export default ").expect("one JavaScript module that exports an array");
    let array = array.trim_end().trim_end_matches(';');
    let documents: Vec<Document> = serde_json::from_str(array).unwrap();
    let mut counts = [0, 0, 0];
    for Document { name, input } in documents {
        let accepted = read(input.as_bytes()).is_ok();
        match name.get(..2) {
            Some("y_") => {
                counts[0] += 1;
                assert!(accepted, "{name}: {input}");
            }
            Some("n_") => {
                counts[1] += 1;
                assert!(!accepted, "{name}: {input}");
            }
            Some("i_") => counts[2] += 1,
            _ => panic!("{name}: a name with no verdict"),
        }
    }
    assert_eq!(counts, [95, 188, 35]);
}

#[test]
fn bytes_that_are_not_utf8_are_refused_at_their_place() {
    let bad: [&[u8]; 12] = [
        b"\x80",             // A continuation with no start.
        b"\xbf",             //
        b"\xc0\x80",         // Overlong NUL.
        b"\xc1\xbf",         // Overlong DEL.
        b"\xc3",             // A start with no continuation.
        b"\xe0\x80\xaf",     // Overlong slash.
        b"\xe2\x82",         // Half a euro sign.
        b"\xed\xa0\x80",     // A surrogate half.
        b"\xf0\x80\x80\xaf", // Overlong slash.
        b"\xf4\x90\x80\x80", // Past U+10FFFF.
        b"\xfe",             //
        b"\xff\xfe",         // A byte order mark of UTF-16.
    ];
    for bytes in bad {
        for (before, after) in
            [("", ""), ("[\"abc", "\"]"), ("[\"\u{4e2d}\u{e9}", "\"]"), ("{\"", "\": 1}")]
        {
            let document = [before.as_bytes(), bytes, after.as_bytes()].concat();
            let error = read(&document).unwrap_err();
            assert_eq!(error.at(), Some(before.len()), "{document:?}");
            // Outside of a string no byte beyond ASCII is JSON anyway.
            let inside = Error::MalformedReply { at: before.len(), fault: ReplyFault::NotUtf8 };
            assert!(error == inside || before.is_empty(), "{error}: {document:?}");
        }
    }
}

#[test]
fn a_document_32_deep_is_read_and_one_33_deep_is_not() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let document = |depth: usize| open.repeat(depth) + "1" + &close.repeat(depth);
        assert_eq!(read(document(32).as_bytes()), Ok(()));
        let expected = Error::MalformedReply { at: open.len() * 32, fault: ReplyFault::TooDeep };
        assert_eq!(read(document(33).as_bytes()), Err(expected));
    }
}

#[test]
fn a_hundred_thousand_brackets_are_refused_at_the_33rd() {
    for bracket in ["[", "{\"\":"] {
        let document = bracket.repeat(100_000);
        let expected = Error::MalformedReply { at: bracket.len() * 32, fault: ReplyFault::TooDeep };
        assert_eq!(read(document.as_bytes()), Err(expected));
    }
}

#[test]
fn after_an_error_every_call_gives_an_error() {
    for document in
        ["tr1", "\"\\1", "[1,]2", "-x1", "{\"a\" 1}", "[\"\\u12\"1]", "nul", "\"\\ud800\"", "1 2"]
    {
        let mut reader = Reader::new(document.as_bytes()).unwrap();
        while reader.next().is_ok_and(|token| token.is_some()) {}
        for _ in 0..4 {
            assert!(reader.next().is_err(), "{document}");
        }
    }
}

#[test]
fn every_truncation_of_a_document_is_an_error_where_it_ends() {
    let document = br#"{"a": [1.5e-3, true, null, "\u00e9\ud83d\ude00\n", {}], "b": "x"}"#;
    assert_eq!(read(document), Ok(()));
    for end in 0..document.len() {
        let expected = Error::MalformedReply { at: end, fault: ReplyFault::Truncated };
        assert_eq!(read(&document[..end]), Err(expected), "{end}");
    }
}
