//! Values without structure: `true`, `false`, `null`, numbers.

use super::{Reader, Token};
use crate::error::ReplyFault;

impl<'a> Reader<'a> {
    pub(super) fn word(&mut self, word: &str, token: Token<'a>) -> Result<Token<'a>, ReplyFault> {
        for expected in word.bytes() {
            if self.peek() != Some(expected) {
                return Err(self.unexpected());
            }
            self.step(1);
        }
        Ok(token)
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    pub(super) fn number(&mut self) -> Result<&'a str, ReplyFault> {
        let start = self.at;
        self.accept(b"-");
        if !self.accept(b"0") {
            self.digits()?;
        }
        if self.accept(b".") {
            self.digits()?;
        }
        if self.accept(b"eE") {
            self.accept(b"+-");
            self.digits()?;
        }
        // Nothing but ASCII was accepted, so the default is never taken.
        let number = self.document.get(start..self.at).unwrap_or_default();
        Ok(core::str::from_utf8(number).unwrap_or_default())
    }

    fn digits(&mut self) -> Result<(), ReplyFault> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Err(self.unexpected());
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.step(1);
        }
        Ok(())
    }
}
