//! The strict XML reader accepts what `roxmltree` accepts, and reads the same names and texts out of
//! it, but for the differences that are meant.
#![no_main]

#[path = "../../tests/src/xml_reference.rs"]
mod xml_reference;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|document: &[u8]| {
    let _accepted = xml_reference::agrees(document);
});
