//! Values without structure: `true`, `false`, `null`, numbers.

use super::Reader;
use crate::error::ReplyFault;

impl Reader<'_> {
    pub(super) fn word(&mut self, word: &[u8]) -> Result<(), ReplyFault> {
        for expected in word {
            if !self.accept(core::slice::from_ref(expected)) {
                return Err(self.unexpected());
            }
        }
        Ok(())
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    pub(super) fn number(&mut self) -> Result<(), ReplyFault> {
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
        self.keep_text(start, false);
        Ok(())
    }

    fn digits(&mut self) -> Result<(), ReplyFault> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.step(1);
        }
        if self.at == start { Err(self.unexpected()) } else { Ok(()) }
    }
}
