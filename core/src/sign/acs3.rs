//! `ACS3-HMAC-SHA256`, Alibaba Cloud's signature version 3.
//!
//! The plain secret is the key: there is no credential scope, so a kept key serves for good. `host`
//! and every `x-acs-*` header that is sent must be signed, and `content-type` when there is a body.
//! The time stands in `x-acs-date`, as `YYYY-MM-DDThh:mm:ssZ`.
//!
//! Source: Alibaba Cloud, SDK guide, *Request syntax and signature method V3*
//! (<https://www.alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature>),
//! read 2026-11; its worked examples are in `tests/vectors/published`.

use super::canonical::{Algorithm, QueryForm, Row, StringPart, ValueForm};

/// The row of `ACS3-HMAC-SHA256`.
#[derive(Clone, Copy, Debug)]
pub struct Acs3;

impl Algorithm for Acs3 {
    const ROW: Row = Row {
        name: "ACS3-HMAC-SHA256",
        key_prefix: "",
        credential_scope: &[],
        string_to_sign: &[StringPart::Name],
        header_values: ValueForm::AsSent,
        query: QueryForm::Sorted,
        separator: ",",
    };
}
