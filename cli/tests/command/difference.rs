//! A signature that does not match: whose fault it is.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use serde_json::Value;
use vncurl_sim::{ALIBABA, Simulator};

use crate::shell::{KEYS, run, start};

/// The address of something on the way to the simulator that changes each request.
fn changing(simulator: &Simulator, from: &'static str, to: &'static str) -> String {
    let cloud = simulator.url().strip_prefix("http://").unwrap().to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 16 * 1024];
            let len = stream.read(&mut request).unwrap();
            let request = String::from_utf8(request[..len].to_vec()).unwrap().replace(from, to);
            let mut forward = TcpStream::connect(&cloud).unwrap();
            forward.write_all(request.as_bytes()).unwrap();
            forward.shutdown(std::net::Shutdown::Write).unwrap();
            let mut reply = Vec::new();
            forward.read_to_end(&mut reply).unwrap();
            stream.write_all(&reply).unwrap();
        }
    });
    address
}

#[test]
fn a_request_that_was_changed_on_its_way_is_told_with_the_first_difference() {
    let simulator = start();
    let address = changing(&simulator, "InstanceId=i-demo0001", "InstanceId=i-demo0002");
    for (signature, part) in [("alibaba-rpc", "the parameter InstanceId"), ("acs3", "line 2")] {
        let arguments = [
            "url",
            "i-demo0001",
            "--linux",
            "--region",
            "cn-hangzhou",
            "--endpoint",
            &address,
            "--method",
            "get",
            "--signature",
            signature,
        ];
        let done = run(&arguments, &KEYS);
        assert_eq!(done.code, 3, "{}", done.err);
        assert!(done.err.contains("the first difference is at byte"), "{}", done.err);
        assert!(done.err.contains(part) && done.err.contains("vncurl explain"), "{}", done.err);
        assert!(!done.err.contains("i-demo0002") && !done.err.contains(ALIBABA.key_id));
        let done = run(&[&arguments[..], &["--json"]].concat(), &KEYS);
        let error = &serde_json::from_str::<Value>(&done.out).unwrap()["error"];
        assert_eq!(error["difference"]["wrong"], "request", "{error}");
        assert_eq!(error["difference"]["part"], part);
        assert!(error["difference"]["at"].as_u64().unwrap() > 0);
    }
}

#[test]
fn a_wrong_secret_is_told_apart_from_a_wrong_request() {
    let simulator = start();
    let wrong = [KEYS[2], ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "marker-secret")];
    for signature in ["alibaba-rpc", "acs3"] {
        let arguments = [
            "url",
            "i-demo0001",
            "--linux",
            "--region",
            "cn-hangzhou",
            "--endpoint",
            simulator.url(),
            "--signature",
            signature,
        ];
        let done = run(&arguments, &wrong);
        assert_eq!(done.code, 3);
        assert!(done.err.contains("so the secret is wrong\n"), "{}", done.err);
        assert!(done.err.contains("next: check the secret\n"), "{}", done.err);
        let json = run(&[&arguments[..], &["--json"]].concat(), &wrong);
        let error = &serde_json::from_str::<Value>(&json.out).unwrap()["error"];
        assert_eq!(error["difference"]["wrong"], "secret", "{error}");
        assert!(!(done.err + &json.out).contains("marker"));
    }
}
