//! Signatures, by family.
//!
//! [`canonical`] holds the canonical-request family: method, path, query, headers and the hash of
//! the body become a canonical request, its hash a string to sign, and an HMAC of that the
//! signature. A member of the family is a row of constants, [`Row`], in a file of its own:
//!
//! | member | file |
//! |---|---|
//! | `TC3-HMAC-SHA256`, Tencent Cloud | [`tc3`] |
//! | `ACS3-HMAC-SHA256`, Alibaba Cloud | [`acs3`] |
//!
//! Code that knows its algorithm names the type ([`tc3::Tc3`]) and links that one alone; code that
//! reads an algorithm's name looks it up in [`ALGORITHMS`].

pub mod acs3;
pub mod canonical;
mod key;
mod signable;
pub mod tc3;

use core::fmt;

pub use canonical::{Algorithm, Row, ScopePart, Signable, StringPart};
pub use key::SigningKey;

use crate::{Credentials, Error, text::hex::HexDigest};

/// An algorithm's steps, behind its name.
#[derive(Debug)]
pub struct Steps {
    /// The name as it stands in the `Authorization` header, such as `TC3-HMAC-SHA256`.
    pub name: &'static str,
    write_canonical_request: fn(&mut dyn fmt::Write, &Signable<'_>) -> fmt::Result,
    write_string_to_sign: fn(&mut dyn fmt::Write, &SigningKey, u64, &Signable<'_>) -> fmt::Result,
    signing_key: fn(&str, u64, &str) -> Result<SigningKey, Error>,
    signature: fn(&SigningKey, u64, &Signable<'_>) -> Result<HexDigest, Error>,
    write_authorization:
        fn(&mut dyn fmt::Write, &str, &SigningKey, &Signable<'_>, &HexDigest) -> fmt::Result,
}

impl Steps {
    const fn of<A: Algorithm>() -> Self {
        Self {
            name: A::ROW.name,
            write_canonical_request: |out, signable| {
                canonical::write_canonical_request::<A>(out, signable)
            },
            write_string_to_sign: |out, key, timestamp, signable| {
                let hash = canonical::hashed_canonical_request::<A>(signable);
                canonical::write_string_to_sign::<A>(out, key, timestamp, &hash)
            },
            signing_key: SigningKey::new::<A>,
            signature: canonical::signature::<A>,
            write_authorization: |out, key_id, key, signable, signature| {
                canonical::write_authorization::<A>(out, key_id, key, signable, signature)
            },
        }
    }

    /// Every value on the way from a request to its signature, for a caller with one request and
    /// a bare secret.
    ///
    /// # Errors
    ///
    /// [`Error::TimeOutOfRange`], and [`Error::InvalidRequestLine`] for a service that no
    /// credential scope holds.
    pub fn sign<'a>(
        &'static self,
        signable: &'a Signable<'a>,
        credentials: &Credentials<'a>,
        timestamp: u64,
        service: &str,
    ) -> Result<Signed<'a>, Error> {
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
    signature: HexDigest,
}

impl Signed<'_> {
    /// Step 1: write the canonical request.
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

    /// Step 4: the signature, 64 hexadecimal digits.
    #[must_use]
    pub fn signature(&self) -> &HexDigest {
        &self.signature
    }

    /// Step 5: write the value of the `Authorization` header.
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
pub static ALGORITHMS: [&Steps; 2] = [
    &Steps::of::<acs3::Acs3>(), //
    &Steps::of::<tc3::Tc3>(),
];

/// The algorithm of that name, spelled as in the `Authorization` header.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Steps> {
    ALGORITHMS.into_iter().find(|steps| steps.name == name)
}
