//! Alibaba Cloud's RPC signature, `SignatureVersion` 1.0: everything is a parameter of the query or of
//! a form.
//!
//! Sources: Alibaba Cloud, SDK guide, *Request syntax and signature method V2 for RPC APIs*, and
//! ECS API reference, *Common parameters*, read 2026-11. The documents disagree on the format that
//! is used when none is named, so `Format=JSON` is always sent.

use super::{
    ActionCall, Cloud, Free, Method, Parameter, SignatureVersion, Value, alibaba::own_host,
    parameters::Parameters, sorted_call::SortedCall,
};
use crate::{
    Error,
    identifier::check_nonce,
    sign::{
        SigningKey,
        sorted::{Algorithm, AlibabaRpc},
    },
    text::http1::Message,
    time::UtcText,
};

/// `SignatureVersion` 1.0.
pub static ALIBABA_RPC: SignatureVersion = SignatureVersion {
    name: "alibaba-rpc",
    algorithm: AlibabaRpc::ROW.name,
    cloud: Cloud::Alibaba,
    methods: &[Method::PostQuery, Method::Get, Method::PostBody],
    unsigned_payload: false,
    signing_key: |secret, _, _| Ok(SigningKey::of_secret::<AlibabaRpc>(secret)),
    write_call,
};

fn write_call<'b>(call: &ActionCall<'_>, buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
    let ActionCall { provider, action, parameters: own, call: how, credentials, .. } = *call;
    check_nonce(how.nonce)?;
    let timestamp = UtcText::new(how.timestamp)?;
    let common = [
        Parameter::new("AccessKeyId", Value::Free(Free::Text(credentials.key_id))),
        Parameter::unreserved("Action", action),
        Parameter::unreserved("Format", "JSON"),
        Parameter::optional("SecurityToken", credentials.token),
        Parameter::unreserved("SignatureMethod", AlibabaRpc::ROW.name),
        Parameter::unreserved("SignatureNonce", how.nonce),
        Parameter::unreserved("SignatureVersion", "1.0"),
        Parameter::new("Timestamp", Value::Free(Free::Text(timestamp.as_str()))),
        Parameter::unreserved("Version", provider.version),
    ];
    let parameters = Parameters { own, common: &common };
    SortedCall { call, host: own_host, parameters }.write::<AlibabaRpc>(buf)
}
