//! The command as a person meets it, against the simulator.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "tests may fail loudly"
)]

#[cfg(unix)]
mod bad_input;
mod clock_and_rate;
mod credentials;
mod defaults;
#[cfg(unix)]
mod destination;
mod difference;
mod doctor;
mod explain;
mod find;
mod json;
mod manual;
mod open;
mod password;
mod products;
mod refusals;
mod several;
mod shell;
mod simulator;
mod status;
#[cfg(unix)]
mod terminal;
mod url;
mod usage;
