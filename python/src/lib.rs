//! The module `vncurl._vncurl`; the package `vncurl` around it re-exports what it offers.
#![expect(clippy::doc_markdown, reason = "the comments are what help() shows in Python")]

mod client;
mod command;
mod console_url;
mod failure;
mod provider;
mod reply;
mod request;
mod sign;
mod signer;

use pyo3::prelude::*;

/// The compiled half of the package `vncurl`.
#[pymodule(gil_used = false)]
mod _vncurl {
    #[pymodule_export]
    use super::{
        client::{Client, Console},
        command::_command,
        console_url::console_url,
        provider::{Provider, providers},
        reply::{Reply, parse_reply},
        request::Request,
        sign::{Signed, sign},
        signer::Signer,
    };

    /// The package's version, that of the whole project.
    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's spelling")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
