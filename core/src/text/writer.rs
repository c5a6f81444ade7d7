//! Writes text into a borrowed slice.

use core::fmt;

use super::{
    Sink,
    sink::{fill, total_len},
};
use crate::Error;

/// Writes text into a borrowed slice and, past its end, only counts.
///
/// One pass therefore either fills the buffer or tells how long it had to be. What one call puts is
/// copied whole or not at all, so the filled part is always valid UTF-8. An empty slice is a pure
/// measuring run.
///
/// # Examples
///
/// ```
/// use vncurl_core::{Error, text::{Sink, SliceWriter}};
///
/// let mut buf = [0; 4];
/// let mut out = SliceWriter::new(&mut buf);
/// out.put([b"console"]).expect("it only counts past its end");
/// assert_eq!(out.finish(), Err(Error::BufferTooSmall { needed: 7 }));
/// ```
pub struct SliceWriter<'b> {
    buf: &'b mut [u8],
    /// Bytes asked for so far; may exceed `buf.len()`.
    len: usize,
}

impl<'b> SliceWriter<'b> {
    /// Start at the front of `buf`; what it held before is overwritten.
    pub fn new(buf: &'b mut [u8]) -> Self {
        Self { buf, len: 0 }
    }

    /// Bytes asked for so far, whether they fitted or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether nothing was written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What was written so far; nothing once the buffer ran out of room.
    pub(crate) fn written(&self) -> &[u8] {
        self.buf.get(..self.len).unwrap_or_default()
    }

    /// Hand back the text that was written.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the exact length when any piece did not fit.
    pub fn finish(self) -> Result<&'b str, Error> {
        // Only whole characters are put, so the default is never taken.
        self.finish_bytes().map(|filled| core::str::from_utf8(filled).unwrap_or_default())
    }

    /// Hand back the bytes of the text that was written.
    ///
    /// # Errors
    ///
    /// As [`SliceWriter::finish`].
    pub fn finish_bytes(self) -> Result<&'b [u8], Error> {
        self.buf.get(..self.len).ok_or(Error::BufferTooSmall { needed: self.len })
    }
}

impl Sink for SliceWriter<'_> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "known pieces become plain stores")]
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        let len = total_len(&pieces);
        if let Some(room) = self.buf.get_mut(self.len..).and_then(|room| room.get_mut(..len)) {
            fill(room, &pieces);
        }
        self.len = self.len.saturating_add(len);
        Ok(()) // Running out of room is reported once, by `finish`.
    }
}

impl fmt::Debug for SliceWriter<'_> {
    /// The length alone: the text may be a request with its token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SliceWriter").field("len", &self.len).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_up_to_the_needed_one_is_answered_with_it() {
        for room in 0..11 {
            let mut buf = [0; 11];
            let mut out = SliceWriter::new(&mut buf[..room]);
            out.put([b"hello "]).unwrap();
            out.put([b"world"]).unwrap();
            assert_eq!(out.finish(), Err(Error::BufferTooSmall { needed: 11 }));
        }
    }

    #[test]
    fn a_later_piece_that_would_fit_is_not_written_after_a_gap() {
        let mut buf = [b'.'; 4];
        let mut out = SliceWriter::new(&mut buf);
        out.put([b"12345"]).unwrap();
        out.put([b"6"]).unwrap();
        assert_eq!(out.finish(), Err(Error::BufferTooSmall { needed: 6 }));
        assert_eq!(&buf, b"....");
    }
}
