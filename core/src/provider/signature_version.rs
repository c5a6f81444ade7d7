//! The ways in which the clouds sign, by name.

use crate::{
    Error,
    provider::{ActionCall, Cloud, Method},
    sign::SigningKey,
    text::http1::Message,
};

use super::{alibaba, alibaba_rpc, tencent, tencent_v1};

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

/// Every way to sign, in order of name.
pub static SIGNATURE_VERSIONS: [&SignatureVersion; 5] = [
    &alibaba::ACS3,
    &alibaba_rpc::ALIBABA_RPC,
    &tencent::TC3,
    &tencent_v1::TENCENT_V1_HMACSHA1,
    &tencent_v1::TENCENT_V1_HMACSHA256,
];

/// The way to sign of that permanent name.
#[must_use]
pub fn signature_version(name: &str) -> Option<&'static SignatureVersion> {
    SIGNATURE_VERSIONS.into_iter().find(|version| version.name == name)
}
