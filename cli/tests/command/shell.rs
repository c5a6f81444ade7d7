//! Runs the command, and asks the simulator what it saw.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

use serde_json::Value;
use vncurl_sim::{ALIBABA, Options, Simulator, TENCENT};

/// What a command said, and how it ended.
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

pub(crate) const KEYS: [(&str, &str); 4] = [
    ("TENCENTCLOUD_SECRET_ID", TENCENT.key_id),
    ("TENCENTCLOUD_SECRET_KEY", TENCENT.secret),
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", ALIBABA.key_id),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ALIBABA.secret),
];

/// The command in an environment that holds nothing but what is given.
pub(crate) fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vncurl"));
    command.args(arguments).env_clear().envs(environment.iter().copied());
    command.stdin(Stdio::null());
    command
}

pub(crate) fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Done {
    done(command(arguments, environment).output().unwrap())
}

/// [`run`] with this text on standard input.
pub(crate) fn feed(input: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Done {
    let mut running = command(arguments, environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses its arguments does not read.
    let _ = running.stdin.take().unwrap().write_all(input.as_bytes());
    done(running.wait_with_output().unwrap())
}

pub(crate) fn done(output: std::process::Output) -> Done {
    Done {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The region in which the simulator has an instance.
pub(crate) fn region(instance: &str) -> &'static str {
    match instance.split_once('-').unwrap().0 {
        "ins" | "lhins" => "ap-guangzhou",
        "ein" => "ap-xian-ecm",
        _ => "cn-hangzhou",
    }
}

/// `vncurl VERB INSTANCE --region REGION --endpoint SIMULATOR …`
pub(crate) fn ask(simulator: &Simulator, verb: &str, instance: &str, more: &[&str]) -> Done {
    let region = if instance.contains('-') { region(instance) } else { "cn-hangzhou" };
    let mut arguments = vec![verb, instance, "--endpoint", simulator.url()];
    if !more.contains(&"--region") {
        arguments.extend(["--region", region]);
    }
    arguments.extend(more);
    run(&arguments, &KEYS)
}

pub(crate) fn start() -> Simulator {
    Simulator::start(&Options::default()).unwrap()
}

/// What the simulator wrote down, oldest first.
pub(crate) fn journal(simulator: &Simulator) -> Vec<Value> {
    serde_json::from_str(&control(simulator, "GET", "journal", "")).unwrap()
}

/// The simulator's answer to a request for `/_sim/PATH`.
pub(crate) fn control(simulator: &Simulator, method: &str, path: &str, body: &str) -> String {
    let authority = simulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(
        stream,
        "{method} /_sim/{path} HTTP/1.1\r\nHost: {authority}\r\nX-Vncurl-Sim: 1\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    reply.split_once("\r\n\r\n").unwrap().1.to_owned()
}
