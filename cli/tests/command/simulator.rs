//! `vncurl sim` and `vncurl demo`.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
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
fn demo_open_without_a_browser_prints_the_address_and_serves_until_the_console_closes() {
    let mut demo = command(&["demo", "--open"], &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(demo.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let (page, value) = url.trim().split_once("?InstanceVncUrl=").unwrap();
    let authority = page.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let target = value.split("vnc%3F").nth(1).unwrap().replace("%3D", "=").replace("%26", "&");
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(
        stream,
        "GET /vnc?{target} HTTP/1.1\r\nHost: {authority}\r\nUpgrade: websocket\r\n\
         Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    .unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).unwrap();
    assert_eq!(&status, b"HTTP/1.1 101");
    assert!(demo.try_wait().unwrap().is_none());
    drop(stream);
    let done = demo.wait_with_output().unwrap();
    assert!(done.status.success());
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("no browser came") && told.contains("has closed"), "{told}");
}

#[test]
fn sim_serves_tls_and_writes_the_certificate_to_trust() {
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    let ca = ca.to_str().unwrap();
    let mut serving = command(&["sim", "--tls", "--ca-out", ca], &[])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut banner = String::new();
    BufReader::new(serving.stdout.take().unwrap()).read_line(&mut banner).unwrap();
    let banner: Value = serde_json::from_str(&banner).unwrap();
    assert_eq!(banner["ca"], ca);
    let url = banner["url"].as_str().unwrap();
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    let arguments = ["url", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", url];
    assert_eq!(run(&arguments, &KEYS).code, 6);
    let trusting = [arguments.as_slice(), &["--ca", ca]].concat();
    let done = run(&trusting, &KEYS);
    assert!(done.code == 0 && done.out.contains("InstanceVncUrl=wss%3A%2F%2F"), "{}", done.err);
    serving.kill().unwrap();
    serving.wait().unwrap();
}

#[test]
fn sim_says_what_is_wrong_with_its_flags() {
    for (arguments, code) in [
        (["sim", "--tls"].as_slice(), 2),
        (&["sim", "--ca-out", "x"], 2),
        (&["sim", "--bridge", "ins-demo0001"], 2),
        (&["sim", "--bridge", "ins-none0000=127.0.0.1:1"], 1),
        (&["sim", "--novnc", "/nowhere/at/all"], 1),
    ] {
        assert_eq!(run(arguments, &[]).code, code, "{arguments:?}");
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
