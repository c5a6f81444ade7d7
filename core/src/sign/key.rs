//! Step 3: the signing key, the secret narrowed to what it may sign.

use core::fmt;

use super::canonical::{Algorithm, Row, ScopePart};
#[cfg(feature = "sorted")]
use super::sorted::Hash;
#[cfg(feature = "sorted")]
use crate::crypto::{Sha1, Sha256};
use crate::{
    Error,
    crypto::HmacKey,
    identifier::first_outside,
    text::{
        Sink, SliceWriter,
        class::{class, is, is_alphanumeric},
        sink::shared,
    },
    time,
};

/// Longest credential scope that is kept, in bytes.
const SCOPE_MAX: usize = 56;

/// Longest service, in bytes: the rest of a scope is the day and `tc3_request`.
const SERVICE_MAX: usize = 32;

class!(ServiceByte, |byte| {
    is_alphanumeric(byte) | is(byte, b'-') | is(byte, b'_') | is(byte, b'.')
});

/// A signing key, ready for many signatures.
///
/// It holds the state of an HMAC whose key blocks are hashed already: a signature with a kept key
/// costs 7 compressions of SHA-256 for Tencent's console call, from a bare secret 21. For an
/// algorithm with a credential scope the key serves one UTC day and one service.
///
/// The key is wiped when dropped and never printed.
#[derive(Clone)]
pub struct SigningKey {
    mac: Mac,
    /// Name of the algorithm that it was derived for.
    algorithm: &'static str,
    /// The UTC day that it serves; nothing when it serves every day.
    day: Option<u32>,
    credential_scope: [u8; SCOPE_MAX],
    scope_len: usize,
}

/// The HMAC that a key is for.
#[derive(Clone)]
pub(super) enum Mac {
    #[cfg(feature = "sorted")]
    Sha1(HmacKey<Sha1>),
    Sha256(HmacKey),
}

impl Mac {
    /// Become the key that is this one's MAC of `text`; only SHA-256's is narrowed.
    #[inline]
    fn narrow(&mut self, text: &[u8]) {
        match self {
            Self::Sha256(mac) => mac.narrow(text),
            #[cfg(feature = "sorted")]
            Self::Sha1(_) => {}
        }
    }

    /// The key that is `secret` followed by `suffix`.
    #[cfg(feature = "sorted")]
    pub(super) fn of_secret(hash: Hash, secret: &str, suffix: &str) -> Self {
        match hash {
            Hash::Sha1 => Self::Sha1(HmacKey::<Sha1>::new(secret, suffix)),
            Hash::Sha256 => Self::Sha256(HmacKey::<Sha256>::new(secret, suffix)),
        }
    }
}

impl SigningKey {
    /// A key that serves every day and service.
    pub(super) fn of_mac(algorithm: &'static str, mac: Mac) -> Self {
        Self { mac, algorithm, day: None, credential_scope: [0; SCOPE_MAX], scope_len: 0 }
    }

    /// Derive the key of algorithm `A` from `secret`, for the UTC day of `timestamp` (Unix seconds)
    /// and for `service`.
    ///
    /// The secret is taken as it is, of any length. An algorithm without a credential scope
    /// ignores `timestamp` and `service`.
    ///
    /// # Errors
    ///
    /// [`Error::TimeOutOfRange`] past the year 9999, and [`Error::InvalidRequestLine`] for a
    /// service that is empty, longer than 32 bytes, or not of `a-z A-Z 0-9 - _ .`.
    pub fn new<A: Algorithm>(secret: &str, timestamp: u64, service: &str) -> Result<Self, Error> {
        Self::of_row(&A::ROW, secret, timestamp, service)
    }

    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    fn of_row(row: &Row, secret: &str, timestamp: u64, service: &str) -> Result<Self, Error> {
        let mut this = Self::of_mac(row.name, Mac::Sha256(HmacKey::new(row.key_prefix, secret)));
        if row.credential_scope.is_empty() {
            return Ok(this);
        }
        let day = time::day(timestamp)?;
        this.day = Some(day);
        let date = time::date_text(day);
        let mut scope = SliceWriter::new(&mut this.credential_scope);
        for part in row.credential_scope {
            let text = match part {
                ScopePart::Day => &date,
                ScopePart::Service => checked_service(service)?.as_bytes(),
                ScopePart::Word(word) => word.as_bytes(),
            };
            this.mac.narrow(text);
            let separator: &[u8] = if scope.is_empty() { b"" } else { b"/" };
            // A `SliceWriter` refuses nothing before `finish`.
            let _ = shared(&mut scope).put([separator, text]);
        }
        this.scope_len = scope.finish_bytes().map_err(|_| Error::InvalidRequestLine)?.len();
        Ok(this)
    }

    /// The credential scope, such as `2019-02-25/cvm/tc3_request`; empty for an algorithm
    /// without one.
    #[must_use]
    pub fn credential_scope(&self) -> &str {
        // Only ASCII is ever stored, so the default is never taken.
        core::str::from_utf8(self.credential_scope_bytes()).unwrap_or_default()
    }

    /// The same as bytes.
    #[inline]
    pub(super) fn credential_scope_bytes(&self) -> &[u8] {
        self.credential_scope.get(..self.scope_len).unwrap_or_default()
    }

    /// The HMAC, when this key can sign for algorithm `A` at `timestamp`.
    ///
    /// # Errors
    ///
    /// [`Error::SigningKeyMismatch`] for another algorithm or day, [`Error::TimeOutOfRange`].
    #[inline]
    pub(super) fn mac_for<A: Algorithm>(&self, timestamp: u64) -> Result<&HmacKey, Error> {
        let day = time::day(timestamp)?;
        self.check_algorithm(A::ROW.name)?;
        if self.day.is_some_and(|own| own != day) {
            return Err(Error::SigningKeyMismatch);
        }
        match &self.mac {
            Mac::Sha256(mac) => Ok(mac),
            #[cfg(feature = "sorted")]
            Mac::Sha1(_) => Err(Error::SigningKeyMismatch),
        }
    }

    /// Whether this key was made for that algorithm.
    #[inline]
    pub(super) fn check_algorithm(&self, name: &'static str) -> Result<(), Error> {
        // The very same text, as a rule: then its bytes need not be looked at.
        let same = core::ptr::eq(self.algorithm, name) || self.algorithm == name;
        if same { Ok(()) } else { Err(Error::SigningKeyMismatch) }
    }

    /// Whether this key can sign at `timestamp`: it serves every day, or this one.
    #[must_use]
    pub fn serves(&self, timestamp: u64) -> bool {
        self.day.is_none_or(|own| time::day(timestamp) == Ok(own))
    }

    /// Whether this key, of an algorithm with a credential scope, was narrowed to `service`.
    ///
    /// # Errors
    ///
    /// [`Error::SigningKeyMismatch`] for another service.
    pub(crate) fn check_service(&self, service: &str) -> Result<(), Error> {
        // The day comes before it and a word behind.
        let behind_day = self.credential_scope_bytes().get("YYYY-MM-DD/".len()..);
        match behind_day.and_then(|scope| scope.strip_prefix(service.as_bytes())) {
            Some([b'/', ..]) => Ok(()),
            _ => Err(Error::SigningKeyMismatch),
        }
    }

    #[cfg(feature = "sorted")]
    pub(super) fn mac(&self) -> &Mac {
        &self.mac
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm)
            .field("credential_scope", &self.credential_scope())
            .finish_non_exhaustive()
    }
}

fn checked_service(service: &str) -> Result<&str, Error> {
    let outside = first_outside::<ServiceByte>(service.as_bytes(), SERVICE_MAX);
    if service.is_empty() || outside.is_some() {
        return Err(Error::InvalidRequestLine);
    }
    Ok(service)
}
