//! What a person at a terminal sees, and Ctrl-C.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    net::TcpListener,
    os::{fd::OwnedFd, unix::process::ExitStatusExt},
    process::{Command, Stdio},
};

use base64ct::{Base64, Encoding};
use rustix::{
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize},
};

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
    // A piece may end within a character.
    let mut shown = Vec::new();
    let mut piece = [0; 1024];
    while !String::from_utf8_lossy(&shown).contains(wanted) {
        let len = person.read(&mut piece).unwrap();
        shown.extend_from_slice(&piece[..len]);
    }
    String::from_utf8_lossy(&shown).into_owned()
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
fn a_termination_at_the_password_leaves_a_terminal_that_shows_what_is_typed() {
    let cloud = ["--region", "cn-hangzhou", "--endpoint", "http://127.0.0.1:9"];
    let arguments = [&["url", "i-demo0001", "--linux", "--ask-password"], &cloud[..]].concat();
    let (mut person, side) = terminal();
    let before = tcgetattr(&side).unwrap().local_modes;
    let mut running = command(&arguments, &KEYS)
        .stdin(side.try_clone().unwrap())
        .stderr(side.try_clone().unwrap())
        .spawn()
        .unwrap();
    read_until(&mut person, "Console password: ");
    assert!(!tcgetattr(&side).unwrap().local_modes.contains(LocalModes::ECHO));
    let terminate = ["-TERM", &running.id().to_string()];
    assert!(Command::new("kill").args(terminate).status().unwrap().success());
    assert_eq!(running.wait().unwrap().signal(), Some(15));
    assert_eq!(tcgetattr(&side).unwrap().local_modes, before);
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

/// [`command`], for an interrupt: tests that run in a shell's background have theirs ignored, and
/// hand that on.
fn interruptible(arguments: &[&str]) -> Command {
    let mut env = Command::new("env");
    let command = command(arguments, &KEYS);
    env.arg("--default-signal=INT").arg(command.get_program()).args(command.get_args());
    env.env_clear().envs(KEYS).stdin(Stdio::null());
    env
}

#[test]
fn ctrl_c_ends_a_command_that_waits_for_the_cloud_at_once() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let arguments = ["url", "ins-a", "ins-b", "--region", "ap-guangzhou", "--endpoint", &endpoint];
    let running = interruptible(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let _asked = silent.accept().unwrap();
    let interrupt = ["-INT", &running.id().to_string()];
    assert!(Command::new("kill").args(interrupt).status().unwrap().success());
    let done = running.wait_with_output().unwrap();
    // A shell says 130 for this.
    assert_eq!((done.status.signal(), done.stdout.len()), (Some(2), 0));
}

#[test]
fn ctrl_c_ends_a_doctor_that_waits_for_an_answer_at_once() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let cloud = ["--provider", "tencent-cvm", "--region", "ap-guangzhou", "--endpoint", &endpoint];
    let arguments = [&["doctor"], &cloud[..]].concat();
    let running = interruptible(&arguments).stdout(Stdio::piped()).spawn().unwrap();
    let _asked = silent.accept().unwrap();
    let interrupt = ["-INT", &running.id().to_string()];
    assert!(Command::new("kill").args(interrupt).status().unwrap().success());
    assert_eq!(running.wait_with_output().unwrap().status.signal(), Some(2));
}

#[test]
fn a_terminal_without_a_desktop_is_handed_the_url_as_osc_52() {
    let simulator = start();
    let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let (mut person, side) = terminal();
    let running = command(&[&["url", "ins-demo0001", "--copy"], &cloud[..]].concat(), &KEYS)
        .stdout(Stdio::piped())
        .stderr(side)
        .spawn()
        .unwrap();
    let shown = read_until(&mut person, "once.");
    let done = running.wait_with_output().unwrap();
    assert!(done.status.success() && done.stdout.is_empty(), "{shown}");
    let encoded = shown.strip_prefix("\x1b]52;c;").unwrap().split('\x07').next().unwrap();
    let mut room = vec![0; encoded.len()];
    let url = Base64::decode(encoded.as_bytes(), &mut room).unwrap();
    assert!(url.starts_with(b"https://img.qcloud.com/"), "{shown}");
    assert!(!shown.contains("https://"), "{shown}");
}

/// What the command shows on a terminal of so many columns, up to `wanted`.
fn shown(arguments: &[&str], environment: &[(&str, &str)], columns: u16, wanted: &str) -> String {
    let (mut person, side) = terminal();
    let room = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&side, room).unwrap();
    let mut running = command(arguments, &KEYS)
        .env("TERM", "xterm")
        .envs(environment.iter().copied())
        .stdout(side)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let shown = read_until(&mut person, wanted);
    // Nobody reads the rest.
    drop(person);
    running.wait().unwrap();
    shown
}

#[test]
fn colours_are_for_a_terminal_and_no_color_keeps_them_away() {
    let simulator = start();
    let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let page = ["--provider", "tencent-cvm", "--viewer", simulator.url()];
    let doctor = [&["doctor"], &cloud[..], &page].concat();
    let qr = [&["url", "ins-demo0001", "--qr"], &cloud[..]].concat();
    for (arguments, wanted) in [(&doctor[..], "connection"), (&["--help"], "Usage"), (&qr, "\n")] {
        let coloured = shown(arguments, &[], 200, wanted);
        assert!(coloured.contains("\x1b["), "{arguments:?}: {coloured}");
        let empty = shown(arguments, &[("NO_COLOR", "")], 200, wanted);
        assert!(empty.contains("\x1b["), "{arguments:?}: {empty}");
        for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
            let plain = shown(arguments, &[(name, value)], 200, wanted);
            assert!(!plain.contains('\x1b'), "{arguments:?} {name}: {plain}");
        }
    }
}

#[test]
fn a_terminal_too_narrow_for_a_qr_code_shows_the_url() {
    let simulator = start();
    let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let qr = [&["url", "ins-demo0001", "--qr"], &cloud[..]].concat();
    assert!(shown(&qr, &[], 40, "\n").starts_with("https://"));
}
