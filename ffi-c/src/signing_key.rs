//! A signing key in the caller's memory.

use core::{
    fmt,
    mem::{MaybeUninit, align_of, size_of},
    ptr,
};

use vncurl_core::{Error, sign::SigningKey};
use zeroize::Zeroize;

use crate::{
    credentials::vncurl_credentials,
    fill::{Filled, fill_struct},
    lent::Lent,
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// Says that a key was derived: zeros, and what was wiped, are refused.
const SET: u64 = u64::from_le_bytes(*b"vncurlK1");

/// A signing key, ready for many signatures: 512 bytes of the caller's memory, which
/// vncurl_signing_key_derive() fills. It may be copied while it is set; each copy is a secret and
/// wants its own vncurl_signing_key_wipe(). It is of no use to another process.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vncurl_signing_key {
    /// The library's own; some bytes may be unset. There is room for a later version's key.
    pub opaque: [MaybeUninit<u64>; 64],
}

/// How the key lies in the opaque words.
#[repr(C)]
struct Kept {
    set: u64,
    key: SigningKey,
}

const _: () = assert!(size_of::<Kept>() <= size_of::<vncurl_signing_key>());
const _: () = assert!(align_of::<Kept>() <= align_of::<vncurl_signing_key>());

impl Filled for vncurl_signing_key {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self { opaque: [MaybeUninit::zeroed(); 64] };
}

impl vncurl_signing_key {
    fn of(key: SigningKey) -> Self {
        let mut this = Self::EMPTY;
        // SAFETY: the words are at least as large and as aligned as a `Kept`, see the assertions.
        unsafe { ptr::write((&raw mut this).cast(), Kept { set: SET, key }) };
        this
    }
}

impl fmt::Debug for vncurl_signing_key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("vncurl_signing_key").finish_non_exhaustive()
    }
}

impl Lent {
    /// A kept key, or nothing for NULL.
    ///
    /// # Safety
    ///
    /// `place` is NULL, or aligned and valid for reads for `'a`, and holds zeros or what
    /// [`vncurl_signing_key_derive`] wrote, copied as a whole perhaps.
    pub(crate) unsafe fn signing_key<'a>(
        &self,
        place: *const vncurl_signing_key,
    ) -> Result<Option<&'a SigningKey>, Failure> {
        if place.is_null() {
            return Ok(None);
        }
        // SAFETY: the caller's contract, and every pattern of bytes is a `vncurl_signing_key`.
        unsafe { self.array(place, 1)? };
        // SAFETY: the first word is set, in zeros and in a `Kept`.
        if unsafe { ptr::read(place.cast::<u64>()) } != SET {
            return Err(Failure::Core(Error::SigningKeyMismatch));
        }
        // SAFETY: the mark stands before a key that `vncurl_signing_key::of` wrote.
        Ok(Some(unsafe { &(*place.cast::<Kept>()).key }))
    }
}

/// Derive the signing key, to be kept for several requests.
///
/// A request with a kept key takes a third of the hashing. Tencent's key serves one UTC day,
/// Alibaba's serves until the secret changes.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   credentials  key id, secret and token; all three are checked
///   timestamp    Unix seconds, of the UTC day that the key shall serve
///
/// Out
///   out          the key; zeros on failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, _INVALID_KEY_ID, _INVALID_SECRET, _INVALID_TOKEN,
///   _TIME_OUT_OF_RANGE or _INVALID_ARGUMENT.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. `out` is a secret: wipe it with
///   vncurl_signing_key_wipe() when it is no longer needed.
///
/// Timing
///   The time taken does not depend on what the secret holds, only on its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_signing_key_derive(
    provider: vncurl_str,
    credentials: *const vncurl_credentials,
    timestamp: u64,
    out: *mut vncurl_signing_key,
    error: *mut vncurl_error,
) -> vncurl_status {
    let call = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers both.
        let (provider, credentials) =
            unsafe { (lent.provider(provider)?, lent.credentials(credentials)?) };
        let key = provider.signing_key(&credentials, timestamp)?;
        Ok(vncurl_signing_key::of(key))
    };
    // SAFETY: the header's "Pointers" covers `out` and `error`.
    unsafe { fill_struct(out, error, call) }
}

/// Overwrite a signing key with zeros, in a way that no compiler leaves out.
///
/// In, Out
///   key          set, zeroed or wiped before; NULL does nothing
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_signing_key_wipe(key: *mut vncurl_signing_key) {
    // SAFETY: the header's "Pointers": it is NULL, or valid and aligned.
    if let Some(key) = unsafe { key.as_mut() } {
        key.opaque.zeroize();
    }
}
