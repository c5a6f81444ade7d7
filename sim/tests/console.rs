//! Consoles over real sockets: opened, looked at, typed into, refused and closed.
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
mod viewing;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use viewing::{Viewer, address, advance, authority, control, nonce, options};
use vncurl_sim::{Bridge, Options, Simulator};

fn start() -> Simulator {
    Simulator::start(&options()).unwrap()
}

/// A console whose screen has been drawn once.
fn open(simulator: &Simulator, instance: &str) -> Viewer<TcpStream> {
    let url = address(authority(simulator), instance, &nonce());
    let mut viewer = Viewer::open(&url).unwrap();
    assert_eq!(viewer.greet(), format!("vncurl simulator: {instance}"));
    viewer.request(false);
    assert!(viewer.update());
    viewer
}

#[test]
fn a_screen_is_drawn_and_keys_are_answered() {
    let simulator = start();
    for instance in ["ins-demo0001", "ins-demo0002", "i-demo0001", "i-demo0002"] {
        let mut viewer = open(&simulator, instance);
        let screen = viewer.text();
        assert!(screen.contains(" vncurl simulator |") && screen.contains(instance), "{screen}");
        assert!(!screen.contains('\u{fffd}'), "{screen}");
        viewer.type_line("id");
        viewer.until(&format!("\n{instance}, "));
        viewer.type_line("date");
        viewer.until("2023-11-14T22:13:20Z");
        viewer.send(b"\x05\x01\x00\x64\x00\x32");
        viewer.until("pointer 100,50");
    }
}

#[test]
fn the_screen_can_be_read_without_a_viewer() {
    let simulator = start();
    let path = "/_sim/console/ins-demo0001/text";
    assert!(control(authority(&simulator), "GET", path, "").starts_with("HTTP/1.1 404 "));
    let mut viewer = open(&simulator, "ins-demo0001");
    viewer.type_line("help");
    let screen = viewer.until("\nexit ");
    let reply = control(authority(&simulator), "GET", path, "");
    assert_eq!(reply.split_once("\r\n\r\n").unwrap().1, screen);
}

#[test]
fn the_screen_can_be_had_as_a_picture() {
    let simulator = start();
    let _viewer = open(&simulator, "ins-demo0001");
    let head = |path: &str| {
        let request = format!(
            "GET /_sim/console/{path} HTTP/1.1\r\nHost: {}\r\nX-Vncurl-Sim: 1\r\n\
             Connection: close\r\n\r\n",
            authority(&simulator)
        );
        let mut stream = TcpStream::connect(authority(&simulator)).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).unwrap();
        String::from_utf8_lossy(&reply).into_owned()
    };
    let found = head("ins-demo0001/png");
    assert!(found.starts_with("HTTP/1.1 200 ") && found.contains("image/png"), "{found}");
    assert!(found.contains("\r\n\r\n\u{fffd}PNG\r\n"));
    for missing in ["ins-demo0002/png", "ins-demo0001/gif", "ins-demo0001"] {
        let refused = head(missing);
        assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
    }
}

#[test]
fn a_machine_that_is_stopped_closes_its_consoles_and_no_others() {
    let simulator = start();
    let mut stopped = open(&simulator, "ins-demo0001");
    let mut other = open(&simulator, "ins-demo0002");
    let path = "/_sim/instances/ins-demo0001";
    for (state, closes) in [("SERVICE_LIVE_MIGRATE", false), ("STOPPING", true)] {
        let body = format!(r#"{{"state":"{state}"}}"#);
        let reply = control(authority(&simulator), "POST", path, &body);
        assert!(reply.starts_with("HTTP/1.1 200 "), "{reply}");
        if closes {
            let (code, reason) = stopped.until_closed().unwrap();
            assert!(code == 1000 && reason.starts_with("not-running: "), "{reason}");
        } else {
            stopped.type_line("id");
            stopped.until("\nins-demo0001, ");
        }
    }
    other.type_line("id");
    other.until("\nins-demo0002, ");
}

#[test]
fn a_reset_closes_every_console_and_begins_every_screen_anew() {
    let simulator = start();
    let mut before = open(&simulator, "i-demo0001");
    before.type_line("nonsense");
    before.until("nonsense: unknown here");
    control(authority(&simulator), "POST", "/_sim/reset", "");
    let mut after = open(&simulator, "i-demo0001");
    let (code, reason) = before.until_closed().unwrap();
    assert!(code == 1000 && reason.starts_with("reset: "), "{reason}");
    assert!(!after.text().contains("nonsense"));
    after.type_line("id");
    after.until("\ni-demo0001, ");
}

#[test]
fn every_printable_character_is_drawn_as_itself() {
    let simulator = start();
    let mut viewer = open(&simulator, "ins-demo0002");
    let all: String = ('!'..='~').collect();
    for part in [&all[..47], &all[47..]] {
        viewer.press(part.bytes().map(u32::from));
        viewer.until(part);
        viewer.press([0xff0d]);
    }
}

#[test]
fn a_reconnect_shows_the_screen_as_it_was_left() {
    let simulator = start();
    let mut first = open(&simulator, "ins-demo0001");
    first.type_line("nonsense");
    let left = first.until("nonsense: unknown here");
    drop(first);
    assert_eq!(open(&simulator, "ins-demo0001").until("nonsense: unknown here"), left);
}

#[test]
fn a_refusal_is_a_403_with_its_reason() {
    let simulator = start();
    let url = address(authority(&simulator), "ins-demo0001", "");
    let _open = Viewer::open(&url).unwrap();
    let (status, text) = Viewer::open(&url).err().unwrap();
    assert!(status == 403 && text.starts_with("vncurl simulator: used: "), "{text}");
    let url = address(authority(&simulator), "ins-demo0001", "");
    advance(authority(&simulator), 15_000);
    let (status, text) = Viewer::open(&url).err().unwrap();
    assert!(status == 403 && text.contains(" expired: "), "{text}");
    let (status, text) = Viewer::open(&format!("{url}x")).err().unwrap();
    assert!(status == 403 && text.contains(" unknown: "), "{text}");
}

#[test]
fn keepalive_closes_with_1000_although_the_viewer_asks_for_updates() {
    let simulator = start();
    let mut viewer = open(&simulator, "i-demo0001");
    advance(authority(&simulator), 299_999);
    viewer.request(true);
    viewer.press([0x61]);
    viewer.until("# a");
    advance(authority(&simulator), 300_000);
    viewer.request(true);
    let (code, reason) = viewer.until_closed().unwrap();
    assert_eq!(code, 1000);
    assert!(reason.starts_with("keepalive: ") && reason.ends_with(" 300 s"), "{reason}");
}

#[test]
fn exit_closes_with_1000_and_the_simulator_knows_that_it_is_over() {
    let simulator = start();
    assert!(!simulator.wait_for_console(core::time::Duration::ZERO));
    let mut viewer = open(&simulator, "ins-demo0001");
    assert!(simulator.wait_for_console(core::time::Duration::ZERO));
    viewer.type_line("exit");
    assert_eq!(viewer.until_closed(), Some((1000, "exit: the console was left".to_owned())));
    simulator.wait_for_consoles_to_close();
}

#[test]
fn garbage_closes_the_console_and_says_why() {
    let simulator = start();
    let url = || address(authority(&simulator), "i-demo0001", &nonce());
    for (bytes, why) in [
        (b"GET / HTTP/1.1\r\n\r\n".as_slice(), "the first bytes are not RFB"),
        (b"RFB 003.003\n", "this simulator speaks RFB 3.8 only"),
        (b"RFB 003.008\n\x02", "the client chose a security type that was not offered"),
        (b"RFB 003.008\n\x01\x01\x63", "there is no client message of this type"),
    ] {
        let mut viewer = Viewer::open(&url()).unwrap();
        viewer.send(bytes);
        assert_eq!(viewer.until_closed(), Some((1002, why.to_owned())));
    }
    let mut viewer = Viewer::open(&url()).unwrap();
    viewer.send_text("RFB 003.008\n");
    assert_eq!(viewer.until_closed().unwrap().0, 1003);
    let mut viewer = Viewer::open(&url()).unwrap();
    viewer.send(&vec![0; 300 * 1_024]);
    assert_eq!(viewer.until_closed().unwrap().0, 1009);
}

/// A simulator whose first machine has its screen elsewhere.
fn bridged(server: &str) -> Simulator {
    let bridges = vec![Bridge { instance_id: "i-demo0001".to_owned(), server: server.to_owned() }];
    Simulator::start(&Options { bridges, ..options() }).unwrap()
}

#[test]
fn a_bridge_passes_bytes_on_and_counts_what_a_person_does() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let simulator = bridged(&listener.local_addr().unwrap().to_string());
    let mut viewer = Viewer::open(&address(authority(&simulator), "i-demo0001", &nonce())).unwrap();
    let (mut server, _) = listener.accept().unwrap();
    server.write_all(b"RFB 003.008\n").unwrap();
    assert_eq!(viewer.read(12).unwrap(), b"RFB 003.008\n");
    let mut passed_on = |viewer: &mut Viewer<TcpStream>, bytes: &[u8]| {
        viewer.send(bytes);
        let mut arrived = vec![0; bytes.len()];
        server.read_exact(&mut arrived).unwrap();
        assert_eq!(arrived, bytes);
    };
    passed_on(&mut viewer, b"RFB 003.008\n\x01\x01");
    advance(authority(&simulator), 299_999);
    passed_on(&mut viewer, b"\x04\x01\0\0\0\0\0\x61");
    advance(authority(&simulator), 299_999);
    passed_on(&mut viewer, b"\x03\x01\0\0\0\0\x02\x80\x01\x90");
    advance(authority(&simulator), 1);
    let (code, reason) = viewer.until_closed().unwrap();
    assert!(code == 1000 && reason.starts_with("keepalive: "), "{reason}");
}

#[test]
fn a_bridge_to_nowhere_says_so() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = listener.local_addr().unwrap().to_string();
    drop(listener);
    let simulator = bridged(&server);
    let mut viewer = Viewer::open(&address(authority(&simulator), "i-demo0001", &nonce())).unwrap();
    let (code, reason) = viewer.until_closed().unwrap();
    assert!(code == 1011 && reason.contains("cannot be reached"), "{code} {reason}");
    let unknown = Bridge { instance_id: "i-none".to_owned(), server };
    let options = Options { bridges: vec![unknown], ..options() };
    assert!(Simulator::start(&options).is_err());
}

#[test]
fn stopping_the_simulator_ends_open_consoles() {
    let simulator = start();
    let mut viewer = open(&simulator, "ins-demo0001");
    drop(simulator);
    assert_eq!(viewer.until_closed(), None);
}
