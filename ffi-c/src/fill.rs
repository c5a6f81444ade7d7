//! Writes what the caller gets. Every function that writes goes through [`fill`], so that each
//! place is set on every path.

use core::{ffi::c_char, mem::size_of, ptr, slice};

use crate::{
    lent::{Lent, check_struct_size, possible_len},
    status::{Failure, vncurl_error, vncurl_status},
};
use vncurl_core::Error;

/// Where the caller wants a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) buf: *mut c_char,
    pub(crate) cap: usize,
    pub(crate) len: *mut usize,
    /// NULL when the caller does not want to know.
    pub(crate) error: *mut vncurl_error,
}

/// A struct that a function fills.
pub(crate) trait Filled: Sized {
    /// Whether it starts with `struct_size`.
    const VERSIONED: bool = true;

    /// The sizes that it had in earlier headers; such a struct gets the members that it has.
    const EARLIER: &'static [usize] = &[];

    /// What it holds after a failure.
    const EMPTY: Self;
}

/// For a function that fills no struct.
impl Filled for () {
    const VERSIONED: bool = false;
    const EMPTY: Self = ();
}

/// The place for a function that fills no struct.
pub(crate) const NO_STRUCT: *mut () = ptr::dangling_mut();

/// Let `call` write into the caller's buffer, and tell the caller how it went.
///
/// `call` gets the buffer and the reader for what the caller lends; it returns the number of bytes
/// that it wrote and what goes into `out`. Nothing but the buffer is written before it ends.
///
/// # Safety
///
/// `output.buf` is NULL or valid for writes of `output.cap` bytes; `output.len`, `output.error` and
/// `out` are NULL or valid for writes and aligned, and `out` starts with its `struct_size`.
pub(crate) unsafe fn fill<T: Filled>(
    output: Output,
    out: *mut T,
    call: impl FnOnce(&mut [u8], &Lent) -> Result<(usize, T), Failure>,
) -> vncurl_status {
    // SAFETY: the caller's contract is the same.
    let place = unsafe { check_place(out) };
    let called = match place {
        Ok(_) if output.len.is_null() => Err(Failure::Null),
        // SAFETY: the caller's contract is the same.
        Ok(_) => unsafe { room(output) }
            .and_then(|room| call(room, &Lent::beside(output.buf, output.cap))),
        Err(failure) => Err(failure),
    };
    let (len, value, failure) = match called {
        Ok((len, value)) => (len, value, None),
        Err(Failure::Core(error @ Error::BufferTooSmall { needed })) => {
            (needed, T::EMPTY, Some(Failure::Core(error)))
        }
        Err(failure) => (0, T::EMPTY, Some(failure)),
    };
    if let Ok(size) = place {
        // SAFETY: `check_place` refused NULL and told the size of the caller's struct, which is
        // at most that of a `T` and starts with it.
        unsafe {
            ptr::copy_nonoverlapping((&raw const value).cast::<u8>(), out.cast(), size);
            if T::VERSIONED {
                ptr::write(out.cast(), size);
            }
        }
    }
    if !output.len.is_null() {
        // SAFETY: the caller's contract, and it is not NULL.
        unsafe { ptr::write(output.len, len) };
    }
    // SAFETY: the caller's contract is the same.
    unsafe { report(output.error, failure) }
}

/// Tell the caller what failed, if anything did.
///
/// # Safety
///
/// `error` is NULL or valid for writes and aligned.
unsafe fn report(error: *mut vncurl_error, failure: Option<Failure>) -> vncurl_status {
    let described = vncurl_error::of(failure);
    let status = described.status;
    if !error.is_null() {
        // SAFETY: the caller's contract, and it is not NULL.
        unsafe { ptr::write(error, described) };
    }
    status
}

/// Run `call`, which writes one struct and no text.
///
/// # Safety
///
/// As for [`fill`].
pub(crate) unsafe fn fill_struct<T: Filled>(
    out: *mut T,
    error: *mut vncurl_error,
    call: impl FnOnce(&Lent) -> Result<T, Failure>,
) -> vncurl_status {
    let mut len = 0;
    let output = Output { buf: ptr::null_mut(), cap: 0, len: &raw mut len, error };
    // SAFETY: the caller's contract for `out` and `error`; NULL with no room is no buffer.
    unsafe { fill(output, out, |_, lent| Ok((0, call(lent)?))) }
}

/// The caller's buffer as a slice.
///
/// # Safety
///
/// `output.buf` is NULL or valid for writes of `output.cap` bytes.
unsafe fn room<'b>(output: Output) -> Result<&'b mut [u8], Failure> {
    if output.cap == 0 {
        return Ok(&mut []);
    }
    if output.buf.is_null() {
        return Err(Failure::Null);
    }
    let cap = possible_len(output.cap).ok_or(Failure::ImpossibleLength)?;
    // SAFETY: the caller's contract. The bytes may hold nothing yet, but they are C's: whatever
    // stands in memory is a byte, and core only writes to them before it reads them back.
    Ok(unsafe { slice::from_raw_parts_mut(output.buf.cast(), cap) })
}

/// The size of a struct's place; refused when it is NULL or no struct of this or an earlier header.
///
/// # Safety
///
/// `out` is NULL or points to a struct that starts with `struct_size`, and is aligned.
unsafe fn check_place<T: Filled>(out: *const T) -> Result<usize, Failure> {
    if out.is_null() {
        return Err(Failure::Null);
    }
    if !T::VERSIONED {
        return Ok(size_of::<T>());
    }
    // SAFETY: the caller's contract, and it is not NULL.
    unsafe { check_struct_size(out, T::EARLIER) }
}
