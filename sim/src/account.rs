//! The credentials that the simulator accepts: for each cloud a lasting pair and a temporary one.

/// A key id and a secret that everybody knows.
///
/// They open no cloud: they exist so that a first signature needs no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishedCredentials {
    /// Names the pair: Tencent's `SecretId`, Alibaba's `AccessKeyId`.
    pub key_id: &'static str,
    /// Signs: Tencent's `SecretKey`, Alibaba's `AccessKeySecret`.
    pub secret: &'static str,
    /// The token that has to be sent with a temporary pair; with the other, none may be sent.
    pub token: Option<&'static str>,
}

/// The pair that the Tencent half accepts without a token.
pub const TENCENT: PublishedCredentials = PublishedCredentials {
    key_id: "AKID-SIMULATOR-NOT-A-REAL-KEY",
    secret: "published-simulator-secret-tencent",
    token: None,
};

/// The pair that the Tencent half accepts with its token, as STS and instance roles give them.
pub const TENCENT_TEMPORARY: PublishedCredentials = PublishedCredentials {
    key_id: "AKID-SIMULATOR-TEMPORARY",
    secret: "published-simulator-temporary-secret-tencent",
    token: Some("published-simulator-token-tencent"),
};

/// The pair that the Alibaba half accepts without a token.
pub const ALIBABA: PublishedCredentials = PublishedCredentials {
    key_id: "LTAI-SIMULATOR-NOT-A-REAL-KEY",
    secret: "published-simulator-secret-alibaba",
    token: None,
};

/// The pair that the Alibaba half accepts with its token, as STS and instance roles give them.
pub const ALIBABA_TEMPORARY: PublishedCredentials = PublishedCredentials {
    key_id: "STS.SIMULATOR-TEMPORARY",
    secret: "published-simulator-temporary-secret-alibaba",
    token: Some("published-simulator-token-alibaba"),
};

/// The Tencent pair that `key_id` names.
pub(crate) fn tencent(key_id: &str) -> Option<&'static PublishedCredentials> {
    [&TENCENT, &TENCENT_TEMPORARY].into_iter().find(|pair| pair.key_id == key_id)
}

/// The Alibaba pair that `key_id` names.
pub(crate) fn alibaba(key_id: &str) -> Option<&'static PublishedCredentials> {
    [&ALIBABA, &ALIBABA_TEMPORARY].into_iter().find(|pair| pair.key_id == key_id)
}
