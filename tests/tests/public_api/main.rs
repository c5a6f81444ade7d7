//! The public API of the crates is what `tests/api` lists, and no release loses what an earlier one of
//! the same promise had.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub,
    reason = "a test stops at the first surprise"
)]

mod listing;

use std::{collections::BTreeSet, env, fs, path::PathBuf, process::Command};

use listing::{Listing, released};
use public_api::Builder;
use serde_json::Value;
use vncurl_tests::root;

/// The format of rustdoc's JSON that the crate `public-api` reads.
const FORMAT: u64 = 57;

/// rustdoc's JSON of a crate, with all its features; nothing where the toolchain writes another
/// format.
fn documented(name: &str) -> Option<PathBuf> {
    let run = |arguments: &[&str]| {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(root()).env("RUSTDOC", root().join("tests/api/rustdoc")).args(arguments);
        let output = cargo.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let package = ["rustdoc", "--locked", "--quiet", "--lib", "--all-features", "--package", name];
    run(&[&package[..], &["--", "-Zunstable-options", "--output-format=json"]].concat());
    let metadata = run(&["metadata", "--format-version=1", "--no-deps"]);
    let metadata: Value = serde_json::from_slice(&metadata).unwrap();
    let target = PathBuf::from(metadata["target_directory"].as_str().unwrap());
    let path = target.join("doc").join(name.replace('-', "_")).with_extension("json");
    let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let format = document["format_version"].as_u64().unwrap();
    (format == FORMAT).then_some(path)
}

/// The items of a crate. Of what is derived the implementation stands there and not its functions.
fn items(json: &PathBuf) -> Vec<String> {
    let all = |derived: bool| {
        let builder = Builder::from_rustdoc_json(json);
        let builder = builder.omit_blanket_impls(true).omit_auto_trait_impls(true);
        let api = builder.omit_auto_derived_impls(!derived).build().unwrap();
        api.items().map(ToString::to_string).collect::<Vec<String>>()
    };
    let written: BTreeSet<_> = all(false).into_iter().collect();
    let mut seen = BTreeSet::new();
    let lists = |item: &String| {
        // The compiler's own mark on what derives `PartialEq`.
        let mark = item.starts_with("impl core::marker::StructuralPartialEq");
        written.contains(item) || item.starts_with("impl ") && !mark
    };
    all(true).into_iter().filter(|item| lists(item) && seen.insert(item.clone())).collect()
}

fn check(name: &str) {
    let Some(json) = documented(name) else {
        assert!(env::var_os("CI").is_none(), "this rustdoc does not write format {FORMAT}");
        eprintln!("skipped: this rustdoc does not write format {FORMAT}");
        return;
    };
    let path = root().join("tests/api").join(name).with_extension("txt");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let listed = Listing::parse(&text);
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let anew = listed.anew(env!("CARGO_PKG_VERSION"), released(&changelog), &items(&json));
    let anew = anew.unwrap_or_else(|breaks| {
        let items = breaks.join("\n  ");
        panic!("gone, or new in an enum that is matched in full; only another minor version may do that:\n  {items}")
    });
    assert!(anew.open.len() + anew.promised.len() > 100, "{name} has an API");
    let anew = anew.text(name);
    if env::var_os("VNCURL_BLESS").is_some() {
        fs::write(&path, anew).unwrap();
        return;
    }
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (text.lines().collect(), anew.lines().collect());
    let gone = old.difference(&new).map(|line| format!("- {line}\n"));
    let come = new.difference(&old).map(|line| format!("+ {line}\n"));
    let difference: String = gone.chain(come).collect();
    assert!(
        text == anew,
        "the public API of {name} is another one; if that is wanted, run `make api`:\n{difference}"
    );
}

#[test]
fn the_public_api_of_core_is_listed() {
    check("vncurl-core");
}

#[test]
fn the_public_api_of_the_client_is_listed() {
    check("vncurl");
}

fn lines(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

#[test]
fn what_is_not_released_may_change() {
    let listed = Listing { open: lines("a b"), ..Listing::default() };
    let anew = listed.anew("0.1.0", None, &lines("b c")).unwrap();
    assert_eq!(anew, Listing { open: lines("b c"), ..Listing::default() });
    let released = anew.anew("0.1.0", Some("0.1.0"), &lines("b c")).unwrap();
    assert_eq!((released.promised, released.open.len()), (lines("b c"), 0));
}

#[test]
fn what_is_released_stays_until_the_version_allows_it_to_go() {
    let released = Some("0.1.0".to_owned());
    let listed = Listing { released: released.clone(), promised: lines("a b"), open: lines("c") };
    assert_eq!(listed.anew("0.1.4", Some("0.1.0"), &lines("a c")), Err(lines("b")));
    assert_eq!(listed.anew("0.1.4", Some("0.1.4"), &lines("a c")), Err(lines("b")));
    let added = listed.anew("0.1.4", Some("0.1.0"), &lines("a d b")).unwrap();
    assert_eq!(added, Listing { released, promised: lines("a b"), open: lines("d") });
    assert_eq!(listed.anew("0.2.0", Some("0.1.0"), &lines("a c")).unwrap().promised, lines("a"));
    let stable = Listing { released: Some("1.2.0".to_owned()), promised: lines("a"), ..listed };
    assert_eq!(stable.anew("1.9.0", Some("1.2.0"), &lines("b")), Err(lines("a")));
    assert!(stable.anew("2.0.0", Some("1.2.0"), &lines("b")).is_ok());
}

#[test]
fn a_released_enum_that_may_be_matched_in_full_gets_no_variant() {
    let items = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
    let old = ["pub enum a::E<'a>", "pub a::E::B", "#[non_exhaustive] pub enum a::Open"];
    let released = Some("0.1.0".to_owned());
    let listed = Listing { released, promised: items(&old), open: Vec::new() };
    for (more, breaks) in [
        ("pub a::E::C(u8)", true),
        ("pub a::E::B::field: u8", true),
        ("pub a::Open::C", false),
        ("pub a::Other::C", false),
        ("pub fn a::E<'a>::new() -> Self", false),
    ] {
        let anew = listed.anew("0.1.1", Some("0.1.0"), &items(&[&old[..], &[more]].concat()));
        assert_eq!(anew.is_err(), breaks, "{more}");
        if breaks {
            assert_eq!(anew.unwrap_err(), [more]);
        }
    }
}

#[test]
fn a_listing_is_read_as_it_was_written() {
    let listing =
        Listing { released: Some("1.2.3".to_owned()), promised: lines("a b"), open: lines("c") };
    assert_eq!(Listing::parse(&listing.text("x")), listing);
    let none = Listing { open: lines("c"), ..Listing::default() };
    assert_eq!(Listing::parse(&none.text("x")), none);
}

#[test]
fn the_last_release_is_the_changelog_s_first_number() {
    assert_eq!(released("# Changelog\n\n## Unreleased\n\n### Added\n"), None);
    assert_eq!(released("## Unreleased\n## [0.2.0] - 2027-01-01\n## 0.1.0\n"), Some("0.2.0"));
    assert_eq!(released("## 0.1.0 - 2027-01-01\n"), Some("0.1.0"));
}
