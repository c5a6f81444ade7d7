//! Who signs: owned, wiped when dropped, never printed.

use core::fmt;

use zeroize::Zeroizing;

/// A key pair, and the token that comes with a temporary one.
#[derive(Clone)]
pub struct Credentials {
    key_id: String,
    secret: Zeroizing<String>,
    token: Option<Zeroizing<String>>,
}

impl Credentials {
    /// A long-lived key pair: Tencent's `SecretId` and `SecretKey`, Alibaba's `AccessKeyId` and
    /// `AccessKeySecret`.
    pub fn new(key_id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), secret: Zeroizing::new(secret.into()), token: None }
    }

    /// The same key pair with the token of a temporary one (STS).
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(Zeroizing::new(token.into()));
        self
    }

    /// The public half.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The form that `vncurl_core` takes.
    #[must_use]
    pub fn borrow(&self) -> vncurl_core::Credentials<'_> {
        vncurl_core::Credentials {
            key_id: &self.key_id,
            secret: &self.secret,
            token: self.token.as_ref().map(|token| token.as_str()),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.borrow().fmt(f)
    }
}
