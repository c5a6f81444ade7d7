//! Random requests, signed by core and by the plain-Python oracle, agree at every step.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

use std::process::Command;

use vncurl_tests::{random, root, signing::Case};

fn agrees_with_the_oracle(algorithm: &str, seed: u64) {
    let count = random::count(2_000);
    eprintln!("{count} requests, seed {seed}");
    let output = Command::new("python3")
        .current_dir(root())
        .args(["-m", "tests.oracle", "random", "--algorithm", algorithm])
        .args(["--seed", &seed.to_string(), "--count", &count.to_string()])
        .output()
        .unwrap();
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{problem}");
    let mut agreed = 0;
    for drawn in String::from_utf8(output.stdout).unwrap().lines() {
        let case: Case = serde_json::from_str(drawn).unwrap();
        assert_eq!(case.request.algorithm, algorithm);
        let steps = case.request.sign().unwrap_or_else(|error| panic!("{error}: {drawn}"));
        assert_eq!(steps, case.expected, "{drawn}");
        agreed += 1;
    }
    assert_eq!(agreed, count);
}

#[test]
fn tc3_agrees_with_the_oracle() {
    agrees_with_the_oracle("TC3-HMAC-SHA256", 3_001);
}

#[test]
fn acs3_agrees_with_the_oracle() {
    agrees_with_the_oracle("ACS3-HMAC-SHA256", 3_002);
}
