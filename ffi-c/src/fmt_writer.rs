//! Lets what writes through `core::fmt` fill the caller's buffer.

use core::fmt;

use vncurl_core::text::{Sink, SliceWriter};

/// A [`SliceWriter`] for functions that take a [`fmt::Write`].
#[derive(Debug)]
pub(crate) struct FmtWriter<'w, 'b>(pub(crate) &'w mut SliceWriter<'b>);

impl fmt::Write for FmtWriter<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.put([text.as_bytes()])
    }
}
