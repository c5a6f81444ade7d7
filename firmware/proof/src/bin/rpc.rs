//! A signature of Alibaba's RPC kind.
#![no_std]
#![no_main]

proof::entry!(proof::signatures::rpc);
