//! `vncurl find` and `vncurl regions`.

use serde_json::Value;

use crate::shell::{KEYS, ask, control, feed, journal, run, start};

#[test]
fn an_instance_is_found_by_address_name_and_id_with_the_command_that_opens_it() {
    let simulator = start();
    let line = |id: &str| format!("ap-guangzhou\t{id}\tdemo-3\tSTOPPED\t10.0.0.3,203.0.113.3\n");
    for wanted in ["203.0.113.3", "10.0.0.3", "demo-3", "ins-demo0003"] {
        let arguments =
            ["find", wanted, "--provider", "tencent-cvm", "--endpoint", simulator.url()];
        for more in [&["--region", "ap-guangzhou"][..], &["--all-regions"]] {
            let done = run(&[&arguments[..], more].concat(), &KEYS);
            assert_eq!((done.code, done.out), (0, line("ins-demo0003")), "{wanted} {}", done.err);
            let open = "Open it with:  vncurl open ins-demo0003 --region ap-guangzhou";
            assert!(done.err.contains(open), "{}", done.err);
        }
    }
}

#[test]
fn an_id_tells_its_provider_and_every_provider_finds() {
    let simulator = start();
    for (id, name) in [
        ("ins-demo0002", "demo-2"),
        ("ein-demo0002", "edge-2"),
        ("lhins-demo0002", "light-2"),
        ("i-demo0002", "demo-2"),
    ] {
        let done = ask(&simulator, "find", id, &["--json"]);
        assert_eq!(done.code, 0, "{}", done.err);
        let found: Value = serde_json::from_str(&done.out).unwrap();
        assert_eq!((&found["instance_id"], &found["name"]), (&id.into(), &name.into()));
        assert_eq!(
            (&found["console"], found["private_addresses"].as_array().unwrap().len()),
            (&"ready".into(), 1)
        );
    }
}

#[test]
fn every_provider_is_searched_in_all_its_regions_and_finds_an_instance_once() {
    let simulator = start();
    for (provider, wanted, id) in [
        ("tencent-cvm", "finance-1", "ins-fsi00001"),
        ("tencent-ecm", "edge-2", "ein-demo0002"),
        ("tencent-ecm", "10.0.1.2", "ein-demo0002"),
        ("tencent-lighthouse", "light-2", "lhins-demo0002"),
        ("alibaba-ecs", "old-1", "AY130321114053512345"),
    ] {
        let arguments = ["find", wanted, "--provider", provider, "--all-regions", "--endpoint"];
        let done = run(&[&arguments[..], &[simulator.url()]].concat(), &KEYS);
        assert_eq!(done.code, 0, "{provider}: {}", done.err);
        let found: Vec<_> = done.out.lines().filter_map(|line| line.split('\t').nth(1)).collect();
        assert_eq!(found, [id], "{provider} {wanted}: {}", done.out);
    }
}

#[test]
fn what_is_nowhere_ends_with_5_and_says_where_else_to_look() {
    let simulator = start();
    let nobody = ["find", "nobody", "--provider", "tencent-cvm", "--endpoint", simulator.url()];
    let done = run(&[&nobody[..], &["--region", "ap-guangzhou"]].concat(), &KEYS);
    assert_eq!((done.code, done.out.as_str()), (5, ""));
    assert!(done.err.contains("--all-regions"), "{}", done.err);
    // ECM is asked once for all its regions: nothing else is left to be asked.
    for (provider, wanted) in [("tencent-ecm", "nobody"), ("alibaba-ecs", "203.0.113.1")] {
        let reach = ["--provider", provider, "--region", "cn-hangzhou", "--endpoint"];
        let done = run(&[&["find", wanted], &reach[..], &[simulator.url()]].concat(), &KEYS);
        assert_eq!((done.code, done.out.as_str()), (5, ""), "{provider}");
        let elsewhere = done.err.contains("--all-regions");
        assert_eq!(elsewhere, provider != "tencent-ecm", "{}", done.err);
    }
    let done = run(&[&nobody[..], &["--all-regions", "--json"]].concat(), &KEYS);
    let error = &serde_json::from_str::<Value>(&done.out).unwrap()["error"];
    assert_eq!((done.code, &error["kind"]), (5, &"not-found".into()));
}

#[test]
fn a_region_that_fails_is_told_and_the_others_are_searched() {
    let simulator = start();
    let fault = r#"[{"action":"DescribeInstances","region":"ap-beijing","error":{"code":"UnauthorizedOperation"}}]"#;
    control(&simulator, "POST", "faults", fault);
    let find = |wanted| {
        let provider =
            ["--provider", "tencent-cvm", "--all-regions", "--endpoint", simulator.url()];
        run(&[&["find", wanted], &provider[..]].concat(), &KEYS)
    };
    let done = find("demo-1");
    assert_eq!((done.code, done.out.lines().count()), (0, 1), "{}", done.err);
    assert!(done.err.contains("vncurl: ap-beijing: UnauthorizedOperation"), "{}", done.err);
    // In the region that was not searched it may be: so it is not "not found".
    assert_eq!(find("nobody").code, 3);
}

#[test]
fn regions_need_no_region_and_have_a_form_for_programs() {
    let simulator = start();
    for (provider, region) in [
        ("tencent-cvm", "ap-shanghai-fsi"),
        ("tencent-ecm", "ap-hangzhou-ecm"),
        ("tencent-lighthouse", "ap-guangzhou"),
        ("alibaba-ecs", "cn-hangzhou"),
    ] {
        let arguments = ["regions", "--provider", provider, "--endpoint", simulator.url()];
        let done = run(&arguments, &KEYS);
        assert_eq!(done.code, 0, "{}", done.err);
        let lines: Vec<&str> =
            done.out.lines().filter(|line| line.split('\t').next() == Some(region)).collect();
        assert_eq!(lines.len(), 1, "{provider}: {lines:?}");
        assert_eq!(lines[0].split('\t').count(), 3, "{}", lines[0]);
        let done = run(&[&arguments[..], &["--json"]].concat(), &KEYS);
        let regions: Vec<Value> =
            done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(
            regions.iter().any(|each| each["region"] == region && each["provider"] == provider)
        );
    }
}

#[test]
fn what_cannot_be_searched_for_is_named_and_nothing_is_sent() {
    let simulator = start();
    let long = "a".repeat(129);
    let cloud = ["--provider", "alibaba-ecs", "--endpoint", simulator.url()];
    for wanted in ["", "a\nb", &long] {
        let arguments = [&["find", wanted, "--region", "cn-hangzhou"], &cloud[..]].concat();
        let done = run(&arguments, &KEYS);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{wanted:?}: {}", done.err);
    }
    for arguments in [
        &["find", "web-1"][..],
        &["find", "web-1", "--region", "cn-hangzhou"],
        &["find", "web-1", "--provider", "alibaba-ecs"],
        &["find", "web-1", "--provider", "alibaba-ecs", "--region", "a", "--all-regions"],
        &["regions"],
        &["regions", "--provider", "nobody"],
        &["status"],
        &["status", "--provider", "tencent-cvm"],
        &["status", "ins-a", "i-b", "--region", "cn-hangzhou"],
        &["status", "ins-a b", "--region", "cn-hangzhou"],
        &["status", "-", "--region", "cn-hangzhou"],
    ] {
        let done = feed("", &[arguments, &["--endpoint", simulator.url()]].concat(), &KEYS);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{arguments:?}: {}", done.err);
    }
    assert!(journal(&simulator).is_empty());
}
