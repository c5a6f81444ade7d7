//! A wrong clock, and a cloud that is asked too often: both are dealt with, and told.

use vncurl_sim::{Clock, Options, Simulator};

use crate::shell::{KEYS, ask, control, feed, journal, run, start};

#[test]
fn a_wrong_clock_is_corrected_once_and_told() {
    // Tencent permits 300 s, Alibaba 900 s.
    for offset_s in [1_000, -1_000, 86_400, -86_400] {
        let clock = Clock::Wall { offset_s };
        let simulator = Simulator::start(&Options { clock, ..Options::default() }).unwrap();
        for instance in ["ins-demo0001", "ein-demo0001", "lhins-demo0001", "i-demo0001"] {
            let before = journal(&simulator).len();
            let done = ask(&simulator, "url", instance, &["--linux"]);
            assert_eq!(done.code, 0, "{instance} {offset_s}: {}", done.err);
            let said = done.err.lines().find_map(|line| line.strip_prefix("Clock corrected by "));
            let seconds: i64 = said.unwrap().split(' ').next().unwrap().parse().unwrap();
            assert!((seconds - offset_s).abs() <= 2, "{seconds} for {offset_s}");
            assert_eq!(journal(&simulator).len(), before + 2);
        }
    }
}

#[test]
fn more_consoles_than_a_second_permits_come_without_one_throttled_request() {
    let simulator = Simulator::start(&Options { fleet: 30, ..Options::default() }).unwrap();
    let ids: Vec<_> = (0..30)
        .filter(|number| number % 10 != 9)
        .map(|number| format!("ins-f{number:07}"))
        .collect();
    let arguments = ["url", "-", "--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let done = feed(&ids.join("\n"), &arguments, &KEYS);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let mut came: Vec<_> =
        done.out.lines().map(|line| line.split_once('\t').unwrap().0.to_owned()).collect();
    came.sort();
    assert_eq!(came, ids);
    assert!(journal(&simulator).iter().all(|entry| entry["outcome"] == "ok"));
    assert_eq!(journal(&simulator).len(), ids.len());
}

#[test]
fn a_throttled_request_is_sent_again_and_the_wait_is_told() {
    let simulator = start();
    for (instance, code) in
        [("ins-demo0001", "RequestLimitExceeded"), ("i-demo0001", "Throttling.User")]
    {
        control(
            &simulator,
            "POST",
            "faults",
            &format!(r#"[{{"times":2,"error":{{"code":"{code}"}}}}]"#),
        );
        let done = ask(&simulator, "url", instance, &["--linux"]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert_eq!(done.err.matches("the cloud says that it is asked too often").count(), 2);
    }
    control(&simulator, "POST", "faults", r#"[{"error":{"code":"RequestLimitExceeded"}}]"#);
    let done = ask(&simulator, "url", "ins-demo0001", &["--timeout", "1"]);
    assert_eq!((done.code, done.out.as_str()), (7, ""), "{}", done.err);
    assert!(done.err.contains("RequestLimitExceeded"), "{}", done.err);
}

#[test]
fn lists_outlast_a_cloud_that_throttles() {
    let simulator = start();
    control(
        &simulator,
        "POST",
        "faults",
        r#"[{"times":2,"error":{"code":"RequestLimitExceeded"}}]"#,
    );
    let arguments = ["status", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint"];
    let done = run(&[&arguments[..], &[simulator.url()]].concat(), &KEYS);
    assert_eq!(
        (done.code, done.out.as_str()),
        (0, "ins-demo0001\tRUNNING\tready\n"),
        "{}",
        done.err
    );
}
