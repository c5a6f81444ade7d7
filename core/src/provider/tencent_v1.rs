//! Tencent Cloud's signature version 1: everything is a parameter of the query or of a form.
//!
//! Sources: Tencent Cloud, CVM API reference, *Signature*
//! (<https://www.tencentcloud.com/document/product/213/31574>) and *Common Params*, read 2026-11:
//! `HmacSHA256` must be named by `SignatureMethod`, which is signed; a POST's body is a form, never
//! JSON; the nonce is a positive whole number.

use super::{
    ActionCall, Cloud, Free, Method, Parameter, SignatureVersion, Value, parameters::Parameters,
    sorted_call::SortedCall, tencent::own_host,
};
use crate::{
    Error,
    sign::{
        SigningKey,
        sorted::{Algorithm, HmacSha1, HmacSha256},
    },
    text::http1::Message,
};

/// Version 1 with SHA-1.
pub static TENCENT_V1_HMACSHA1: SignatureVersion = SignatureVersion {
    name: "tencent-v1-hmacsha1",
    algorithm: HmacSha1::ROW.name,
    cloud: Cloud::Tencent,
    methods: &[Method::PostBody, Method::Get],
    unsigned_payload: false,
    signing_key: |secret, _, _| Ok(SigningKey::of_secret::<HmacSha1>(secret)),
    write_call: write_call::<HmacSha1>,
};

/// Version 1 with SHA-256.
pub static TENCENT_V1_HMACSHA256: SignatureVersion = SignatureVersion {
    name: "tencent-v1-hmacsha256",
    algorithm: HmacSha256::ROW.name,
    signing_key: |secret, _, _| Ok(SigningKey::of_secret::<HmacSha256>(secret)),
    write_call: write_call::<HmacSha256>,
    ..TENCENT_V1_HMACSHA1
};

fn write_call<'b, A: Algorithm>(
    call: &ActionCall<'_>,
    buf: &'b mut [u8],
) -> Result<Message<'b>, Error> {
    let ActionCall { provider, action, parameters: own, call: how, credentials, .. } = *call;
    check_number(how.nonce)?;
    let common = [
        Parameter::unreserved("Action", action),
        Parameter::unreserved("Nonce", how.nonce),
        Parameter::optional("Region", how.region),
        Parameter::new("SecretId", Value::Free(Free::Text(credentials.key_id))),
        Parameter::unreserved("SignatureMethod", A::ROW.name),
        Parameter::new("Timestamp", Value::Free(Free::Number(how.timestamp))),
        Parameter::optional("Token", credentials.token),
        Parameter::unreserved("Version", provider.version),
    ];
    let parameters = Parameters { own, common: &common };
    SortedCall { call, host: own_host, parameters }.write::<A>(buf)
}

/// Check a nonce that is a positive whole number.
fn check_number(nonce: &str) -> Result<(), Error> {
    let digit = |(at, byte): (usize, u8)| byte.is_ascii_digit() && (at > 0 || byte != b'0');
    let fault = nonce.bytes().enumerate().take(18).find(|place| !digit(*place));
    match fault {
        Some((at, _)) => Err(Error::InvalidNonce { at }),
        None if nonce.is_empty() => Err(Error::InvalidNonce { at: 0 }),
        None if nonce.len() > 18 => Err(Error::InvalidNonce { at: 18 }),
        None => Ok(()),
    }
}
