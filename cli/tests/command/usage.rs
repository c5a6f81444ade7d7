//! The command line: what is no command line, and what is refused before anything is sent.

use crate::shell::{KEYS, ask, journal, run, start};

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
        &["--timeout", "3601"],
        &["--site", "mars"],
        &["--signature", "md5"],
        &["--signature", "acs3"],
        &["--method", "put"],
        &["--method", "post-query"],
        &["--signature", "tencent-v1-hmacsha1", "--unsigned-payload"],
        &["--viewer", "0.0.7"],
        &["--viewer", "javascript:alert(1)"],
        &["--wait-running", "0"],
        &["--wait-running", "3601"],
        &["--wait-running", "-1"],
        &["--password", "abc123"],
        &["--reconnect"],
    ] {
        let done = ask(&simulator, "url", "ins-demo0001", more);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{more:?}");
    }
    for more in [
        &["--signature", "tc3"][..],
        &["--site", "intl"],
        &["--unsigned-payload"],
        &["--viewer", "0.0.6"],
    ] {
        let mut arguments = vec!["url", "i-demo0001", "--linux", "--region", "cn-hangzhou"];
        // The cloud's own hosts are asked for only where there is no other endpoint.
        if more[0] != "--site" {
            arguments.extend(["--endpoint", simulator.url()]);
        }
        let done = run(&[&arguments, more].concat(), &KEYS);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{more:?}: {}", done.err);
    }
    let done = run(&["url", "ins-demo0001", "--region", "", "--regoin", "--json"], &KEYS);
    let error = &serde_json::from_str::<serde_json::Value>(&done.out).unwrap()["error"];
    let message =
        "unexpected argument '--regoin' found\n\n  tip: a similar argument exists: '--region'";
    assert_eq!((&error["kind"], &error["message"]), (&"usage".into(), &message.into()));
    for id in ["ins-demo0001", "i-bp1hzoinajzkh91h0001"] {
        let done = run(&[id, "--region", "ap-guangzhou"], &KEYS);
        assert!(
            done.code == 2 && done.err.contains(&format!("'vncurl open {id}'")),
            "{}",
            done.err
        );
        assert!(!done.err.contains("similar"), "{}", done.err);
    }
    assert!(!run(&["opne"], &KEYS).err.contains("vncurl open"));
    let done = run(&["url", "ins-demo0001"], &KEYS);
    assert!(done.code == 2 && done.err.contains("vncurl find ID --all-regions"), "{}", done.err);
    let done = ask(&simulator, "url", "vm-1", &[]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("--provider"), "{}", done.err);
    assert!(journal(&simulator).is_empty());
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
    for verb in
        ["url", "open", "explain", "status", "regions", "find", "providers", "doctor", "demo"]
    {
        let help = run(&[verb, "--help"], &[]);
        assert_eq!((help.code, help.err.as_str()), (0, ""));
        assert!(help.out.contains("--json"), "{verb}");
    }
    for verb in ["sim", "completions", "man"] {
        let help = run(&[verb, "--help"], &[]);
        assert_eq!((help.code, help.err.as_str()), (0, ""));
    }
    let both = run(&["url", "i-a", "--windows", "--linux"], &KEYS);
    assert_eq!(both.code, 2);
}

#[test]
fn the_version_is_the_package_s() {
    for flag in ["--version", "-V"] {
        let version = run(&[flag], &[]);
        assert_eq!(version.out, concat!("vncurl ", env!("CARGO_PKG_VERSION"), "\n"));
        assert_eq!((version.code, version.err.as_str()), (0, ""));
    }
}
