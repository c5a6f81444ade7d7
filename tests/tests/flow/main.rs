//! The flow, with the time as an argument: what it asks and when, what it makes of each answer, and
//! what it ends with.
//!
//! | module | holds |
//! |---|---|
//! | `cloud` | replies of both clouds, and a cloud that judges by its own clock |
//! | `drive` | a driver that checks at every step what must hold in each flow |
//! | `rows` | the rows of the table |
//! | `table` | the table: one cloud, one flow, one end |
//! | `random` | flows through random clouds |
//! | `edges` | buffers, sizes, the ends of time |
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

mod cloud;
mod drive;
mod edges;
mod random;
mod rows;
mod table;
