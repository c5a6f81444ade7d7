//! Signs the request for a virtual machine's console, reads the reply, and builds the console URL.
//!
//! The crate is `no_std`, allocates nothing, holds no `unsafe` code, and reads no clock, random
//! source or environment: the caller passes the time, a nonce and buffers, moves the bytes, and
//! gets the same output for the same input. What moves the bytes is a matter of the host: the crate
//! `vncurl` (std), libvncurl (C), the Python module, or a device's own driver.
//!
//! ```text
//! instance id + credentials ──sign──► Request ──your transport──► Reply ──► console URL
//! ```
//!
//! ```
//! use vncurl_core::{Call, Credentials, Guest, Reply, TENCENT_CVM};
//!
//! let credentials = Credentials { key_id: "AKIDEXAMPLE", secret: "EXAMPLE-secret", token: None };
//! let call = Call { region: Some("ap-guangzhou"), timestamp: 1_700_000_000, ..Call::default() };
//! let key = TENCENT_CVM.signing_key(&credentials, call.timestamp)?;
//! let mut buf = [0; 1024];
//! let request = TENCENT_CVM.vnc_request("ins-r9hr2upy", &call, &credentials, &key, &mut buf)?;
//! assert_eq!(request.host(), "cvm.tencentcloudapi.com");
//!
//! // Send `request`, and hand the status and the body to `read_reply`:
//! let body = br#"{"Response": {"InstanceVncUrl": "wss%3A%2F%2Fgzvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DY1hM",
//!     "RequestId": "3a685fe7-327a-4815-9bb4-c20587f25939"}}"#;
//! let Reply::VncUrl(reply) = TENCENT_CVM.read_reply(200, body)? else { panic!("refused") };
//! let guest = Guest { instance_id: "ins-r9hr2upy", ..Guest::default() };
//! let mut buf = [0; 512];
//! let console_url = TENCENT_CVM.console_url(&reply.vnc_url, &guest, &mut buf)?;
//! assert!(console_url.starts_with("https://img.qcloud.com/qcloud/app/active_vnc/index.html?"));
//! # Ok::<(), vncurl_core::Error>(())
//! ```
//!
//! # Map
//!
//! | module | holds |
//! |---|---|
//! | [`provider`] | cloud products: one file and one row each |
//! | [`request`] | the signed request, as parts and as HTTP/1.1 bytes |
//! | [`reply`], [`refusal`] | what the cloud answered; its "no" as one vocabulary |
//! | [`list`], [`instance`], [`region`] | states of instances, instances by name or address, regions |
//! | [`console`] | the console URL, and the checks on the VNC URL in it |
//! | [`sign`] | signatures by family, one function per step |
//! | [`flow`] | from an instance id to its console: retries, clock, deadline |
//! | [`quota`] | how often a cloud may be asked |
//! | [`credentials`], [`endpoint`], [`identifier`] | what callers give, checked before use |
//! | [`text`], [`time`], [`crypto`] | writers, JSON, XML, percent-encoding; UTC; the hashes |
//! | [`error`] | every failure and its permanent number |
//!
//! # Features
//!
//! All but the last two are on by default. A device that leaves them out names what it needs; what it
//! names is linked even if it is never called, since it is reached through a row of a table.
//!
//! | feature | adds |
//! |---|---|
//! | `tencent-cvm`, `tencent-ecm`, `tencent-lighthouse`, `alibaba-ecs` | the provider, its cloud's present signature; for Alibaba replies in XML |
//! | `tencent-v1`, `alibaba-rpc` | the clouds' older signatures, with SHA-1 |
//! | `tencent-get` | Tencent's present signature by `GET`; without it [`Error::UnsupportedMethod`] |
//! | `lists` | [`list`], [`instance`], [`region`] |
//! | `flow` | [`flow`]; its look at the instance needs `lists` |
//! | `compact` | the same results from less flash and more instructions |
//! | `defmt` | `defmt::Format` for errors, refusals and the flow's steps, without a secret in it |
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(
    not(feature = "default"),
    allow(dead_code, reason = "what only the providers and actions that were left out need")
)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "a test may overflow loudly"))]

#[cfg(test)]
extern crate std;

/// Whether flash is dearer than time: then the fast ways beside the general ones are left out.
const COMPACT: bool = cfg!(feature = "compact");

pub mod console;
pub mod credentials;
pub mod crypto;
pub mod endpoint;
pub mod error;
#[cfg(feature = "flow")]
pub mod flow;
pub mod identifier;
#[cfg(feature = "lists")]
pub mod instance;
#[cfg(feature = "lists")]
pub mod list;
pub mod provider;
pub mod quota;
#[cfg(feature = "defmt")]
mod redacted;
pub mod refusal;
#[cfg(feature = "lists")]
pub mod region;
pub mod reply;
pub mod request;
pub mod sign;
pub mod text;
pub mod time;

pub use console::Guest;
pub use credentials::Credentials;
pub use endpoint::{Endpoint, Scheme};
pub use error::Error;
#[cfg(feature = "lists")]
pub use instance::Instance;
#[cfg(feature = "lists")]
pub use list::{List, ListReply, Page, Search};
#[cfg(feature = "alibaba-ecs")]
pub use provider::ALIBABA_ECS;
#[cfg(feature = "lists")]
pub use provider::AddressKind;
#[cfg(feature = "tencent-cvm")]
pub use provider::TENCENT_CVM;
#[cfg(feature = "tencent-ecm")]
pub use provider::TENCENT_ECM;
#[cfg(feature = "tencent-lighthouse")]
pub use provider::TENCENT_LIGHTHOUSE;
pub use provider::{
    Call, Cloud, Method, PROVIDERS, Provider, SIGNATURE_VERSIONS, SignatureVersion, Site,
};
pub use refusal::{Refusal, RefusalKind};
#[cfg(feature = "lists")]
pub use region::Region;
pub use reply::{Reply, VncUrl};
pub use request::Request;

/// The Rust of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
