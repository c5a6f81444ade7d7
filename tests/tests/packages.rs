//! What is packed for a registry: without a warning, small, and with all that it must hold.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use serde_json::Value;
use vncurl_tests::root;

/// The crates that are published, with the most that each may weigh, packed, in bytes, and a file
/// that it cannot do without.
const PUBLISHED: [(&str, u64, &str); 4] = [
    ("vncurl", 120_000, "src/client.rs"),
    ("vncurl-cli", 130_000, "src/main.rs"),
    ("vncurl-core", 160_000, "src/provider/mod.rs"),
    ("vncurl-sim", 220_000, "src/page/rfb.js"),
];

fn run(program: &str, arguments: &[&str]) -> (String, String) {
    let output = Command::new(program).current_dir(root()).args(arguments).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {told}");
    (String::from_utf8(output.stdout).unwrap(), told)
}

fn packages() -> Vec<Value> {
    let (metadata, _) = run(env!("CARGO"), &["metadata", "--format-version=1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// The files that a source file includes, as paths in its package.
fn included(file: &str, text: &str) -> Vec<String> {
    let words = ["include_str!(\"", "include_bytes!(\"", "#[path = \""];
    let behind = words.into_iter().flat_map(|word| text.split(word).skip(1));
    behind
        .map(|behind| {
            let mut place: Vec<&str> = file.split('/').collect();
            place.pop();
            for step in behind.split('"').next().unwrap().split('/') {
                if step == ".." {
                    place.pop();
                } else {
                    place.push(step);
                }
            }
            place.join("/")
        })
        .collect()
}

#[test]
fn each_crate_is_published_on_purpose_and_says_what_a_registry_shows() {
    let published: Vec<Value> =
        packages().into_iter().filter(|package| package["publish"].is_null()).collect();
    let names: BTreeSet<_> = published.iter().map(|package| package["name"].as_str()).collect();
    assert_eq!(names, PUBLISHED.iter().map(|(name, ..)| Some(*name)).collect());
    for package in &published {
        let name = &package["name"];
        for member in ["description", "license", "documentation", "readme", "rust_version"] {
            assert!(package[member].is_string(), "{name}: {member}");
        }
        assert!(!package["categories"].as_array().unwrap().is_empty(), "{name}");
        let keywords = package["keywords"].as_array().unwrap();
        assert!((1..=5).contains(&keywords.len()), "{name}");
        assert!(keywords.iter().all(|word| word.as_str().unwrap().len() <= 20), "{name}");
    }
}

#[test]
fn each_readme_names_its_own_crate_the_command_s_crate_and_the_rust_that_it_needs() {
    for package in packages().iter().filter(|package| package["publish"].is_null()) {
        let name = package["name"].as_str().unwrap();
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap();
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(readme.contains(&format!("| **`{name}`** |")), "{name}");
        let command = readme.lines().find(|line| line.contains("`vncurl-cli`")).unwrap();
        assert!(command.contains("the command"), "{name}: {command}");
        let rust = format!("Rust {} or later", package["rust_version"].as_str().unwrap());
        assert!(readme.contains(&rust), "{name}: {rust}");
    }
}

#[test]
fn packing_warns_of_nothing_and_packs_what_is_needed_and_little_more() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().to_str().unwrap();
    let all = ["package", "--workspace", "--locked", "--offline", "--no-verify", "--allow-dirty"];
    let (_, told) = run(env!("CARGO"), &[&all[..], &["--target-dir", target]].concat());
    assert!(!told.contains("warning"), "{told}");
    for (name, most, needed) in PUBLISHED {
        let stem = format!("{name}-{}", env!("CARGO_PKG_VERSION"));
        let packed = folder.path().join(format!("package/{stem}.crate"));
        let size = fs::metadata(&packed).unwrap().len();
        assert!((10_000..=most).contains(&size), "{name}: {size} bytes");
        let (list, _) = run("tar", &["tzf", packed.to_str().unwrap()]);
        let files: BTreeSet<_> =
            list.lines().map(|path| path.strip_prefix(&format!("{stem}/")).unwrap()).collect();
        for file in
            ["Cargo.toml", "README.md", "LICENSE-APACHE", "LICENSE-MIT", "src/lib.rs", needed]
        {
            assert!(files.contains(file), "{name} lacks {file}: {files:?}");
        }
        let cargo_s_own = ["Cargo.toml.orig", "Cargo.lock", ".cargo_vcs_info.json"];
        let ours = files.iter().filter(|file| !cargo_s_own.contains(file));
        for file in ours {
            let known = ["src/", "tests/", "README.md", "LICENSE-", "Cargo.toml"];
            assert!(known.iter().any(|start| file.starts_with(start)), "{name} holds {file}");
        }
        run("tar", &["xzf", packed.to_str().unwrap(), "-C", target]);
        let text = |file: &str| fs::read_to_string(folder.path().join(&stem).join(file)).unwrap();
        let licence = fs::read_to_string(root().join("LICENSE-MIT")).unwrap();
        assert_eq!(text("LICENSE-MIT"), licence, "{name}");
        for file in
            files.iter().filter(|file| Path::new(file).extension().is_some_and(|end| end == "rs"))
        {
            for included in included(file, &text(file)) {
                assert!(files.contains(included.as_str()), "{name}: {file} includes {included}");
            }
        }
    }
}
