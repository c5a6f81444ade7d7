//! A reply as a tree of names, whether it came as JSON or as XML.
//!
//! Both clouds' lists have one shape in two notations: a JSON array's elements stand under the
//! array's name, as XML repeats an element. Nothing is kept but the names on the way down.

use heapless::Vec;

use super::{
    Text,
    json::{self, Token},
    xml::{self, Event},
};
use crate::{Error, error::ReplyFault};

/// One step through a tree.
#[derive(Clone, Copy)]
pub(crate) enum Node<'a> {
    /// Something that holds named parts begins: a JSON object, an XML element with elements in it.
    Enter,
    /// It ends.
    Leave,
    /// A JSON array begins; its elements follow under its name.
    Array,
    /// A value; nothing for JSON's `null`.
    Leaf(Option<Text<'a>>),
}

/// Whether `document` is XML: its first byte that is not blank is `<`.
pub(crate) fn is_xml(document: &[u8]) -> bool {
    document.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<')
}

/// How many objects, arrays and elements stand in one another at most where a path names something;
/// the clouds' lists have 5.
const NAMED_MAX: usize = 8;

/// Walks through a document.
#[derive(Clone)]
pub(crate) struct Tree<'a> {
    source: Source<'a>,
    /// What is open, the innermost last, and below it the name of the last leaf.
    open: Vec<Frame<'a>, NAMED_MAX>,
    /// How many more are open in the innermost of these: no path names what is in them.
    deeper: u8,
    leaf: Text<'a>,
    /// Where the last node that was entered begins.
    start: usize,
}

#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "there is no heap to put the larger reader on")]
enum Source<'a> {
    Json(json::Reader<'a>),
    Xml {
        spoken: xml::Spoken,
        reader: xml::Reader<'a>,
        /// Read already, to see whether an element holds others, and where it begins.
        ahead: Option<(usize, Event<'a>)>,
    },
}

#[derive(Clone, Copy)]
struct Frame<'a> {
    name: Text<'a>,
    /// An array is no step of a path: its elements have its name.
    is_array: bool,
}

impl<'a> Tree<'a> {
    /// Start at the front of `document`: XML when its first byte that is not blank is `<`.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] for an empty document.
    pub(crate) fn new(document: &'a [u8]) -> Result<Self, Error> {
        let source = match xml::Spoken::SELF.filter(|_| is_xml(document)) {
            Some(spoken) => {
                Source::Xml { spoken, reader: xml::Reader::new(document)?, ahead: None }
            }
            None => Source::Json(json::Reader::new(document)?),
        };
        Ok(Self { source, open: Vec::new(), deeper: 0, leaf: Text::default(), start: 0 })
    }

    /// Offset of the first byte that was not read yet.
    pub(crate) fn at(&self) -> usize {
        match &self.source {
            Source::Json(reader) => reader.at(),
            Source::Xml { reader, .. } => reader.at(),
        }
    }

    /// Whether the document is XML, which has no arrays.
    pub(crate) fn is_xml(&self) -> bool {
        matches!(self.source, Source::Xml { .. })
    }

    /// Where the last node that was entered begins.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// Whether the innermost node that is open stands at `path`, counted from the root, whose own
    /// name does not count.
    pub(crate) fn is_in(&self, path: &[&str]) -> bool {
        let steps = self.open.iter().filter(|frame| !frame.is_array).map(|frame| &frame.name);
        let mut steps = steps.skip(1);
        let holds = |name: &&str| steps.next().is_some_and(|step| *step == **name);
        let stands = path.iter().all(holds) && steps.next().is_none();
        stands && self.deeper == 0 && !self.open.is_empty()
    }

    /// Whether the last leaf or array stands at `path`.
    pub(crate) fn is_at(&self, path: &[&str]) -> bool {
        self.is_at_in(&[], path)
    }

    /// Whether the last leaf or array stands at `path` in a node that stands at `base`.
    pub(crate) fn is_at_in(&self, base: &[&str], path: &[&str]) -> bool {
        let steps = self.open.iter().filter(|frame| !frame.is_array).map(|frame| &frame.name);
        let Some((name, parents)) = path.split_last() else { return false };
        let mut steps = steps.skip(1);
        let holds = |name: &&str| steps.next().is_some_and(|step| *step == **name);
        let stands = base.iter().chain(parents).all(holds) && steps.next().is_none();
        stands && self.deeper == 0 && self.leaf == **name
    }

    /// The next node, or `None` at the end of a valid document.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] with the offset of the byte that cannot be read.
    pub(crate) fn next(&mut self) -> Result<Option<Node<'a>>, Error> {
        match &mut self.source {
            Source::Json(_) => self.next_json(),
            Source::Xml { .. } => self.next_xml(),
        }
    }

    fn next_json(&mut self) -> Result<Option<Node<'a>>, Error> {
        loop {
            let Source::Json(reader) = &mut self.source else { return Ok(None) };
            let innermost = self.open.last().copied();
            let mut name = match innermost {
                Some(frame) if frame.is_array => frame.name,
                _ => Text::default(),
            };
            let mut token = reader.next()?;
            if let Some(Token::Name(member)) = token {
                name = member;
                token = reader.next()?;
            }
            let value = match token {
                None => return Ok(None),
                Some(Token::BeginObject) => {
                    self.start = reader.at().wrapping_sub(1);
                    return Ok(Some(self.enter(Frame { name, is_array: false })));
                }
                Some(Token::BeginArray) => {
                    self.enter(Frame { name, is_array: true });
                    self.leaf = name;
                    return Ok(Some(Node::Array));
                }
                Some(Token::EndArray) => {
                    self.leave();
                    continue;
                }
                Some(Token::EndObject) => return Ok(Some(self.leave())),
                Some(Token::String(text)) => Some(text),
                Some(Token::Number(number)) => Some(Text::plain(number)),
                Some(Token::Bool(value)) => Some(Text::plain(if value { "true" } else { "false" })),
                Some(Token::Null) => None,
                Some(Token::Name(_)) => return Err(self.fault(ReplyFault::Syntax)),
            };
            self.leaf = name;
            return Ok(Some(Node::Leaf(value)));
        }
    }

    fn next_xml(&mut self) -> Result<Option<Node<'a>>, Error> {
        loop {
            let Source::Xml { spoken, reader, ahead } = &mut self.source else { return Ok(None) };
            let (start, event) = match ahead.take() {
                Some((start, event)) => (start, Some(event)),
                None => (reader.at(), reader.next()?),
            };
            let name = match event {
                None => return Ok(None),
                Some(Event::End) => return Ok(Some(self.leave())),
                // Text beside elements says nothing.
                Some(Event::Content(_)) => continue,
                Some(Event::Start(name)) => Text::plain(name),
            };
            let mut begin = reader.at();
            let (mut next, mut text) = (reader.next()?, Text::default());
            if let Some(Event::Content(content)) = next {
                text = Text::xml(content, *spoken);
                begin = reader.at();
                next = reader.next()?;
            }
            // The root is entered even when it holds nothing.
            if matches!(next, Some(Event::End)) && !self.open.is_empty() {
                self.leaf = name;
                return Ok(Some(Node::Leaf(Some(text))));
            }
            *ahead = next.map(|event| (begin, event));
            self.start = start;
            return Ok(Some(self.enter(Frame { name, is_array: false })));
        }
    }

    fn enter(&mut self, frame: Frame<'a>) -> Node<'a> {
        if self.deeper > 0 || self.open.push(frame).is_err() {
            // The readers themselves end at a depth of 32.
            self.deeper = self.deeper.saturating_add(1);
        }
        Node::Enter
    }

    fn leave(&mut self) -> Node<'a> {
        match self.deeper.checked_sub(1) {
            Some(deeper) => self.deeper = deeper,
            None => {
                self.open.pop();
            }
        }
        Node::Leave
    }

    /// A fault of what was read last.
    pub(crate) fn fault(&self, fault: ReplyFault) -> Error {
        Error::MalformedReply { at: self.at(), fault }
    }
}

#[cfg(test)]
mod tests {
    use std::{format, string::String, vec::Vec};

    use super::*;

    /// Every leaf with its path, and every node that is entered with its own text.
    fn walk(document: &str) -> Result<Vec<String>, Error> {
        let mut tree = Tree::new(document.as_bytes())?;
        let (mut seen, mut starts) = (Vec::new(), Vec::new());
        while let Some(node) = tree.next()? {
            let open: Vec<String> = tree
                .open
                .iter()
                .filter(|frame| !frame.is_array)
                .skip(1)
                .map(|frame| format!("{}/", frame.name))
                .collect();
            match node {
                Node::Enter => starts.push(tree.start()),
                Node::Leave => {
                    let own = &document[starts.pop().unwrap()..tree.at()];
                    seen.push(format!("{}{}", open.concat(), own.trim()));
                }
                Node::Array => {}
                Node::Leaf(text) => {
                    let text = text.map_or("null".into(), |text| format!("{text}"));
                    seen.push(format!("{}{}={text}", open.concat(), tree.leaf));
                }
            }
        }
        Ok(seen)
    }

    #[test]
    fn json_and_xml_of_one_shape_are_walked_alike() {
        let json = r#"{"A": {"B": [{"C": "1"}, {"C": 2, "D": ["x", "y"]}], "E": null}, "F": []}"#;
        assert_eq!(
            walk(json).unwrap(),
            [
                "A/B/C=1",
                r#"A/{"C": "1"}"#,
                "A/B/C=2",
                "A/B/D=x",
                "A/B/D=y",
                r#"A/{"C": 2, "D": ["x", "y"]}"#,
                "A/E=null",
                r#"{"B": [{"C": "1"}, {"C": 2, "D": ["x", "y"]}], "E": null}"#,
                json,
            ]
        );
        let inner = "<B><C>1</C></B> <B> <C>2</C><D>x</D><D>&#121;</D></B>";
        let xml = format!("<R><A>{inner}<E/></A>\n<F></F></R>");
        assert_eq!(
            walk(&xml).unwrap(),
            [
                "A/B/C=1",
                "A/<B><C>1</C></B>",
                "A/B/C=2",
                "A/B/D=x",
                "A/B/D=y",
                "A/<B> <C>2</C><D>x</D><D>&#121;</D></B>",
                "A/E=",
                &format!("<A>{inner}<E/></A>"),
                "F=",
                &xml,
            ]
        );
    }

    #[test]
    fn arrays_in_arrays_keep_their_name_and_a_root_may_be_anything() {
        assert_eq!(walk(r#"[[{"a": 1}], 2]"#).unwrap(), ["a=1", r#"{"a": 1}"#, "=2"]);
        assert_eq!(walk("7").unwrap(), ["=7"]);
        assert_eq!(walk("<a/>").unwrap(), ["<a/>"]);
        assert!(walk("").is_err() && walk(" <a>").is_err() && walk("{\"a\":").is_err());
    }
}
