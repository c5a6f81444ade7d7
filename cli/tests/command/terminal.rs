//! What a person at a terminal sees, and Ctrl-C.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    net::TcpListener,
    os::{fd::OwnedFd, unix::process::ExitStatusExt},
    process::{Command, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::shell::{KEYS, command, start};

/// A terminal's two ends: the person's, and the command's.
fn terminal() -> (File, File) {
    let person: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&person).unwrap();
    unlockpt(&person).unwrap();
    let name = ptsname(&person, Vec::new()).unwrap().into_string().unwrap();
    (person.into(), OpenOptions::new().read(true).write(true).open(name).unwrap())
}

/// Read what the terminal shows until it shows `wanted`.
fn read_until(person: &mut File, wanted: &str) -> String {
    let mut shown = String::new();
    let mut piece = [0; 1024];
    while !shown.contains(wanted) {
        let len = person.read(&mut piece).unwrap();
        shown.push_str(str::from_utf8(&piece[..len]).unwrap());
    }
    shown
}

#[test]
fn a_password_is_typed_without_being_shown_and_ctrl_c_gives_up_with_130() {
    let simulator = start();
    let cloud = ["--region", "cn-hangzhou", "--endpoint", simulator.url()];
    let arguments = [&["url", "i-demo0001", "--linux", "--ask-password"], &cloud[..]].concat();
    for (typed, code) in [("mArk3R\r", 0), ("mAr\x03", 130)] {
        let (mut person, side) = terminal();
        let running = command(&arguments, &KEYS)
            .stdin(side.try_clone().unwrap())
            .stdout(Stdio::piped())
            .stderr(side)
            .spawn()
            .unwrap();
        let mut shown = read_until(&mut person, "Console password: ");
        person.write_all(typed.as_bytes()).unwrap();
        let done = running.wait_with_output().unwrap();
        shown += &read_until(&mut person, "\n");
        assert_eq!(done.status.code(), Some(code), "{shown}");
        assert!(!shown.contains("mAr"), "{shown}");
        let out = String::from_utf8(done.stdout).unwrap();
        assert_eq!(out.contains("&password=mArk3R"), code == 0, "{out}");
    }
}

#[test]
fn progress_is_counted_on_a_terminal_and_taken_away() {
    let simulator = start();
    let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let arguments = [&["url", "ins-demo0001", "ins-demo0002"], &cloud[..]].concat();
    let (mut person, side) = terminal();
    let running = command(&arguments, &KEYS).stdout(Stdio::piped()).stderr(side).spawn().unwrap();
    let shown = read_until(&mut person, "\r\x1b[K");
    assert!(shown.starts_with("\r1 of 2 consoles"), "{shown:?}");
    let done = running.wait_with_output().unwrap();
    assert!(done.status.success() && !done.stdout.contains(&0x1b));
}

#[test]
fn ctrl_c_ends_a_command_that_waits_for_the_cloud_at_once() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let arguments = ["url", "ins-a", "ins-b", "--region", "ap-guangzhou", "--endpoint", &endpoint];
    let running = command(&arguments, &KEYS).stdout(Stdio::piped()).spawn().unwrap();
    let _asked = silent.accept().unwrap();
    let interrupt = ["-INT", &running.id().to_string()];
    assert!(Command::new("kill").args(interrupt).status().unwrap().success());
    let done = running.wait_with_output().unwrap();
    // A shell says 130 for this.
    assert_eq!((done.status.signal(), done.stdout.len()), (Some(2), 0));
}
