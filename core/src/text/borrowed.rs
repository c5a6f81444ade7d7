//! A text inside a document, borrowed and not yet unescaped.

use core::fmt;

use super::{
    Sink, SliceWriter,
    json::unescape,
    sink::{ByRef, shared},
    xml,
};
use crate::Error;

/// A text as it stands in a reply, in JSON or in XML.
///
/// The clouds' texts hardly ever hold an escape, so [`Text::as_plain`] mostly hands out the
/// reply's own bytes; [`Text::decode`] and the `Display` form hold for all of them. `Debug` shows
/// the length alone, since a VNC URL is such a text.
#[derive(Clone, Copy, Default)]
pub struct Text<'a> {
    /// UTF-8.
    raw: &'a [u8],
    spelling: Spelling,
}

/// How a text stands in its document; as long as a word, so that a text is copied in whole words.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[repr(u32)]
enum Spelling {
    /// Every byte stands for itself.
    #[default]
    Plain,
    /// With JSON's escapes.
    Json,
    /// With XML's references, sections and comments.
    Xml(xml::Spoken),
}

impl<'a> Text<'a> {
    /// Text that stands for itself.
    #[must_use]
    pub const fn plain(text: &'a str) -> Self {
        Self { raw: text.as_bytes(), spelling: Spelling::Plain }
    }

    /// A string between quotes that JSON's reader has found to be UTF-8 with valid escapes.
    pub(super) const fn json(raw: &'a [u8], escaped: bool) -> Self {
        Self { raw, spelling: if escaped { Spelling::Json } else { Spelling::Plain } }
    }

    /// What stands between two tags.
    pub(super) fn xml(content: xml::Content<'a>, spoken: xml::Spoken) -> Self {
        let is_plain = content.as_plain().is_some();
        let spelling = if is_plain { Spelling::Plain } else { Spelling::Xml(spoken) };
        Self { raw: content.raw().as_bytes(), spelling }
    }

    /// The text itself, when it holds no escape.
    #[must_use]
    pub const fn as_plain(&self) -> Option<&'a str> {
        match (self.spelling, core::str::from_utf8(self.raw)) {
            (Spelling::Plain, Ok(text)) => Some(text),
            _ => None,
        }
    }

    /// The bytes of the text itself, when it holds no escape.
    #[inline]
    pub(crate) fn as_bytes(&self) -> Option<&'a [u8]> {
        self.is_plain().then_some(self.raw)
    }

    #[inline]
    fn is_plain(&self) -> bool {
        self.spelling == Spelling::Plain
    }

    /// Whether the text is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty() || matches!(self.spelling, Spelling::Xml(_)) && self.len() == 0
    }

    /// Length of the text in bytes, unescaped.
    #[must_use]
    pub fn len(&self) -> usize {
        if self.is_plain() {
            return self.raw.len();
        }
        let mut counter = SliceWriter::new(&mut []);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = self.put_into(shared(&mut counter));
        counter.len()
    }

    /// Whether the text starts with `start`.
    #[must_use]
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    pub fn starts_with(&self, start: &str) -> bool {
        if self.is_plain() {
            self.raw.starts_with(start.as_bytes())
        } else {
            self.unescaped_behind(start).is_some()
        }
    }

    #[cold]
    fn unescaped_is(&self, other: &str) -> bool {
        // An escape of JSON takes at most six bytes for one of the text. What is longer differs, and
        // is not read again for each thing that stands below such a name.
        let is_longer = self.spelling == Spelling::Json
            && self.raw.len() > other.len().saturating_mul("\\u0041".len());
        !is_longer && self.unescaped_behind(other) == Some(false)
    }

    /// Whether anything stands behind `start`; nothing when the text does not start so.
    #[cold]
    fn unescaped_behind(&self, start: &str) -> Option<bool> {
        /// What of the start is still to be matched, and whether a byte came that does not match.
        struct Rest<'a>(&'a [u8], bool);
        impl Sink for Rest<'_> {
            fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
                pieces.into_iter().flatten().try_for_each(|byte| match self.0.split_first() {
                    Some((own, behind)) if own == byte => {
                        self.0 = behind;
                        Ok(())
                    }
                    _ => {
                        self.1 = true;
                        Err(fmt::Error)
                    }
                })
            }
        }
        let mut rest = Rest(start.as_bytes(), false);
        // It goes no further than it must.
        let _ = self.put_into(shared(&mut rest));
        rest.0.is_empty().then_some(rest.1)
    }

    /// The text up to the end of the first `words`, which are ASCII, and whether they stand in it
    /// at all, escaped or not.
    pub(crate) fn split_behind(&self, words: &str) -> (Self, bool) {
        let mut rest = self.characters();
        loop {
            let mut behind = rest.clone();
            if words.bytes().all(|word| behind.next() == Some(char::from(word))) {
                let raw = self.raw.get(..self.raw.len().wrapping_sub(behind.rest().len()));
                return (Self { raw: raw.unwrap_or_default(), ..*self }, true);
            }
            if rest.next().is_none() {
                return (*self, false);
            }
        }
    }

    /// Compare what stands behind the first `words`, which are ASCII, with `own`: nothing when the
    /// words do not stand in the text; else how many bytes of `own` are the same, and whether that
    /// is all of both. What is not ASCII counts as different.
    pub(crate) fn same_behind(&self, words: &str, own: &str) -> Option<(usize, bool)> {
        let (front, stands) = self.split_behind(words);
        if !stands {
            return None;
        }
        let mut theirs = self.characters();
        let front = front.characters().count();
        for _ in 0..front {
            theirs.next();
        }
        let mut at = 0_usize;
        for byte in own.bytes() {
            if theirs.next() != Some(char::from(byte)) {
                return Some((at, false));
            }
            at = at.saturating_add(1);
        }
        Some((at, theirs.next().is_none()))
    }

    fn characters(&self) -> Characters<'a> {
        match self.spelling {
            Spelling::Plain => Characters::Plain(self.raw),
            Spelling::Json => Characters::Json(self.raw),
            Spelling::Xml(_) => Characters::Xml(xml::Characters::new(self.raw)),
        }
    }

    /// Write the text, unescaped.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub fn write(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        self.put_into(shared(&mut ByRef(out)))
    }

    pub(crate) fn put_into(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        match self.spelling {
            Spelling::Plain => out.put([self.raw]),
            Spelling::Json => self.write_json(out),
            Spelling::Xml(_) => xml::Characters::new(self.raw)
                .try_for_each(|each| out.put([each.encode_utf8(&mut [0; 4]).as_bytes()])),
        }
    }

    fn write_json(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        let mut rest = self.raw;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
            let (plain, escape) = rest.split_at_checked(at).unwrap_or_default();
            let (character, after) = unescape(escape);
            out.put([plain, character.encode_utf8(&mut [0; 4]).as_bytes()])?;
            rest = after;
        }
        out.put([rest])
    }

    /// Unescape into `buf`.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the exact length.
    pub fn decode<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        let mut out = SliceWriter::new(buf);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = self.put_into(shared(&mut out));
        out.finish()
    }
}

/// The characters of a text; where none of it is escaped, one that is not ASCII is its bytes.
#[derive(Clone)]
enum Characters<'a> {
    Plain(&'a [u8]),
    Json(&'a [u8]),
    Xml(xml::Characters<'a>),
}

impl<'a> Characters<'a> {
    /// What was not read yet, as it stands in the document.
    fn rest(&self) -> &'a [u8] {
        match self {
            Self::Plain(rest) | Self::Json(rest) => rest,
            Self::Xml(characters) => characters.rest(),
        }
    }
}

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Json(rest) if rest.first() == Some(&b'\\') => {
                let (character, behind) = unescape(rest);
                *rest = behind;
                Some(character)
            }
            Self::Plain(rest) | Self::Json(rest) => {
                let (first, behind) = rest.split_first()?;
                *rest = behind;
                Some(char::from(*first))
            }
            Self::Xml(characters) => characters.next(),
        }
    }
}

impl PartialEq<str> for Text<'_> {
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    fn eq(&self, other: &str) -> bool {
        if self.is_plain() { self.raw == other.as_bytes() } else { self.unescaped_is(other) }
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.raw.len())
    }
}
