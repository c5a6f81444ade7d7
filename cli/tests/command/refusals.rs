//! Refusals and other failures: their exit codes, and what they tell to do.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use vncurl_sim::{ALIBABA, TENCENT};

use crate::shell::{KEYS, ask, run, start};

#[test]
fn refusals_end_with_the_code_of_their_word_and_say_what_to_do() {
    let simulator = start();
    for (instance, more, code, word) in [
        ("ins-demo0003", &[][..], 4, "start the instance"),
        ("ins-unknown1", &[], 5, "check the instance id"),
        ("ins-demo0001", &["--region", "ap-beijing"], 5, "--all-regions"),
        ("i-demo0001", &["--linux", "--region", "cn-beijing"], 5, "--all-regions"),
        ("ins-demo0001", &["--region", "mars"], 5, "region"),
        ("ein-demo0003", &[], 4, "start the instance"),
        ("ein-unknown1", &[], 5, "check the instance id"),
        ("lhins-demo0003", &[], 4, "start the instance"),
        ("lhins-unknown1", &[], 5, "check the instance id"),
        ("i-demo0003", &["--linux"], 4, "start the instance"),
        ("i-unknown1", &["--linux"], 5, "check the instance id"),
    ] {
        let done = ask(&simulator, "url", instance, more);
        assert_eq!((done.code, done.out.as_str()), (code, ""), "{instance}: {}", done.err);
        assert!(done.err.contains(word) && done.err.contains("next: "), "{}", done.err);
    }
    let wrong = [("TENCENTCLOUD_SECRET_ID", TENCENT.key_id), ("TENCENTCLOUD_SECRET_KEY", "wrong")];
    let arguments =
        ["url", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let done = run(&arguments, &wrong);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("AuthFailure.SignatureFailure"), "{}", done.err);
}

#[test]
fn an_echoed_string_to_sign_does_not_reach_the_terminal() {
    let simulator = start();
    let wrong =
        [("ALIBABA_CLOUD_ACCESS_KEY_ID", ALIBABA.key_id), ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "x")];
    for json in [&[][..], &["--json"]] {
        let mut arguments =
            vec!["url", "i-demo0001", "--linux", "--region", "cn-hangzhou", "--endpoint"];
        arguments.push(simulator.url());
        arguments.extend(json);
        let done = run(&arguments, &wrong);
        let said = done.out + &done.err;
        assert_eq!(done.code, 3);
        assert!(said.contains("SignatureDoesNotMatch") && said.contains("withheld"), "{said}");
        assert!(!said.contains("ACS3-HMAC-SHA256"), "{said}");
    }
}

#[test]
fn without_credentials_or_a_region_the_command_says_where_it_looked() {
    for verb in ["url", "open", "explain"] {
        let done = run(&[verb, "ins-demo0001", "--region", "ap-guangzhou"], &[]);
        assert_eq!((done.code, done.out.as_str()), (3, ""));
        assert!(done.err.contains("TENCENTCLOUD_SECRET_ID"), "{}", done.err);
        let done = run(&[verb, "i-demo0001", "--linux"], &KEYS);
        assert_eq!((done.code, done.out.as_str()), (2, ""));
        assert!(done.err.contains("--region") && done.err.contains("ALIBABA_CLOUD_REGION_ID"));
    }
    let blank = [("TENCENTCLOUD_SECRET_ID", "id"), ("TENCENTCLOUD_SECRET_KEY", "marker ")];
    let done = run(&["url", "ins-demo0001", "--region", "ap-guangzhou"], &blank);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("at byte 6") && !done.err.contains("marker"), "{}", done.err);
}

#[test]
fn a_network_that_fails_and_a_reply_that_is_none_have_codes_of_their_own() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let endpoint = format!("http://{closed}");
    let arguments = ["url", "ins-a", "--region", "ap-guangzhou", "--endpoint"];
    let done = run(&[&arguments[..], &[&endpoint]].concat(), &KEYS);
    assert_eq!(done.code, 6, "{}", done.err);

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let page = "<html>login</html>";
        let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length";
        let _ = write!(stream, "{head}: {}\r\n\r\n{page}", page.len());
        // What was sent and not read would break the connection off before the page arrives.
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let done = run(&[&arguments[..], &[&endpoint]].concat(), &KEYS);
    assert_eq!((done.code, done.out.as_str()), (8, ""));
    assert!(done.err.contains("at byte 0"), "{}", done.err);
}
