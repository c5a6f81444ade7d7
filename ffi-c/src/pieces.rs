//! Writes a reply's texts into the caller's buffer, unescaped, one behind the other.

use vncurl_core::{
    Error, Refusal,
    text::{SliceWriter, Text},
};

use crate::{fmt_writer::FmtWriter, text::vncurl_str};

/// What goes into the buffer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Piece<'a> {
    Text(Text<'a>),
    /// The refusal's message, fit for a log.
    Message(Refusal<'a>),
}

impl<'a> Piece<'a> {
    pub(crate) const NONE: Self = Self::Text(Text::plain(""));

    /// The text, or none.
    pub(crate) fn of(text: Option<Text<'a>>) -> Self {
        Self::Text(text.unwrap_or_default())
    }
}

/// Write the pieces into `room`; their length together, and each as C gets it.
pub(crate) fn write_pieces<const N: usize>(
    pieces: [Piece<'_>; N],
    room: &mut [u8],
) -> Result<(usize, [vncurl_str; N]), Error> {
    let mut writer = SliceWriter::new(room);
    let places = pieces.map(|piece| {
        let start = writer.len();
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = match piece {
            Piece::Text(text) => text.write(&mut writer),
            Piece::Message(refusal) => refusal.write_message(&mut FmtWriter(&mut writer)),
        };
        start..writer.len()
    });
    let texts = writer.finish()?;
    Ok((texts.len(), places.map(|place| vncurl_str::of(texts.get(place).unwrap_or_default()))))
}
