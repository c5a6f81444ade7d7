//! Who signs.

use core::fmt;

use crate::{
    Error,
    identifier::first_outside,
    text::class::{class, is, is_within},
};

/// A key pair, and the token that comes with a temporary one; borrowed, never copied.
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    /// Names the key pair; public. Tencent's `SecretId`, Alibaba's `AccessKeyId`.
    pub key_id: &'a str,
    /// Signs; never sent or shown. Tencent's `SecretKey`, Alibaba's
    /// `AccessKeySecret`.
    pub secret: &'a str,
    /// Third part of temporary credentials (STS); sent, never shown.
    pub token: Option<&'a str>,
}

impl Credentials<'_> {
    /// Check that the three texts can stand in a header as they are.
    ///
    /// A blank around a pasted secret is the usual cause of a signature that does not match; here
    /// it is an error with its place.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidKeyId`], [`Error::InvalidSecret`], [`Error::InvalidToken`].
    pub fn check(&self) -> Result<(), Error> {
        self.check_sent()?;
        match outside(self.secret, 128) {
            Some(at) => Err(Error::InvalidSecret { at }),
            None => Ok(()),
        }
    }

    /// Check what is sent: key id and token.
    pub(crate) fn check_sent(&self) -> Result<(), Error> {
        if let Some(at) = outside(self.key_id, 128) {
            return Err(Error::InvalidKeyId { at });
        }
        match self.token.and_then(|token| outside(token, 4096)) {
            Some(at) => Err(Error::InvalidToken { at }),
            None => Ok(()),
        }
    }
}

class!(HeaderByte, |byte| {
    is_within(byte, b'!', b'~') & !is(byte, b',') & !is(byte, b'"') & !is(byte, b'\'')
});

fn outside(text: &str, len_max: usize) -> Option<usize> {
    if text.is_empty() { Some(0) } else { first_outside::<HeaderByte>(text.as_bytes(), len_max) }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;

    #[test]
    fn debug_shows_neither_secret_nor_token() {
        let credentials =
            Credentials { key_id: "AKID", secret: "marker-secret", token: Some("marker-token") };
        assert_eq!(format!("{credentials:?}"), "Credentials { key_id: \"AKID\", .. }");
    }

    #[test]
    fn blanks_and_breaks_are_found_with_their_place() {
        let check = |key_id, secret, token| Credentials { key_id, secret, token }.check();
        assert_eq!(check("id", "secret", Some("token")), Ok(()));
        assert_eq!(check("id", " secret", None), Err(Error::InvalidSecret { at: 0 }));
        assert_eq!(check("id", "secret ", None), Err(Error::InvalidSecret { at: 6 }));
        assert_eq!(check("id", "", None), Err(Error::InvalidSecret { at: 0 }));
        assert_eq!(check("i,d", "secret", None), Err(Error::InvalidKeyId { at: 1 }));
        assert_eq!(check("id", "secret", Some("to\r\nken")), Err(Error::InvalidToken { at: 2 }));
        assert_eq!(check("id", "secret", Some("")), Err(Error::InvalidToken { at: 0 }));
    }
}
