//! Who signs.

use vncurl_core::Credentials;

use crate::{
    lent::{Lent, Versioned},
    status::Failure,
    text::vncurl_str,
};

/// A key pair, and the token that comes with a temporary one. Borrowed for a call, never kept.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_credentials {
    /// sizeof (struct vncurl_credentials).
    pub struct_size: usize,
    /// Names the key pair; public. Tencent's SecretId, Alibaba's AccessKeyId.
    pub key_id: vncurl_str,
    /// Signs; never sent. Tencent's SecretKey, Alibaba's AccessKeySecret.
    pub secret: vncurl_str,
    /// Third part of temporary credentials; empty when there is none. It is sent.
    pub token: vncurl_str,
}

// SAFETY: repr(C), `struct_size` first, pointers and lengths alone.
unsafe impl Versioned for vncurl_credentials {}

impl Lent {
    /// Credentials that must be there; what they hold is the core's to check.
    ///
    /// # Safety
    ///
    /// As for [`Lent::required`], and each text as for [`Lent::text`].
    pub(crate) unsafe fn credentials<'a>(
        &self,
        place: *const vncurl_credentials,
    ) -> Result<Credentials<'a>, Failure> {
        // SAFETY: the caller's contract is the same.
        unsafe {
            let given = self.required(place)?;
            Ok(Credentials {
                key_id: self.text(given.key_id)?,
                secret: self.text(given.secret)?,
                token: self.optional_text(given.token)?,
            })
        }
    }
}
