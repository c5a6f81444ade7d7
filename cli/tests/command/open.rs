//! `vncurl open`, with a browser that is a pipe.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;
use vncurl_sim::{Options, Simulator};

use crate::shell::{KEYS, command, control, journal, start};

/// A browser that hands over the addresses that it is started with.
struct Browser {
    folder: TempDir,
}

impl Browser {
    fn new() -> Self {
        let browser = Self { folder: tempfile::tempdir().unwrap() };
        assert!(Command::new("mkfifo").arg(browser.pipe()).status().unwrap().success());
        let script = format!("#!/bin/sh\necho \"$1\" > {}\n", browser.pipe().display());
        fs::write(browser.program(), script).unwrap();
        assert!(Command::new("chmod").arg("+x").arg(browser.program()).status().unwrap().success());
        browser
    }

    fn pipe(&self) -> PathBuf {
        self.folder.path().join("pipe")
    }

    fn program(&self) -> PathBuf {
        self.folder.path().join("browser")
    }

    /// `vncurl open ins-demo0001 …` with this browser.
    fn opening(&self, simulator: &Simulator, more: &[&str]) -> Child {
        let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
        command(&[&["open", "ins-demo0001"], &cloud[..], more].concat(), &KEYS)
            .env("BROWSER", self.program())
            .env("PATH", std::env::var_os("PATH").unwrap())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Wait until it is started, go to its address, and give that and the answer.
    fn go(&self) -> (String, String) {
        // To its end: a browser that still has the pipe open would be taken for the next one.
        let address = fs::read_to_string(self.pipe()).unwrap();
        assert!(!address.contains("vnc"), "the console URL must not stand in arguments: {address}");
        let (authority, path) =
            address.trim().strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut stream = TcpStream::connect(authority).unwrap();
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {authority}\r\n\r\n").unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        (address, reply)
    }
}

/// The address of the page that leads to the console which the simulator issued last.
fn location(simulator: &Simulator) -> String {
    let issued = journal(simulator).pop().unwrap()["vnc_url"].as_str().unwrap().to_owned();
    let page = "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=";
    format!("\r\nLocation: {page}{issued}\r\n")
}

#[test]
fn open_hands_the_browser_an_address_that_redirects() {
    let simulator = start();
    let browser = Browser::new();
    let opening = browser.opening(&simulator, &["--json"]);
    let (_, reply) = browser.go();
    assert!(reply.contains(&location(&simulator)), "{reply}");
    let done = opening.wait_with_output().unwrap();
    assert_eq!((done.status.code(), done.stderr.len()), (Some(0), 0));
    let console: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(console["instance_id"], "ins-demo0001");
}

#[test]
fn an_instance_that_is_starting_is_waited_for() {
    let simulator = start();
    let browser = Browser::new();
    let set = |state: &str| control(&simulator, "POST", "instances/ins-demo0001", state);
    set(r#"{"state":"STOPPED"}"#);
    let mut opening = browser.opening(&simulator, &["--wait-running", "60"]);
    let mut said = BufReader::new(opening.stderr.take().unwrap()).lines();
    let first = said.next().unwrap().unwrap();
    assert!(first.starts_with("Waiting ") && first.contains("does not run yet"), "{first}");
    set(r#"{"state":"RUNNING"}"#);
    let (_, reply) = browser.go();
    assert!(reply.contains(&location(&simulator)), "{reply}");
    assert!(opening.wait().unwrap().success());
    // Without the option a stopped instance is told at once.
    set(r#"{"state":"STOPPED"}"#);
    let done = browser.opening(&simulator, &[]).wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(4));
    assert!(String::from_utf8(done.stderr).unwrap().contains("--wait-running"));
}

#[test]
fn each_line_opens_the_console_again_with_a_new_address_until_the_input_ends() {
    let simulator = start();
    let browser = Browser::new();
    let mut opening = browser.opening(&simulator, &["--reconnect"]);
    let mut input = opening.stdin.take().unwrap();
    let mut addresses = Vec::new();
    for round in 1..=3 {
        let (address, reply) = browser.go();
        assert!(reply.contains(&location(&simulator)), "{reply}");
        assert_eq!(journal(&simulator).len(), round);
        assert!(!addresses.contains(&address));
        addresses.push(address);
        if round < 3 {
            input.write_all(b"\n").unwrap();
        }
    }
    drop(input);
    let done = opening.wait_with_output().unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    assert_eq!((done.status.code(), said.matches("Opened the console").count()), (Some(0), 3));
    assert!(said.contains("Enter opens it again"), "{said}");
}

#[test]
fn the_console_after_the_thirtieth_of_a_minute_waits_and_says_so() {
    let simulator = Simulator::start(&Options { unlimited: true, ..Options::default() }).unwrap();
    let browser = Browser::new();
    let mut opening = browser.opening(&simulator, &["--reconnect"]);
    let mut input = opening.stdin.take().unwrap();
    for _ in 0..30 {
        browser.go();
        input.write_all(b"\n").unwrap();
    }
    let said = BufReader::new(opening.stderr.take().unwrap()).lines();
    let waiting = said.map(Result::unwrap).find(|line| line.starts_with("Waiting "));
    assert!(waiting.unwrap().contains("30 times in a minute at most"));
    assert_eq!(journal(&simulator).len(), 30);
    opening.kill().unwrap();
    opening.wait().unwrap();
}
