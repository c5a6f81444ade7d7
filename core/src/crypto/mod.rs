//! SHA-256 and the HMACs: the only folder that names a hash crate.
//!
//! All are fed through [`Sink`](crate::text::Sink), so the function that writes a text for a
//! person writes it for the hash too. On the way the text is gathered, a few blocks at a time,
//! since a hash that is called for every word and separator spends as much on the calls as on the
//! blocks.

mod hash;
mod hmac;
#[cfg(feature = "sorted")]
mod sha1;
mod sha256;
mod stage;

pub(crate) use hmac::HmacKey;
#[cfg(feature = "sorted")]
pub(crate) use sha1::Sha1;
#[cfg(feature = "sorted")]
pub(crate) use sha256::Sha256;
pub use sha256::hashed_payload;
pub(crate) use sha256::hashed_text;
