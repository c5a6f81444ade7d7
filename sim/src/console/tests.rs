//! Who may open a console and when it ends, second by second.

use super::*;
use crate::address::KEEPALIVE_MS;
use crate::instance::INSTANCES;
use crate::viewer::VIEWERS;

const NOW: u64 = 1_700_000_000_000;
const KEY: Input = Input::Key { down: true, keysym: 0x61 };

fn instance(id: &str) -> &'static Instance {
    INSTANCES.iter().find(|instance| instance.id == id).unwrap()
}

/// Path and query of a fresh address, and its value.
fn issue(cloud: &mut Cloud, now_ms: u64, id: &str) -> (String, String) {
    let value = cloud.addresses.issue(now_ms, instance(id)).unwrap();
    let url = crate::percent::decode(value.as_bytes()).unwrap();
    let url = String::from_utf8(url).unwrap();
    (url.strip_prefix("ws://127.0.0.1:4567").unwrap().to_owned(), value)
}

fn request(target: &str) -> Request {
    Request::new("GET", target, vec![("Host".to_owned(), b"h".to_vec())], Vec::new())
}

/// The console's id, or the code of the refusal.
fn open(cloud: &mut Cloud, now_ms: u64, target: &str) -> Result<u64, String> {
    let told = cloud.probe(now_ms, &request(target));
    let opened = cloud.connect(now_ms, &request(target));
    let code = |response: &Response| {
        let text = String::from_utf8(response.body().to_vec()).unwrap();
        let code = text.strip_prefix("vncurl simulator: ").unwrap().split(':').next().unwrap();
        (response.status(), code.to_owned())
    };
    match opened {
        Ok(admission) => {
            assert_eq!(told.status(), 426);
            Ok(admission.id)
        }
        Err(refusal) => {
            assert_eq!(code(&told), code(&refusal));
            assert_eq!(refusal.status(), 403);
            Err(code(&refusal).1)
        }
    }
}

fn refused(code: &str) -> Result<u64, String> {
    Err(code.to_owned())
}

#[test]
fn an_address_opens_a_console_for_fifteen_seconds() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    for id in ["ins-demo0001", "ein-demo0001", "lhins-demo0001", "i-demo0001"] {
        for (age, good) in [(0, true), (14_999, true), (15_000, false)] {
            let (target, _) = issue(&mut cloud, NOW, id);
            assert_eq!(open(&mut cloud, NOW + age, &target).is_ok(), good, "{id} {age}");
        }
        let (target, _) = issue(&mut cloud, NOW, id);
        assert_eq!(open(&mut cloud, NOW + 15_000, &target), refused("expired"));
    }
}

#[test]
fn an_address_that_was_not_issued_opens_nothing() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    let (target, _) = issue(&mut cloud, NOW, "ins-demo0001");
    for wrong in [
        "/vnc",
        "/vnc?s=",
        "/websockify/?s=x",
        &target[..target.len() - 1],
        &target.replace("s=", "s=A"),
    ] {
        assert_eq!(open(&mut cloud, NOW, wrong), refused("unknown"), "{wrong}");
    }
    assert!(open(&mut cloud, NOW, &target).is_ok());
}

#[test]
fn tencents_address_opens_one_console() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    for id in ["ins-demo0001", "ein-demo0001", "lhins-demo0001"] {
        let (target, _) = issue(&mut cloud, NOW, id);
        assert!(open(&mut cloud, NOW, &target).is_ok());
        assert_eq!(open(&mut cloud, NOW, &target), refused("used"));
        assert_eq!(open(&mut cloud, NOW + 60_000, &target), refused("used"));
    }
}

#[test]
fn alibabas_address_opens_consoles_until_one_of_them_has_closed() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    let (target, _) = issue(&mut cloud, NOW, "i-demo0001");
    let first = open(&mut cloud, NOW, &target).unwrap();
    assert!(open(&mut cloud, NOW + 14_999, &target).is_ok());
    cloud.disconnect(NOW, first, String::new());
    assert_eq!(open(&mut cloud, NOW + 1, &target), refused("used"));
    let (next, _) = issue(&mut cloud, NOW, "i-demo0001");
    assert!(open(&mut cloud, NOW + 1, &next).is_ok());
}

#[test]
fn a_machine_that_does_not_run_has_no_console() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    for id in ["ins-demo0003", "ein-demo0003", "lhins-demo0003", "i-demo0003"] {
        let (target, _) = issue(&mut cloud, NOW, id);
        assert_eq!(open(&mut cloud, NOW, &target), refused("not-running"), "{id}");
    }
}

#[test]
fn the_31st_handshake_within_a_minute_is_refused_and_no_other_machine_minds() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    for n in 0..30 {
        let (target, _) = issue(&mut cloud, NOW + n * 1_000, "ins-demo0001");
        let id = open(&mut cloud, NOW + n * 1_000, &target).unwrap();
        cloud.disconnect(NOW + n * 1_000, id, String::new());
    }
    let (target, value) = issue(&mut cloud, NOW + 59_999, "ins-demo0001");
    assert_eq!(open(&mut cloud, NOW + 59_999, &target), refused("budget-spent"));
    let query = format!("InstanceVncUrl={value}");
    let page = cloud.visit(NOW + 59_999, &VIEWERS[0], &query).unwrap();
    assert!(String::from_utf8_lossy(page.body()).contains("data-outcome=\"budget-spent\""));
    let (other, _) = issue(&mut cloud, NOW + 59_999, "ins-demo0002");
    assert!(open(&mut cloud, NOW + 59_999, &other).is_ok());
    // What was refused is not counted, and the first has left the minute.
    assert!(open(&mut cloud, NOW + 60_000, &target).is_ok());
    let (target, _) = issue(&mut cloud, NOW + 60_000, "ins-demo0001");
    assert_eq!(open(&mut cloud, NOW + 60_000, &target), refused("budget-spent"));
}

#[test]
fn keepalive_counts_from_the_last_key_or_pointer_event() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    let (target, _) = issue(&mut cloud, NOW, "ins-demo0001");
    let id = open(&mut cloud, NOW, &target).unwrap();
    let mut last = NOW;
    for input in [KEY, Input::Pointer { buttons: 0, x: 1, y: 1 }] {
        assert_eq!(cloud.turn(last + KEEPALIVE_MS - 1, id, &[]).end, None);
        assert_eq!(cloud.turn(last + KEEPALIVE_MS - 1, id, &[input]).end, None);
        last += KEEPALIVE_MS - 1;
    }
    let end = End::Keepalive { after_ms: KEEPALIVE_MS };
    assert_eq!(cloud.turn(last + KEEPALIVE_MS, id, &[]).end, Some(end));
    assert_eq!(cloud.turn(last + KEEPALIVE_MS, id, &[KEY]).end, Some(end));
    assert!(end.reason().starts_with("keepalive: ") && end.reason().contains("300 s"));
}

#[test]
fn the_older_page_of_alibaba_keeps_a_console_for_a_minute() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    for (viewer, after_ms) in [(&VIEWERS[1], 300_000), (&VIEWERS[2], 60_000)] {
        let (target, value) = issue(&mut cloud, NOW, "i-demo0001");
        let query = format!("vncUrl={value}&instanceId=i-demo0001&isWindows=false");
        cloud.visit(NOW, viewer, &query).unwrap();
        let id = open(&mut cloud, NOW, &target).unwrap();
        assert_eq!(cloud.turn(NOW + after_ms - 1, id, &[]).end, None);
        let end = Some(End::Keepalive { after_ms });
        assert_eq!(cloud.turn(NOW + after_ms, id, &[]).end, end);
    }
}

#[test]
fn time_moved_on_for_consoles_moves_addresses_consoles_and_nothing_else() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    let (target, _) = issue(&mut cloud, NOW, "ins-demo0001");
    let (open_target, _) = issue(&mut cloud, NOW, "ins-demo0001");
    let id = open(&mut cloud, NOW, &open_target).unwrap();
    let clock = |body: &str| {
        let headers = [("Host", "127.0.0.1"), ("X-Vncurl-Sim", "1")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.into()));
        Request::new("POST", "/_sim/clock", headers.to_vec(), body.into())
    };
    for wrong in ["", r#"{"advance_ms":"1"}"#, r#"{"advance_ms":1,"scope":"consoles"}"#] {
        assert_eq!(cloud.handle(NOW, &clock(wrong)).status(), 400, "{wrong}");
    }
    let moved = cloud.handle(NOW, &clock(r#"{"advance_ms":15000,"scope":"console"}"#));
    assert_eq!(moved.status(), 200);
    assert_eq!(moved.header("date"), Some(utc::http_date(NOW / 1_000).as_str()));
    assert_eq!(open(&mut cloud, NOW, &target), refused("expired"));
    assert_eq!(cloud.turn(NOW, id, &[]).end, None);
    cloud.handle(NOW, &clock(r#"{"advance_ms":285000,"scope":"console"}"#));
    assert_eq!(cloud.turn(NOW, id, &[]).end, Some(End::Keepalive { after_ms: KEEPALIVE_MS }));
}

#[test]
fn two_consoles_of_one_machine_show_one_screen_and_exit_closes_one() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    let (target, _) = issue(&mut cloud, NOW, "i-demo0002");
    let first = open(&mut cloud, NOW, &target).unwrap();
    let second = open(&mut cloud, NOW, &target).unwrap();
    let before = cloud.turn(NOW, second, &[]).screen;
    let typed = cloud.turn(NOW, first, &[KEY]).screen;
    assert_ne!(typed, before);
    assert_eq!(cloud.turn(NOW, second, &[]).screen, typed);
    let word = [0xff08, 0x65, 0x78, 0x69, 0x74, 0xff0d];
    let word = word.map(|keysym| Input::Key { down: true, keysym });
    assert_eq!(cloud.turn(NOW, first, &word).end, Some(End::Exit));
    assert_eq!(cloud.turn(NOW, second, &[]).end, None);
}

#[test]
fn the_journal_tells_what_became_of_every_handshake() {
    let mut cloud = Cloud::new("127.0.0.1:4567");
    let (target, _) = issue(&mut cloud, NOW, "ins-demo0001");
    let id = open(&mut cloud, NOW, &target).unwrap();
    assert!(open(&mut cloud, NOW, &target).is_err());
    assert!(open(&mut cloud, NOW, "/vnc?s=x").is_err());
    cloud.disconnect(NOW, id, "the client closed the console".to_owned());
    let told: Vec<_> = cloud
        .journal
        .entries()
        .iter()
        .map(|entry| (entry.kind, &*entry.outcome, entry.instance_id.as_deref(), entry.http_status))
        .collect();
    let machine = Some("ins-demo0001");
    let expected = [
        ("console", "ok", machine, 101),
        ("console", "used", machine, 403),
        ("console", "unknown", None, 403),
        ("console", "closed", machine, 101),
    ];
    assert_eq!(told, expected);
}
