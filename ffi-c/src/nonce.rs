//! Nonces of random numbers.

use core::ffi::c_char;

use vncurl_core::{
    identifier::Nonce,
    text::{SliceWriter, Text},
};

use crate::{
    fill::{NO_STRUCT, Output, fill},
    lent::Lent,
    status::vncurl_status,
};

/// Bytes of a nonce that vncurl_nonce_write() writes.
pub const VNCURL_NONCE_LEN: usize = 18;

/// Write a nonce that every cloud and signature version takes, for vncurl_call.nonce: 18 digits,
/// the first not zero. A flow does this by itself.
///
/// In
///   random       64 random bits, new at every call
///
/// Out
///   buf, cap     receives VNCURL_NONCE_LEN bytes: not NUL-terminated. NULL with cap 0 only
///                measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the bytes needed; 0 on any other
///                failure
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL or _INVALID_ARGUMENT
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_nonce_write(
    random: u64,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
) -> vncurl_status {
    let write = |room: &mut [u8], _: &Lent| {
        let mut text = SliceWriter::new(room);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = Text::plain(Nonce::new(random).as_str()).write(&mut text);
        Ok((text.finish()?.len(), ()))
    };
    let output = Output { buf, cap, len, error: core::ptr::null_mut() };
    // SAFETY: the header's "Pointers" covers `buf`, `cap` and `len`.
    unsafe { fill(output, NO_STRUCT, write) }
}
