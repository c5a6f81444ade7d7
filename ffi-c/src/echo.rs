//! What an echoed string to sign says about a signature that does not match.

use core::{
    ffi::{c_char, c_int},
    ptr,
};

use vncurl_core::{Reply, refusal::Echo};

use crate::{
    fill::{Filled, Output, fill},
    lent::Lent,
    reply,
    status::{vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// How the string to sign that a cloud echoes compares with the own one.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum vncurl_echo {
    /// The cloud echoed none, as Tencent never does.
    Absent = 0,
    /// Both sides signed the same text, so the secret is wrong.
    Same = 1,
    /// The texts differ, so something changed the request on its way, or it was signed wrongly.
    Differs = 2,
}

impl Filled for vncurl_echo {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self::Absent;
}

/// Compare the string to sign that Alibaba echoes for a signature that does not match with the own
/// one, which vncurl_sign() writes.
///
/// In
///   provider     name of a provider, e.g. "alibaba-ecs"
///   http_status  the HTTP status
///   body         the reply to vncurl_request_write()
///   own          the string that was signed here
///
/// Out
///   out          what the comparison says; VNCURL_ECHO_ABSENT on failure, and for a reply that is
///                no refusal
///   at           for VNCURL_ECHO_DIFFERS the first byte of the own string that differs, counted
///                from 0; else 0
///   error        what went wrong and where in the body; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, _MALFORMED_REPLY, _UNEXPECTED_STATUS or
///   _INVALID_ARGUMENT.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_reply_compare_echo(
    provider: vncurl_str,
    http_status: c_int,
    body: vncurl_str,
    own: vncurl_str,
    out: *mut vncurl_echo,
    at: *mut usize,
    error: *mut vncurl_error,
) -> vncurl_status {
    let compare = |_: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent.
        let (provider, body, own) =
            unsafe { (lent.provider(provider)?, lent.bytes(body)?, lent.text(own)?) };
        let echo = match provider.read_reply(reply::http_status(http_status)?, body)? {
            Reply::VncUrl(_) => Echo::Absent,
            Reply::Refusal(refusal) => refusal.compare_echo(own),
        };
        Ok(match echo {
            Echo::Absent => (0, vncurl_echo::Absent),
            Echo::Same => (0, vncurl_echo::Same),
            Echo::Differs { at } => (at, vncurl_echo::Differs),
        })
    };
    let no_buffer: *mut c_char = ptr::null_mut();
    let output = Output { buf: no_buffer, cap: 0, len: at, error };
    // SAFETY: the header's "Pointers" covers `out`, `at` and `error`; NULL with no room is no
    // buffer.
    unsafe { fill(output, out, compare) }
}
