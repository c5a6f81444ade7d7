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
//! | [`provider`], [`viewer`] | the cloud products and their pages, as data |
//! | [`credentials`], [`signing_key`] | who signs |
//! | [`call`], [`nonce`], [`date`] | where, when and how |
//! | [`request`], [`reply`], [`console`] | the way to the console URL |
//! | [`flow`] | the whole way, with retries, clock and deadline |
//! | [`retry`] | the same for a driver of its own; how far it got |
//! | [`limiter`] | how often a cloud may be asked |
//! | [`search`], [`list`], [`instance`], [`region`] | lists |
//! | [`echo`] | why a signature does not match |
//! | [`sign`] | the signature alone, step by step |
//! | [`version`] | of the header and of the library |
//!
//! The project's only `unsafe` code is here. Pointers are followed in three places: `lent` reads
//! what the caller lends, `fill` writes what the caller gets, `opaque` finds what stays in the
//! caller's memory.
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
mod opaque;
#[cfg(all(feature = "panic-handler", panic = "abort"))]
mod panic;
mod pieces;

// In the order of the header.

pub mod text;

pub mod status;

pub mod version;

pub mod provider;

pub mod viewer;

pub mod credentials;

pub mod call;

pub mod nonce;

pub mod date;

pub mod signing_key;

pub mod request;

pub mod reply;

pub mod echo;

pub mod console;

pub mod flow;

pub mod retry;

pub mod limiter;

pub mod search;

pub mod list;

pub mod instance;

pub mod region;

pub mod sign;
