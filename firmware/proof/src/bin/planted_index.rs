//! Must not link: a reply is indexed.
#![no_std]
#![no_main]

fn indexed() {
    proof::keep(proof::bytes()[proof::bytes().len() / 2]);
}

proof::entry!(indexed);
