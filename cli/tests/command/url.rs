//! `vncurl url` of one instance.

use serde_json::Value;

use crate::shell::{KEYS, ask, journal, run, start};

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
fn whether_a_machine_runs_windows_is_asked_of_the_cloud() {
    let simulator = start();
    let done = ask(&simulator, "url", "i-demo0001", &[]);
    assert_eq!(done.code, 0, "{}", done.err);
    let guest = "&instanceId=i-demo0001&isWindows=false";
    assert!(done.out.trim_end().ends_with(guest), "{}", done.out);
    assert_eq!(journal(&simulator).len(), 2);
}
