//! The canonical query is its own canonical form, and every query that is accepted has one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::text::{percent, query};

fuzz_target!(|text: &str| {
    if query::check(text).is_err() {
        return;
    }
    let canonical = canonical(text);
    assert!(canonical.bytes().all(|byte| percent::is_unreserved(byte) || b"%&=".contains(&byte)));
    assert_eq!(query::check(&canonical), Ok(()));
    assert_eq!(self::canonical(&canonical), canonical);
    let pieces = text.split('&').filter(|piece| !piece.is_empty()).count();
    assert_eq!(canonical.matches('=').count(), pieces);
});

fn canonical(text: &str) -> String {
    let mut out = String::new();
    query::write_canonical(&mut out, text).unwrap();
    out
}
