//! Facts about the clouds, read from `tests/vectors`, and what the tests of all parts share.
//!
//! | module | holds |
//! |---|---|
//! | [`signing`] | a request to sign, its steps, and the steps as core takes them |
//! | [`vectors`] | requests captured from the clouds' own SDKs |
//! | [`published`], [`examples`] | console URLs, replies and signatures printed in the clouds' documents |
//! | [`parameters`] | queries and forms, by another encoder than core's |
//! | [`calls`] | every way to call a provider |
//! | [`console_rule`] | what a console URL must be, said a second time |
//! | [`hostile`] | VNC URLs that must go no further |
//! | [`surface`] | the vectors through Rust, C and Python |
//! | [`xml_reference`] | another reader of XML beside core's |
//! | `pages` | the Rust of the documents |
//! | [`random`] | random choices that every run repeats |
//! | [`room`] | every output buffer that is too short |
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "only tests and the runner call this crate, and a panic there is a failed test"
)]

pub mod calls;
pub mod console_rule;
pub mod examples;
pub mod hostile;
#[cfg(doctest)]
mod pages;
pub mod parameters;
pub mod published;
pub mod random;
pub mod room;
pub mod signing;
pub mod surface;
pub mod vectors;
pub mod xml_reference;

use std::path::PathBuf;

/// The project's root.
#[must_use]
pub fn root() -> PathBuf {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests/ is in the project's root").to_owned()
}
