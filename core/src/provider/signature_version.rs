//! The ways in which the clouds sign, by name.

use crate::{
    Error,
    provider::{ActionCall, Cloud, Method},
    sign::SigningKey,
    text::http1::Message,
};

/// A way to sign: an algorithm, and where its parts travel.
#[derive(Debug)]
#[non_exhaustive]
pub struct SignatureVersion {
    /// The permanent name, such as `tencent-v1-hmacsha1`; the same on every surface.
    pub name: &'static str,
    /// The algorithm, as the cloud names it.
    pub algorithm: &'static str,
    /// The cloud that takes it.
    pub cloud: Cloud,
    /// The methods that it can sign, the usual one first.
    pub methods: &'static [Method],
    /// Whether it can leave the body out of the signature.
    pub unsigned_payload: bool,
    /// Derives the signing key from a secret, a time and a service.
    pub(crate) signing_key: fn(&str, u64, &str) -> Result<SigningKey, Error>,
    pub(crate) write_call: for<'b> fn(&ActionCall<'_>, &'b mut [u8]) -> Result<Message<'b>, Error>,
}

/// How many ways there are: as many as features name.
const COUNT: usize = cfg!(feature = "alibaba") as usize
    + cfg!(feature = "alibaba-rpc") as usize
    + cfg!(feature = "tencent") as usize
    + 2 * cfg!(feature = "tencent-v1") as usize;

/// Every way to sign, in order of name.
pub static SIGNATURE_VERSIONS: [&SignatureVersion; COUNT] = [
    #[cfg(feature = "alibaba")]
    &super::ACS3,
    #[cfg(feature = "alibaba-rpc")]
    &super::ALIBABA_RPC,
    #[cfg(feature = "tencent")]
    &super::TC3,
    #[cfg(feature = "tencent-v1")]
    &super::TENCENT_V1_HMACSHA1,
    #[cfg(feature = "tencent-v1")]
    &super::TENCENT_V1_HMACSHA256,
];

/// The way to sign of that permanent name.
#[must_use]
pub fn signature_version(name: &str) -> Option<&'static SignatureVersion> {
    SIGNATURE_VERSIONS.into_iter().find(|version| version.name == name)
}
