//! The strict XML reader accepts what `roxmltree` accepts, and reads the same names and texts out of
//! it; `tests/tests/xml_differential.rs` has the list of the differences that are meant.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roxmltree::{Document, Error as Judgement, Node};
use vncurl_core::{
    Error,
    error::ReplyFault,
    text::xml::{DEPTH_MAX, Event, Reader},
};

const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// An element's name, the text between two tags, or the end of an element.
#[derive(Debug, PartialEq)]
enum Piece {
    Start(String),
    Text(String),
    End,
}

fuzz_target!(|document: &[u8]| {
    let got = read(document);
    assert!(got.as_ref().err().and_then(|error| error.at()).is_none_or(|at| at <= document.len()));
    let Ok(text) = core::str::from_utf8(document) else {
        assert!(got.is_err());
        return;
    };
    match (got, Document::parse(text)) {
        (Ok(mut got), Ok(expected)) => {
            let mut pieces = Vec::new();
            flatten(expected.root_element(), text, &mut pieces);
            if text.contains('\r') && text.contains('&') {
                drop_line_ends(&mut got);
                drop_line_ends(&mut pieces);
            }
            assert_eq!(got, pieces);
        }
        (Ok(_), Err(judgement)) => {
            // The same document without prefixes and bindings.
            let bare = text.replace(':', "_").replace("xmlns", "xmlms");
            let judged = Document::parse(&bare).err();
            let of_names = matches!(judged, None | Some(Judgement::DuplicatedAttribute(..)));
            assert!(of_names, "accepted, but {judgement}");
        }
        (Err(error), Ok(judged)) => assert!(is_stricter(text, error, &judged), "{error}"),
        (Err(_), Err(_)) => {}
    }
});

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
