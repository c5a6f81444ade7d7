//! Reads what the caller lends for a call: texts, structs, arrays.

use core::{mem::size_of, ops::Range, ptr, slice, str};

use crate::{status::Failure, text::vncurl_str};

/// Reads what the caller lends, and refuses what lies inside the output buffer: the buffer is
/// written while the texts are read.
#[derive(Clone, Debug)]
pub(crate) struct Lent {
    /// Addresses of the output buffer.
    buffer: Range<usize>,
}

/// A struct that may grow with later versions.
///
/// # Safety
///
/// It is `repr(C)`, starts with `struct_size: usize`, and every pattern of bytes is a value of it
/// (pointers and integers alone).
pub(crate) unsafe trait Versioned: Copy {}

impl Lent {
    /// For a call that writes to the `cap` bytes at `buf`.
    pub(crate) fn beside<T>(buf: *const T, cap: usize) -> Self {
        let start = buf.addr();
        Self { buffer: start..start.saturating_add(cap) }
    }

    /// Text that must be UTF-8.
    ///
    /// # Safety
    ///
    /// `text.ptr` is NULL or valid for reads of `text.len` bytes for `'a`.
    pub(crate) unsafe fn text<'a>(&self, text: vncurl_str) -> Result<&'a str, Failure> {
        // SAFETY: the caller's contract is the same.
        let bytes = unsafe { self.bytes(text)? };
        str::from_utf8(bytes).map_err(|error| Failure::NotUtf8 { at: error.valid_up_to() })
    }

    /// The same, with nothing for the empty text.
    ///
    /// # Safety
    ///
    /// As for [`Lent::text`].
    pub(crate) unsafe fn optional_text<'a>(
        &self,
        text: vncurl_str,
    ) -> Result<Option<&'a str>, Failure> {
        // SAFETY: the caller's contract is the same.
        let text = unsafe { self.text(text)? };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// Any bytes.
    ///
    /// # Safety
    ///
    /// As for [`Lent::text`].
    pub(crate) unsafe fn bytes<'a>(&self, text: vncurl_str) -> Result<&'a [u8], Failure> {
        // SAFETY: the caller's contract is the same.
        unsafe { self.array(text.ptr.cast(), text.len) }
    }

    /// `count` items at `first`; NULL only for none.
    ///
    /// # Safety
    ///
    /// `first` is NULL or valid for reads of `count` items for `'a`, and aligned; every pattern of
    /// bytes is a `T`.
    pub(crate) unsafe fn array<'a, T>(
        &self,
        first: *const T,
        count: usize,
    ) -> Result<&'a [T], Failure> {
        if count == 0 {
            return Ok(&[]);
        }
        self.check(first, count)?;
        // SAFETY: `check` refused NULL, lengths that no object has, and what will be written; the
        // rest is the caller's contract.
        Ok(unsafe { slice::from_raw_parts(first, count) })
    }

    /// A copy of a struct that must be there.
    ///
    /// # Safety
    ///
    /// `place` is NULL or points to a `T`, or at least to as many bytes as its first word,
    /// `struct_size`, says; it is aligned.
    pub(crate) unsafe fn required<T: Versioned>(&self, place: *const T) -> Result<T, Failure> {
        self.check(place, 1)?;
        // SAFETY: the caller's contract, and `check` refused NULL.
        unsafe { check_struct_size(place)? };
        // SAFETY: the struct has the size of a `T`, and `Versioned` says that any bytes are one.
        Ok(unsafe { ptr::read(place) })
    }

    /// A copy of a struct, or nothing for NULL.
    ///
    /// # Safety
    ///
    /// As for [`Lent::required`].
    pub(crate) unsafe fn optional<T: Versioned>(
        &self,
        place: *const T,
    ) -> Result<Option<T>, Failure> {
        if place.is_null() {
            return Ok(None);
        }
        // SAFETY: the caller's contract is the same.
        unsafe { self.required(place).map(Some) }
    }

    /// Refuse NULL, a length that no object has, and whatever overlaps the output buffer.
    fn check<T>(&self, first: *const T, count: usize) -> Result<(), Failure> {
        if first.is_null() {
            return Err(Failure::Null);
        }
        let start = first.addr();
        let len = count.checked_mul(size_of::<T>()).and_then(possible_len);
        let end = len.and_then(|len| start.checked_add(len));
        let end = end.ok_or(Failure::ImpossibleLength)?;
        if start < self.buffer.end && self.buffer.start < end {
            return Err(Failure::Overlap);
        }
        Ok(())
    }
}

/// `len`, when an object of so many bytes can exist.
pub(crate) fn possible_len(len: usize) -> Option<usize> {
    isize::try_from(len).is_ok().then_some(len)
}

/// Refuse a struct whose `struct_size` is not that of this version's.
///
/// # Safety
///
/// `place` points to a struct that starts with `struct_size`, and is aligned.
pub(crate) unsafe fn check_struct_size<T>(place: *const T) -> Result<(), Failure> {
    // SAFETY: the caller's contract; only the first word is read, since the struct may be shorter
    // than a `T`.
    let struct_size = unsafe { ptr::read(place.cast::<usize>()) };
    if struct_size == size_of::<T>() { Ok(()) } else { Err(Failure::StructSize) }
}
