//! Rust values that live in the caller's memory.

use core::{
    mem::{align_of, size_of},
    ptr,
};

use crate::{lent::Lent, status::Failure};

/// Words of the caller's memory that hold a value of the library's own, or zeros.
///
/// # Safety
///
/// It is `repr(C)` and nothing but words of `MaybeUninit<u64>`.
pub(crate) unsafe trait Opaque: Sized {
    /// What is kept.
    type Kept;

    /// Stands before it: zeros, and what was wiped, are refused.
    const MARK: u64;

    /// Without a value.
    const ZEROS: Self;

    /// With a value.
    fn holding(kept: Self::Kept) -> Self {
        const {
            assert!(size_of::<Marked<Self::Kept>>() <= size_of::<Self>());
            assert!(align_of::<Marked<Self::Kept>>() <= align_of::<u64>());
        }
        let mut this = Self::ZEROS;
        // SAFETY: the words are at least as large and as aligned as what is written, see above.
        unsafe { ptr::write((&raw mut this).cast(), Marked { mark: Self::MARK, kept }) };
        this
    }
}

/// How a value lies in the words.
#[repr(C)]
struct Marked<T> {
    mark: u64,
    kept: T,
}

impl Lent {
    /// What is kept at `place`.
    ///
    /// # Safety
    ///
    /// `place` is NULL, or aligned and valid for reads for `'a`, and holds zeros or what
    /// [`Opaque::holding`] made, copied as a whole perhaps.
    pub(crate) unsafe fn kept<'a, T: Opaque>(
        &self,
        place: *const T,
    ) -> Result<&'a T::Kept, Failure> {
        // SAFETY: the caller's contract is the same.
        let marked = unsafe { self.marked(place)? };
        // SAFETY: the mark stands before a value that `Opaque::holding` wrote.
        Ok(unsafe { &(*marked).kept })
    }

    /// The same, to be changed.
    ///
    /// # Safety
    ///
    /// As for [`Lent::kept`], and nobody else reads or writes there for `'a`.
    pub(crate) unsafe fn kept_mut<'a, T: Opaque>(
        &self,
        place: *mut T,
    ) -> Result<&'a mut T::Kept, Failure> {
        // SAFETY: the caller's contract is the same.
        let marked = unsafe { self.marked(place)? };
        // SAFETY: the mark stands before a value that `Opaque::holding` wrote, and it is the
        // caller's alone.
        Ok(unsafe { &mut (*marked.cast_mut()).kept })
    }

    /// Where a value stands, if one does.
    ///
    /// # Safety
    ///
    /// As for [`Lent::kept`].
    unsafe fn marked<T: Opaque>(&self, place: *const T) -> Result<*const Marked<T::Kept>, Failure> {
        self.check(place, 1)?;
        // SAFETY: `check` refused NULL; the first word is set, in zeros and in a marked value.
        let mark = unsafe { ptr::read(place.cast::<u64>()) };
        if mark == T::MARK { Ok(place.cast()) } else { Err(Failure::NotSet) }
    }
}
