//! What every program takes: subtract it.
#![no_std]
#![no_main]

proof::entry!();
