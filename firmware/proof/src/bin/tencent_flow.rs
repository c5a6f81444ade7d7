//! Tencent's console by the flow: retries, clock, deadline.
#![no_std]
#![no_main]

proof::entry!(proof::tencent_flow::without_a_look);
