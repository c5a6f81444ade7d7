//! The client against networks that misbehave: who gets what, and what is said of it.
#![cfg(feature = "transport")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "tests may fail loudly"
)]

mod certificates;
mod proxies;
mod replies;
mod servers;
mod transport;
