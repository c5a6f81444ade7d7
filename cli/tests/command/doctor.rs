//! `vncurl doctor`: each check, fine and failed.

use std::net::TcpListener;

use serde_json::Value;
use vncurl_sim::{ALIBABA, Clock, Options, Simulator, TENCENT};

use crate::shell::{Done, KEYS, journal, run, start};

const PAGE: &str = "/qcloud/app/active_vnc/index.html";

/// `vncurl doctor --provider tencent-cvm …` against the simulator, page and all.
fn examine(simulator: &Simulator, more: &[&str], environment: &[(&str, &str)]) -> Done {
    let page = format!("{}{PAGE}", simulator.url());
    let mut arguments = vec!["doctor", "--provider", "tencent-cvm", "--json", "--viewer", &page];
    for (option, value) in [("--region", "ap-guangzhou"), ("--endpoint", simulator.url())] {
        if !more.contains(&option) {
            arguments.extend([option, value]);
        }
    }
    arguments.extend(more);
    run(&arguments, environment)
}

fn checks(done: &Done) -> Vec<Value> {
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// State and message of a check.
fn check(done: &Done, name: &str) -> (String, String) {
    let all = checks(done);
    let found = all.iter().find(|check| check["check"] == name);
    let found = found.unwrap_or_else(|| panic!("no {name} in {}", done.out));
    assert_eq!(found["state"] == "failed", found["next"].is_string(), "{found}");
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    (text("state"), text("message"))
}

#[test]
fn all_is_well_and_nothing_signed_was_sent() {
    let simulator = start();
    let done = examine(&simulator, &[], &KEYS);
    assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", done.out);
    let names: Vec<_> =
        checks(&done).iter().map(|check| check["check"].as_str().unwrap().to_owned()).collect();
    let all =
        ["defaults", "credentials", "host", "proxy", "dns", "connection", "clock", "page", "key"];
    assert_eq!(names, all);
    for name in &all[..8] {
        assert_eq!(check(&done, name).0, "ok", "{}", done.out);
    }
    assert_eq!(check(&done, "key").0, "skipped");
    let sent = serde_json::to_string(&journal(&simulator)).unwrap();
    for secret in [TENCENT.key_id, TENCENT.secret] {
        assert!(!sent.contains(secret) && !done.out.contains(secret), "{sent}");
    }
}

#[test]
fn a_key_is_tried_only_when_that_is_asked_for() {
    let simulator = start();
    let done = examine(&simulator, &["--signed"], &KEYS);
    assert_eq!((done.code, check(&done, "key").0), (0, "ok".to_owned()), "{}", done.out);
    let wrong = [KEYS[0], ("TENCENTCLOUD_SECRET_KEY", "wrong-secret-marker")];
    let done = examine(&simulator, &["--signed"], &wrong);
    assert_eq!((done.code, check(&done, "key").0), (3, "failed".to_owned()), "{}", done.out);
    assert!(!done.out.contains("wrong-secret-marker"));
}

#[test]
fn each_check_finds_its_own_fault() {
    let simulator = start();
    let fails = |name: &str, code: i32, part: &str, more: &[&str], environment: &[(&str, &str)]| {
        let done = examine(&simulator, more, environment);
        let (state, message) = check(&done, name);
        assert_eq!((done.code, state.as_str()), (code, "failed"), "{name}: {}", done.out);
        assert!(message.contains(part), "{name}: {message}");
    };
    let with = |variable, value| [&KEYS[..], &[(variable, value)]].concat();
    fails("defaults", 2, "VNCURL_SITE", &[], &with("VNCURL_SITE", "mars"));
    fails("credentials", 3, "TENCENTCLOUD_SECRET_ID", &[], &[]);
    fails("proxy", 2, "HTTPS_PROXY", &[], &with("HTTPS_PROXY", "://"));
    fails("host", 2, "region", &["--region", "evil.com/#"], &KEYS);
    let nowhere = ["--endpoint", "https://no-such-host.invalid"];
    fails("dns", 6, "no-such-host.invalid", &nowhere, &KEYS);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = format!("http://{closed}");
    fails("connection", 6, "refused", &["--endpoint", &refused], &KEYS);
    // TLS with what speaks none.
    let plain = simulator.url().replace("http://", "https://");
    fails("connection", 6, "not safe", &["--endpoint", &plain], &KEYS);
    let missing = format!("{}/no/such/page", simulator.url());
    let arguments = ["doctor", "--provider", "tencent-cvm", "--region", "ap-guangzhou", "--json"];
    for (page, part) in [
        (&*missing, "with the status 404"),
        ("https://no-such-host.invalid/page", "the host no-such-host.invalid has no address"),
        ("no-such-name", "neither a page's address nor a viewer"),
    ] {
        let places = ["--endpoint", simulator.url(), "--viewer", page];
        let done = run(&[&arguments[..], &places].concat(), &KEYS);
        let (state, message) = check(&done, "page");
        assert_eq!((done.code == 0, state.as_str()), (false, "failed"), "{}", done.out);
        assert!(message.contains(part), "{message}");
        // A page is of no region.
        assert!(!done.out.contains("spelling of the region"), "{}", done.out);
    }
}

#[test]
fn a_wrong_clock_is_told_with_its_seconds_and_its_side() {
    for (offset_s, side) in [(600, "behind"), (-600, "ahead of")] {
        let clock = Clock::Wall { offset_s };
        let simulator = Simulator::start(&Options { clock, ..Options::default() }).unwrap();
        let done = examine(&simulator, &[], &KEYS);
        let (state, message) = check(&done, "clock");
        assert_eq!((done.code, state.as_str()), (3, "failed"), "{}", done.out);
        let seconds: i64 = message.split(' ').next().unwrap().parse().unwrap();
        assert!((seconds - 600).abs() <= 2 && message.contains(side), "{message}");
    }
}

#[test]
fn without_a_provider_the_clouds_with_credentials_are_examined() {
    let simulator = start();
    let providers = |environment: &[(&str, &str)]| {
        let page = format!("{}{PAGE}", simulator.url());
        let arguments = ["doctor", "--json", "--region", "a", "--endpoint", simulator.url()];
        let done = run(&[&arguments[..], &["--viewer", &page]].concat(), environment);
        let mut names: Vec<_> = checks(&done)
            .iter()
            .filter_map(|check| check["provider"].as_str().map(str::to_owned))
            .collect();
        names.dedup();
        (done.code, names)
    };
    let alibaba = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", ALIBABA.key_id),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ALIBABA.secret),
    ];
    let both = || vec!["alibaba-ecs".to_owned(), "tencent-cvm".to_owned()];
    assert_eq!(providers(&alibaba), (0, vec!["alibaba-ecs".to_owned()]));
    assert_eq!(providers(&KEYS), (0, both()));
    assert_eq!(providers(&[]), (3, both()));
    let named = [&KEYS[..], &[("VNCURL_PROVIDER", "tencent-ecm")]].concat();
    assert_eq!(providers(&named), (0, vec!["tencent-ecm".to_owned()]));
}

#[test]
fn a_pipe_gets_columns_with_the_next_step() {
    let simulator = start();
    let arguments = ["doctor", "--provider", "tencent-cvm", "--endpoint", simulator.url()];
    let done = run(&[&arguments[..], &["--region", "a", "--viewer", "no-such-name"]].concat(), &[]);
    let rows: Vec<Vec<_>> = done.out.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 5), "{}", done.out);
    let row = |name: &str| rows.iter().find(|row| row[2] == name).unwrap().clone();
    assert_eq!(row("dns")[4], "-");
    assert_eq!(row("credentials")[0], "failed");
    assert!(row("credentials")[4].contains("set both variables"), "{}", done.out);
    assert!(row("page")[3].contains("no-such-name"), "{}", done.out);
}
