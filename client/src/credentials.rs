//! Who signs: owned, wiped when dropped, never printed.

use core::fmt;

use zeroize::Zeroizing;

pub(crate) mod alibaba;
pub(crate) mod fault;
pub(crate) mod file;
pub(crate) mod find;
pub(crate) mod ini;
pub(crate) mod metadata;
pub(crate) mod origin;
#[cfg(feature = "transport")]
mod peer;
#[cfg(not(feature = "transport"))]
#[path = "credentials/no_peer.rs"]
mod peer;
pub(crate) mod profiles;
pub(crate) mod renewal;
pub(crate) mod role;
pub(crate) mod stored;
pub(crate) mod tencent;
pub(crate) mod uri;

/// A key pair, and the token that comes with a temporary one.
///
/// # Examples
///
/// ```
/// use vncurl::Credentials;
///
/// let credentials = Credentials::new("AKIDEXAMPLE", "EXAMPLE-secret")
///     .with_token("EXAMPLE-token")
///     .with_not_after(1_700_003_600);
/// assert!(!credentials.is_over(1_700_000_000));
/// assert!(!format!("{credentials:?}").contains("EXAMPLE-secret"));
/// ```
#[derive(Clone)]
pub struct Credentials {
    key_id: String,
    secret: Zeroizing<String>,
    token: Option<Zeroizing<String>>,
    not_after: Option<u64>,
}

impl Credentials {
    /// A long-lived key pair: Tencent's `SecretId` and `SecretKey`, Alibaba's `AccessKeyId` and
    /// `AccessKeySecret`.
    pub fn new(key_id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            key_id: key_id.into(),
            secret: Zeroizing::new(secret.into()),
            token: None,
            not_after: None,
        }
    }

    /// The same key pair with the token of a temporary one (STS).
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(Zeroizing::new(token.into()));
        self
    }

    /// The same credentials with the Unix second in which they end.
    #[must_use]
    pub fn with_not_after(mut self, not_after: u64) -> Self {
        self.not_after = Some(not_after);
        self
    }

    /// The Unix second in which they end; nothing where that is not known, or never.
    #[must_use]
    pub fn not_after(&self) -> Option<u64> {
        self.not_after
    }

    /// Whether they have ended at the Unix second `now`.
    #[must_use]
    pub fn is_over(&self, now: u64) -> bool {
        self.not_after.is_some_and(|not_after| now >= not_after)
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
