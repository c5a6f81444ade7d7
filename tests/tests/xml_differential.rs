//! The strict XML reader against `roxmltree`: the same documents are accepted, and the same names
//! and texts are read out of them.
//!
//! They differ by design, and here is all of it. The reader accepts and `roxmltree` refuses:
//!
//! - names with a prefix that is bound to no namespace, or with several colons, and the rules on
//!   which namespaces may be bound: the reader knows no namespaces;
//! - an attribute that stands twice in its element: the reader reads over attributes.
//!
//! The reader refuses and `roxmltree` accepts:
//!
//! - a byte order mark;
//! - a declaration of another version than 1.0, of another encoding than UTF-8, whose `standalone`
//!   is neither `yes` nor `no`, or with a character that its values cannot hold;
//! - a processing instruction called `xml` in any case, or without white space behind its name;
//! - end tags that differ from their start tags by a colon in front of the name;
//! - a reference to a number that is no character, which `roxmltree` reads as U+FFFD;
//! - elements that stand more than 32 deep.
//!
//! And `roxmltree` leaves a carriage return in front of a reference as it is, where section 2.11 of
//! the standard wants a line feed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

use roxmltree::{Document, Error as Judgement, Node};
use vncurl_core::{
    Error,
    error::ReplyFault,
    text::xml::{DEPTH_MAX, Event, Reader},
};
use vncurl_tests::{
    published,
    random::{Random, count},
};

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// An element's name, the text between two tags, or the end of an element.
#[derive(Debug, PartialEq)]
enum Piece {
    Start(String),
    Text(String),
    End,
}

/// Compare one document; says whether it was accepted.
fn agrees(document: &[u8]) -> bool {
    let shown = || String::from_utf8_lossy(document).into_owned();
    let got = read(document);
    if let Err(error) = got {
        let at = error.at().expect("a malformed reply has a place");
        assert!(at <= document.len(), "{error}: {}", shown());
    }
    let Ok(text) = core::str::from_utf8(document) else {
        assert!(got.is_err(), "accepted without UTF-8: {}", shown());
        return false;
    };
    match (got, Document::parse(text)) {
        (Ok(mut got), Ok(expected)) => {
            let mut pieces = Vec::new();
            flatten(expected.root_element(), text, &mut pieces);
            if text.contains('\r') && text.contains('&') {
                drop_line_ends(&mut got);
                drop_line_ends(&mut pieces);
            }
            assert_eq!(got, pieces, "{}", shown());
            true
        }
        (Ok(_), Err(judgement)) => {
            // The same document without prefixes and bindings.
            let bare = text.replace(':', "_").replace("xmlns", "xmlms");
            let judged = Document::parse(&bare).err();
            assert!(
                matches!(judged, None | Some(Judgement::DuplicatedAttribute(..))),
                "accepted, but {judgement}: {}",
                shown()
            );
            true
        }
        (Err(error), Ok(judged)) => {
            assert!(is_stricter(text, error, &judged), "{error}: {}", shown());
            false
        }
        (Err(_), Err(_)) => false,
    }
}

/// Whether the reader applies a rule that `roxmltree` leaves out.
fn is_stricter(text: &str, error: Error, judged: &Document<'_>) -> bool {
    let Error::MalformedReply { at, fault } = error else { return false };
    if fault == ReplyFault::TooDeep {
        return depth(judged.root_element()) > DEPTH_MAX;
    }
    if text.starts_with('\u{feff}') {
        return at == 0;
    }
    if let Some(behind) = text.strip_prefix("<?xml").filter(|behind| behind.starts_with(BLANKS)) {
        // `roxmltree` knows a declaration by a space alone, and else takes it for an instruction.
        let spaced = format!("<?xml {}", &behind[1..]);
        if text.find("?>").is_some_and(|end| at <= end) || Document::parse(&spaced).is_err() {
            return true;
        }
    }
    // Inside of an instruction's name, or right behind it.
    let instruction = text[..at].rsplit_once("<?").map(|(_, target)| target);
    instruction.is_some_and(|target| !target.contains(BLANKS) && !target.contains('>'))
        || text[at..].strip_prefix("&#").is_some_and(|number| !is_character(number))
        || text[..at].ends_with("</") && (text[at..].starts_with(':') || text.contains("<:"))
}

/// Whether a number stands for a character, up to a semicolon.
fn is_character(number: &str) -> bool {
    let number = number.split(';').next().unwrap_or_default();
    let number = match number.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    number.is_ok_and(|number| char::from_u32(number).is_some())
}

/// The whole document; text that is white space counts only where it is all of an element.
fn read(document: &[u8]) -> Result<Vec<Piece>, Error> {
    let mut reader = Reader::new(document)?;
    let mut pieces = Vec::new();
    while let Some(event) = reader.next()? {
        match event {
            Event::Start(name) => push(&mut pieces, Piece::Start(name.to_owned())),
            Event::End => push(&mut pieces, Piece::End),
            Event::Content(content) => {
                let text = content.to_string();
                assert!(content.as_plain().is_none_or(|plain| plain == text));
                assert!(content.characters().eq(text.chars()));
                let mut buf = vec![0; text.len()];
                assert_eq!(content.decode(&mut buf), Ok(text.as_str()));
                pieces.push(Piece::Text(text));
            }
        }
    }
    Ok(pieces)
}

fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    if let [.., before, Piece::Text(text)] = &pieces[..] {
        let is_all = matches!((before, &piece), (Piece::Start(_), Piece::End));
        let blank = text.chars().all(|each| BLANKS.contains(&each));
        if text.is_empty() || (blank && !is_all) {
            pieces.pop();
        }
    }
    pieces.push(piece);
}

/// What `roxmltree` read, in the same form. It splits text at comments and instructions.
fn flatten(element: Node<'_, '_>, document: &str, pieces: &mut Vec<Piece>) {
    let tag = &document[element.range().start + 1..];
    let name = tag.split([' ', '\t', '\r', '\n', '/', '>']).next().unwrap_or_default();
    push(pieces, Piece::Start(name.to_owned()));
    for child in element.children() {
        if child.is_element() {
            flatten(child, document, pieces);
        } else if child.is_text() {
            let more = child.text().unwrap_or_default();
            match pieces.last_mut() {
                Some(Piece::Text(text)) => text.push_str(more),
                _ => pieces.push(Piece::Text(more.to_owned())),
            }
        }
    }
    push(pieces, Piece::End);
}

/// Leave out what the two read in different ways.
fn drop_line_ends(pieces: &mut Vec<Piece>) {
    for piece in &mut *pieces {
        if let Piece::Text(text) = piece {
            text.retain(|each| each != '\r' && each != '\n');
        }
    }
    pieces.retain(|piece| *piece != Piece::Text(String::new()));
}

fn depth(element: Node<'_, '_>) -> usize {
    element.children().filter(Node::is_element).map(depth).max().unwrap_or_default() + 1
}

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
            agrees(document.as_bytes());
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
            agrees(&changed);
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
