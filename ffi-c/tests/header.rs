//! `include/vncurl.h` against the sources it is made of, and its numbers against the core's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{collections::BTreeMap, env, fs, path::Path};

use vncurl_core::RefusalKind;

const HEADER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../include/vncurl.h");

fn generated() -> String {
    let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(crate_dir.join("cbindgen.toml")).unwrap();
    let bindings = cbindgen::generate_with_config(crate_dir, config).unwrap();
    let mut text = Vec::new();
    bindings.write(&mut text);
    String::from_utf8(text).unwrap()
}

#[test]
fn the_header_is_the_one_that_cbindgen_writes() {
    let generated = generated();
    if env::var_os("VNCURL_BLESS").is_some() {
        fs::write(HEADER, &generated).unwrap();
    }
    let header = fs::read_to_string(HEADER).unwrap_or_default();
    if let Some((line, (has, wants))) =
        (1..).zip(header.lines().zip(generated.lines())).find(|(_, (has, wants))| has != wants)
    {
        panic!(
            "include/vncurl.h:{line} is\n{has}\nand should be\n{wants}\n(VNCURL_BLESS=1 writes it)"
        );
    }
    assert!(
        header == generated,
        "include/vncurl.h has other lines at its end (VNCURL_BLESS=1 writes it)"
    );
}

/// `VNCURL_<prefix>_NAME = number` of an enum in the header.
fn numbers(prefix: &str) -> BTreeMap<String, i32> {
    let number = |line: &str| {
        let (name, number) = line.trim().strip_prefix(prefix)?.split_once(" = ")?;
        Some((name.to_owned(), number.trim_end_matches(',').parse().unwrap()))
    };
    generated().lines().filter_map(number).collect()
}

/// `InvalidVncUrl` as `INVALID_VNC_URL`, `bad-credentials` as `BAD_CREDENTIALS`.
fn constant(name: &str) -> String {
    let mut constant = String::new();
    for (at, letter) in name.char_indices() {
        if letter.is_uppercase() && at > 0 {
            constant.push('_');
        }
        constant.push(if letter == '-' { '_' } else { letter.to_ascii_uppercase() });
    }
    constant
}

#[test]
fn every_error_of_the_core_has_its_number_and_no_other() {
    let source =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src/error.rs")).unwrap();
    // `Self::InvalidRegion { .. } => 7,` in `Error::code`.
    let row = |line: &str| {
        let (name, number) = line.trim().strip_prefix("Self::")?.split_once(" => ")?;
        let number = number.trim_end_matches(',').parse().ok()?;
        Some((constant(name.split(' ').next()?), number))
    };
    let core: BTreeMap<String, i32> = source.lines().filter_map(row).collect();
    assert!(core.len() >= 27, "the rows of Error::code are no longer found");
    let (own, shared): (BTreeMap<_, _>, BTreeMap<_, _>) = numbers("VNCURL_STATUS_")
        .into_iter()
        .filter(|(name, _)| name != "OK")
        .partition(|(_, number)| *number >= 100);
    assert_eq!(shared, core);
    assert_eq!(own.len(), 3);
    assert_eq!(numbers("VNCURL_STATUS_")["OK"], 0);
}

#[test]
fn every_refusal_has_its_constant() {
    let refusals =
        (1..).zip(RefusalKind::ALL).map(|(number, kind)| (constant(kind.as_str()), number));
    let expected: BTreeMap<String, i32> = refusals.chain([("NONE".to_owned(), 0)]).collect();
    assert_eq!(numbers("VNCURL_REFUSAL_"), expected);
}
