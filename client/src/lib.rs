//! The console URL of a virtual machine on Tencent Cloud or Alibaba Cloud.
//!
//! ```no_run
//! // `no_run`: it asks the cloud, with the credentials of this machine.
//! let client = vncurl::Client::builder("tencent-cvm")?.region("ap-guangzhou").build()?;
//! let console = client.console("ins-r9hr2upy")?;
//! // A person opens it within 15 seconds, once.
//! println!("{}", console.url());
//! # Ok::<(), vncurl::Error>(())
//! ```
//!
//! The credentials come from the builder, or from where the cloud's own tools look for them:
//! environment, files, the role of the instance ([`Credentials::find`]). The request
//! goes out over TLS with verified certificates, without following redirects; plain HTTP only to
//! this machine, where the simulator is.
//!
//! # Features
//!
//! | feature | default | brings |
//! |---|---|---|
//! | `transport` | yes | a transport: ureq with rustls; without it, one of yours: [`Transport`] where a thread may wait, [`Opening`] where it may not |
//! | `native-certs` | yes | trust in what the system's own store trusts |
//! | `bundled-certs` | yes | trust in Mozilla's list, as it was at the time of building, where the system has no store |
//!
//! Without `transport` there is no TLS library in the tree. Credentials come from the environment and
//! from files then; the metadata service and a credentials URI are not asked ([`SourceFault::NoTransport`]).
//!
//! # Core
//!
//! Signing, reading and building are the crate `vncurl_core`'s, which any transport can use alone.
//! This crate adds what needs a system: time, random nonces, sockets, certificates, environment.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "a test may overflow loudly"))]

mod builder;
mod client;
mod connection;
mod console;
mod credentials;
mod difference;
mod drive;
mod environment;
mod error;
mod fleet;
mod identity;
mod limit;
mod lists;
mod network_fault;
mod opening;
#[cfg(feature = "transport")]
mod probe;
#[cfg(feature = "transport")]
mod proxy;
mod received;
#[cfg(feature = "transport")]
mod roots;
mod scrub;
mod signed_request;
mod signer;
mod steps;
#[cfg(feature = "transport")]
mod tls_fault;
#[cfg(feature = "transport")]
mod transport;
#[cfg(feature = "transport")]
mod tunnel;

pub use builder::ClientBuilder;
pub use client::Client;
pub use connection::Transport;
pub use console::Console;
pub use credentials::{
    Credentials,
    fault::SourceFault,
    find::{Found, Sources, check_profile},
    origin::{Origin, Source, Warning},
};
pub use difference::Difference;
pub use drive::Progress;
pub use environment::{Environment, Looked};
pub use error::{Error, Refused};
pub use fleet::{Consoles, Opened};
pub use lists::{Instance, Region, Statuses};
pub use network_fault::NetworkFault;
pub use opening::{Opening, Step};
#[cfg(feature = "transport")]
pub use probe::Probe;
pub use received::Received;
pub use signed_request::SignedRequest;
pub use steps::Steps;
pub use vncurl_core as core;

/// The Rust of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
