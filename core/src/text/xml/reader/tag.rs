//! Tags, and the attributes in them.

use super::{super::class::is_blank, Event, Expect, Reader};
use crate::{Error, error::ReplyFault};

impl<'a> Reader<'a> {
    /// The tag that comes next; outside of the root it is a start tag.
    pub(super) fn tag(&mut self) -> Result<Event<'a>, Error> {
        let start = self.at;
        self.literal("<")?;
        if self.depth() > 0 && self.accept(b'/') {
            return self.end_tag();
        }
        let place = self.at;
        let name = self.name()?;
        if self.names.push(place).is_err() {
            return Err(self.refused(start, ReplyFault::TooDeep));
        }
        loop {
            let blank = self.skip_blanks();
            if self.accept(b'>') {
                self.expect = Expect::FirstContent;
                return Ok(Event::Start(name));
            }
            if self.accept(b'/') {
                self.literal(">")?;
                self.expect = Expect::EndOfEmpty;
                return Ok(Event::Start(name));
            }
            if !blank {
                return Err(self.unexpected());
            }
            self.attribute()?;
        }
    }

    /// What follows `</`.
    fn end_tag(&mut self) -> Result<Event<'a>, Error> {
        let start = self.at;
        let name = self.name()?;
        if !self.is_innermost(name) {
            return Err(self.refused(start, ReplyFault::Syntax));
        }
        self.skip_blanks();
        self.literal(">")?;
        Ok(self.close())
    }

    /// Whether the innermost element has that name: a blank or the end of the tag is behind it.
    fn is_innermost(&self, name: &str) -> bool {
        let opened = self.names.last().and_then(|place| self.text.get(*place..));
        let behind = opened.and_then(|tag| tag.strip_prefix(name)).map(str::as_bytes);
        behind.and_then(<[u8]>::first).is_some_and(|byte| is_blank(*byte) || b">/".contains(byte))
    }

    /// The innermost element ends.
    pub(super) fn close(&mut self) -> Event<'a> {
        self.names.pop();
        self.expect = if self.names.is_empty() { Expect::Nothing } else { Expect::Content };
        Event::End
    }

    /// An attribute, checked and left aside.
    fn attribute(&mut self) -> Result<(), Error> {
        self.name()?;
        let quote = self.equals()?;
        loop {
            match self.run([quote, b'<', b'&'])? {
                b'&' => self.reference()?,
                b'<' => return Err(self.fault(ReplyFault::Syntax)),
                _ => {
                    self.step(1);
                    return Ok(());
                }
            }
        }
    }
}
