//! What stands between tags: text, references, CDATA sections, comments, processing instructions.

use super::Reader;
use crate::{
    Error,
    error::ReplyFault,
    text::xml::{Content, class::is_blank, reference::resolve},
};

impl<'a> Reader<'a> {
    /// Read on to the next tag, and hand out what is before it unless it is white space between
    /// tags; `first` tells whether the last tag was a start tag.
    pub(super) fn content(&mut self, first: bool) -> Result<Option<Content<'a>>, Error> {
        let start = self.at;
        let mut blank = true;
        loop {
            let piece = self.at;
            let stop = self.run([b'<', b'&', b']'])?;
            let text = self.text.get(piece..self.at).unwrap_or_default();
            blank = blank && text.bytes().all(is_blank);
            match (stop, self.peek_pair()) {
                (b'<', Some([_, b'!'])) => blank &= !self.comment_or_section()?,
                (b'<', Some([_, b'?'])) => self.instruction()?,
                (b'<', _) => break,
                (b'&', _) => {
                    blank = false;
                    self.reference()?;
                }
                _ => {
                    blank = false;
                    if self.rest().starts_with("]]>") {
                        return Err(self.fault(ReplyFault::Syntax));
                    }
                    self.step(1);
                }
            }
        }
        let raw = self.text.get(start..self.at).unwrap_or_default();
        let is_all = first && !raw.is_empty() && self.peek_pair() == Some(*b"</");
        Ok((is_all || !blank).then_some(Content::checked(raw)))
    }

    /// A reference, whose `&` comes next.
    pub(super) fn reference(&mut self) -> Result<(), Error> {
        let rest = self.rest().as_bytes();
        match resolve(rest) {
            Ok((_, behind)) => {
                self.step(rest.len().wrapping_sub(behind.len()));
                Ok(())
            }
            Err(ReplyFault::Truncated) => {
                self.step(rest.len());
                Err(self.unexpected())
            }
            Err(fault) => Err(self.fault(fault)),
        }
    }

    /// A comment or a CDATA section, whose `<!` comes next; says whether it was a section with text.
    fn comment_or_section(&mut self) -> Result<bool, Error> {
        if !self.rest().starts_with("<![") {
            return self.comment().map(|()| false);
        }
        self.literal("<![CDATA[")?;
        let start = self.at;
        loop {
            self.run([b']'; 3])?;
            if self.rest().starts_with("]]>") {
                let holds_text = self.at != start;
                self.step(3);
                return Ok(holds_text);
            }
            self.step(1);
        }
    }

    /// A comment, whose `<!` comes next.
    pub(super) fn comment(&mut self) -> Result<(), Error> {
        self.literal("<!--")?;
        loop {
            self.run([b'-'; 3])?;
            self.step(1);
            if self.accept(b'-') {
                return self.literal(">");
            }
        }
    }

    /// A processing instruction, whose `<?` comes next.
    pub(super) fn instruction(&mut self) -> Result<(), Error> {
        self.step(2);
        let start = self.at;
        if self.name()?.eq_ignore_ascii_case("xml") {
            return Err(self.refused(start, ReplyFault::Syntax));
        }
        if !self.skip_blanks() {
            return self.literal("?>");
        }
        loop {
            self.run([b'?'; 3])?;
            self.step(1);
            if self.accept(b'>') {
                return Ok(());
            }
        }
    }
}
