//! A signing key in the caller's memory.

use core::{fmt, mem::MaybeUninit};

use vncurl_core::{Error, sign::SigningKey};
use zeroize::Zeroize;

use crate::{
    call::vncurl_call,
    credentials::vncurl_credentials,
    fill::{Filled, fill_struct},
    lent::Lent,
    opaque::Opaque,
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// A signing key, ready for many signatures: 512 bytes of the caller's memory, which
/// vncurl_signing_key_derive() or vncurl_signing_key_for() fills. It may be copied while it is set;
/// each copy is a secret and wants its own vncurl_signing_key_wipe(). It is of no use to another
/// process.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vncurl_signing_key {
    /// The library's own; some bytes may be unset. There is room for a later version's key.
    pub opaque: [MaybeUninit<u64>; 64],
}

// SAFETY: repr(C), and words alone.
unsafe impl Opaque for vncurl_signing_key {
    type Kept = SigningKey;
    const MARK: u64 = u64::from_le_bytes(*b"vncurlK1");
    const ZEROS: Self = Self { opaque: [MaybeUninit::zeroed(); 64] };
}

impl Filled for vncurl_signing_key {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self::ZEROS;
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
        // SAFETY: the caller's contract is the same.
        match unsafe { self.kept(place) } {
            Err(Failure::NotSet) => Err(Failure::Core(Error::SigningKeyMismatch)),
            found => found.map(Some),
        }
    }
}

/// Derive the signing key, to be kept for several requests.
///
/// A request with a kept key takes a third of the hashing. Tencent's key serves one UTC day,
/// Alibaba's serves until the secret changes. It is the key of the cloud's present way to sign; for
/// another see vncurl_signing_key_for().
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
        Ok(vncurl_signing_key::holding(provider.signing_key(&credentials, timestamp)?))
    };
    // SAFETY: the header's "Pointers" covers `out` and `error`.
    unsafe { fill_struct(out, error, call) }
}

/// Derive the signing key that a call needs, to be kept for several requests.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   call         its signature version and timestamp count; the others are only read
///   credentials  key id, secret and token; all three are checked
///
/// Out
///   out          the key; zeros on failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   as vncurl_signing_key_derive(), and VNCURL_STATUS_UNKNOWN_ALGORITHM for a signature version
///   that there is not, _SIGNATURE_VERSION_MISMATCH for one of another cloud.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. `out` is a secret: wipe it with
///   vncurl_signing_key_wipe() when it is no longer needed.
///
/// Timing
///   The time taken does not depend on what the secret holds, only on its length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_signing_key_for(
    provider: vncurl_str,
    call: *const vncurl_call,
    credentials: *const vncurl_credentials,
    out: *mut vncurl_signing_key,
    error: *mut vncurl_error,
) -> vncurl_status {
    let derive = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent.
        let (provider, call, credentials) =
            unsafe { (lent.provider(provider)?, lent.call(call)?, lent.credentials(credentials)?) };
        Ok(vncurl_signing_key::holding(provider.signing_key_for(&call, &credentials)?))
    };
    // SAFETY: the header's "Pointers" covers `out` and `error`.
    unsafe { fill_struct(out, error, derive) }
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
