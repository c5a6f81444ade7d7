//! `vncurl url` of several instances.

use std::{fs, process::Command};

use serde_json::Value;

use crate::shell::{KEYS, ask, control, feed, journal, start};

#[test]
fn each_console_is_a_line_and_what_failed_can_be_asked_for_again() {
    let simulator = start();
    let more = ["ins-unknown1", "ins-demo0003", "ins-demo0002"];
    let done = ask(&simulator, "url", "ins-demo0001", &more);
    // Not-running is 4, not-found 5: the highest counts.
    assert_eq!(done.code, 5);
    let mut lines: Vec<_> = done.out.lines().map(|line| line.split_once('\t').unwrap()).collect();
    lines.sort_unstable();
    assert_eq!(
        lines.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        ["ins-demo0001", "ins-demo0002"]
    );
    assert!(lines.iter().all(|(_, url)| url.starts_with("https://img.qcloud.com/")));
    assert!(done.err.contains("vncurl: ins-unknown1: InvalidInstanceId.NotFound"), "{}", done.err);
    assert!(done.err.contains("vncurl: ins-demo0003: UnsupportedOperation"), "{}", done.err);
    assert!(done.err.contains("2 of 4 ids have no console.\n"), "{}", done.err);
    // The command that is shown asks for those two, and for no others.
    let again = done.err.lines().find_map(|line| line.strip_prefix("again: vncurl ")).unwrap();
    let script = format!("{} {again}", env!("CARGO_BIN_EXE_vncurl"));
    let before = journal(&simulator).len();
    let again = Command::new("sh").args(["-c", &script]).envs(KEYS).output().unwrap();
    assert_eq!((again.status.code(), again.stdout.len()), (Some(5), 0));
    assert_eq!(journal(&simulator).len(), before + 2);
}

#[test]
fn json_tells_failures_among_the_consoles() {
    let simulator = start();
    let done = ask(&simulator, "url", "ins-demo0003", &["ins-demo0001", "--json"]);
    assert_eq!((done.code, done.err.as_str()), (4, ""));
    let mut lines: Vec<Value> =
        done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.sort_by_key(|line| line["instance_id"].to_string());
    assert!(lines[0]["console_url"].as_str().unwrap().starts_with("https://"));
    assert_eq!(lines[1]["instance_id"], "ins-demo0003");
    assert_eq!(lines[1]["error"]["kind"], "not-running");
}

#[test]
fn a_list_of_what_failed_is_read_again_until_it_is_empty() {
    let simulator = start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("it's failed.txt");
    let list = list.to_str().unwrap();
    let cloud = ["--failed", list, "--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let arguments = [&["url", "-"], &cloud[..]].concat();
    let done = feed("ins-demo0001\nins-demo0003\n", &arguments, &KEYS);
    assert_eq!((done.code, done.out.lines().count()), (4, 1), "{}", done.err);
    assert_eq!(fs::read_to_string(list).unwrap(), "ins-demo0003\n");
    // The command that is shown reads the list.
    let again = done.err.lines().find_map(|line| line.strip_prefix("again: vncurl ")).unwrap();
    let script = format!("{} {again}", env!("CARGO_BIN_EXE_vncurl"));
    let repeat = || Command::new("sh").args(["-c", &script]).envs(KEYS).output().unwrap();
    assert_eq!(repeat().status.code(), Some(4));
    control(&simulator, "POST", "instances/ins-demo0003", r#"{"state":"RUNNING"}"#);
    let done = repeat();
    assert_eq!(done.status.code(), Some(0));
    assert!(done.stdout.starts_with(b"ins-demo0003\t"));
    assert_eq!(fs::read_to_string(list).unwrap(), "");
}

#[test]
fn a_list_that_cannot_be_written_is_told_before_anything_is_sent() {
    let simulator = start();
    let done = ask(&simulator, "url", "ins-demo0001", &["--failed", "/no/such/folder/list"]);
    assert_eq!((done.code, done.out.as_str()), (1, ""));
    assert!(done.err.contains("writing the ids that failed"), "{}", done.err);
    assert!(journal(&simulator).is_empty());
}

#[test]
fn one_bad_id_among_several_is_named_by_its_number_and_nothing_is_sent() {
    let simulator = start();
    let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
    for (input, said) in [
        ("ins-a\nins-b c\n", "(id number 2)"),
        ("ins-a\ni-b\n", "id number 2 is of another provider"),
        ("\n\t\n", "standard input held no ids"),
    ] {
        let done = feed(input, &[&["url", "-"], &cloud[..]].concat(), &KEYS);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{input:?}");
        assert!(done.err.contains(said), "{}", done.err);
    }
    let done = ask(&simulator, "url", "ins-a", &["ins-b", "--wait-running", "5"]);
    assert!(done.code == 2 && done.err.contains("--wait-running is for one id"), "{}", done.err);
    assert!(journal(&simulator).is_empty());
}
