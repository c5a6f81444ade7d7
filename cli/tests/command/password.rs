//! The instance's console password: from the environment or from a prompt, and nowhere else.

use crate::shell::{KEYS, feed, journal, run, start};

const MARKER: &str = "mArk3R";

fn keys(password: &str) -> Vec<(&str, &str)> {
    [&KEYS[..], &[("VNCURL_CONSOLE_PASSWORD", password)]].concat()
}

#[test]
fn the_page_gets_the_password_of_the_environment_or_of_standard_input() {
    let simulator = start();
    let arguments =
        ["url", "i-demo0001", "--linux", "--viewer", "0.0.7", "--region", "cn-hangzhou"];
    let arguments = [&arguments[..], &["--endpoint", simulator.url()]].concat();
    let done = run(&arguments, &keys(MARKER));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.trim_end().ends_with(&format!("&password={MARKER}")), "{}", done.out);
    assert!(!done.err.contains(MARKER));
    let asking = [&arguments[..], &["--ask-password"]].concat();
    let done = feed("abc123\n", &asking, &keys(MARKER));
    assert!(done.out.trim_end().ends_with("&password=abc123"), "{} {}", done.out, done.err);
    assert!(!(done.out + &done.err).contains(MARKER), "what is typed wins");
}

#[test]
fn a_password_is_in_no_failure_and_in_no_explanation() {
    let simulator = start();
    let cloud = ["--region", "cn-hangzhou", "--endpoint", simulator.url(), "--viewer", "0.0.7"];
    for (verb, instance, code) in [
        ("url", "i-demo0003", 4),
        ("url", "i-unknown1", 5),
        ("open", "i-demo0003", 4),
        ("explain", "i-a", 0),
    ] {
        for json in [&[][..], &["--json"]] {
            let arguments = [&[verb, instance, "--linux"], &cloud[..], json].concat();
            let done = run(&arguments, &keys(MARKER));
            assert_eq!(done.code, code, "{}", done.err);
            assert!(!(done.out + &done.err).contains(MARKER), "{arguments:?}");
        }
    }
    let arguments = [&["url", "i-demo0003", "i-unknown1", "--linux"], &cloud[..]].concat();
    let done = run(&arguments, &keys(MARKER));
    assert!(done.err.contains("again: ") && !done.err.contains(MARKER), "{}", done.err);
}

#[test]
fn a_bad_password_is_refused_without_being_shown_and_nothing_is_sent() {
    let simulator = start();
    let cloud = ["--region", "cn-hangzhou", "--endpoint", simulator.url(), "--linux"];
    let url = [&["url", "i-demo0001"], &cloud[..]].concat();
    let asking = [&url[..], &["--ask-password"]].concat();
    for password in ["mArk3", "mArk3R7", "mArk3&", "mArk3é", ""] {
        let by_prompt = feed(&format!("{password}\n"), &asking, &KEYS);
        assert_eq!(
            (by_prompt.code, by_prompt.out.as_str()),
            (2, ""),
            "{password}: {}",
            by_prompt.err
        );
        assert!(!by_prompt.err.contains("mArk3"), "{}", by_prompt.err);
    }
    let done = run(&url, &keys("mArk3&"));
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(!done.err.contains("mArk3"), "{}", done.err);
    // Tencent's page takes none: asking for one is a mistake, having set the variable is not.
    let tencent =
        ["url", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", simulator.url()];
    assert_eq!(run(&[&tencent[..], &["--ask-password"]].concat(), &KEYS).code, 2);
    assert!(journal(&simulator).is_empty());
    assert_eq!(run(&tencent, &keys(MARKER)).code, 0);
}
