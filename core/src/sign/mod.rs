//! Signatures, by family.
//!
//! [`canonical`] holds the canonical-request family: method, path, query, headers and the hash of
//! the body become a canonical request, its hash a string to sign, and an HMAC of that the
//! signature. [`sorted`] holds the sorted-parameter family: all parameters, sorted, are the string
//! to sign. A member is a row of constants:
//!
//! | member | cloud | row |
//! |---|---|---|
//! | `TC3-HMAC-SHA256` | Tencent | [`tc3`] |
//! | `ACS3-HMAC-SHA256` | Alibaba | [`acs3`] |
//! | `HmacSHA1`, `HmacSHA256` | Tencent | [`sorted`] |
//! | `HMAC-SHA1` | Alibaba | [`sorted`] |
//!
//! Code that knows its algorithm names the type ([`tc3::Tc3`]) and links that one alone; code that
//! reads an algorithm's name looks it up in [`ALGORITHMS`].

pub mod acs3;
pub mod canonical;
mod key;
mod signable;
#[cfg(feature = "sorted")]
pub mod sorted;
pub mod tc3;

use core::fmt;

pub use canonical::{Algorithm, Row, ScopePart, Signable, StringPart};
pub use key::SigningKey;

pub(crate) use crate::text::query::Spelling;

use crate::{
    Credentials, Error,
    text::{base64::Base64Digest, hex::HexDigest},
};

/// An algorithm's steps, behind its name.
#[derive(Debug)]
pub struct Steps {
    /// The name that the cloud gives it, such as `TC3-HMAC-SHA256` or `HmacSHA1`.
    pub name: &'static str,
    check: fn(&Signable<'_>) -> Result<(), Error>,
    write_canonical_request: fn(&mut dyn fmt::Write, &Signable<'_>) -> fmt::Result,
    write_string_to_sign: fn(&mut dyn fmt::Write, &SigningKey, u64, &Signable<'_>) -> fmt::Result,
    signing_key: fn(&str, u64, &str) -> Result<SigningKey, Error>,
    signature: fn(&SigningKey, u64, &Signable<'_>) -> Result<Signature, Error>,
    write_authorization:
        fn(&mut dyn fmt::Write, &str, &SigningKey, &Signable<'_>, &Signature) -> fmt::Result,
}

/// A signature as it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// 64 hexadecimal digits: the canonical-request family.
    Hex(HexDigest),
    /// Base64: the sorted-parameter family.
    Base64(Base64Digest),
}

impl Signature {
    /// The signature as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Hex(digits) => digits.as_str(),
            Self::Base64(letters) => letters.as_str(),
        }
    }
}

impl Steps {
    const fn of<A: Algorithm>() -> Self {
        Self {
            name: A::ROW.name,
            check: |_| Ok(()),
            write_canonical_request: |out, signable| {
                canonical::write_canonical_request::<A>(out, signable)
            },
            write_string_to_sign: |out, key, timestamp, signable| {
                let hash = canonical::hashed_canonical_request::<A>(signable);
                canonical::write_string_to_sign::<A>(out, key, timestamp, &hash)
            },
            signing_key: SigningKey::new::<A>,
            signature: |key, timestamp, signable| {
                canonical::signature::<A>(key, timestamp, signable).map(Signature::Hex)
            },
            write_authorization: |out, key_id, key, signable, signature| {
                let Signature::Hex(signature) = signature else { return Err(fmt::Error) };
                canonical::write_authorization::<A>(out, key_id, key, signable, signature)
            },
        }
    }

    #[cfg(feature = "sorted")]
    const fn of_sorted<A: sorted::Algorithm>() -> Self {
        Self {
            name: A::ROW.name,
            check: sorted::check::<A>,
            write_canonical_request: |out, signable| {
                sorted::Source::write_parameters(signable, &mut *out, A::ROW.spelling)
            },
            write_string_to_sign: |out, _, _, signable| {
                sorted::write_string_to_sign::<A>(&mut *out, signable)
            },
            signing_key: |secret, _, _| Ok(SigningKey::of_secret::<A>(secret)),
            signature: |key, _, signable| {
                sorted::signature::<A>(key, signable).map(Signature::Base64)
            },
            write_authorization: |out, _, _, _, signature| {
                sorted::write_signature_parameter(&mut *out, signature.as_str())
            },
        }
    }

    /// Every value on the way from a request to its signature, for a caller with one request and
    /// a bare secret.
    ///
    /// # Errors
    ///
    /// [`Error::TimeOutOfRange`]; [`Error::InvalidRequestLine`] for a service that no credential
    /// scope holds, and, in the sorted-parameter family, for a payload that is no form;
    /// [`Error::HostMissing`].
    pub fn sign<'a>(
        &'static self,
        signable: &'a Signable<'a>,
        credentials: &Credentials<'a>,
        timestamp: u64,
        service: &str,
    ) -> Result<Signed<'a>, Error> {
        (self.check)(signable)?;
        let key = (self.signing_key)(credentials.secret, timestamp, service)?;
        let signature = (self.signature)(&key, timestamp, signable)?;
        Ok(Signed { steps: self, signable, key_id: credentials.key_id, key, timestamp, signature })
    }
}

/// A signed request, each of whose steps can be written out.
pub struct Signed<'a> {
    steps: &'static Steps,
    signable: &'a Signable<'a>,
    key_id: &'a str,
    key: SigningKey,
    timestamp: u64,
    signature: Signature,
}

impl Signed<'_> {
    /// Step 1: write the canonical request; in the sorted-parameter family, the sorted parameters.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub fn write_canonical_request(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        (self.steps.write_canonical_request)(out, self.signable)
    }

    /// Step 2: write the string to sign.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub fn write_string_to_sign(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        (self.steps.write_string_to_sign)(out, &self.key, self.timestamp, self.signable)
    }

    /// Step 4: the signature.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Step 5: write the value of the `Authorization` header; in the sorted-parameter family, the
    /// parameter `Signature=…` as it is appended to the query or the form.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub fn write_authorization(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        (self.steps.write_authorization)(
            out,
            self.key_id,
            &self.key,
            self.signable,
            &self.signature,
        )
    }
}

impl fmt::Debug for Signed<'_> {
    /// Without the signature, which stays valid for minutes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed")
            .field("algorithm", &self.steps.name)
            .field("key_id", &self.key_id)
            .field("timestamp", &self.timestamp)
            .finish_non_exhaustive()
    }
}

/// Every algorithm, in order of name.
pub static ALGORITHMS: [&Steps; if cfg!(feature = "sorted") { 5 } else { 2 }] = [
    &Steps::of::<acs3::Acs3>(),
    #[cfg(feature = "sorted")]
    &Steps::of_sorted::<sorted::AlibabaRpc>(),
    #[cfg(feature = "sorted")]
    &Steps::of_sorted::<sorted::HmacSha1>(),
    #[cfg(feature = "sorted")]
    &Steps::of_sorted::<sorted::HmacSha256>(),
    &Steps::of::<tc3::Tc3>(),
];

/// The algorithm of that name, spelled as the cloud does.
///
/// # Examples
///
/// ```
/// use vncurl_core::{Credentials, sign::{Signable, by_name}};
///
/// let headers = [("content-type", "application/json; charset=utf-8"), ("host", "cvm.tencentcloudapi.com")];
/// let signable = Signable::new("POST", "/", "", &headers, b"{}")?;
/// let credentials = Credentials { key_id: "AKIDEXAMPLE", secret: "EXAMPLE-secret", token: None };
/// let tc3 = by_name("TC3-HMAC-SHA256").expect("an algorithm that there is");
/// let signed = tc3.sign(&signable, &credentials, 1_700_000_000, "cvm")?;
/// let mut text = String::new();
/// signed.write_canonical_request(&mut text).expect("a String takes every text");
/// assert!(text.starts_with("POST\n/\n\ncontent-type:application/json; charset=utf-8\n"));
/// # Ok::<(), vncurl_core::Error>(())
/// ```
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Steps> {
    ALGORITHMS.into_iter().find(|steps| steps.name == name)
}
