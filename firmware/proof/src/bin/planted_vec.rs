//! Must not link: a reply is copied to the heap.
#![no_std]
#![no_main]

extern crate alloc;

fn copied() {
    proof::keep(alloc::vec::Vec::from(proof::bytes()));
}

proof::entry!(copied);
