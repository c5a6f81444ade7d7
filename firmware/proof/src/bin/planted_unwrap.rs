//! Must not link: the error of a request is unwrapped.
#![no_std]
#![no_main]

fn unwrapped() {
    proof::keep(vncurl_core::Endpoint::parse(proof::text()).unwrap());
}

proof::entry!(unwrapped);
