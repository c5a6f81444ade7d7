//! Every product with every signature.

use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::shell::{KEYS, ask, journal, run, start};

/// Every way to sign, and the instances that are signed for so.
const WAYS: [(&str, &[&str]); 5] = [
    ("tc3", &["post-body", "get"]),
    ("tencent-v1-hmacsha1", &["post-body", "get"]),
    ("tencent-v1-hmacsha256", &["post-body", "get"]),
    ("acs3", &["post-query", "get"]),
    ("alibaba-rpc", &["post-query", "get", "post-body"]),
];

const TENCENT: [&str; 3] = ["ins-demo0001", "ein-demo0001", "lhins-demo0001"];
const ALIBABA: [&str; 1] = ["i-demo0001"];

fn instances(signature: &str) -> &'static [&'static str] {
    if signature.starts_with('t') { &TENCENT } else { &ALIBABA }
}

#[test]
fn every_product_gives_a_console_with_every_signature_and_method() {
    let simulator = start();
    let mut asked = 0;
    for (signature, methods) in WAYS {
        for (method, instance) in
            methods.iter().flat_map(|method| instances(signature).iter().map(move |i| (method, i)))
        {
            let more = ["--signature", signature, "--method", method, "--linux"];
            let done = ask(&simulator, "url", instance, &more);
            assert_eq!(done.code, 0, "{instance} {more:?}: {}", done.err);
            let entry = journal(&simulator).pop().unwrap();
            assert_eq!(
                (&entry["outcome"], &entry["instance_id"]),
                (&"ok".into(), &(*instance).into())
            );
            let sent = if *method == "get" { "GET" } else { "POST" };
            assert_eq!(entry["method"], sent, "{more:?}");
            assert!(done.out.contains(entry["vnc_url"].as_str().unwrap()), "{}", done.out);
            asked += 1;
        }
    }
    assert_eq!((asked, journal(&simulator).len()), (23, 23));
    let done = ask(&simulator, "url", "ins-demo0001", &["--unsigned-payload"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let done = ask(&simulator, "url", "ins-fsi00001", &["--region", "ap-shanghai-fsi"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

/// Send what `vncurl explain --json` shows.
fn send(request: &Value) -> String {
    let url = request["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let (authority, target) = url.split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    let body = request["body"].as_str().unwrap();
    let mut head = format!(
        "{} /{target} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n",
        request["method"].as_str().unwrap()
    );
    for header in request["headers"].as_array().unwrap() {
        let [name, value] = [0, 1].map(|at| header[at].as_str().unwrap());
        head.extend([name, ": ", value, "\r\n"]);
    }
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    reply
}

#[test]
fn what_explain_shows_is_what_the_cloud_works_out_and_accepts() {
    let simulator = start();
    for (signature, methods) in WAYS {
        for (method, instance) in
            methods.iter().flat_map(|method| instances(signature).iter().map(move |i| (method, i)))
        {
            let before = journal(&simulator).len();
            let more = ["--signature", signature, "--method", method, "--json"];
            let done = ask(&simulator, "explain", instance, &more);
            assert_eq!(done.code, 0, "{}", done.err);
            assert_eq!(journal(&simulator).len(), before, "explain sends nothing");
            let explained: Value = serde_json::from_str(&done.out).unwrap();
            let reply = send(&explained["request"]);
            assert!(reply.contains("VncUrl"), "{instance} {more:?}: {reply}");
            let entry = journal(&simulator).pop().unwrap();
            for step in ["canonical_request", "string_to_sign"] {
                assert_eq!(explained[step], entry[step], "{instance} {more:?}");
            }
        }
    }
}

#[test]
fn the_sites_and_the_finance_regions_have_hosts_of_their_own() {
    for (instance, more, host) in [
        ("ins-a", &["--region", "ap-beijing"][..], "https://cvm.tencentcloudapi.com/"),
        (
            "ins-a",
            &["--region", "ap-beijing", "--site", "intl"],
            "https://cvm.intl.tencentcloudapi.com/",
        ),
        (
            "ins-a",
            &["--region", "ap-shanghai-fsi"],
            "https://cvm.ap-shanghai-fsi.tencentcloudapi.com/",
        ),
        ("ein-a", &[], "https://ecm.tencentcloudapi.com/"),
        ("lhins-a", &["--region", "ap-beijing"], "https://lighthouse.tencentcloudapi.com/"),
        ("i-a", &["--region", "cn-hangzhou"], "https://ecs"),
    ] {
        let done = run(&[&["explain", instance, "--json"], more].concat(), &KEYS);
        assert_eq!(done.code, 0, "{}", done.err);
        let explained: Value = serde_json::from_str(&done.out).unwrap();
        let url = explained["request"]["url"].as_str().unwrap();
        assert!(url.starts_with(host), "{url}");
    }
}

#[test]
fn a_native_viewer_gets_the_bare_address_that_the_page_holds_encoded() {
    let simulator = start();
    for instance in ["ins-demo0001", "i-demo0001"] {
        let done = ask(&simulator, "url", instance, &["--websocket", "--linux"]);
        assert_eq!(done.code, 0, "{}", done.err);
        let issued = journal(&simulator).pop().unwrap()["vnc_url"].as_str().unwrap().to_owned();
        let decoded = issued.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?");
        let decoded = decoded.replace("%3D", "=").replace("%26", "&").replace("%25", "%");
        assert_eq!(done.out, format!("{decoded}\n"));
        let done = ask(&simulator, "url", instance, &["--websocket", "--linux", "--json"]);
        let console: Value = serde_json::from_str(&done.out).unwrap();
        assert!(console["websocket_url"].as_str().unwrap().starts_with("ws://127.0.0.1:"));
        assert!(console["console_url"].as_str().unwrap().starts_with("https://"));
    }
}

#[test]
fn an_older_page_is_named_and_any_other_is_given_by_address() {
    let simulator = start();
    for (viewer, page) in [
        ("0.0.7", "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html?vncUrl="),
        ("https://viewer.example/p", "https://viewer.example/p?vncUrl="),
    ] {
        let done = ask(&simulator, "url", "i-demo0001", &["--linux", "--viewer", viewer]);
        assert!(done.code == 0 && done.out.starts_with(page), "{} {}", done.out, done.err);
    }
}

#[test]
fn an_id_of_the_oldest_form_needs_its_provider() {
    let simulator = start();
    let id = "AY130321114053512345";
    let done = ask(&simulator, "url", id, &[]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("--provider") && journal(&simulator).is_empty(), "{}", done.err);
    let done = ask(&simulator, "url", id, &["--provider", "alibaba-ecs"]);
    assert!(done.code == 0 && done.out.contains(&format!("&instanceId={id}&")), "{}", done.err);
}
