//! What vncurl's core costs: cases to measure, a worker that runs them on request, and a counter
//! of instructions.

pub mod cases;
pub mod instructions;
pub mod worker;
