//! `TC3-HMAC-SHA256`, Tencent Cloud's signature version 3.
//!
//! The signing key is the secret narrowed to one UTC day and one service, so a kept key serves
//! until midnight UTC. The service lowers the *values* of the signed headers too, which the
//! published example with a signed `x-tc-action` shows; the query is signed as it was sent.
//! `content-type` and `host` are the least that must be signed.
//!
//! Source: Tencent Cloud, CVM API reference, *Signature v3*
//! (<https://www.tencentcloud.com/document/product/213/33224>), read 2026-11; its worked examples
//! are in `tests/vectors/published`.

use super::canonical::{Algorithm, QueryForm, Row, ScopePart, StringPart, ValueForm};

/// The row of `TC3-HMAC-SHA256`.
#[derive(Clone, Copy, Debug)]
pub struct Tc3;

impl Algorithm for Tc3 {
    const ROW: Row = Row {
        name: "TC3-HMAC-SHA256",
        key_prefix: "TC3",
        credential_scope: &[ScopePart::Day, ScopePart::Service, ScopePart::Word("tc3_request")],
        string_to_sign: &[StringPart::Name, StringPart::Timestamp, StringPart::CredentialScope],
        header_values: ValueForm::LowerCase,
        query: QueryForm::AsSent,
        separator: ", ",
    };
}
