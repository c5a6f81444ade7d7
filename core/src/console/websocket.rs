//! The bare WebSocket address, for native viewers that open it themselves.

use core::cell::Cell;

use super::{check_len, write_judged};
use crate::{
    Error,
    provider::Provider,
    text::{SliceWriter, Text, hex},
};

impl Provider {
    /// Write the address that `vnc_url` stands for into `buf`: `wss://…`, decoded once, for a
    /// program that opens the WebSocket itself. A browser needs [`Provider::console_url`].
    ///
    /// Tencent's page finds settings of its own behind the address (`&password=&isWindows=…`); they
    /// are part of what the cloud sent and stay. It lives and dies as the console URL does.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the length of the encoded address, which the call needs while
    /// it judges it; [`Error::InvalidVncUrl`], and `buf` holds no address then.
    pub fn websocket_url<'b>(
        &self,
        vnc_url: &Text<'_>,
        buf: &'b mut [u8],
    ) -> Result<&'b str, Error> {
        check_len(vnc_url)?;
        let mut out = SliceWriter::new(buf);
        write_judged(&mut out, vnc_url)?;
        let len = out.finish_bytes()?.len();
        let len = buf.get_mut(..len).map_or(0, decode_in_place);
        // A judged address is ASCII, so no default is taken.
        Ok(core::str::from_utf8(buf.get(..len).unwrap_or_default()).unwrap_or_default())
    }
}

/// Decode what is percent-encoded, and give the length of what it becomes.
fn decode_in_place(encoded: &mut [u8]) -> usize {
    let cells = Cell::from_mut(encoded).as_slice_of_cells();
    let mut read = cells.iter().map(Cell::get);
    let mut decoded = core::iter::from_fn(|| {
        let byte = read.next()?;
        if byte != b'%' {
            return Some(byte);
        }
        let mut digit = || hex::value(read.next()?);
        Some(digit()? << 4 | digit()?)
    });
    // What is written never reaches what is still to be read.
    cells.iter().zip(&mut decoded).map(|(place, byte)| place.set(byte)).count()
}
