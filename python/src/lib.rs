//! The module `vncurl._vncurl`; the package `vncurl` around it re-exports what it offers.
#![expect(clippy::doc_markdown, reason = "the comments are what help() shows in Python")]

mod client;
mod command;
mod console;
mod console_url;
mod consoles;
mod failure;
mod flow;
mod instance;
mod limiter;
mod options;
mod origin;
mod provider;
mod reply;
mod request;
mod sign;
mod signer;
mod simulator;
mod statuses;
mod wait;

use pyo3::prelude::*;

/// The compiled half of the package `vncurl`.
#[pymodule(gil_used = false)]
mod _vncurl {
    #[pymodule_export]
    use super::{
        client::Client,
        command::_command,
        console::{Console, Progress},
        console_url::{console_url, websocket_url},
        consoles::{Consoles, Opened},
        flow::{Expired, Flow, Send, Wait},
        instance::{Instance, Region},
        limiter::{Limiter, Turn},
        origin::Origin,
        provider::{Provider, providers},
        reply::{Page, Reply, parse_instances, parse_regions, parse_reply, parse_statuses},
        request::Request,
        sign::{Signed, sign},
        signer::Signer,
        simulator::Simulator,
        statuses::Statuses,
    };

    /// The package's version, that of the whole project.
    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's spelling")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
