//! `<?xml version="1.0" encoding="UTF-8"?>`, in front of everything else or not at all.

use super::Reader;
use crate::{Error, error::ReplyFault, text::xml::class::continues_name};

impl Reader<'_> {
    /// The declaration, if there is one.
    pub(super) fn declaration(&mut self) -> Result<(), Error> {
        let Some(behind) = self.text.strip_prefix("<?xml") else { return Ok(()) };
        if behind.chars().next().is_some_and(continues_name) {
            // Some other processing instruction, such as `<?xml-stylesheet …?>`.
            return Ok(());
        }
        self.step(5);
        if !self.skip_blanks() {
            return Err(self.unexpected());
        }
        self.parameter("version", |value| value == "1.0")?;
        let mut blank = self.skip_blanks();
        if blank && self.peek() == Some(b'e') {
            self.parameter("encoding", |value| value.eq_ignore_ascii_case("UTF-8"))?;
            blank = self.skip_blanks();
        }
        if blank && self.peek() == Some(b's') {
            self.parameter("standalone", |value| matches!(value, "yes" | "no"))?;
            self.skip_blanks();
        }
        self.literal("?>")
    }

    /// A parameter of this name, with a value that `is_allowed`.
    fn parameter(&mut self, name: &str, is_allowed: fn(&str) -> bool) -> Result<(), Error> {
        self.literal(name)?;
        let quote = self.equals()?;
        let start = self.at;
        self.run([quote; 3])?;
        if !self.text.get(start..self.at).is_some_and(is_allowed) {
            return Err(self.refused(start, ReplyFault::Syntax));
        }
        self.step(1);
        Ok(())
    }

    /// The equals sign between a name and its value, and the value's opening quote.
    pub(super) fn equals(&mut self) -> Result<u8, Error> {
        self.skip_blanks();
        self.literal("=")?;
        self.skip_blanks();
        for quote in [b'"', b'\''] {
            if self.accept(quote) {
                return Ok(quote);
            }
        }
        Err(self.unexpected())
    }
}
