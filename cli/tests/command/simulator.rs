//! `vncurl sim` and `vncurl demo`.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::Value;
use vncurl_sim::TENCENT;

use crate::shell::{KEYS, command, run};

#[test]
fn demo_needs_nothing_and_ends_by_itself() {
    for (provider, page) in [
        ("tencent-cvm", "/qcloud/app/active_vnc/index.html?InstanceVncUrl=ws%3A%2F%2F127.0.0.1%3A"),
        ("alibaba-ecs", "/aliyun/ecs-console-vnc2/0.0.8/index.html?vncUrl=ws%3A%2F%2F127.0.0.1%3A"),
    ] {
        let done = run(&["demo", "--provider", provider], &[]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(
            done.out.starts_with("http://127.0.0.1:") && done.out.contains(page),
            "{}",
            done.out
        );
        assert_eq!(done.out.lines().count(), 1);
        assert!(done.err.contains("verified the signature"), "{}", done.err);
    }
}

#[test]
fn sim_prints_one_line_of_json_and_serves() {
    let mut serving = command(&["sim", "--port", "0", "--fleet", "12", "--unlimited"], &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut banner = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut banner).unwrap();
    let banner: Value = serde_json::from_str(&banner).unwrap();
    let url = banner["url"].as_str().unwrap();
    assert_eq!(banner["ca"], Value::Null);
    assert_eq!(banner["credentials"]["tencent"]["key_id"], TENCENT.key_id);
    // One machine of the fleet, more often than the cloud's ten times a second.
    let arguments = ["url", "ins-f0000011", "--region", "ap-guangzhou", "--endpoint", url];
    for _ in 0..15 {
        let done = run(&arguments, &KEYS);
        assert_eq!(done.code, 0, "{}", done.err);
    }
    serving.kill().unwrap();
    serving.wait().unwrap();
}

#[test]
fn sim_ends_with_the_program_that_started_it() {
    let mut serving = command(&["sim", "--parent"], &[])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut banner = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut banner).unwrap();
    drop(serving.stdin.take());
    assert!(serving.wait().unwrap().success());
}
