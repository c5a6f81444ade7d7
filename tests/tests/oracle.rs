//! Random requests, signed by core and by the plain-Python oracle, agree at every step.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use serde::Deserialize;
use vncurl_tests::{
    parameters::{query, signature_parameter},
    random, root,
    signing::{Case, SigningRequest},
};

/// Draw the default or `VNCURL_RANDOM` requests, and hand each line to `agrees`.
fn agrees_with_the_oracle(algorithm: &str, seed: u64, agrees: impl Fn(&str)) {
    let count = random::count(2_000);
    eprintln!("{count} requests, seed {seed}");
    let mut oracle = Command::new("python3")
        .current_dir(root())
        .args(["-m", "tests.oracle", "random", "--algorithm", algorithm])
        .args(["--seed", &seed.to_string(), "--count", &count.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Read line by line: 100,000 requests are 200 MB of text.
    let lines = BufReader::new(oracle.stdout.take().unwrap()).lines();
    let checked = lines.map(|drawn| agrees(&drawn.unwrap())).count();
    assert!(oracle.wait().unwrap().success());
    assert_eq!(checked, count);
}

fn canonical_request_agrees(algorithm: &str, seed: u64) {
    agrees_with_the_oracle(algorithm, seed, |drawn| {
        let case: Case = serde_json::from_str(drawn).unwrap();
        assert_eq!(case.request.algorithm, algorithm);
        let steps = case.request.sign().unwrap_or_else(|error| panic!("{error}: {drawn}"));
        assert_eq!(steps, case.expected, "{drawn}");
    });
}

/// A line of the sorted-parameter family.
#[derive(Deserialize)]
struct SortedLine {
    algorithm: String,
    method: String,
    host: String,
    path: String,
    parameters: Vec<(String, String)>,
    form: usize,
    secret: String,
    string_to_sign: String,
    signature: String,
}

fn sorted_parameters_agree(algorithm: &str, seed: u64) {
    agrees_with_the_oracle(algorithm, seed, |drawn| {
        let line: SortedLine = serde_json::from_str(drawn).unwrap();
        assert_eq!(line.algorithm, algorithm);
        let (in_query, in_form) = line.parameters.split_at(line.parameters.len() - line.form);
        let request = SigningRequest {
            algorithm: line.algorithm,
            method: line.method,
            path: line.path,
            query: query(in_query),
            headers: vec![("Host".to_owned(), line.host)],
            payload: query(in_form),
            service: String::new(),
            timestamp: 0,
            key_id: String::new(),
            secret: line.secret,
        };
        let steps = request.sign().unwrap_or_else(|error| panic!("{error}: {drawn}"));
        assert_eq!(steps.string_to_sign, line.string_to_sign, "{drawn}");
        assert_eq!(steps.signature, line.signature, "{drawn}");
        assert_eq!(steps.authorization, signature_parameter(&line.signature), "{drawn}");
    });
}

#[test]
fn tc3_agrees_with_the_oracle() {
    canonical_request_agrees("TC3-HMAC-SHA256", 3_001);
}

#[test]
fn acs3_agrees_with_the_oracle() {
    canonical_request_agrees("ACS3-HMAC-SHA256", 3_002);
}

#[test]
fn tencent_v1_with_sha1_agrees_with_the_oracle() {
    sorted_parameters_agree("HmacSHA1", 3_003);
}

#[test]
fn tencent_v1_with_sha256_agrees_with_the_oracle() {
    sorted_parameters_agree("HmacSHA256", 3_004);
}

#[test]
fn alibaba_rpc_agrees_with_the_oracle() {
    sorted_parameters_agree("HMAC-SHA1", 3_005);
}
