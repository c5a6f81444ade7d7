//! The strict reader: one tag, or what stands between two, at a time, without recursion.

mod content;
mod declaration;
mod tag;

use core::fmt;

use super::{
    Content,
    class::{continues_name, is_blank, is_forbidden_control, starts_name},
};
use crate::{
    Error,
    error::ReplyFault,
    text::{class::is, scan::prefix_len},
};

/// Deepest nesting of elements that is read; the clouds' replies need 5.
pub const DEPTH_MAX: usize = 32;

/// One piece of an XML document.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// An element of this name begins.
    Start(&'a str),
    /// All that stands between two tags.
    ///
    /// White space alone, with or without comments, comes only when it is all that an element
    /// holds.
    Content(Content<'a>),
    /// The innermost element ends, with an end tag or because it is empty (`<a/>`).
    End,
}

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    /// The declaration, or what may come behind it.
    Declaration,
    /// Text behind a start tag.
    FirstContent,
    /// Text behind an end tag, or a tag behind text.
    Content,
    /// The end of an empty element, which has no tag of its own.
    EndOfEmpty,
    /// White space, comments and processing instructions to the end of the document.
    Nothing,
    /// Nothing at all: there was an error.
    Failed,
}

/// Reads an XML document piece by piece.
///
/// What has been handed out is valid so far; the document is valid once [`Reader::next`] says
/// `None`. After an error every further call gives an error again.
#[derive(Clone)]
pub struct Reader<'a> {
    /// The document, up to the first byte that is not UTF-8.
    text: &'a str,
    /// What is wrong when the document has to go on behind `text`.
    end: ReplyFault,
    at: usize,
    expect: Expect,
    /// Where the names of the open elements stand, the innermost last: half of what the names take
    /// of a device's stack.
    names: heapless::Vec<usize, DEPTH_MAX>,
}

impl<'a> Reader<'a> {
    /// Start at the front of `document`, in UTF-8 and without a byte order mark.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] for an empty document.
    pub fn new(document: &'a [u8]) -> Result<Self, Error> {
        let (text, end) = match core::str::from_utf8(document) {
            Ok(text) => (text, ReplyFault::Truncated),
            // The first fault in the order of the bytes is the one that is found, so what is in
            // front of this one is read first.
            Err(error) => {
                let valid = document.get(..error.valid_up_to()).unwrap_or_default();
                (core::str::from_utf8(valid).unwrap_or_default(), ReplyFault::NotUtf8)
            }
        };
        let names = heapless::Vec::new();
        let mut this = Self { text, end, at: 0, expect: Expect::Declaration, names };
        if text.is_empty() { Err(this.unexpected()) } else { Ok(this) }
    }

    /// Offset of the first byte that was not read yet.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// How many elements are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.names.len()
    }

    /// The next piece, or `None` at the end of a valid document.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] with the offset of the byte that cannot be read.
    #[expect(clippy::should_implement_trait, reason = "it fails, and an iterator would go on")]
    pub fn next(&mut self) -> Result<Option<Event<'a>>, Error> {
        match self.expect {
            Expect::Declaration => {
                self.declaration()?;
                self.skip_outside()?;
                self.tag().map(Some)
            }
            Expect::FirstContent | Expect::Content => {
                let first = self.expect == Expect::FirstContent;
                self.expect = Expect::Content;
                match self.content(first)? {
                    Some(content) => Ok(Some(Event::Content(content))),
                    None => self.tag().map(Some),
                }
            }
            Expect::EndOfEmpty => Ok(Some(self.close())),
            Expect::Nothing => {
                self.skip_outside()?;
                let ended = self.peek().is_none() && self.end == ReplyFault::Truncated;
                if ended { Ok(None) } else { Err(self.unexpected()) }
            }
            Expect::Failed => Err(self.unexpected()),
        }
    }

    /// Step over what may stand outside of the root: white space, comments, processing
    /// instructions.
    fn skip_outside(&mut self) -> Result<(), Error> {
        loop {
            self.skip_blanks();
            match self.peek_pair() {
                Some([b'<', b'?']) => self.instruction()?,
                Some([b'<', b'!']) => self.comment()?,
                None if self.accept(b'<') => return Err(self.unexpected()),
                _ => return Ok(()),
            }
        }
    }

    /// A name, behind which the document has to go on.
    fn name(&mut self) -> Result<&'a str, Error> {
        let start = self.at;
        let mut belongs: fn(char) -> bool = starts_name;
        for character in self.rest().chars() {
            if !belongs(character) {
                break;
            }
            belongs = continues_name;
            self.step(character.len_utf8());
        }
        let name = self.text.get(start..self.at).unwrap_or_default();
        if name.is_empty() || self.peek().is_none() {
            return Err(self.unexpected());
        }
        Ok(name)
    }

    /// Read on to the first byte that is one of `stops`, which are ASCII and no controls.
    fn run(&mut self, stops: [u8; 3]) -> Result<u8, Error> {
        // U+FFFE and U+FFFF, which no document may hold, start with this byte.
        const SUSPECT: u8 = 0xef;
        let [first, second, third] = stops;
        let stands = |byte| !is(byte, first) & !is(byte, second) & !is(byte, third);
        loop {
            let rest = self.rest().as_bytes();
            let plain = |byte| stands(byte) & !is_forbidden_control(byte) & !is(byte, SUSPECT);
            self.step(prefix_len(rest, plain));
            match self.rest().as_bytes() {
                [stop, ..] if !stands(*stop) => return Ok(*stop),
                [SUSPECT, second, third, ..] if (*second, *third) < (0xbf, 0xbe) => self.step(3),
                _ => return Err(self.unexpected()),
            }
        }
    }

    /// Exactly this text, which is ASCII.
    fn literal(&mut self, text: &str) -> Result<(), Error> {
        text.bytes().try_for_each(
            |byte| {
                if self.accept(byte) { Ok(()) } else { Err(self.unexpected()) }
            },
        )
    }

    /// Step over white space, and tell whether there was any.
    fn skip_blanks(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(is_blank) {
            self.step(1);
        }
        self.at != start
    }

    fn accept(&mut self, byte: u8) -> bool {
        let accepted = self.peek() == Some(byte);
        if accepted {
            self.step(1);
        }
        accepted
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn peek_pair(&self) -> Option<[u8; 2]> {
        self.rest().as_bytes().first_chunk().copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Go on by `bytes`, which were looked at and so are there; they are whole characters.
    fn step(&mut self, bytes: usize) {
        self.at = self.at.wrapping_add(bytes);
    }

    /// The fault of a byte that does not belong, or of one that is missing.
    fn unexpected(&mut self) -> Error {
        self.fault(if self.peek().is_some() { ReplyFault::Syntax } else { self.end })
    }

    /// The fault of something that starts at `start` and is spelled well, but may not stand there.
    fn refused(&mut self, start: usize, fault: ReplyFault) -> Error {
        self.at = start;
        self.fault(fault)
    }

    fn fault(&mut self, fault: ReplyFault) -> Error {
        self.expect = Expect::Failed;
        Error::MalformedReply { at: self.at, fault }
    }
}

impl fmt::Debug for Reader<'_> {
    /// Without the document, which may hold a VNC URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("at", &self.at)
            .field("depth", &self.depth())
            .finish_non_exhaustive()
    }
}
