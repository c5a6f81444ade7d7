//! Signatures alone, step by step and by name.

use core::fmt;

use vncurl_core::{
    crypto::hashed_payload,
    sign::{
        self, SigningKey,
        acs3::Acs3,
        canonical::{self, Signable},
        sorted::{self, AlibabaRpc, HmacSha1, HmacSha256},
        tc3::Tc3,
    },
    text::{SliceWriter, base64::Base64Digest, hex},
};

use crate::{bytes, credentials, keep, number, text};

fn with_signable(use_it: impl FnOnce(&Signable<'_>)) {
    let headers = [("content-type", text()), ("host", text())];
    if let Ok(signable) = Signable::new(text(), text(), text(), &headers, bytes()) {
        use_it(&signable);
    }
}

/// A signature of the canonical-request family.
fn canonical<A: sign::Algorithm>() {
    with_signable(|signable| {
        if let Ok(key) = SigningKey::new::<A>(text(), number(), text()) {
            keep(canonical::signature::<A>(&key, number(), signable));
        }
    });
}

/// A signature of the sorted-parameter family.
fn sorted<A: sorted::Algorithm>() {
    with_signable(|signable| {
        keep(sorted::check::<A>(signable));
        let key = SigningKey::of_secret::<A>(text());
        keep(sorted::signature::<A>(&key, signable));
    });
}

/// Tencent's TC3-HMAC-SHA256.
pub fn tc3() {
    canonical::<Tc3>();
}

/// Alibaba's ACS3-HMAC-SHA256.
pub fn acs3() {
    canonical::<Acs3>();
}

/// Alibaba's HMAC-SHA1.
pub fn rpc() {
    sorted::<AlibabaRpc>();
}

/// Tencent's `HmacSHA1`.
pub fn v1_sha1() {
    sorted::<HmacSha1>();
}

/// Tencent's `HmacSHA256`.
pub fn v1_sha256() {
    sorted::<HmacSha256>();
}

/// Every step of both families, as a text.
fn steps<A: sign::Algorithm, B: sorted::Algorithm>() {
    let mut buf = [0; 64];
    let mut out = SliceWriter::new(&mut buf);
    with_signable(|signable| {
        keep(canonical::write_canonical_request::<A>(&mut out, signable));
        if let Ok(key) = SigningKey::new::<A>(text(), number(), text()) {
            let hash = hashed_payload(bytes());
            keep(canonical::write_string_to_sign::<A>(&mut out, &key, number(), &hash));
            keep(canonical::write_authorization::<A>(&mut out, text(), &key, signable, &hash));
            keep((hash.as_str().len(), *hash.as_bytes()));
            keep(key.credential_scope().len());
            keep(key.serves(number()));
        }
        keep(sorted::write_string_to_sign::<B>(&mut out, signable));
        keep(sorted::Source::write_parameters(signable, &mut out, sorted::Spelling::Raw));
        keep(sorted::Source::write_host(signable, &mut out));
        keep((sorted::Source::method(signable).len(), sorted::Source::path(signable).len()));
        keep(sorted::write_signature_parameter(&mut out, text()));
    });
    keep((out.len(), out.is_empty(), out.finish().is_ok()));
}

/// Every step of every algorithm.
pub fn all_steps() {
    steps::<Tc3, HmacSha1>();
    steps::<Acs3, HmacSha256>();
    steps::<Tc3, AlibabaRpc>();
}

/// A signature by name, with every text on the way to it.
pub fn by_name(out: &mut dyn fmt::Write) {
    let Some(steps) = sign::by_name(text()) else { return };
    with_signable(|signable| {
        let Ok(signed) = steps.sign(signable, &credentials(), number(), text()) else { return };
        keep(signed.write_canonical_request(out));
        keep(signed.write_string_to_sign(out));
        keep(signed.write_authorization(out));
        keep(signed.signature().as_str().len());
    });
}

/// Digests as text.
pub fn digests() {
    keep(Base64Digest::new(&[0_u8; 20]).as_str().len());
    keep(Base64Digest::new(&[0_u8; 32]).as_str().len());
    keep(hex::HexDigest::new(&[1; 32]).as_str().len());
    keep(hex::value(number().to_le_bytes()[0]));
}
