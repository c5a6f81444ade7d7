//! Reads what the caller lends for a call: texts, structs, arrays.

use core::{
    mem::{MaybeUninit, size_of},
    ops::Range,
    ptr, slice, str,
};

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
pub(crate) unsafe trait Versioned: Copy {
    /// The sizes that it had in earlier headers. What such a struct lacks counts as zeros, so a
    /// later member begins where an earlier struct ended, and zeros mean what was before it.
    const EARLIER: &'static [usize] = &[];
}

impl Lent {
    /// For a call that writes to the `cap` bytes at `buf`.
    pub(crate) fn beside<T>(buf: *const T, cap: usize) -> Self {
        let start = buf.addr();
        Self { buffer: start..start.saturating_add(cap) }
    }

    /// For a call that writes to no buffer.
    pub(crate) const fn alone() -> Self {
        Self { buffer: 0..0 }
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

    /// The same bytes, if they are text: what came from the network need not be.
    ///
    /// # Safety
    ///
    /// As for [`Lent::text`].
    pub(crate) unsafe fn network_text<'a>(
        &self,
        text: vncurl_str,
    ) -> Result<Option<&'a str>, Failure> {
        // SAFETY: the caller's contract is the same.
        let bytes = unsafe { self.bytes(text)? };
        Ok(str::from_utf8(bytes).ok().filter(|text| !text.is_empty()))
    }

    /// A copy of a struct that must be there.
    ///
    /// # Safety
    ///
    /// `place` is NULL or points to a `T`, or at least to as many bytes as its first word,
    /// `struct_size`, says; it is aligned.
    pub(crate) unsafe fn required<T: Versioned>(&self, place: *const T) -> Result<T, Failure> {
        self.check(place.cast::<usize>(), 1)?;
        // SAFETY: the caller's contract, and `check` refused NULL.
        let size = unsafe { check_struct_size(place, T::EARLIER)? };
        self.check(place.cast::<u8>(), size)?;
        let mut copy = MaybeUninit::<T>::zeroed();
        // SAFETY: so many bytes are the caller's struct and no more than a `T`, and `Versioned`
        // says that they and the zeros behind them are one.
        unsafe {
            ptr::copy_nonoverlapping(place.cast::<u8>(), copy.as_mut_ptr().cast(), size);
            Ok(copy.assume_init())
        }
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

    /// A number that is 0 or 1.
    pub(crate) fn flag(number: core::ffi::c_int) -> Result<bool, Failure> {
        match number {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Failure::UnknownNumber),
        }
    }

    /// Refuse NULL, a length that no object has, and whatever overlaps the output buffer.
    pub(crate) fn check<T>(&self, first: *const T, count: usize) -> Result<(), Failure> {
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

/// The size of a struct; refused unless this version or an earlier one has a struct of that size.
///
/// # Safety
///
/// `place` points to a struct that starts with `struct_size`, and is aligned.
pub(crate) unsafe fn check_struct_size<T>(
    place: *const T,
    earlier: &[usize],
) -> Result<usize, Failure> {
    // SAFETY: the caller's contract; only the first word is read, since the struct may be shorter
    // than a `T`.
    let size = unsafe { ptr::read(place.cast::<usize>()) };
    let known = size == size_of::<T>() || size < size_of::<T>() && earlier.contains(&size);
    if known { Ok(size) } else { Err(Failure::StructSize) }
}
