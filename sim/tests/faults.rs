//! What a test may change: clock, states, faults, and back to the start.
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

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use signer::{Draft, HOST, NOW, alibaba_code, get, json, post, tencent_code, vnc_url};
use vncurl_sim::{Clock, Cloud, Options, Request, Response, Simulator};

struct Sim(Cloud);

impl Sim {
    fn new() -> Self {
        Self(Cloud::new(HOST))
    }

    fn at(&mut self, ms: u64, request: &Request) -> Response {
        self.0.handle(NOW * 1_000 + ms, request)
    }

    fn control(&mut self, path: &str, body: &str) -> serde_json::Value {
        let response = self.at(0, &post(path, body));
        let text = String::from_utf8_lossy(response.body()).into_owned();
        assert_eq!(response.status(), 200, "{body} {text}");
        json(&response)
    }
}

fn tencent() -> Request {
    Draft::tencent("ins-demo0001").tc3()
}

#[test]
fn the_whole_clock_moves_signatures_dates_and_addresses() {
    let mut sim = Sim::new();
    let address = vnc_url(&sim.at(0, &tencent()));
    let state = sim.control("/_sim/clock", r#"{"advance_ms":301000}"#);
    assert_eq!(state["now_ms"], NOW * 1_000 + 301_000);
    assert_eq!(state["addresses"][0]["expired"], true);
    let late = sim.at(0, &tencent());
    assert_eq!(tencent_code(&late), "AuthFailure.SignatureExpire");
    assert_eq!(late.header("date"), Some("Tue, 14 Nov 2023 22:18:21 GMT"));
    let page =
        sim.at(0, &get(&format!("/qcloud/app/active_vnc/index.html?InstanceVncUrl={address}")));
    assert!(String::from_utf8_lossy(page.body()).contains("data-outcome=\"expired\""));
}

#[test]
fn the_console_clock_expires_an_address_and_leaves_signatures_alone() {
    let mut sim = Sim::new();
    let address = vnc_url(&sim.at(0, &tencent()));
    let page = format!("/qcloud/app/active_vnc/index.html?InstanceVncUrl={address}");
    let mut outcome = |ms: i64, expected: &str| {
        sim.control("/_sim/clock", &format!(r#"{{"advance_ms":{ms},"scope":"console"}}"#));
        let page = sim.at(0, &get(&page));
        let wanted = format!("data-outcome=\"{expected}\"");
        assert!(String::from_utf8_lossy(page.body()).contains(&wanted), "{ms}");
        let answer = sim.at(0, &tencent());
        assert_eq!(answer.header("date"), Some("Tue, 14 Nov 2023 22:13:20 GMT"));
        assert_eq!(tencent_code(&answer), "ok", "{ms}");
    };
    outcome(14_999, "ok");
    outcome(1, "expired");
    outcome(-1, "ok");

    sim.control("/_sim/clock", r#"{"advance_ms":100000,"scope":"console"}"#);
    let fresh = vnc_url(&sim.at(0, &tencent()));
    let page =
        sim.at(0, &get(&format!("/qcloud/app/active_vnc/index.html?InstanceVncUrl={fresh}")));
    assert!(String::from_utf8_lossy(page.body()).contains("data-ms=\"15000\""));
}

#[test]
fn a_clock_can_be_set_and_stand_still() {
    let mut sim = Sim::new();
    let state = sim.control("/_sim/clock", r#"{"set_ms":1000,"freeze":true}"#);
    assert_eq!(
        (&state["now_ms"], &state["now"]),
        (&1_000.into(), &"1970-01-01T00:00:01.000Z".into())
    );
    assert_eq!(json(&sim.at(60_000, &get("/_sim/state")))["now_ms"], 1_000);
    sim.control("/_sim/clock", r#"{"freeze":false}"#);
    assert_eq!(json(&sim.at(60_000, &get("/_sim/state")))["now_ms"], 61_000);
}

#[test]
fn a_reset_makes_everything_as_at_the_start_and_numbers_go_on() {
    let mut sim = Sim::new();
    sim.at(0, &tencent());
    sim.control("/_sim/clock", r#"{"advance_ms":5000}"#);
    sim.control("/_sim/instances/ins-demo0001", r#"{"state":"STOPPED"}"#);
    sim.control("/_sim/faults", r#"[{"drop":true}]"#);
    let acs3 = Draft::alibaba("i-demo0001").acs3();
    assert!(sim.at(0, &acs3).is_dropped());
    let state = sim.control("/_sim/reset", "");
    assert_eq!(state["now_ms"], NOW * 1_000);
    assert_eq!(state["instances"][0]["state"], "RUNNING");
    for empty in ["addresses", "faults"] {
        assert_eq!(state[empty].as_array().unwrap().len(), 0, "{empty}");
    }
    assert_eq!(alibaba_code(&sim.at(0, &acs3)), "ok", "its nonce was forgotten");
    let journal = json(&sim.at(0, &get("/_sim/journal")));
    assert_eq!((journal.as_array().unwrap().len(), &journal[0]["seq"]), (1, &3.into()));
}

#[test]
fn what_control_does_not_understand_changes_nothing_and_says_why() {
    let mut sim = Sim::new();
    for (path, body, status, says) in [
        ("/_sim/clock", "", 400, "EOF"),
        ("/_sim/clock", r#"{"advance":1}"#, 400, "advance_ms"),
        ("/_sim/clock", r#"{"scope":"api"}"#, 400, "console"),
        ("/_sim/faults", r#"[{"probability":2}]"#, 400, "probability"),
        ("/_sim/faults", r#"[{"latency_ms":60001}]"#, 400, "latency_ms"),
        ("/_sim/faults", r#"[{"error":{"http":99,"code":"X"}}]"#, 400, "http"),
        ("/_sim/faults", r#"[{"colour":"red"}]"#, 400, "colour"),
        ("/_sim/instances/ins-none0000", r#"{"state":"RUNNING"}"#, 404, "instance"),
        ("/_sim/instances/i-demo0001", r#"{"state":"RUNNING"}"#, 400, "Running"),
        ("/_sim/journal", "", 405, "GET"),
    ] {
        let response = sim.at(0, &post(path, body));
        let text = String::from_utf8_lossy(response.body()).into_owned();
        assert_eq!(response.status(), status, "{path} {body}");
        assert!(text.contains(says), "{text}");
    }
    for path in ["/_sim/clock", "/_sim/reset", "/_sim/faults", "/_sim/instances/i-demo0001"] {
        assert_eq!(sim.at(0, &get(path)).status(), 405, "{path}");
    }
    let state = json(&sim.at(0, &get("/_sim/state")));
    assert_eq!(
        (&state["now_ms"], state["faults"].as_array().unwrap().len()),
        (&(NOW * 1_000).into(), 0)
    );
}

#[test]
fn an_error_that_was_set_answers_in_the_clouds_own_form_as_often_as_it_says() {
    let mut sim = Sim::new();
    sim.control(
        "/_sim/faults",
        r#"[{"service":"cvm","action":"DescribeInstanceVncUrl","region":"ap-guangzhou",
             "instance":"ins-demo0001","times":2,"error":{"code":"InternalError","message":"m"}},
            {"service":"ecs","times":1,
             "error":{"http":503,"code":"ServiceUnavailable"}}]"#,
    );
    let other = Draft::tencent("ins-demo0002").tc3();
    assert_eq!(tencent_code(&sim.at(0, &other)), "ok");
    for expected in ["InternalError", "InternalError", "ok"] {
        let response = sim.at(0, &tencent());
        assert_eq!((response.status(), &*tencent_code(&response)), (200, expected));
    }
    let acs3 = Draft::alibaba("i-demo0001").acs3();
    let refused = sim.at(0, &acs3);
    assert_eq!((refused.status(), &*alibaba_code(&refused)), (503, "ServiceUnavailable"));
    assert_eq!(alibaba_code(&sim.at(0, &acs3)), "ok", "the first did not spend the nonce");
    let state = json(&sim.at(0, &get("/_sim/state")));
    assert_eq!([&state["faults"][0]["struck"], &state["faults"][1]["struck"]], [2, 1]);
    let journal = json(&sim.at(0, &get("/_sim/journal")));
    assert_eq!(
        (&journal[1]["outcome"], &journal[1]["message"]),
        (&"InternalError".into(), &"m".into())
    );
}

#[test]
fn a_lost_answer_belongs_to_a_call_that_arrived() {
    let mut sim = Sim::new();
    sim.control("/_sim/faults", r#"[{"drop":true,"latency_ms":250,"times":1}]"#);
    let acs3 = Draft::alibaba("i-demo0001").acs3();
    let lost = sim.at(0, &acs3);
    assert!(lost.is_dropped());
    assert_eq!(lost.delay_ms(), 250);
    let again = sim.at(0, &acs3);
    assert_eq!((again.is_dropped(), again.delay_ms()), (false, 0));
    assert_eq!(alibaba_code(&again), "SignatureNonceUsed");
    let journal = json(&sim.at(0, &get("/_sim/journal")));
    assert_eq!(journal[0]["outcome"], "ok");
    assert!(journal[0]["message"].as_str().unwrap().contains("dropped by a fault"));
}

#[test]
fn garbage_is_no_json_and_the_same_for_the_same_seed() {
    let bodies = [7, 7, 8].map(|seed| {
        let mut sim = Sim::new();
        sim.control("/_sim/faults", &format!(r#"[{{"garbage":true,"seed":{seed}}}]"#));
        let response = sim.at(0, &tencent());
        assert_eq!(response.header("content-type"), Some("application/json"));
        assert!(serde_json::from_slice::<serde_json::Value>(response.body()).is_err());
        response.body().to_vec()
    });
    assert_eq!(bodies[0], bodies[1]);
    assert_ne!(bodies[0], bodies[2]);
}

/// The server does what the response says: it closes, and others are served.
#[test]
fn a_dropped_answer_closes_the_connection_and_a_delayed_one_comes_later() {
    let clock = Clock::Frozen { at_s: NOW };
    let simulator = Simulator::start(&Options { clock, ..Options::default() }).unwrap();
    let exchange = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(simulator.url().trim_start_matches("http://")).unwrap();
        stream.write_all(bytes).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        String::from_utf8_lossy(&reply).into_owned()
    };
    let control = |fault: &str| {
        format!(
            "POST /_sim/faults HTTP/1.1\r\nHost: localhost\r\nX-Vncurl-Sim: 1\r\n\
             Content-Length: {}\r\n\r\n{fault}",
            fault.len(),
        )
        .into_bytes()
    };
    let set = exchange(&control(r#"[{"drop":true,"times":1}]"#));
    assert!(set.starts_with("HTTP/1.1 200 "), "{set}");
    let bytes = Draft::bytes(&tencent());
    assert_eq!(exchange(&bytes), "");
    assert!(exchange(&bytes).starts_with("HTTP/1.1 200 "));
    let begun = std::time::Instant::now();
    exchange(&control(r#"[{"latency_ms":40,"times":1}]"#));
    assert!(exchange(&bytes).starts_with("HTTP/1.1 200 "));
    assert!(begun.elapsed().as_millis() >= 40);
}
