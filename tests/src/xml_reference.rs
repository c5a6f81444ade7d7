//! The strict XML reader beside `roxmltree`: the same documents are accepted, and the same names and
//! texts are read out of them. A test and a fuzz target ask [`agrees`].
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

/// Compare one document; says whether it was accepted.
#[must_use]
pub fn agrees(document: &[u8]) -> bool {
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
