//! Text as C passes it here: pointer and length.

use core::ffi::c_char;

/// Text, or bytes: `len` bytes at `ptr`, which need not end in NUL.
///
/// Text is UTF-8. NULL with length 0 is the empty text, so `{0}` is one.
/// vncurl_text() makes one of a NUL-terminated string.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_str {
    /// The first byte.
    pub ptr: *const c_char,
    /// Length in bytes.
    pub len: usize,
}

impl vncurl_str {
    pub(crate) const EMPTY: Self = Self { ptr: core::ptr::null(), len: 0 };

    pub(crate) const fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    pub(crate) const fn of_bytes(bytes: &[u8]) -> Self {
        Self { ptr: bytes.as_ptr().cast(), len: bytes.len() }
    }
}
