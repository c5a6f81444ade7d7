//! What stands between two tags, borrowed and not yet resolved.

use core::fmt;

use super::reference::resolve;
use crate::text::sink::shared;
use crate::{
    Error,
    text::{Sink, SliceWriter, class::is, scan::all},
};

/// The text between two tags, as it stands in a reply: with its references, CDATA sections,
/// comments and processing instructions.
///
/// [`Content::as_plain`] mostly hands out the reply's own bytes; [`Content::characters`],
/// [`Content::write`], [`Content::decode`] and the `Display` form hold for all of them. `Debug`
/// shows the length alone, since a VNC URL is such a text.
#[derive(Clone, Copy, Default)]
pub struct Content<'a> {
    raw: &'a str,
}

impl<'a> Content<'a> {
    /// Text between two tags that the reader has checked.
    pub(super) const fn checked(raw: &'a str) -> Self {
        Self { raw }
    }

    /// The text as it stands in the reply.
    #[must_use]
    pub const fn raw(&self) -> &'a str {
        self.raw
    }

    /// The text itself, when every byte of it stands for itself.
    #[must_use]
    pub fn as_plain(&self) -> Option<&'a str> {
        is_plain(self.raw.as_bytes()).then_some(self.raw)
    }

    /// The characters that the text stands for.
    #[must_use]
    pub const fn characters(&self) -> Characters<'a> {
        Characters::new(self.raw.as_bytes())
    }

    /// Write the text, resolved.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub fn write(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        if let Some(plain) = self.as_plain() {
            return out.put([plain.as_bytes()]);
        }
        let mut characters = self.characters();
        characters.try_for_each(|each| out.put([each.encode_utf8(&mut [0; 4]).as_bytes()]))
    }

    /// Resolve into `buf`.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the exact length.
    pub fn decode<'b>(&self, buf: &'b mut [u8]) -> Result<&'b str, Error> {
        let mut out = SliceWriter::new(buf);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = self.write(shared(&mut out));
        out.finish()
    }
}

/// Whether every byte of checked content stands for itself: it holds no reference, no CDATA
/// section, no comment, no processing instruction, and no line end that is read as another.
pub(crate) fn is_plain(raw: &[u8]) -> bool {
    all(raw, |byte| !is(byte, b'&') & !is(byte, b'<') & !is(byte, b'\r'))
}

/// The characters that checked content stands for, one after another.
///
/// References are resolved, CDATA sections lose their marks, comments and processing instructions
/// are left out, and every line ends in `\n` alone (section 2.11).
#[derive(Clone)]
pub struct Characters<'a> {
    /// UTF-8.
    rest: &'a [u8],
    /// Whether `rest` starts inside of a CDATA section.
    in_section: bool,
}

impl<'a> Characters<'a> {
    /// The characters of `raw`: checked content, or its front up to [`Characters::rest`] of it.
    pub(crate) const fn new(raw: &'a [u8]) -> Self {
        Self { rest: raw, in_section: false }
    }

    /// What of the content was not read yet, as it stands there.
    ///
    /// It need not be content itself, since it may start inside of a CDATA section; what is in
    /// front of it is.
    #[must_use]
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Step over the comment or the processing instruction at the front, or into the CDATA section.
    fn skip_mark(&mut self) {
        if let Some(section) = self.rest.strip_prefix(b"<![CDATA[") {
            self.in_section = true;
            self.rest = section;
        } else if let Some(comment) = self.rest.strip_prefix(b"<!--") {
            self.rest = behind(comment, b"-->");
        } else {
            self.rest = behind(self.rest, b"?>");
        }
    }
}

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let (first, after) = self.rest.split_first()?;
            match (first, self.in_section) {
                (b'<', false) => self.skip_mark(),
                (b'&', false) => {
                    // The reader has checked the reference, so the default is never taken.
                    let resolved = resolve(self.rest).unwrap_or((char::REPLACEMENT_CHARACTER, b""));
                    self.rest = resolved.1;
                    return Some(resolved.0);
                }
                (b']', true) if after.starts_with(b"]>") => {
                    self.in_section = false;
                    self.rest = behind(after, b"]>");
                }
                (b'\r', _) => {
                    self.rest = after.strip_prefix(b"\n").unwrap_or(after);
                    return Some('\n');
                }
                _ => {
                    let (found, after) = split_character(self.rest);
                    self.rest = after;
                    return Some(found);
                }
            }
        }
    }
}

/// What follows the first `mark`.
fn behind<'a, const N: usize>(text: &'a [u8], mark: &[u8; N]) -> &'a [u8] {
    let mut rest = text;
    while let Some((_, next)) = rest.split_first() {
        if let Some(behind) = rest.strip_prefix(mark) {
            return behind;
        }
        rest = next;
    }
    rest
}

/// The first character of `text`, which is UTF-8, and what follows.
fn split_character(text: &[u8]) -> (char, &[u8]) {
    let len = match text.first() {
        None | Some(..0x80) => 1,
        Some(..0xe0) => 2,
        Some(..0xf0) => 3,
        Some(_) => 4,
    };
    // Content is cut between characters only, so no default is taken.
    let (character, after) = text.split_at_checked(len).unwrap_or_default();
    let character = core::str::from_utf8(character).unwrap_or_default().chars().next();
    (character.unwrap_or(char::REPLACEMENT_CHARACTER), after)
}

impl fmt::Display for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Debug for Content<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.raw.len())
    }
}

impl fmt::Debug for Characters<'_> {
    /// Without the text, which may be a VNC URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Characters({} bytes)", self.rest.len())
    }
}

#[cfg(test)]
mod tests {
    use std::{string::String, vec::Vec};

    use super::*;

    const RAW: &str =
        "a&amp;<!-- x --><![CDATA[b<!--]]]]>\u{4e2d}<?p ?>\r\n\r<![CDATA[\r\n\u{e9}]]>&#x1f600;";
    const RESOLVED: &str = "a&b<!--]]\u{4e2d}\n\n\n\u{e9}\u{1f600}";

    #[test]
    fn every_form_of_content_resolves_it() {
        let content = Content::checked(RAW);
        assert_eq!(content.characters().collect::<String>(), RESOLVED);
        assert_eq!(std::format!("{content}"), RESOLVED);
        assert_eq!(content.as_plain(), None);
        let mut buf = [0; 64];
        assert_eq!(content.decode(&mut buf), Ok(RESOLVED));
        let short = content.decode(&mut buf[..3]);
        assert_eq!(short, Err(Error::BufferTooSmall { needed: RESOLVED.len() }));
    }

    #[test]
    fn what_is_in_front_of_the_rest_is_content_of_the_characters_read_so_far() {
        let mut characters = Characters::new(RAW.as_bytes());
        let mut read = String::new();
        loop {
            let front = &RAW[..RAW.len() - characters.rest().len()];
            assert_eq!(Content::checked(front).characters().collect::<String>(), read);
            let Some(next) = characters.next() else { break };
            read.push(next);
        }
        assert_eq!(read, RESOLVED);
    }

    #[test]
    fn only_content_that_stands_for_itself_is_plain() {
        let plain =
            ["", "x", "a > b ]] \"'\n\t", "\u{4e2d}\u{1f600}", "a text of more than a block"];
        assert!(plain.iter().all(|raw| Content::checked(raw).as_plain() == Some(*raw)));
        for mark in ["&lt;", "<!---->", "<?p?>", "<![CDATA[]]>", "\r"] {
            for len in 0..20 {
                let raw = "x".repeat(len) + mark + "x";
                assert!(!is_plain(raw.as_bytes()), "{raw}");
            }
        }
    }

    #[test]
    fn characters_of_every_length_come_one_by_one() {
        let all: String = (0..0x11_0000).step_by(0x3f).filter_map(char::from_u32).collect();
        let all = all.replace(['<', '&', '\r'], "");
        let borders = "\0\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{1_0000}\u{10_ffff}";
        for text in [&*all, borders] {
            let expected: Vec<char> = text.chars().collect();
            assert_eq!(Characters::new(text.as_bytes()).collect::<Vec<char>>(), expected);
        }
    }
}
