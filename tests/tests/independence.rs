//! The simulator shares no code with what it verifies.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail by panicking"
)]

use std::collections::BTreeMap;

use vncurl_tests::root;

/// Name of every package in the lock file, with the names of those that it is built from.
fn locked() -> BTreeMap<String, Vec<String>> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let mut packages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in lock.split("[[package]]").skip(1) {
        let name = package.split("name = \"").nth(1).unwrap().split('"').next().unwrap();
        let list = package.split("dependencies = [").nth(1).unwrap_or("");
        let list = list.split(']').next().unwrap().split(',');
        // A dependency of which there are several versions is written as name and version.
        let names = list.filter_map(|line| line.trim().trim_matches('"').split(' ').next());
        let names = names.filter(|name| !name.is_empty()).map(str::to_owned);
        packages.entry(name.to_owned()).or_default().extend(names);
    }
    packages
}

/// Everything that the simulator is built and tested from, however far down.
#[test]
fn no_other_part_of_vncurl_is_among_the_dependencies() {
    let packages = locked();
    let mut reached = vec!["vncurl-sim".to_owned()];
    let mut next = 0;
    while let Some(name) = reached.get(next).cloned() {
        next += 1;
        for dependency in &packages[&name] {
            if !reached.contains(dependency) {
                reached.push(dependency.clone());
            }
        }
    }
    assert!(packages.contains_key("vncurl-core"), "{packages:?}");
    assert!(reached.len() > 10 && reached.contains(&"sha2".to_owned()), "{reached:?}");
    let of_vncurl: Vec<_> = reached.iter().filter(|name| name.contains("vncurl")).collect();
    assert_eq!(of_vncurl, ["vncurl-sim"]);
}
