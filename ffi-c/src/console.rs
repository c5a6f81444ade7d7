//! The console URL, and the bare WebSocket address.

use core::{
    ffi::{c_char, c_int},
    mem::offset_of,
};

use vncurl_core::{Guest, text::Text};

use crate::{
    fill::{NO_STRUCT, Output, fill},
    lent::{Lent, Versioned},
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// vncurl_guest.os: nobody knows. Enough where vncurl_provider.asks_for_os is false.
pub const VNCURL_OS_UNKNOWN: c_int = 0;
/// vncurl_guest.os: Linux, or anything but Windows.
pub const VNCURL_OS_LINUX: c_int = 1;
/// vncurl_guest.os: Windows.
pub const VNCURL_OS_WINDOWS: c_int = 2;

/// What the viewer page is told besides the VNC URL and the instance, and which page it is.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_guest {
    /// sizeof (struct vncurl_guest).
    pub struct_size: usize,
    /// The viewer page without "?", "https://...", or "http://" with a loopback address; empty: the
    /// provider's own. Pages move.
    pub page: vncurl_str,
    /// The guest's operating system, VNCURL_OS_....
    pub os: c_int,
    /// The instance's console password, 6 of A-Z, a-z and 0-9, for a page that takes one:
    /// Alibaba's. Empty when the person is to type it.
    pub password: vncurl_str,
}

// SAFETY: repr(C), `struct_size` first, pointers and integers alone.
unsafe impl Versioned for vncurl_guest {
    const EARLIER: &'static [usize] = &[offset_of!(Self, password)];
}

/// Write the console URL: the page that opens a VNC URL in a browser.
///
/// The VNC URL comes from the network and is judged byte by byte: one that would add parameters
/// to the page, or lead elsewhere than to a WebSocket, is an error.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   vnc_url      the VNC URL exactly as the cloud sent it: it is percent-encoded once already,
///                and encoding it again breaks the page. At most 4096 bytes
///   instance_id  the instance it opens, e.g. "ins-r9hr2upy"
///   guest        operating system, page, password; NULL: unknown, the provider's own, none
///
/// Out
///   buf, cap     receives the URL: ASCII, not NUL-terminated, at most cap bytes.
///                NULL with cap 0 only measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
///                0 on any other failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL (of the VNC URL only the length was judged then),
///   _UNKNOWN_PROVIDER, _INVALID_VNC_URL, _OS_MISSING, _INVALID_INSTANCE_ID, _INVALID_VIEWER,
///   _INVALID_PASSWORD, _PASSWORD_NOT_TAKEN, or _INVALID_ARGUMENT. On failure the bytes in buf are
///   unspecified.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
///
/// Timing
///   The VNC URL expires vnc_url_valid_s (15 s) after the cloud sent it, and may open only once.
///   Open the page at once, and keep the URL out of logs: who has it has the console.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_console_url(
    provider: vncurl_str,
    vnc_url: vncurl_str,
    instance_id: vncurl_str,
    guest: *const vncurl_guest,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    error: *mut vncurl_error,
) -> vncurl_status {
    let write = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent.
        let (provider, vnc_url, guest) = unsafe {
            (lent.provider(provider)?, lent.text(vnc_url)?, lent.guest(guest, instance_id)?)
        };
        let url = provider.console_url(&Text::plain(vnc_url), &guest, room)?;
        Ok((url.len(), ()))
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len` and `error`.
    unsafe { fill(output, NO_STRUCT, write) }
}

/// Write the address that a VNC URL stands for, decoded once, for a program that opens the
/// WebSocket itself. A browser needs vncurl_console_url().
///
/// Tencent's page finds settings of its own behind the address ("&password=&isWindows=..."); they
/// are part of what the cloud sent and stay.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   vnc_url      the VNC URL exactly as the cloud sent it, at most 4096 bytes
///
/// Out
///   buf, cap     receives the address: ASCII, not NUL-terminated. It wants room for the encoded
///                address, which is longer. NULL with cap 0 only measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact room needed;
///                0 on any other failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL (of the VNC URL only the length was judged then),
///   _UNKNOWN_PROVIDER, _INVALID_VNC_URL, or _INVALID_ARGUMENT. On failure the bytes in buf are
///   unspecified.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
///
/// Timing
///   As for vncurl_console_url().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_websocket_url(
    provider: vncurl_str,
    vnc_url: vncurl_str,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    error: *mut vncurl_error,
) -> vncurl_status {
    let write = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent.
        let (provider, vnc_url) = unsafe { (lent.provider(provider)?, lent.text(vnc_url)?) };
        let url = provider.websocket_url(&Text::plain(vnc_url), room)?;
        Ok((url.len(), ()))
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len` and `error`.
    unsafe { fill(output, NO_STRUCT, write) }
}

impl Lent {
    /// What a page is told.
    ///
    /// # Safety
    ///
    /// As for [`Lent::optional`], and each text as for [`Lent::text`].
    pub(crate) unsafe fn guest<'a>(
        &self,
        place: *const vncurl_guest,
        instance_id: vncurl_str,
    ) -> Result<Guest<'a>, Failure> {
        // SAFETY: the caller's contract is the same.
        unsafe {
            let instance_id = self.text(instance_id)?;
            let Some(given) = self.optional(place)? else {
                return Ok(Guest { instance_id, ..Guest::default() });
            };
            let windows = match given.os {
                VNCURL_OS_UNKNOWN => None,
                VNCURL_OS_LINUX => Some(false),
                VNCURL_OS_WINDOWS => Some(true),
                _ => return Err(Failure::UnknownNumber),
            };
            let page = self.optional_text(given.page)?;
            let password = self.optional_text(given.password)?;
            Ok(Guest { instance_id, windows, page, password })
        }
    }
}
