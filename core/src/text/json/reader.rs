//! The strict reader: one token at a time, in one pass, without recursion.

mod scalar;
mod string;

use core::fmt;

use crate::{Error, error::ReplyFault, text::Text};

/// Deepest nesting of objects and arrays that is read; the clouds' replies need 5.
pub const DEPTH_MAX: u8 = 32;

/// One token of a JSON document.
#[derive(Clone, Copy, Debug)]
pub enum Token<'a> {
    /// `{`
    BeginObject,
    /// `}`
    EndObject,
    /// `[`
    BeginArray,
    /// `]`
    EndArray,
    /// The name of an object's member; its value is the next token.
    Name(Text<'a>),
    /// A string.
    String(Text<'a>),
    /// A number, as it is spelled.
    Number(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// `null`
    Null,
}

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
        let mut this = Self { document, at: 0, expect: Expect::Value, depth: 0, objects: 0 };
        if document.is_empty() { Err(this.fault(ReplyFault::Truncated)) } else { Ok(this) }
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
        self.advance().map_err(|fault| self.fault(fault))
    }

    /// As [`Reader::next`]; the fault is one of the byte that was not read yet. Without its place it
    /// fits into a register, which keeps short what all of this is made of.
    fn advance(&mut self) -> Result<Option<Token<'a>>, ReplyFault> {
        let mut byte = self.skip_blanks();
        if self.expect == Expect::CommaOrEnd && byte == Some(b',') {
            self.step(1);
            self.expect = if self.objects & 1 == 1 { Expect::Name } else { Expect::Value };
            byte = self.skip_blanks();
        }
        let Some(byte) = byte else {
            let ended = self.expect == Expect::Nothing;
            return if ended { Ok(None) } else { Err(ReplyFault::Truncated) };
        };
        let token = match (byte, self.expect) {
            (b'"', Expect::Name | Expect::NameOrEnd | Expect::Value | Expect::ValueOrEnd) => {
                let text = self.string()?;
                if matches!(self.expect, Expect::Name | Expect::NameOrEnd) {
                    self.colon()?;
                    Token::Name(text)
                } else {
                    self.value_ended();
                    Token::String(text)
                }
            }
            (b'}', Expect::CommaOrEnd | Expect::NameOrEnd) if self.objects & 1 == 1 => {
                self.close(Token::EndObject)
            }
            (b']', Expect::CommaOrEnd | Expect::ValueOrEnd) if self.objects & 1 == 0 => {
                self.close(Token::EndArray)
            }
            (_, Expect::Value | Expect::ValueOrEnd) => self.value(byte)?,
            _ => return Err(ReplyFault::Syntax),
        };
        Ok(Some(token))
    }

    /// The name of the next member of the innermost object, which is an object, or `None` at its
    /// end.
    pub(crate) fn next_name(&mut self) -> Result<Option<Text<'a>>, Error> {
        match self.next()? {
            Some(Token::Name(name)) => Ok(Some(name)),
            _ => Ok(None),
        }
    }

    /// Step into the object that is the next value; `false` when another value is next.
    pub(crate) fn begin_object(&mut self) -> Result<bool, Error> {
        let begins = self.skip_blanks() == Some(b'{');
        if begins {
            let opened = self.open(Token::BeginObject, 1, Expect::NameOrEnd);
            opened.map_err(|fault| self.fault(fault))?;
        }
        Ok(begins)
    }

    /// The string that is the next value of an object, or `None` when it is `null`; another value is
    /// an error of the type.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn next_string(&mut self) -> Result<Option<Text<'a>>, Error> {
        let at = self.at;
        match self.next()? {
            Some(Token::String(text)) => Ok(Some(text)),
            Some(Token::Null) => Ok(None),
            _ => Err(Error::MalformedReply { at, fault: ReplyFault::WrongType }),
        }
    }

    /// Read to the end of the value that comes next, checking all of it.
    ///
    /// # Errors
    ///
    /// Those of [`Reader::next`].
    #[cfg_attr(feature = "compact", inline(never))]
    pub fn skip_value(&mut self) -> Result<(), Error> {
        let outer = self.depth;
        loop {
            // The document cannot end before its value does: that is an error of `next`.
            if self.next()?.is_none() || self.depth <= outer {
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

    /// A value that is no string.
    fn value(&mut self, first: u8) -> Result<Token<'a>, ReplyFault> {
        let token = match first {
            b'{' => return self.open(Token::BeginObject, 1, Expect::NameOrEnd),
            b'[' => return self.open(Token::BeginArray, 0, Expect::ValueOrEnd),
            b'-' | b'0'..=b'9' => Token::Number(self.number()?),
            b't' => self.word("true", Token::Bool(true))?,
            b'f' => self.word("false", Token::Bool(false))?,
            b'n' => self.word("null", Token::Null)?,
            _ => return Err(ReplyFault::Syntax),
        };
        self.value_ended();
        Ok(token)
    }

    fn open(
        &mut self,
        token: Token<'a>,
        bit: u32,
        expect: Expect,
    ) -> Result<Token<'a>, ReplyFault> {
        if self.depth >= DEPTH_MAX {
            return Err(ReplyFault::TooDeep);
        }
        self.depth = self.depth.wrapping_add(1);
        self.objects = self.objects << 1 | bit;
        self.step(1);
        self.expect = expect;
        Ok(token)
    }

    fn close(&mut self, token: Token<'a>) -> Token<'a> {
        self.depth = self.depth.saturating_sub(1);
        self.objects >>= 1;
        self.step(1);
        self.value_ended();
        token
    }

    fn value_ended(&mut self) {
        self.expect = if self.depth == 0 { Expect::Nothing } else { Expect::CommaOrEnd };
    }

    /// The string whose opening quote comes next.
    fn string(&mut self) -> Result<Text<'a>, ReplyFault> {
        self.step(1);
        let start = self.at;
        let escaped = self.characters()?;
        let raw = self.document.get(start..self.at).unwrap_or_default();
        self.step(1);
        Ok(Text::json(raw, escaped))
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

    #[cold]
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
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}
