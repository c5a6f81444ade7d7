//! The command as a person meets it, against the simulator.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "tests may fail loudly"
)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;
use vncurl_sim::{ALIBABA, Options, Simulator, TENCENT};

struct Done {
    code: i32,
    out: String,
    err: String,
}

/// The command in an environment that holds nothing but what is given.
fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vncurl"));
    command.args(arguments).env_clear().envs(environment.iter().copied());
    command.stdin(Stdio::null());
    command
}

fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Done {
    let output = command(arguments, environment).output().unwrap();
    Done {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

const KEYS: [(&str, &str); 4] = [
    ("TENCENTCLOUD_SECRET_ID", TENCENT.key_id),
    ("TENCENTCLOUD_SECRET_KEY", TENCENT.secret),
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", ALIBABA.key_id),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ALIBABA.secret),
];

/// `vncurl VERB INSTANCE --region REGION --endpoint SIMULATOR …`
fn ask(simulator: &Simulator, verb: &str, instance: &str, more: &[&str]) -> Done {
    let region = if instance.starts_with("ins-") { "ap-guangzhou" } else { "cn-hangzhou" };
    let mut arguments = vec![verb, instance, "--endpoint", simulator.url()];
    if !more.contains(&"--region") {
        arguments.extend(["--region", region]);
    }
    arguments.extend(more);
    run(&arguments, &KEYS)
}

fn start() -> Simulator {
    Simulator::start(&Options::default()).unwrap()
}

/// What the simulator wrote down, oldest first.
fn journal(simulator: &Simulator) -> Vec<Value> {
    let authority = simulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(
        stream,
        "GET /_sim/journal HTTP/1.1\r\nHost: {authority}\r\nX-Vncurl-Sim: 1\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn the_console_url_is_the_page_and_the_issued_value_byte_for_byte() {
    let simulator = start();
    let page = "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=";
    let done = ask(&simulator, "url", "ins-demo0001", &[]);
    let issued = journal(&simulator).last().unwrap()["vnc_url"].as_str().unwrap().to_owned();
    assert_eq!((done.code, done.out), (0, format!("{page}{issued}\n")));
    assert!(done.err.contains("15 s") && done.err.contains("once"), "{}", done.err);

    let page = "https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html?vncUrl=";
    for (flag, windows) in [("--linux", "false"), ("--windows", "true")] {
        let done = ask(&simulator, "url", "i-demo0001", &[flag]);
        let issued = journal(&simulator).last().unwrap()["vnc_url"].as_str().unwrap().to_owned();
        let guest = format!("&instanceId=i-demo0001&isWindows={windows}");
        assert_eq!((done.code, done.out), (0, format!("{page}{issued}{guest}\n")));
    }
}

#[test]
fn json_has_the_documented_members_in_their_order() {
    let simulator = start();
    let done = ask(&simulator, "url", "ins-demo0001", &["--json"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let places: Vec<_> =
        ["provider", "instance_id", "console_url", "not_after", "single_use", "request_id"]
            .map(|name| done.out.find(&format!("\"{name}\":")).unwrap())
            .to_vec();
    assert!(places.is_sorted(), "{}", done.out);
    let console: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(console["single_use"], true);
    assert!(console["not_after"].as_str().unwrap().ends_with('Z'));

    let done = ask(&simulator, "url", "ins-demo0003", &["--json"]);
    let error: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((done.code, &error["error"]["kind"]), (4, &"not-running".into()));
    assert_eq!(error["error"]["code"], "UnsupportedOperation.InstanceStateStopped");
    assert!(error["error"]["request_id"].as_str().unwrap().starts_with("simulator-"));

    let error: Value = serde_json::from_str(&run(&["url", "ins-a", "--json"], &KEYS).out).unwrap();
    assert_eq!(error["error"]["kind"], "usage");
    assert_eq!(error["error"]["code"], Value::Null);
}

#[test]
fn refusals_end_with_the_code_of_their_word_and_say_what_to_do() {
    let simulator = start();
    for (instance, more, code, word) in [
        ("ins-demo0003", &[][..], 4, "start the instance"),
        ("ins-unknown1", &[], 5, "check the instance id"),
        ("ins-demo0001", &["--region", "ap-beijing"], 5, "region"),
        ("i-demo0003", &["--linux"], 4, "start the instance"),
        ("i-unknown1", &["--linux"], 5, "check the instance id"),
    ] {
        let done = ask(&simulator, "url", instance, more);
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{instance}: {}", done.err);
        assert!(done.err.contains(word) && done.err.contains("next: "), "{}", done.err);
    }
    let wrong = [("TENCENTCLOUD_SECRET_ID", TENCENT.key_id), ("TENCENTCLOUD_SECRET_KEY", "wrong")];
    let arguments =
        ["url", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let done = run(&arguments, &wrong);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("AuthFailure.SignatureFailure"), "{}", done.err);
}

#[test]
fn an_echoed_string_to_sign_does_not_reach_the_terminal() {
    let simulator = start();
    let wrong =
        [("ALIBABA_CLOUD_ACCESS_KEY_ID", ALIBABA.key_id), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "x")];
    for json in [&[][..], &["--json"]] {
        let mut arguments =
            vec!["url", "i-demo0001", "--linux", "--region", "cn-hangzhou", "--endpoint"];
        arguments.push(simulator.url());
        arguments.extend(json);
        let done = run(&arguments, &wrong);
        let said = done.out + &done.err;
        assert_eq!(done.code, 3);
        assert!(said.contains("SignatureDoesNotMatch") && said.contains("withheld"), "{said}");
        assert!(!said.contains("ACS3-HMAC-SHA256"), "{said}");
    }
}

#[test]
fn bad_input_is_named_and_nothing_is_sent() {
    let simulator = start();
    let long = "a".repeat(100_000);
    for region in ["evil.com/#", "a@evil.com:80/", "cn\r\nX: y", "..", "ａｐ", "", &long] {
        let done = ask(&simulator, "url", "ins-demo0001", &["--region", region]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{region}");
        assert!(done.err.contains("region") && done.err.contains("at byte"), "{}", done.err);
    }
    for instance in ["ins-a b", "ins-\"", "ins-a\r\n", "ins-&x=1", ""] {
        let done = ask(&simulator, "url", instance, &[]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{instance}");
    }
    for more in [
        &["--endpoint", "http://evil.example"][..],
        &["--viewer", "https://evil.example/?x=1"],
        &["--provider", "nobody"],
        &["--timeout", "0"],
    ] {
        let mut arguments = vec!["url", "ins-demo0001", "--region", "ap-guangzhou"];
        arguments.extend(more);
        assert_eq!(run(&arguments, &KEYS).code, 2, "{more:?}");
    }
    let done = ask(&simulator, "url", "vm-1", &[]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("--provider"), "{}", done.err);
    assert!(journal(&simulator).is_empty());
}

#[test]
fn whether_a_machine_runs_windows_is_asked_of_the_cloud() {
    let simulator = start();
    let done = ask(&simulator, "url", "i-demo0001", &[]);
    assert_eq!(done.code, 0, "{}", done.err);
    let guest = "&instanceId=i-demo0001&isWindows=false";
    assert!(done.out.trim_end().ends_with(guest), "{}", done.out);
    assert_eq!(journal(&simulator).len(), 2);
}

#[test]
fn without_credentials_or_a_region_the_command_says_where_it_looked() {
    for verb in ["url", "open", "explain"] {
        let done = run(&[verb, "ins-demo0001", "--region", "ap-guangzhou"], &[]);
        assert_eq!((done.code, done.out.as_str()), (3, ""));
        assert!(done.err.contains("TENCENTCLOUD_SECRET_ID"), "{}", done.err);
        let done = run(&[verb, "i-demo0001", "--linux"], &KEYS);
        assert_eq!((done.code, done.out.as_str()), (2, ""));
        assert!(done.err.contains("--region") && done.err.contains("ALIBABA_CLOUD_REGION_ID"));
    }
    let blank = [("TENCENTCLOUD_SECRET_ID", "id"), ("TENCENTCLOUD_SECRET_KEY", "marker ")];
    let done = run(&["url", "ins-demo0001", "--region", "ap-guangzhou"], &blank);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("at byte 6") && !done.err.contains("marker"), "{}", done.err);
}

#[test]
fn a_network_that_fails_and_a_reply_that_is_none_have_codes_of_their_own() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let endpoint = format!("http://{closed}");
    let arguments = ["url", "ins-a", "--region", "ap-guangzhou", "--endpoint"];
    let done = run(&[&arguments[..], &[&endpoint]].concat(), &KEYS);
    assert_eq!(done.code, 6, "{}", done.err);

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let page = "<html>login</html>";
        let len = page.len();
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {len}\r\n\r\n{page}");
    });
    let done = run(&[&arguments[..], &[&endpoint]].concat(), &KEYS);
    assert_eq!((done.code, done.out.as_str()), (8, ""));
    assert!(done.err.contains("at byte 0"), "{}", done.err);
}

#[test]
fn explain_shows_the_steps_and_neither_secret_nor_token() {
    let keys = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIkeyid"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "marker-secret"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "marker-token"),
    ];
    let arguments = ["explain", "i-abc", "--region", "cn-hangzhou", "--linux"];
    let done = run(&arguments, &keys);
    assert_eq!(done.code, 0, "{}", done.err);
    for part in
        ["POST\n/\nInstanceId=i-abc&RegionId=cn-hangzhou\nhost:", "ACS3-HMAC-SHA256\n", "(token)"]
    {
        assert!(done.out.contains(part), "{part} in {}", done.out);
    }
    assert!(done.err.contains("Nothing was sent") && done.err.contains("minutes"));
    assert!(!(done.out + &done.err).contains("marker"));
    let json = run(&[&arguments[..], &["--json"]].concat(), &keys);
    let explained: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(explained["algorithm"], "ACS3-HMAC-SHA256");
    assert!(!json.out.contains("marker"));
}

#[test]
fn open_hands_the_browser_an_address_that_redirects_once() {
    let simulator = start();
    let folder = tempfile::tempdir().unwrap();
    let (pipe, browser) = (folder.path().join("pipe"), folder.path().join("browser"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::fs::write(&browser, format!("#!/bin/sh\necho \"$1\" > {}\n", pipe.display())).unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&browser).status().unwrap().success());
    let arguments =
        ["open", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let mut opening = command(&arguments, &KEYS)
        .env("BROWSER", &browser)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(std::fs::File::open(&pipe).unwrap()).read_line(&mut address).unwrap();
    assert!(!address.contains("vnc"), "the console URL must not stand in arguments: {address}");
    let (authority, path) =
        address.trim().strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {authority}\r\n\r\n").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let issued = journal(&simulator).last().unwrap()["vnc_url"].as_str().unwrap().to_owned();
    let page = "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=";
    assert!(reply.contains(&format!("\r\nLocation: {page}{issued}\r\n")), "{reply}");
    assert!(opening.wait().unwrap().success());
}

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

#[test]
fn help_teaches_and_usage_errors_end_with_2() {
    let help = run(&["--help"], &[]);
    assert_eq!(help.code, 0);
    for part in ["Exit codes:", "vncurl open", "TENCENTCLOUD_SECRET_ID", "demo"] {
        assert!(help.out.contains(part), "{part}");
    }
    assert_eq!(run(&[], &[]).code, 2);
    assert_eq!(run(&["url"], &[]).code, 2);
    assert_eq!(run(&["sim", "--fleet", "100001"], &[]).code, 2);
    let both = run(&["url", "i-a", "--windows", "--linux"], &KEYS);
    assert_eq!(both.code, 2);
}
