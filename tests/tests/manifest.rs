//! The manifests: what they promise is what the dependency tree holds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    process::Command,
};

use serde::Deserialize;
use vncurl_tests::root;

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    rust_version: Option<String>,
    manifest_path: String,
    publish: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<DependencyKind>,
}

#[derive(Deserialize)]
struct DependencyKind {
    kind: Option<String>,
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(root()).args(arguments).output().unwrap();
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {problem}");
    String::from_utf8(output.stdout).unwrap()
}

/// The metadata for the machine that runs the test: its packages are here already.
fn metadata() -> Metadata {
    let versions = cargo(&["-vV"]);
    let host = versions.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.expect("cargo names its host");
    let metadata = cargo(&["metadata", "--format-version", "1", "--filter-platform", host]);
    serde_json::from_str(&metadata).unwrap()
}

impl Metadata {
    fn members(&self) -> Vec<&Package> {
        let is_member = |package: &&Package| self.workspace_members.contains(&package.id);
        self.packages.iter().filter(is_member).collect()
    }
}

/// `1.88` and `1.88.0` are the same.
fn release(version: &str) -> (u32, u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap());
    let mut part = || parts.next().unwrap_or_default();
    (part(), part(), part())
}

#[test]
fn rust_version_is_the_highest_of_the_dependencies() {
    let metadata = metadata();
    let nodes: HashMap<_, _> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let published =
        metadata.members().into_iter().filter(|package| package.publish.as_deref() != Some(&[]));
    let mut open: Vec<_> = published.map(|package| package.id.as_str()).collect();
    assert!(!open.is_empty());
    let mut tree = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !tree.insert(id) {
            continue;
        }
        for dependency in &nodes[id].deps {
            let is_dev = |kind: &DependencyKind| kind.kind.as_deref() == Some("dev");
            if !dependency.dep_kinds.iter().all(is_dev) {
                open.push(&dependency.pkg);
            }
        }
    }
    let foreign = metadata.packages.iter().filter(|package| {
        tree.contains(package.id.as_str()) && !metadata.workspace_members.contains(&package.id)
    });
    let highest = foreign
        .filter_map(|package| Some((release(package.rust_version.as_deref()?), &package.name)))
        .max()
        .expect("a dependency that names its rust-version");
    for member in metadata.members() {
        let own = release(member.rust_version.as_deref().expect("a rust-version"));
        assert_eq!(own, highest.0, "{} and {}", member.name, highest.1);
    }
}

#[test]
fn all_members_have_one_version_and_ask_for_it_of_each_other() {
    let metadata = metadata();
    let members = metadata.members();
    let version = &members[0].version;
    for member in &members {
        assert_eq!(member.version, *version, "{}", member.name);
    }
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut asked = 0;
    for line in manifest.lines().filter(|line| line.contains("path = \"")) {
        let expected = format!("version = \"{version}\"");
        assert!(line.contains(&expected), "{line}");
        asked += 1;
    }
    assert!(asked >= 4, "{asked}");
}

#[test]
fn every_member_inherits_the_lint_table() {
    let metadata = metadata();
    for member in metadata.members() {
        let manifest = fs::read_to_string(&member.manifest_path).unwrap();
        assert!(manifest.contains("\n[lints]\nworkspace = true\n"), "{}", member.name);
    }
}

/// Name and features of every crate in the tree of `package` alone.
fn tree(package: &str, edges: &str) -> Vec<(String, String)> {
    let tree = cargo(&[
        "tree",
        "--package",
        package,
        "--edges",
        edges,
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
    ]);
    tree.lines()
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (name, features) = line.trim_end_matches(" (*)").split_once('|').unwrap();
            let name = name.split(' ').next().unwrap();
            (name.to_owned(), features.to_owned())
        })
        .collect()
}

#[test]
fn core_asks_no_dependency_for_std_or_alloc() {
    let tree = tree("vncurl-core", "normal");
    assert!(tree.iter().any(|(name, _)| name == "sha2"), "{tree:?}");
    for (name, features) in tree {
        let heap = features
            .split(',')
            .find(|feature| matches!(feature.trim_end_matches(" (*)"), "std" | "alloc"));
        assert_eq!(heap, None, "{name}");
    }
}

#[test]
fn the_simulator_does_not_know_core() {
    let tree = tree("vncurl-sim", "normal,build,dev");
    assert!(tree.iter().any(|(name, _)| name == "sha2"), "{tree:?}");
    assert!(!tree.iter().any(|(name, _)| name == "vncurl-core"), "{tree:?}");
}
