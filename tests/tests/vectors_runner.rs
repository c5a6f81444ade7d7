//! The runner of vectors fails on a directory that it cannot take whole, and on a wrong vector.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use vncurl_tests::root;

/// A directory of this test's own, with these files.
fn dir(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if dir.exists() {
        fs::remove_dir_all(&dir).unwrap();
    }
    fs::create_dir_all(&dir).unwrap();
    for (name, text) in files {
        fs::write(dir.join(name), text).unwrap();
    }
    dir
}

fn run(dir: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vectors")).arg(dir).arg("--rust").output().unwrap()
}

/// Run a directory that must fail, and return the complaint.
fn complaint(name: &str, files: &[(&str, &str)]) -> String {
    let output = run(&dir(name, files));
    assert_eq!(output.status.code(), Some(1), "{name}");
    String::from_utf8(output.stderr).unwrap()
}

fn sdk(file: &str) -> String {
    fs::read_to_string(root().join("tests/vectors/sdk").join(file)).unwrap()
}

#[test]
fn the_sdks_vectors_pass() {
    let output = run(&root().join("tests/vectors/sdk"));
    assert!(output.status.success());
    let line = String::from_utf8(output.stdout).unwrap();
    assert_eq!(line, "rust: 120 passed, 0 failed\n");
}

#[test]
fn a_wrong_signature_is_counted_and_named() {
    let text = sdk("alibaba-acs3.json");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let signature = value["vectors"][0]["expected"]["signature"].as_str().unwrap();
    let changed = text.replacen(
        &format!("\"signature\": \"{signature}\""),
        &format!("\"signature\": \"{}\"", "0".repeat(64)),
        1,
    );
    assert_ne!(changed, text);
    let output = run(&dir("wrong", &[("a.json", &changed)]));
    assert_eq!(output.status.code(), Some(1));
    let line = String::from_utf8(output.stdout).unwrap();
    assert_eq!(line, "rust: 21 passed, 1 failed\n");
    let id = value["vectors"][0]["id"].as_str().unwrap();
    let named = String::from_utf8(output.stderr).unwrap();
    assert!(named.starts_with(&format!("rust: {id}: signature: ")), "{named}");
}

#[test]
fn a_directory_that_cannot_be_taken_whole_is_a_failure() {
    let other = sdk("tencent-tc3-post.json");
    let with_scope = sdk("tencent-tc3-get.json");
    let good = sdk("alibaba-acs3.json");
    let with = |from: &str, to: &str| {
        let changed = good.replacen(from, to, 1);
        assert_ne!(changed, good);
        changed
    };
    for (name, text, complaint_part) in [
        ("truncated", good[..good.len() / 2].to_owned(), "EOF"),
        ("no-json", "not JSON".to_owned(), "expected"),
        ("no-object", "[]".to_owned(), "invalid"),
        ("no-file", String::new(), "EOF"),
        ("other-format", with("vncurl-vectors/1", "vncurl-vectors/2"), "unknown format"),
        ("wrong-count", with("\"count\": 22", "\"count\": 23"), "count is 23, with 22 vectors"),
        ("no-signature", with("\"signature\":", "\"signatur\":"), "signature"),
        ("no-secret", with("\"access_key_secret\":", "\"secreet\":"), "vector 0"),
        ("no-header", with("\"x-acs-date\"", "\"x-acs-data\""), "not in wire.headers"),
        (
            "other-scope",
            with_scope.replacen("\"credential_scope\": \"2", "\"credential_scope\": \"3", 1),
            "credential_scope",
        ),
        (
            "no-vectors",
            r#"{"format": "vncurl-vectors/1", "count": 0, "vectors": []}"#.to_owned(),
            "count is 0",
        ),
    ] {
        // A good file with_scope it does not help.
        let complaint = complaint(name, &[("a.json", &other), ("b.json", &text)]);
        assert!(complaint.contains("b.json"), "{name}: {complaint}");
        assert!(complaint.contains(complaint_part), "{name}: {complaint}");
    }
    let twice = complaint("twice", &[("a.json", &good), ("b.json", &good)]);
    assert!(twice.contains("came before"), "{twice}");
}

#[test]
fn nothing_to_run_is_a_failure() {
    let empty = complaint("empty", &[]);
    assert!(empty.contains("no *.json file"), "{empty}");
    let other = complaint("other", &[("a.txt", "")]);
    assert!(other.contains("no *.json file"), "{other}");
    let missing = run(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("missing"));
    assert_eq!(missing.status.code(), Some(1));
    // Vectors, but of an algorithm that does not exist.
    let unknown = sdk("alibaba-acs3.json").replace("ACS3-HMAC-SHA256", "ACS9-HMAC-SHA256");
    let output = run(&dir("unknown", &[("a.json", &unknown)]));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(output.stdout, b"rust: 0 passed, 0 failed\n");
}

#[test]
fn a_surface_must_be_named() {
    let output = Command::new(env!("CARGO_BIN_EXE_vectors"))
        .arg(root().join("tests/vectors/sdk"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("usage: vectors"));
}
