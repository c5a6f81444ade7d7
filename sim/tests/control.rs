//! Control requests, the page at `/`, and everything that is none of these.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail by panicking"
)]

mod signer;

use signer::{Draft, HOST, NOW, ask, get, json};
use vncurl_sim::{Cloud, Options, Request, Simulator};

fn plain(method: &str, target: &str, headers: &[(&str, &str)]) -> Request {
    let headers =
        headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()));
    Request::new(method, target, headers.collect(), Vec::new())
}

#[test]
fn control_needs_its_header_and_the_refusal_names_it() {
    for path in ["/_sim/journal", "/_sim/state", "/_sim/anything"] {
        for headers in [&[("Host", HOST)][..], &[("Host", HOST), ("X-Vncurl-Sim", "yes")][..]] {
            let response = ask(&plain("GET", path, headers));
            assert_eq!(response.status(), 403, "{path}");
            assert!(String::from_utf8_lossy(response.body()).contains("X-Vncurl-Sim: 1"));
        }
    }
    assert_eq!(ask(&get("/_sim/anything")).status(), 404);
    let post = plain("POST", "/_sim/state", &[("Host", HOST), ("X-Vncurl-Sim", "1")]);
    assert_eq!(ask(&post).status(), 405);
}

#[test]
fn control_is_for_loopback_names_so_that_a_rebound_name_gets_nothing() {
    for (host, status) in [
        ("127.0.0.1:4567", 200),
        ("localhost", 200),
        ("[::1]:4567", 200),
        ("rebound.example:4567", 403),
        ("127.0.0.1.rebound.example", 403),
        ("localhost.example:80", 403),
    ] {
        let request = plain("GET", "/_sim/state", &[("Host", host), ("X-Vncurl-Sim", "1")]);
        assert_eq!(ask(&request).status(), status, "{host}");
    }
}

#[test]
fn no_answer_lets_another_origin_in() {
    let origin = ("Origin", "https://evil.example");
    for request in [
        plain("GET", "/_sim/journal", &[("Host", HOST), ("X-Vncurl-Sim", "1"), origin]),
        plain("OPTIONS", "/_sim/journal", &[("Host", HOST), origin]),
        plain("GET", "/", &[("Host", HOST), origin]),
        Draft::tencent("ins-demo0001").header(origin.0, origin.1).tc3(),
    ] {
        let response = ask(&request);
        let cors = |(name, _): &&(&str, String)| name.to_lowercase().starts_with("access-control");
        assert_eq!(response.headers().iter().find(cors), None);
    }
}

#[test]
fn the_journal_keeps_the_last_thousand_entries_in_order() {
    let mut cloud = Cloud::new(HOST);
    let request = Draft::tencent("ins-demo0001").tc3();
    for _ in 0..1_001 {
        cloud.handle(NOW * 1_000, &request);
    }
    let journal = json(&cloud.handle(NOW * 1_000, &get("/_sim/journal")));
    let seqs: Vec<u64> =
        journal.as_array().unwrap().iter().map(|entry| entry["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (2..=1_001).collect::<Vec<_>>());
}

#[test]
fn the_state_lists_machines_and_addresses_but_no_address_itself() {
    let mut cloud = Cloud::new(HOST);
    let issued = signer::vnc_url(&cloud.handle(NOW * 1_000, &Draft::tencent("ins-demo0001").tc3()));
    for (ms, expired) in [(14_999, false), (15_000, true)] {
        let response = cloud.handle(NOW * 1_000 + ms, &get("/_sim/state"));
        let state = json(&response);
        assert_eq!(state["now_ms"], NOW * 1_000 + ms);
        assert_eq!(state["instances"].as_array().unwrap().len(), vncurl_sim::INSTANCES.len());
        assert_eq!(state["addresses"][0]["instance_id"], "ins-demo0001");
        assert_eq!(state["addresses"][0]["expires_at"], "2023-11-14T22:13:35.000Z");
        assert_eq!(state["addresses"][0]["expired"], expired);
        assert!(!String::from_utf8_lossy(response.body()).contains(&issued));
    }
}

#[test]
fn what_is_not_understood_has_a_status_and_a_text_that_says_why() {
    let host = ("Host", HOST);
    for (request, status, says) in [
        (plain("GET", "/", &[]), 400, "host"),
        (plain("GET", "/", &[("Host", "")]), 400, "host"),
        (plain("GET", "/", &[host, host]), 400, "more than once"),
        (plain("POST", "/", &[host]), 400, "X-TC-Action"),
        (plain("GET", "/?Action=DescribeInstanceVncUrl&Signature=x", &[host]), 400, "RPC 1.0"),
        (plain("DELETE", "/", &[host]), 405, "only GET"),
        (plain("POST", "/qcloud/app/active_vnc/index.html", &[host]), 405, "only GET"),
        (plain("GET", "/favicon.ico", &[host]), 404, "nothing"),
    ] {
        let response = ask(&request);
        let text = String::from_utf8_lossy(response.body()).into_owned();
        assert_eq!(response.status(), status, "{text}");
        assert!(text.starts_with("vncurl simulator: ") && text.contains(says), "{text}");
        assert_eq!(response.header("date"), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_and_not_fatal() {
    let names = ["X-TC-Action", "X-TC-Version", "Authorization", "x-acs-action", "Host"];
    for name in names {
        let mut headers = vec![("Host".to_owned(), HOST.into())];
        headers.push((name.to_owned(), vec![0xff, 0xfe, b';', b'/']));
        let mut cloud = Cloud::new(HOST);
        let response = cloud.handle(u64::MAX, &Request::new("POST", "/?%", headers, vec![0xff]));
        assert!(!response.body().is_empty(), "{name}");
    }
}

#[test]
fn nothing_of_a_request_or_an_address_is_in_debug_output() {
    let mut cloud = Cloud::new(HOST);
    let request = Draft::tencent("ins-demo0001").header("X-Note", "hidden-in-header").tc3();
    let response = cloud.handle(NOW * 1_000, &request);
    let body_len = response.body().len();
    assert_eq!(
        [format!("{request:?}"), format!("{response:?}"), format!("{cloud:?}")],
        [
            r#"Request { method: "POST", path: "/", body_len: 29, .. }"#.to_owned(),
            format!("Response {{ status: 200, body_len: {body_len}, .. }}"),
            r#"Cloud { authority: "127.0.0.1:4567", .. }"#.to_owned(),
        ],
    );
}

#[test]
fn the_page_at_the_root_shows_the_machines_as_they_are_and_no_fleet() {
    let mut cloud = Cloud::with_options(HOST, &Options { fleet: 3, ..Options::default() });
    let host = ("Host", HOST);
    let row = "<td>ein-demo0001</td><td>tencent-ecm</td><td>ap-xian-ecm</td><td>Linux</td>";
    let body = br#"{"state":"STOPPING"}"#.to_vec();
    let headers = [host, ("X-Vncurl-Sim", "1")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.into())).to_vec();
    let stop = Request::new("POST", "/_sim/instances/ein-demo0001", headers, body);
    for (before, state) in [(None, "RUNNING"), (Some(stop), "STOPPING")] {
        if let Some(request) = before {
            assert_eq!(cloud.handle(NOW * 1_000, &request).status(), 200);
        }
        let page = cloud.handle(NOW * 1_000, &plain("GET", "/", &[host]));
        let page = String::from_utf8_lossy(page.body()).into_owned();
        assert!(page.contains(&format!("{row}<td>{state}</td>")), "{page}");
        assert!(page.contains(&format!("<code>http://{HOST}</code>")), "{page}");
        assert!(page.contains("AY130321114053512345") && !page.contains("ins-f0000000"), "{page}");
    }
}

#[test]
fn a_program_that_holds_the_simulator_controls_it_without_a_connection() {
    let simulator = Simulator::start(&Options::default()).unwrap();
    let stopped = simulator.control("POST", "instances/ins-demo0001", br#"{"state":"STOPPED"}"#);
    assert_eq!(stopped.status(), 200);
    let state = json(&simulator.control("GET", "state", b""));
    assert_eq!(state["instances"][0]["state"], "STOPPED");
    assert_eq!(simulator.control("GET", "journal?all", b"").status(), 200);
    assert_eq!(simulator.control("GET", "../", b"").status(), 404);
}
