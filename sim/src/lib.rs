//! A small cloud on loopback: it verifies signatures from the bytes on the wire, keeps the rules
//! of the clouds' console calls, and issues console addresses that live for 15 seconds.
//!
//! It is what vncurl shows itself on when there is no cloud account, the peer of every test, and
//! a thing of its own: point any client of Tencent Cloud CVM, ECM or Lighthouse or of Alibaba
//! Cloud ECS at it and see whether its signature is right, and if not, what the server would have
//! signed.
//!
//! - `TC3-HMAC-SHA256`, Tencent's version 1, `ACS3-HMAC-SHA256` and Alibaba's RPC 1.0 are verified
//!   by [`verify`], with code that shares nothing with vncurl's signer: the same mistake would have
//!   to be made twice to stay unseen.
//! - [`Cloud`] decides: a request and a time go in, a response comes out. It has no sockets and
//!   no clock, so a test can put any request to it at any second.
//! - [`Simulator`] is the thin shell around it: threads, a listener on 127.0.0.1, HTTP/1.1.
//!
//! Nothing here is a secret. The credentials [`TENCENT`] and [`ALIBABA`], and the temporary ones
//! [`TENCENT_TEMPORARY`] and [`ALIBABA_TEMPORARY`] with their tokens, are published, open no cloud,
//! and are the only ones that are accepted; every request id begins with `simulator-`.
//!
//! ```
//! use vncurl_sim::{Options, Simulator};
//!
//! let simulator = Simulator::start(&Options::default())?;
//! assert!(simulator.url().starts_with("http://127.0.0.1:"));
//! assert!(simulator.banner().contains("ins-demo0001"));
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The rules it keeps, and the choices it makes where the clouds' documents are silent, are in
//! `docs/simulator-rules.md` and `docs/simulator-consoles.md`; `docs/simulator.md` says how to run it.
#![forbid(unsafe_code)]

mod account;
mod address;
mod alibaba;
mod banner;
mod call;
mod clock;
mod cloud;
mod connection;
mod connections;
mod console;
mod control;
mod endpoint;
mod fault;
mod files;
mod host;
mod http1;
mod instance;
mod journal;
mod machines;
mod metadata;
mod nonce;
mod options;
mod page;
mod percent;
mod product;
mod random;
mod rates;
mod refusal;
mod region;
mod rfb;
mod server;
mod socket;
mod tencent;
mod timeline;
#[cfg(feature = "tls")]
mod tls;
mod transport;
mod utc;
pub mod verify;
mod viewer;
mod wire;

pub use account::{ALIBABA, ALIBABA_TEMPORARY, PublishedCredentials, TENCENT, TENCENT_TEMPORARY};
pub use clock::Clock;
pub use cloud::Cloud;
pub use console::{Bridge, NoBridge};
pub use instance::{INSTANCES, Instance};
pub use options::Options;
pub use refusal::Refusal;
pub use server::Simulator;
pub use wire::{Request, Response};

/// The Rust of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
