//! The strict reader: one token at a time, in one pass, without recursion.

mod scalar;
mod string;

use core::fmt;

use super::token::{Kind, Token};
use crate::{Error, error::ReplyFault, text::Text};

/// Deepest nesting of objects and arrays that is read; the clouds' replies need 5.
pub const DEPTH_MAX: u8 = 32;

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    Value,
    /// The first element, or `]`.
    ValueOrEnd,
    /// The first member's name, or `}`.
    NameOrEnd,
    Name,
    /// A comma or the end of the innermost object or array.
    CommaOrEnd,
    /// White space to the end of the document.
    Nothing,
    /// Nothing at all: there was an error.
    Failed,
}

/// Reads a JSON document token by token.
///
/// What has been handed out is valid so far; the document is valid once [`Reader::next`] says
/// `None`. After an error every further call gives an error again.
///
/// # Examples
///
/// ```
/// use vncurl_core::text::json::{Reader, Token};
///
/// let mut reader = Reader::new(br#"{"state": "RUNNING"}"#)?;
/// let mut strings = 0;
/// while let Some(token) = reader.next()? {
///     if let Token::String(text) = token {
///         assert_eq!(text.decode(&mut [0; 16])?, "RUNNING"); // escapes are taken off
///         strings += 1;
///     }
/// }
/// assert_eq!(strings, 1);
/// # Ok::<(), vncurl_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Reader<'a> {
    document: &'a [u8],
    at: usize,
    expect: Expect,
    depth: u8,
    /// One bit for each open level, the innermost lowest: 1 is an object.
    objects: u32,
    /// The last name, string or number.
    text: Text<'a>,
}

impl<'a> Reader<'a> {
    /// Start at the front of `document`.
    ///
    /// Its text is not looked at before it is read: the first fault in the order of the bytes is
    /// the one that is found, and a byte that is not UTF-8 is one of them.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] for an empty document.
    pub fn new(document: &'a [u8]) -> Result<Self, Error> {
        if document.is_empty() {
            return Err(Error::MalformedReply { at: 0, fault: ReplyFault::Truncated });
        }
        let text = Text::default();
        Ok(Self { document, at: 0, expect: Expect::Value, depth: 0, objects: 0, text })
    }

    /// Offset of the first byte that was not read yet.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// How many objects and arrays are open.
    #[must_use]
    pub fn depth(&self) -> u8 {
        self.depth
    }

    /// The next token, or `None` at the end of a valid document.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] with the offset of the byte that cannot be read.
    #[expect(clippy::should_implement_trait, reason = "it fails, and an iterator would go on")]
    pub fn next(&mut self) -> Result<Option<Token<'a>>, Error> {
        let kind = self.advance().map_err(|fault| self.fault(fault))?;
        Ok(Some(match kind {
            Kind::BeginObject => Token::BeginObject,
            Kind::EndObject => Token::EndObject,
            Kind::BeginArray => Token::BeginArray,
            Kind::EndArray => Token::EndArray,
            Kind::Name => Token::Name(self.text),
            Kind::String => Token::String(self.text),
            // A number is ASCII, so the default is never taken.
            Kind::Number => Token::Number(self.text.as_plain().unwrap_or_default()),
            Kind::True | Kind::False => Token::Bool(kind == Kind::True),
            Kind::Null => Token::Null,
            Kind::End => return Ok(None),
        }))
    }

    /// As [`Reader::next`]; the fault is one of the byte that was not read yet, and the text is
    /// [`Reader::text`]. Without them it all fits into a register, which keeps short what is made of
    /// it.
    pub(crate) fn advance(&mut self) -> Result<Kind, ReplyFault> {
        let mut byte = self.skip_blanks();
        if self.expect == Expect::CommaOrEnd && byte == Some(b',') {
            self.step(1);
            self.expect = if self.objects & 1 == 1 { Expect::Name } else { Expect::Value };
            byte = self.skip_blanks();
        }
        let Some(byte) = byte else {
            let ended = self.expect == Expect::Nothing;
            return if ended { Ok(Kind::End) } else { Err(ReplyFault::Truncated) };
        };
        let kind = match (byte, self.expect) {
            (b'"', Expect::Name | Expect::NameOrEnd) => {
                self.string()?;
                self.colon()?;
                return Ok(Kind::Name);
            }
            (b'}' | b']', Expect::CommaOrEnd | Expect::NameOrEnd | Expect::ValueOrEnd) => {
                self.close(byte)?
            }
            (b'"', Expect::Value | Expect::ValueOrEnd) => {
                self.string()?;
                Kind::String
            }
            (b'{' | b'[', Expect::Value | Expect::ValueOrEnd) => return self.open(byte),
            (_, Expect::Value | Expect::ValueOrEnd) => self.scalar(byte)?,
            _ => return Err(ReplyFault::Syntax),
        };
        self.expect = if self.depth == 0 { Expect::Nothing } else { Expect::CommaOrEnd };
        Ok(kind)
    }

    /// The last name, string or number.
    #[inline]
    pub(crate) fn text(&self) -> Text<'a> {
        self.text
    }

    /// Step into the object that is the next value; `false` when another value is next.
    pub(crate) fn begin_object(&mut self) -> Result<bool, ReplyFault> {
        let begins = self.skip_blanks() == Some(b'{');
        if begins {
            self.open(b'{')?;
        }
        Ok(begins)
    }

    /// The string that is the next value of an object, or `None` when it is `null`; another value is
    /// a fault at its start.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn next_string(&mut self) -> Result<Option<Text<'a>>, ReplyFault> {
        let at = self.at;
        match self.advance()? {
            Kind::String => Ok(Some(self.text)),
            Kind::Null => Ok(None),
            _ => Err(self.fault_at(at, ReplyFault::WrongType)),
        }
    }

    /// Read to the end of the value that comes next, checking all of it.
    ///
    /// # Errors
    ///
    /// Those of [`Reader::next`].
    pub fn skip_value(&mut self) -> Result<(), Error> {
        self.pass_value().map_err(|fault| self.fault(fault))
    }

    /// As [`Reader::skip_value`]; the fault as that of [`Reader::advance`].
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn pass_value(&mut self) -> Result<(), ReplyFault> {
        let outer = self.depth;
        loop {
            // The document cannot end before its value does: that is a fault.
            if self.advance()? == Kind::End || self.depth <= outer {
                return Ok(());
            }
        }
    }

    /// The colon behind a member's name.
    #[inline]
    fn colon(&mut self) -> Result<(), ReplyFault> {
        if self.skip_blanks() != Some(b':') {
            return Err(self.unexpected());
        }
        self.step(1);
        self.expect = Expect::Value;
        Ok(())
    }

    /// `true`, `false`, `null` or a number.
    fn scalar(&mut self, first: u8) -> Result<Kind, ReplyFault> {
        let (word, kind): (&[u8], _) = match first {
            b't' => (b"true", Kind::True),
            b'f' => (b"false", Kind::False),
            b'n' => (b"null", Kind::Null),
            b'-' | b'0'..=b'9' => {
                self.number()?;
                return Ok(Kind::Number);
            }
            _ => return Err(ReplyFault::Syntax),
        };
        self.word(word)?;
        Ok(kind)
    }

    /// The object or array that begins with `bracket`.
    #[cfg_attr(feature = "compact", inline(never))]
    fn open(&mut self, bracket: u8) -> Result<Kind, ReplyFault> {
        if self.depth >= DEPTH_MAX {
            return Err(ReplyFault::TooDeep);
        }
        self.depth = self.depth.wrapping_add(1);
        self.step(1);
        let kind;
        (self.expect, kind) = match bracket {
            b'{' => (Expect::NameOrEnd, Kind::BeginObject),
            _ => (Expect::ValueOrEnd, Kind::BeginArray),
        };
        self.objects = self.objects << 1 | u32::from(bracket == b'{');
        Ok(kind)
    }

    /// The end of the innermost object or array, where one may end.
    fn close(&mut self, bracket: u8) -> Result<Kind, ReplyFault> {
        let is_object = self.objects & 1 == 1;
        if (bracket == b'}') != is_object {
            return Err(ReplyFault::Syntax);
        }
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.step(1);
        Ok(if is_object { Kind::EndObject } else { Kind::EndArray })
    }

    /// The string whose opening quote comes next.
    fn string(&mut self) -> Result<(), ReplyFault> {
        self.step(1);
        let start = self.at;
        let escaped = self.characters()?;
        self.keep_text(start, escaped);
        self.step(1);
        Ok(())
    }

    /// Keep what was read from `start` on.
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    fn keep_text(&mut self, start: usize, escaped: bool) {
        self.text = Text::json(self.document.get(start..self.at).unwrap_or_default(), escaped);
    }

    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    fn skip_blanks(&mut self) -> Option<u8> {
        loop {
            let byte = self.peek()?;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
            self.step(1);
        }
    }

    #[expect(
        clippy::manual_contains,
        reason = "`contains` is made for longer lists, and longer itself"
    )]
    #[cfg_attr(feature = "compact", inline(never))]
    fn accept(&mut self, any_of: &[u8]) -> bool {
        let accepted = self.peek().is_some_and(|byte| any_of.iter().any(|own| *own == byte));
        if accepted {
            self.step(1);
        }
        accepted
    }

    fn peek(&self) -> Option<u8> {
        self.document.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.document.get(self.at..).unwrap_or_default()
    }

    /// Go on by `bytes`, which were looked at and so are there.
    fn step(&mut self, bytes: usize) {
        self.at = self.at.wrapping_add(bytes);
    }

    /// The fault of a byte that does not belong, or of one that is missing.
    #[cold]
    #[cfg_attr(feature = "compact", inline(never))]
    fn unexpected(&self) -> ReplyFault {
        if self.peek().is_some() { ReplyFault::Syntax } else { ReplyFault::Truncated }
    }

    /// The fault of what was read from `at` on.
    #[cold]
    pub(crate) fn fault_at(&mut self, at: usize, fault: ReplyFault) -> ReplyFault {
        self.at = at;
        fault
    }

    #[cold]
    pub(crate) fn fault(&mut self, fault: ReplyFault) -> Error {
        self.expect = Expect::Failed;
        Error::MalformedReply { at: self.at, fault }
    }
}

impl fmt::Debug for Reader<'_> {
    /// Without the document, which may hold a VNC URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("at", &self.at)
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}
