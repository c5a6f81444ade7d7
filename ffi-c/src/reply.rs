//! What the cloud answered.

use core::{
    ffi::{c_char, c_int},
    mem::size_of,
};

use vncurl_core::{Provider, Refusal, RefusalKind, Reply, VncUrl};

use crate::{
    fill::{Filled, Output, fill},
    lent::Lent,
    message,
    pieces::{Piece, write_pieces},
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// Why the cloud said no. The numbers never change; later versions may add some.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum vncurl_refusal {
    /// It said yes.
    None = 0,
    /// The key id is unknown or disabled, or the token is wrong or expired.
    BadCredentials = 1,
    /// The key is good, and its owner may not do this.
    NoPermission = 2,
    /// The request's time is too far from the cloud's.
    ClockSkew = 3,
    /// The signature does not match: a wrong secret, or a request changed on its way.
    Signature = 4,
    /// The instance is stopped, expired or gone, so it has no screen.
    NotRunning = 5,
    /// The instance is between two states, or another operation is going on: try later.
    Busy = 6,
    /// There is no such instance, at least not in this region.
    NotFound = 7,
    /// The region does not exist, or is not the instance's.
    WrongRegion = 8,
    /// Too many requests.
    Throttled = 9,
    /// This kind of instance has no such console, or the product no such action.
    NotSupported = 10,
    /// A parameter is wrong or missing.
    BadRequest = 11,
    /// The cloud failed.
    CloudFault = 12,
    /// A code that is in no list.
    Unknown = 13,
}

impl vncurl_refusal {
    pub(crate) fn of(kind: RefusalKind) -> Self {
        match kind {
            RefusalKind::BadCredentials => Self::BadCredentials,
            RefusalKind::NoPermission => Self::NoPermission,
            RefusalKind::ClockSkew => Self::ClockSkew,
            RefusalKind::Signature => Self::Signature,
            RefusalKind::NotRunning => Self::NotRunning,
            RefusalKind::Busy => Self::Busy,
            RefusalKind::NotFound => Self::NotFound,
            RefusalKind::WrongRegion => Self::WrongRegion,
            RefusalKind::Throttled => Self::Throttled,
            RefusalKind::NotSupported => Self::NotSupported,
            RefusalKind::BadRequest => Self::BadRequest,
            RefusalKind::CloudFault => Self::CloudFault,
            // A word that this version does not have is as unknown to its callers.
            _ => Self::Unknown,
        }
    }

    /// The core's word for a number that C hands over; nothing for one that is none.
    pub(crate) fn kind(number: c_int) -> Option<RefusalKind> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        RefusalKind::ALL.get(index).copied()
    }
}

/// A well-formed reply: the VNC URL, or a refusal. Its texts lie in the buffer that
/// vncurl_reply_read() filled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_reply {
    /// sizeof (struct vncurl_reply); set it before the call.
    pub struct_size: usize,
    /// The cloud's id of the call; empty when it sent none. Quote it in reports.
    pub request_id: vncurl_str,
    /// The VNC URL as it arrived, not yet checked: give it to vncurl_console_url(). Empty in a
    /// refusal. A secret while it is valid.
    pub vnc_url: vncurl_str,
    /// The cloud's own code of a refusal, such as "InvalidInstanceId.NotFound".
    pub code: vncurl_str,
    /// The cloud's message of a refusal, fit for a log: without the string to sign that Alibaba
    /// echoes.
    pub message: vncurl_str,
    /// Why it is a refusal; VNCURL_REFUSAL_NONE when it is none.
    pub refusal: vncurl_refusal,
}

impl Filled for vncurl_reply {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        request_id: vncurl_str::EMPTY,
        vnc_url: vncurl_str::EMPTY,
        code: vncurl_str::EMPTY,
        message: vncurl_str::EMPTY,
        refusal: vncurl_refusal::None,
    };
}

/// Read the reply to the request for a VNC URL.
///
/// A refusal is a reply like any other: the call succeeds, and out->refusal says why.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   http_status  the HTTP status
///   body         the whole body, as it came; limit it to 64 KiB when you receive it
///
/// Out
///   buf, cap     receives the reply's texts, unescaped; never more than the body's length and 64
///                bytes. NULL with cap 0 only measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
///                0 on any other failure
///   out          the texts, which lie in buf and are not NUL-terminated; empty on failure
///   error        what went wrong and where in the body; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _MALFORMED_REPLY,
///   _UNEXPECTED_STATUS when a gateway or proxy answered, or _INVALID_ARGUMENT. On failure the
///   bytes in buf are unspecified.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. The body must lie outside buf.
///
/// Timing
///   The VNC URL expires vnc_url_valid_s (15 s) after the cloud sent it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_reply_read(
    provider: vncurl_str,
    http_status: c_int,
    body: vncurl_str,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_reply,
    error: *mut vncurl_error,
) -> vncurl_status {
    let read = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers both.
        let (provider, body) = unsafe { (lent.provider(provider)?, lent.bytes(body)?) };
        unescape(provider, self::http_status(http_status)?, body, room)
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len`, `out` and `error`.
    unsafe { fill(output, out, read) }
}

/// Read the reply, and unescape its texts into `room`.
fn unescape(
    provider: &Provider,
    status: u16,
    body: &[u8],
    room: &mut [u8],
) -> Result<(usize, vncurl_reply), Failure> {
    let (pieces, refusal) = match provider.read_reply(status, body)? {
        Reply::VncUrl(VncUrl { vnc_url, request_id }) => {
            let (request_id, vnc_url) = (Piece::Text(request_id), Piece::Text(vnc_url));
            ([request_id, vnc_url, Piece::NONE, Piece::NONE], vncurl_refusal::None)
        }
        Reply::Refusal(refusal) => {
            let [request_id, code, message] = pieces_of(refusal);
            ([request_id, Piece::NONE, code, message], vncurl_refusal::of(refusal.kind))
        }
    };
    let (len, [request_id, vnc_url, code, message]) = write_pieces(pieces, room)?;
    let struct_size = size_of::<vncurl_reply>();
    Ok((len, vncurl_reply { struct_size, request_id, vnc_url, code, message, refusal }))
}

/// Request id, code and message.
pub(crate) fn pieces_of(refusal: Refusal<'_>) -> [Piece<'_>; 3] {
    [Piece::Text(refusal.request_id), Piece::Text(refusal.code), Piece::Message(refusal)]
}

/// The HTTP status as a number that can be one.
pub(crate) fn http_status(status: c_int) -> Result<u16, Failure> {
    u16::try_from(status).map_err(|_| Failure::UnknownNumber)
}

/// Name a refusal in one word, the same as in every other language, such as "not-running".
///
/// In
///   refusal      vncurl_reply.refusal; any number may be passed
///
/// Returns
///   static, NUL-terminated text; "" for VNCURL_REFUSAL_NONE and for a number that is none
#[unsafe(no_mangle)]
pub extern "C" fn vncurl_refusal_word(refusal: c_int) -> *const c_char {
    message::of_refusal(refusal).map_or(c"".as_ptr(), |(word, _)| word.as_ptr())
}

/// Say what to do about a refusal, in one sentence.
///
/// In
///   refusal      vncurl_reply.refusal; any number may be passed
///
/// Returns
///   static, NUL-terminated text; "" for VNCURL_REFUSAL_NONE and for a number that is none
#[unsafe(no_mangle)]
pub extern "C" fn vncurl_refusal_advice(refusal: c_int) -> *const c_char {
    message::of_refusal(refusal).map_or(c"".as_ptr(), |(_, advice)| advice.as_ptr())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_numbered_in_the_order_of_the_core() {
        for (number, kind) in (1..).zip(RefusalKind::ALL) {
            assert_eq!(vncurl_refusal::of(kind) as c_int, number, "{kind}");
        }
    }
}
