//! The credentials that the simulator accepts: one pair for each cloud, and no other.

/// A key id and a secret that everybody knows.
///
/// They open no cloud: they exist so that a first signature needs no account. There is no
/// security token with them; a request that sends one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedCredentials {
    /// Names the pair: Tencent's `SecretId`, Alibaba's `AccessKeyId`.
    pub key_id: &'static str,
    /// Signs: Tencent's `SecretKey`, Alibaba's `AccessKeySecret`.
    pub secret: &'static str,
}

/// The pair that the Tencent half accepts.
pub const TENCENT: PublishedCredentials = PublishedCredentials {
    key_id: "AKID-SIMULATOR-NOT-A-REAL-KEY",
    secret: "published-simulator-secret-tencent",
};

/// The pair that the Alibaba half accepts.
pub const ALIBABA: PublishedCredentials = PublishedCredentials {
    key_id: "LTAI-SIMULATOR-NOT-A-REAL-KEY",
    secret: "published-simulator-secret-alibaba",
};

impl PublishedCredentials {
    /// The secret, when `key_id` names this pair.
    pub(crate) fn secret_of(&self, key_id: &str) -> Option<&'static str> {
        (key_id == self.key_id).then_some(self.secret)
    }
}
