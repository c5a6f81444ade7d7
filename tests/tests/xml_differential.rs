//! The strict XML reader against `roxmltree`; `tests/src/xml_reference.rs` has the list of the
//! differences that are meant.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

use vncurl_tests::{
    published,
    random::{Random, count},
    xml_reference::agrees,
};

/// The published replies, and documents that hold everything else.
fn documents() -> Vec<Vec<u8>> {
    let mut documents: Vec<Vec<u8>> = published::replies()
        .into_iter()
        .filter(|reply| reply.body.starts_with('<') && reply.body.contains("RequestId"))
        .map(|reply| reply.body.into_bytes())
        .collect();
    assert_eq!(documents.len(), 5);
    documents.extend(
        [
            "<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\" ?><!-- - --><?p q??><a/>\n",
            "<a b = 'c&lt;' d=\"&#x41;'\"\n><e/>x]]&amp;&quot;&#65;<![CDATA[]]]]>y<!-- --></a >",
            "<a><b> </b> <c>\r\n<![CDATA[<&]]>\r</c>&#13;<d/>\u{4e2d}\u{ff0c}\u{e9}</a><?p ?><!---->",
            "<x.y-1><\u{e9}\u{b7}>\u{1f600}</\u{e9}\u{b7}></x.y-1>",
        ]
        .map(|text| text.as_bytes().to_vec()),
    );
    documents
}

#[test]
fn all_documents_with_two_free_bytes_agree() {
    let frames = [
        ["<a>", "</a>"],
        ["<a>&", ";</a>"],
        ["<a>&#", ";</a>"],
        ["<a>&#x", "FE;</a>"],
        ["<a>]", ">&lt;</a>"],
        ["<a", "/>"],
        ["<a ", "='x'/>"],
        ["<a b=", "'/>"],
        ["<a b='", "'/>"],
        ["<a><![CDATA[", "]]></a>"],
        ["<a><!--", "--></a>"],
        ["<a><", "-- --></a>"],
        ["<a></a", ">"],
        ["<", "/>"],
        ["<?", "?><a/>"],
        ["<?p", "?><a/>"],
        ["<a/>", ""],
        ["<?xml version='1.0'", "?><a/>"],
    ];
    let (mut accepted, mut all) = (0, 0);
    for [front, back] in frames {
        for first in 0..=255u8 {
            for second in 0..=255u8 {
                let free = &[first, second];
                let document = [front.as_bytes(), free, back.as_bytes()].concat();
                accepted += u32::from(agrees(&document));
                all += 1;
            }
        }
    }
    assert!(accepted > all / 50 && accepted < all / 2, "{accepted} of {all}");
}

#[test]
fn every_character_agrees_in_every_place() {
    for character in (0..=0x10_ffffu32).filter_map(char::from_u32).filter(|each| {
        // All of the first plane up to U+3200, then every 17th, and the ends of the ranges.
        let number = u32::from(*each);
        number < 0x3200 || number % 17 == 0 || (number & 0xffff) > 0xfdc0 || number & 0xffff < 4
    }) {
        for document in [
            format!("<a>{character}</a>"),
            format!("<{character}/>"),
            format!("<a{character}/>"),
            format!("<a b='{character}'/>"),
            format!("<a><![CDATA[{character}]]><!--{character}--></a>"),
        ] {
            let _accepted = agrees(document.as_bytes());
        }
    }
}

#[test]
fn every_change_of_one_byte_agrees() {
    const BYTES: &[u8] = b"<>&;/!?-[]='\" \r\n:.#x1Ca\0\x7f\x80\xbf\xc3\xef\xff";
    let (mut accepted, mut all) = (0, 0);
    for document in documents() {
        assert!(agrees(&document));
        for at in 0..document.len() {
            let mut changed = document.clone();
            let flipped = (0..8).map(|bit| document[at] ^ 1 << bit);
            for byte in BYTES.iter().copied().chain(flipped) {
                changed[at] = byte;
                accepted += u32::from(agrees(&changed));
                all += 1;
            }
            changed.remove(at);
            let _accepted = agrees(&changed);
            assert!(!agrees(&document[..at]) || document[..at].ends_with(b">"));
        }
    }
    assert!(accepted > all / 4 && accepted < all * 3 / 4, "{accepted} of {all}");
}

#[test]
fn random_changes_of_valid_documents_agree() {
    const SEED: u64 = 3_006;
    let count = count(100_000);
    eprintln!("{count} documents, seed {SEED}");
    let mut random = Random::new(SEED);
    let mut documents = documents();
    documents.push([b"<a>".repeat(33), b"</a>".repeat(33)].concat());
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
    assert!(accepted > count / 20 && accepted < count * 9 / 10, "{accepted} of {count}");
}

/// Change one byte, or cut, repeat or insert a piece.
fn change(random: &mut Random, document: &mut Vec<u8>) {
    const PIECES: [&[u8]; 24] = [
        b"<",
        b">",
        b"/>",
        b"</a>",
        b"<a>",
        b"<b/>",
        b"<!--",
        b"-->",
        b"--",
        b"<![CDATA[",
        b"]]>",
        b"]",
        b"<?p ",
        b"?>",
        b"&amp;",
        b"&#x41;",
        b"&",
        b" a='1'",
        b"'",
        b"\"",
        b"\r\n",
        b" ",
        b"<!DOCTYPE a>",
        b"\xef\xbf",
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
