//! The C ABI of vncurl: libvncurl.
//!
//! Each `extern "C"` function turns pointers into the types of [`vncurl_core`], calls it, and
//! writes the answer to where the caller wants it. Nothing is decided here. The comments are the
//! manual: cbindgen copies them into `include/vncurl.h` word for word, so they speak of C.
//!
//! | module | holds |
//! |---|---|
//! | [`status`] | what a call returns; one number for one failure on every surface |
//! | [`text`] | text as pointer and length |
//! | [`provider`] | the cloud products, as data |
//! | [`credentials`], [`signing_key`] | who signs |
//! | [`request`], [`reply`], [`console`] | the way to the console URL |
//! | [`sign`] | the signature alone, step by step |
//! | [`version`] | of the header and of the library |
//!
//! The project's only `unsafe` code is here. Pointers are followed in two places: `lent` reads
//! what the caller lends, `fill` writes what the caller gets.
#![cfg_attr(not(test), no_std)]
#![allow(
    non_camel_case_types,
    reason = "the header has C's names, and a name is the same on both sides"
)]
#![allow(clippy::missing_safety_doc, reason = "\"Pointers\" is the safety section in C's words")]
#![allow(clippy::doc_markdown, reason = "the comments become a C header")]

mod fill;
mod fmt_writer;
mod lent;
mod message;
#[cfg(all(feature = "panic-handler", panic = "abort"))]
mod panic;

// In the order of the header.

pub mod text;

pub mod status;

pub mod version;

pub mod provider;

pub mod credentials;

pub mod signing_key;

pub mod request;

pub mod reply;

pub mod console;

pub mod sign;
