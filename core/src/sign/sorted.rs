//! The sorted-parameter family: one function per step, for every member's row.
//!
//! A request of this family carries everything, the key id and the time among it, as parameters:
//! in the query, or in a form that is its body. Both are signed together.
//!
//! 1. [`Source::write_parameters`]: all parameters but `Signature`, sorted by name in byte order;
//! 2. [`write_string_to_sign`]: the method, the place, and the text of step 1;
//! 3. [`SigningKey::of_secret`]: the secret, with what the row hangs on it;
//! 4. [`signature`]: the HMAC of step 2, in base64;
//! 5. [`write_signature_parameter`]: the parameter that carries it, appended to the others.
//!
//! | member | cloud | source |
//! |---|---|---|
//! | [`HmacSha1`], [`HmacSha256`] | Tencent Cloud, signature version 1 | CVM API reference, *Signature* (<https://www.tencentcloud.com/document/product/213/31574>), read 2026-11 |
//! | [`AlibabaRpc`] | Alibaba Cloud, SignatureVersion 1.0 | SDK guide, *Request syntax and signature method V2 for RPC APIs*, read 2026-11 |

use core::fmt;

use super::{SigningKey, key::Mac, signable::Signable};
pub use crate::text::query::Spelling;
use crate::{
    Error,
    text::{
        Sink,
        base64::Base64Digest,
        percent, query,
        sink::{ByRef, shared},
    },
};

/// A member of the family.
pub trait Algorithm {
    /// What makes it different from the others.
    const ROW: Row;
}

/// What a member of the family decides, as constants.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The value of the parameter `SignatureMethod`.
    pub name: &'static str,
    /// The hash of the HMAC.
    pub hash: Hash,
    /// Stands behind the secret in the HMAC's key.
    pub key_suffix: &'static str,
    /// How the parameters enter the string to sign: raw behind method, host and path, or
    /// percent-encoded behind method and path, and then once more as a whole.
    pub spelling: Spelling,
}

/// The hash of an HMAC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
}

/// `HmacSHA1`, Tencent Cloud's signature version 1.
#[derive(Clone, Copy, Debug)]
pub struct HmacSha1;

impl Algorithm for HmacSha1 {
    const ROW: Row =
        Row { name: "HmacSHA1", hash: Hash::Sha1, key_suffix: "", spelling: Spelling::Raw };
}

/// `HmacSHA256`, the same with the other hash; the parameter `SignatureMethod` must say so.
#[derive(Clone, Copy, Debug)]
pub struct HmacSha256;

impl Algorithm for HmacSha256 {
    const ROW: Row =
        Row { name: "HmacSHA256", hash: Hash::Sha256, key_suffix: "", spelling: Spelling::Raw };
}

/// `HMAC-SHA1`, Alibaba Cloud's `SignatureVersion` 1.0 for RPC products.
#[derive(Clone, Copy, Debug)]
pub struct AlibabaRpc;

impl Algorithm for AlibabaRpc {
    const ROW: Row =
        Row { name: "HMAC-SHA1", hash: Hash::Sha1, key_suffix: "&", spelling: Spelling::Encoded };
}

/// The parameter that carries the signature and is not signed.
pub(crate) const SIGNATURE: &str = "Signature";

/// A request whose parameters write themselves.
pub trait Source {
    /// Such as `POST`.
    fn method(&self) -> &str;

    /// Write the `Host` header's value.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    fn write_host(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result;

    /// The path, such as `/`.
    fn path(&self) -> &str;

    /// Step 1: write all parameters but `Signature` as `name=value`, sorted by name and joined
    /// by `&`.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    fn write_parameters(&self, out: &mut (impl Sink + ?Sized), spelling: Spelling) -> fmt::Result;
}

impl Source for Signable<'_> {
    fn method(&self) -> &str {
        self.method
    }

    fn write_host(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        out.put([self.header("host").unwrap_or_default().as_bytes()])
    }

    fn path(&self) -> &str {
        self.path
    }

    fn write_parameters(&self, out: &mut (impl Sink + ?Sized), spelling: Spelling) -> fmt::Result {
        query::write_merged(out, self.query, self.form().unwrap_or_default(), SIGNATURE, spelling)
    }
}

/// Check that algorithm `A` can sign `signable`, a request as it stands on the wire: its payload is
/// a form, and the host is there where it is signed.
///
/// # Errors
///
/// [`Error::InvalidRequestLine`] for parameters that do not decode to text, and
/// [`Error::HostMissing`].
pub fn check<A: Algorithm>(signable: &Signable<'_>) -> Result<(), Error> {
    let form = signable.form().ok_or(Error::InvalidRequestLine)?;
    query::check(form)?;
    if A::ROW.spelling == Spelling::Raw {
        if signable.header("host").is_none_or(str::is_empty) {
            return Err(Error::HostMissing);
        }
        if !query::is_text(signable.query) || !query::is_text(form) {
            return Err(Error::InvalidRequestLine);
        }
    }
    Ok(())
}

/// Step 2: write the string to sign.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_string_to_sign<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    source: &impl Source,
) -> fmt::Result {
    write_text(shared(&mut ByRef(out)), A::ROW.spelling, source)
}

fn write_text(
    out: &mut (impl Sink + ?Sized),
    spelling: Spelling,
    source: &impl Source,
) -> fmt::Result {
    let (method, path) = (source.method().as_bytes(), source.path());
    match spelling {
        Spelling::Raw => {
            out.put([method])?;
            source.write_host(out)?;
            out.put([path.as_bytes(), b"?"])?;
            source.write_parameters(out, Spelling::Raw)
        }
        Spelling::Encoded | Spelling::EncodedTwice => {
            out.put([method, b"&"])?;
            percent::write_encoded(out, path)?;
            out.put([b"&"])?;
            source.write_parameters(out, Spelling::EncodedTwice)
        }
    }
}

impl SigningKey {
    /// Step 3: the key of algorithm `A` from `secret`, of any length. It serves every day.
    #[must_use]
    pub fn of_secret<A: Algorithm>(secret: &str) -> Self {
        let Row { name, hash, key_suffix, .. } = A::ROW;
        Self::of_mac(name, Mac::of_secret(hash, secret, key_suffix))
    }
}

/// Step 4: the signature of the request.
///
/// # Errors
///
/// [`Error::SigningKeyMismatch`] when the key was made for another algorithm.
pub fn signature<A: Algorithm>(
    key: &SigningKey,
    source: &impl Source,
) -> Result<Base64Digest, Error> {
    sign::<A>(key, source, &mut [0; 32]).map(Base64Digest::of_bytes)
}

/// Step 4, not yet as letters, which are longer; it stands at the front of `room`.
#[cfg_attr(feature = "compact", inline(never))]
pub(crate) fn sign<'r, A: Algorithm>(
    key: &SigningKey,
    source: &impl Source,
    room: &'r mut [u8; 32],
) -> Result<&'r [u8], Error> {
    key.check_algorithm(A::ROW.name)?;
    let len = match key.mac() {
        Mac::Sha1(key) if A::ROW.hash == Hash::Sha1 => {
            key.write_mac(room, |mac| write_text(shared(mac), A::ROW.spelling, source));
            20
        }
        Mac::Sha256(key) if A::ROW.hash == Hash::Sha256 => {
            key.write_mac(room, |mac| write_text(shared(mac), A::ROW.spelling, source));
            32
        }
        _ => return Err(Error::SigningKeyMismatch),
    };
    Ok(room.get(..len).unwrap_or_default())
}

/// Step 5: write the parameter that carries the signature, percent-encoded.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_signature_parameter(out: &mut (impl Sink + ?Sized), signature: &str) -> fmt::Result {
    out.put([SIGNATURE.as_bytes(), b"="])?;
    percent::write_encoded(out, signature)
}
