//! The canonical-request family: one function per step, for every member's row.
//!
//! 1. [`write_canonical_request`]: the request in the one form that both sides hash;
//! 2. [`write_string_to_sign`]: name, time, credential scope and the hash of step 1;
//! 3. [`SigningKey::new`]: the secret narrowed to a day and a service, where the row says so;
//! 4. [`signature`]: the HMAC of step 2;
//! 5. [`write_authorization`]: the signature inside the header value that carries it.
//!
//! Steps 1 and 2 write text. A test or a person gives them a string to fill; [`signature`] gives
//! them a hash, so signing keeps no copy of the request and its stack does not grow with it.
//!
//! The functions are generic over the row and so cost no more than if each were written for its
//! cloud alone.

use core::fmt;

use super::SigningKey;
pub use super::signable::Signable;
use crate::{
    Error,
    crypto::{hashed_payload, hashed_text},
    text::{
        Sink,
        decimal::Decimal,
        hex::HexDigest,
        query,
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
    /// The name: first word of the `Authorization` header and first line of the string to sign.
    pub name: &'static str,
    /// Stands before the secret in the first HMAC's key.
    pub key_prefix: &'static str,
    /// What the key is narrowed to, in order; with `/` between, the credential scope. Empty: the
    /// secret itself is the key.
    pub credential_scope: &'static [ScopePart],
    /// The lines of the string to sign before the last, which is the hash of the canonical request.
    pub string_to_sign: &'static [StringPart],
    /// How the values of signed headers enter the canonical request.
    pub header_values: ValueForm,
    /// How the query enters the canonical request.
    pub query: QueryForm,
    /// Stands between the three parts of the `Authorization` header.
    pub separator: &'static str,
}

/// One part of a credential scope.
#[derive(Clone, Copy, Debug)]
pub enum ScopePart {
    /// The UTC day, `YYYY-MM-DD`.
    Day,
    /// The service, such as `cvm`.
    Service,
    /// A fixed word.
    Word(&'static str),
}

/// One line of a string to sign.
#[derive(Clone, Copy, Debug)]
pub enum StringPart {
    /// The algorithm's name.
    Name,
    /// The time in Unix seconds.
    Timestamp,
    /// The credential scope.
    CredentialScope,
}

/// How a header's value enters the canonical request; it is always trimmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueForm {
    /// As it was sent.
    AsSent,
    /// With ASCII letters lowered.
    LowerCase,
}

/// How the query enters the canonical request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryForm {
    /// As it was sent.
    AsSent,
    /// In the form of [`query::write_canonical`].
    Sorted,
}

/// Step 1: write the canonical request.
///
/// Method, path, query, one line `name:value` for each header, an empty line, the signed headers,
/// the hashed payload; no line break at the end.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_canonical_request<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    signable: &Signable<'_>,
) -> fmt::Result {
    write_with_payload::<A>(shared(&mut ByRef(out)), signable, &hashed_payload(signable.payload))
}

/// Step 1 with the payload hashed before: two hashes at a time would take a device's stack.
fn write_with_payload<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    signable: &Signable<'_>,
    hashed_payload: &HexDigest,
) -> fmt::Result {
    let Signable { method, path, query, .. } = *signable;
    out.put([method.as_bytes(), b"\n", path.as_bytes(), b"\n"])?;
    if query.is_empty() {
        // Most calls have none, and nothing is as much work to write as something short.
    } else if signable.form.query || A::ROW.query == QueryForm::AsSent {
        out.put([query.as_bytes()])?;
    } else {
        query::write_canonical(out, query)?;
    }
    out.put([b"\n"])?;
    signable.write_headers(out, A::ROW.header_values == ValueForm::LowerCase)?;
    if let Some(names) = signable.signed_headers() {
        return out.put([b"\n", names, b"\n", hashed_payload.as_bytes()]);
    }
    out.put([b"\n"])?;
    signable.write_signed_headers(out)?;
    out.put([b"\n", hashed_payload.as_bytes()])
}

/// The hash of step 1, without a copy of its text.
#[cfg_attr(feature = "compact", inline(never))]
pub(super) fn hashed_canonical_request<A: Algorithm>(signable: &Signable<'_>) -> HexDigest {
    let hashed_payload = hashed_payload(signable.payload);
    hashed_text(|hash| write_with_payload::<A>(shared(hash), signable, &hashed_payload))
}

/// Step 2: write the string to sign, for a canonical request with that hash.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_string_to_sign<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    key: &SigningKey,
    timestamp: u64,
    hashed_canonical_request: &HexDigest,
) -> fmt::Result {
    write_lines::<A>(shared(&mut ByRef(out)), key, timestamp, hashed_canonical_request)
}

fn write_lines<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    key: &SigningKey,
    timestamp: u64,
    hashed_canonical_request: &HexDigest,
) -> fmt::Result {
    for part in A::ROW.string_to_sign {
        match part {
            StringPart::Name => out.put([A::ROW.name.as_bytes(), b"\n"])?,
            StringPart::Timestamp => out.put([Decimal::new(timestamp).as_bytes(), b"\n"])?,
            StringPart::CredentialScope => out.put([key.credential_scope_bytes(), b"\n"])?,
        }
    }
    out.put([hashed_canonical_request.as_bytes()])
}

/// A request as a provider writes it: its query is canonical, its headers are lower-case, sorted and
/// without a blank at either end.
pub(crate) struct Canonical<'a> {
    pub(crate) verb: &'a str,
    pub(crate) query: &'a [u8],
    pub(crate) headers: &'a [(&'a str, &'a [u8])],
    /// The headers' names, joined by `;`.
    pub(crate) signed_headers: &'a str,
    pub(crate) hashed_payload: &'a HexDigest,
}

impl Canonical<'_> {
    /// Step 1.
    fn write(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        let Self { verb, query, headers, signed_headers, hashed_payload } = self;
        out.put([verb.as_bytes(), b"\n/\n", query, b"\n"])?;
        for (name, value) in *headers {
            out.put([name.as_bytes(), b":", value, b"\n"])?;
        }
        out.put([b"\n", signed_headers.as_bytes(), b"\n", hashed_payload.as_bytes()])
    }

    /// Step 4, not yet as digits, which are twice as long; an error as [`signature`] has it.
    #[cfg_attr(feature = "compact", inline(never))]
    pub(crate) fn sign<A: Algorithm>(
        &self,
        key: &SigningKey,
        timestamp: u64,
        signature: &mut [u8; 32],
    ) -> Result<(), Error> {
        sign_hash::<A>(key, timestamp, &self.hash(), signature)
    }

    /// The hash of step 1; on a device's stack no longer than this takes.
    #[cfg_attr(feature = "compact", inline(never))]
    fn hash(&self) -> HexDigest {
        hashed_text(|hash| self.write(shared(hash)))
    }
}

/// Step 4: the signature of the request at `timestamp`, in Unix seconds.
///
/// # Errors
///
/// [`Error::SigningKeyMismatch`] when the key was derived for another algorithm or UTC day, and
/// [`Error::TimeOutOfRange`].
pub fn signature<A: Algorithm>(
    key: &SigningKey,
    timestamp: u64,
    signable: &Signable<'_>,
) -> Result<HexDigest, Error> {
    let mut signature = [0; 32];
    sign_hash::<A>(key, timestamp, &hashed_canonical_request::<A>(signable), &mut signature)?;
    Ok(HexDigest::new(&signature))
}

/// The HMAC of step 2.
#[cfg_attr(not(feature = "compact"), inline)]
#[cfg_attr(feature = "compact", inline(never))]
fn sign_hash<A: Algorithm>(
    key: &SigningKey,
    timestamp: u64,
    hashed_canonical_request: &HexDigest,
    signature: &mut [u8; 32],
) -> Result<(), Error> {
    let mac = key.mac_for::<A>(timestamp)?;
    mac.write_mac(signature, |mac| {
        write_lines::<A>(shared(mac), key, timestamp, hashed_canonical_request)
    });
    Ok(())
}

/// Step 5: write the value of the `Authorization` header.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_authorization<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    key_id: &str,
    key: &SigningKey,
    signable: &Signable<'_>,
    signature: &HexDigest,
) -> fmt::Result {
    let mut out = ByRef(out);
    let out = shared(&mut out);
    if let Some(names) = signable.signed_headers() {
        return write_authorization_of::<A>(out, key_id, key, names, signature);
    }
    // The names are too long to be kept: they stand between the other parts' two halves.
    write_authorization_part::<A>(out, key_id, key)?;
    signable.write_signed_headers(out)?;
    out.put([A::ROW.separator.as_bytes(), b"Signature=", signature.as_bytes()])
}

/// Step 5 for a known text of the signed headers.
#[cfg_attr(feature = "compact", inline(never))]
pub(crate) fn write_authorization_of<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    key_id: &str,
    key: &SigningKey,
    signed_headers: &[u8],
    signature: &HexDigest,
) -> fmt::Result {
    write_authorization_part::<A>(out, key_id, key)?;
    let separator = A::ROW.separator.as_bytes();
    out.put([signed_headers, separator, b"Signature=", signature.as_bytes()])
}

/// What stands before the signed headers.
#[inline]
fn write_authorization_part<A: Algorithm>(
    out: &mut (impl Sink + ?Sized),
    key_id: &str,
    key: &SigningKey,
) -> fmt::Result {
    let Row { name, separator, credential_scope, .. } = A::ROW;
    let (name, separator) = (name.as_bytes(), separator.as_bytes());
    let scope = key.credential_scope_bytes();
    let slash: &[u8] = if credential_scope.is_empty() { b"" } else { b"/" };
    let key_id = key_id.as_bytes();
    out.put([name, b" Credential=", key_id, slash, scope, separator, b"SignedHeaders="])
}
