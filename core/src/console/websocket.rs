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
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{Reply, TENCENT_CVM};
    ///
    /// let body = br#"{"Response": {"RequestId": "R-1",
    ///     "InstanceVncUrl": "wss%3A%2F%2Fgzvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DY1hM"}}"#;
    /// let Reply::VncUrl(reply) = TENCENT_CVM.read_reply(200, body)? else { panic!("refused") };
    /// let mut buf = [0; 512];
    /// let url = TENCENT_CVM.websocket_url(&reply.vnc_url, &mut buf)?;
    /// assert_eq!(url, "wss://gzvnc.qcloud.com:26789/vnc?s=Y1hM");
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::VncUrlFault, provider::TENCENT_CVM};

    #[test]
    fn every_short_room_is_answered_with_the_length_of_the_encoded_address() {
        let encoded = "wss%3A%2F%2Fvnc.example%3A5900%2Fa%3Fb%3D%252F";
        for vnc_url in [encoded, "wss://vnc.example:5900/a?b=%2F"] {
            for room in 0..encoded.len() {
                let mut buf = [0; 64];
                let got = TENCENT_CVM.websocket_url(&Text::plain(vnc_url), &mut buf[..room]);
                assert_eq!(got, Err(Error::BufferTooSmall { needed: encoded.len() }));
            }
            let mut buf = [0; 64];
            let got = TENCENT_CVM.websocket_url(&Text::plain(vnc_url), &mut buf);
            assert_eq!(got, Ok("wss://vnc.example:5900/a?b=%2F"));
        }
        let mut buf = [0; 64];
        let got = TENCENT_CVM.websocket_url(&Text::plain("wss%3A%2F%2Fh%2F%22"), &mut buf);
        let (at, fault) = (16, VncUrlFault::Forbidden);
        assert_eq!(got, Err(Error::InvalidVncUrl { at, fault }));
    }
}
