//! What a client says once the handshake is over, and what an extension adds to it.
//!
//! Source: RFC 6143, section 7.5; the extensions from the community's text of the protocol
//! (rfbproto), read 2026-08.

use super::Violation;

/// Longest part of a message that has to be held: all of `SetPixelFormat`.
pub(crate) const HELD: usize = 20;

/// One message, as far as the server acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    SetPixelFormat([u8; 16]),
    UpdateRequest {
        incremental: bool,
        area: Area,
    },
    Key {
        down: bool,
        keysym: u32,
    },
    Pointer {
        buttons: u8,
        x: u16,
        y: u16,
    },
    /// Nothing that the server acts on: encodings (it always sends Raw), text that was cut, an
    /// extension.
    Other,
}

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) x: u16,
    pub(crate) y: u16,
    pub(crate) width: u16,
    pub(crate) height: u16,
}

/// Where a message was found.
pub(crate) struct Found {
    pub(crate) message: Message,
    /// Bytes of it that were read.
    pub(crate) len: usize,
    /// Bytes of it that follow and mean nothing here.
    pub(crate) skip: u32,
}

/// Longest text that may be cut: it is passed over, so this only tells garbage from text.
const CUT_TEXT_CAP: u32 = 1 << 20;

/// Read the message at the beginning of `bytes`; `None` when more bytes are needed.
///
/// # Errors
///
/// The bytes are no message of RFC 6143.
pub(crate) fn parse(bytes: &[u8]) -> Result<Option<Found>, Violation> {
    let found = |message, len, skip| Ok(Some(Found { message, len, skip }));
    match *bytes {
        [0, _, _, _, ref format @ ..] => match format.first_chunk() {
            Some(format) => found(Message::SetPixelFormat(*format), HELD, 0),
            None => Ok(None),
        },
        [2, _, n1, n0, ..] => {
            let count = u16::from_be_bytes([n1, n0]);
            found(Message::Other, 4, u32::from(count).saturating_mul(4))
        }
        [3, incremental, x1, x0, y1, y0, w1, w0, h1, h0, ..] => {
            let [x, y, width, height] =
                [[x1, x0], [y1, y0], [w1, w0], [h1, h0]].map(u16::from_be_bytes);
            let area = Area { x, y, width, height };
            found(Message::UpdateRequest { incremental: incremental != 0, area }, 10, 0)
        }
        [4, down, _, _, k3, k2, k1, k0, ..] => {
            let keysym = u32::from_be_bytes([k3, k2, k1, k0]);
            found(Message::Key { down: down != 0, keysym }, 8, 0)
        }
        [5, buttons, x1, x0, y1, y0, ..] => {
            let [x, y] = [[x1, x0], [y1, y0]].map(u16::from_be_bytes);
            found(Message::Pointer { buttons, x, y }, 6, 0)
        }
        [6, _, _, _, l3, l2, l1, l0, ..] => {
            let len = u32::from_be_bytes([l3, l2, l1, l0]);
            if len > CUT_TEXT_CAP {
                return Err(Violation("the cut text is longer than 1 MiB"));
            }
            found(Message::Other, 8, len)
        }
        [] | [0 | 2..=6, ..] => Ok(None),
        _ => Err(Violation("there is no client message of this type")),
    }
}

/// Like [`parse`], with the extensions that another server may have offered: fence, continuous
/// updates, power control, desktop size, QEMU's keys, and the clipboard with a negative length.
///
/// # Errors
///
/// The bytes are no message that is known here.
pub(crate) fn parse_extended(bytes: &[u8]) -> Result<Option<Found>, Violation> {
    let found = |message, len, skip| Ok(Some(Found { message, len, skip }));
    match *bytes {
        [6, _, _, _, l3, l2, l1, l0, ..] if l3 >= 0x80 => {
            found(Message::Other, 8, i32::from_be_bytes([l3, l2, l1, l0]).unsigned_abs())
        }
        [150, ..] => found(Message::Other, 1, 9),
        [248, _, _, _, _, _, _, _, len, ..] => found(Message::Other, 9, len.into()),
        [250, ..] => found(Message::Other, 1, 3),
        [251, _, _, _, _, _, screens, ..] => {
            found(Message::Other, 7, u32::from(screens).saturating_mul(16).saturating_add(1))
        }
        [255, 0, _, down, k3, k2, k1, k0, ..] => {
            let keysym = u32::from_be_bytes([k3, k2, k1, k0]);
            found(Message::Key { down: down != 0, keysym }, 8, 4)
        }
        [248 | 251 | 255] | [248 | 251, ..] | [255, 0, ..] => Ok(None),
        _ => parse(bytes),
    }
}
