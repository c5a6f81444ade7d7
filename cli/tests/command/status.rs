//! `vncurl status`.

use serde_json::Value;
use vncurl_sim::{Options, Simulator};

use crate::shell::{KEYS, ask, control, feed, journal, region, run, start};

#[test]
fn states_come_in_the_order_of_the_ids_with_why_there_is_no_console() {
    let simulator = start();
    for (prefix, running, stopped) in [
        ("ins", "RUNNING", "STOPPED"),
        ("ein", "RUNNING", "STOPPED"),
        ("lhins", "RUNNING", "STOPPED"),
        ("i", "Running", "Stopped"),
    ] {
        let [first, third] = [1, 3].map(|number| format!("{prefix}-demo000{number}"));
        let region = region(&first);
        let arguments = ["--region", region, "--endpoint", simulator.url()];
        let done = run(&[&["status", &third, &first], &arguments[..]].concat(), &KEYS);
        let lines = format!("{third}\t{stopped}\tnot-running\n{first}\t{running}\tready\n");
        assert_eq!((done.code, done.out), (0, lines), "{}", done.err);
    }
    control(&simulator, "POST", "instances/ins-demo0001", r#"{"state":"REBOOTING"}"#);
    let done = ask(&simulator, "status", "ins-demo0001", &[]);
    assert_eq!(done.out, "ins-demo0001\tREBOOTING\tbusy\n");
}

#[test]
fn an_id_that_is_not_listed_is_told_and_ends_with_5() {
    let simulator = start();
    let done = ask(&simulator, "status", "ins-unknown1", &["ins-demo0001"]);
    assert_eq!(done.code, 5);
    assert_eq!(done.out, "ins-unknown1\t-\tnot-found\nins-demo0001\tRUNNING\tready\n");
    assert!(done.err.contains("does not list 1 of these ids in ap-guangzhou"), "{}", done.err);
    assert!(done.err.contains("--all-regions"), "{}", done.err);
}

#[test]
fn json_has_a_line_for_each_instance() {
    let simulator = start();
    let done = ask(&simulator, "status", "i-demo0003", &["i-unknown1", "--json"]);
    assert_eq!((done.code, done.err.as_str()), (5, ""));
    let lines: Vec<Value> =
        done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        lines[0].to_string(),
        r#"{"console":"not-running","instance_id":"i-demo0003","provider":"alibaba-ecs","region":"cn-hangzhou","state":"Stopped"}"#
    );
    assert_eq!((&lines[1]["state"], &lines[1]["console"]), (&Value::Null, &"not-found".into()));
}

#[test]
fn ten_thousand_instances_come_with_and_without_ids_and_none_is_throttled() {
    let cloud = || Simulator::start(&Options { fleet: 10_000, ..Options::default() }).unwrap();
    let status = |simulator: &Simulator, input: &str, whose: &[&str]| {
        let region = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
        let done = feed(input, &[&["status"], whose, &region[..]].concat(), &KEYS);
        assert_eq!(done.code, 0, "{}", done.err);
        let journal = journal(simulator);
        assert_eq!(journal.len(), 101);
        assert!(journal.iter().all(|entry| entry["outcome"] == "ok"));
        done.out
    };
    let all = status(&cloud(), "", &["--provider", "tencent-cvm"]);
    assert_eq!(all.lines().count(), 10_003);
    assert_eq!(all.lines().filter(|line| line.ends_with("\tnot-running")).count(), 1_001);
    // What was printed can be read again: before the first tab stands the id.
    assert_eq!(status(&cloud(), &all, &["-"]), all);
}
