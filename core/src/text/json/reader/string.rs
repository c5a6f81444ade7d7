//! Strings: plain ASCII, escapes, and characters of several bytes.

use super::Reader;
use crate::{
    error::ReplyFault,
    text::{hex, json::plain::plain_len},
};

impl Reader<'_> {
    /// Read on to the end of a string, and tell whether it holds an escape.
    pub(super) fn characters(&mut self) -> Result<bool, ReplyFault> {
        let mut escaped = false;
        loop {
            match self.peek() {
                Some(b'"') => return Ok(escaped),
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(0x80..) => self.wide_characters()?,
                _ => match plain_len(self.rest()) {
                    0 => return Err(self.unexpected()),
                    len => self.step(len),
                },
            }
        }
    }

    /// Characters of several bytes; none of these bytes is ASCII, so a run of them stands alone.
    fn wide_characters(&mut self) -> Result<(), ReplyFault> {
        let rest = self.rest();
        let len = rest.iter().position(u8::is_ascii).unwrap_or(rest.len());
        match core::str::from_utf8(rest.get(..len).unwrap_or_default()) {
            Ok(_) => {
                self.step(len);
                Ok(())
            }
            Err(error) => {
                self.step(error.valid_up_to());
                Err(ReplyFault::NotUtf8)
            }
        }
    }

    fn escape(&mut self) -> Result<(), ReplyFault> {
        let start = self.at;
        self.step(1);
        if self.accept(b"\"\\/bfnrt") {
            return Ok(());
        }
        let high = self.unit()?;
        match high {
            0xd800..0xdc00 => {
                if !self.accept(b"\\") {
                    return Err(self.lone(start));
                }
                match self.unit()? {
                    0xdc00..0xe000 => Ok(()),
                    _ => Err(self.lone(start)),
                }
            }
            0xdc00..0xe000 => Err(self.lone(start)),
            _ => Ok(()),
        }
    }

    /// The UTF-16 unit of `uXXXX`.
    fn unit(&mut self) -> Result<u16, ReplyFault> {
        if !self.accept(b"u") {
            return Err(self.unexpected());
        }
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(hex::value) else {
                return Err(self.unexpected());
            };
            unit = unit << 4 | u16::from(digit);
            self.step(1);
        }
        Ok(unit)
    }

    /// Half of a surrogate pair stands for no character.
    fn lone(&mut self, start: usize) -> ReplyFault {
        if self.peek().is_none() {
            return self.unexpected();
        }
        self.at = start;
        ReplyFault::Syntax
    }
}
