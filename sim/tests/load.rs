//! Many consoles and many signed requests at once, and clients that mean harm.
//!
//! Measures the release build: `cargo test --release --package vncurl-sim --test load`.
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

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use signer::Draft;
use viewing::{Viewer, address, advance, authority, nonce, options};
use vncurl_sim::{Options, Simulator};

const CONSOLES: usize = 200;
const REQUESTS_PER_S: u64 = 2_000;
const CLIENTS: usize = 4;
/// More than the addresses that a simulator remembers.
const REMEMBERED: u64 = 32_000;
const MEASURED: Duration = Duration::from_secs(3);

/// Open consoles of two machines, 25 of each with one address, then let the minute of the
/// reconnect budget pass.
fn open_consoles(simulator: &Simulator) -> Vec<Viewer<TcpStream>> {
    let mut consoles = Vec::new();
    while consoles.len() < CONSOLES {
        for instance in ["i-demo0001", "i-demo0002"] {
            let url = address(authority(simulator), instance, &nonce());
            for _ in 0..25 {
                consoles.push(Viewer::open(&url).unwrap());
            }
        }
        advance(authority(simulator), 60_000);
    }
    consoles
}

/// Clients that send half a request, garbage, or nothing, or do not read what they asked for.
fn harm(simulator: &Simulator) -> Vec<TcpStream> {
    let mut harmful = Vec::new();
    for beginning in ["", "GET / HT", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx", "\0\x01\x02"]
    {
        for _ in 0..10 {
            let mut stream = TcpStream::connect(authority(simulator)).unwrap();
            stream.write_all(beginning.as_bytes()).unwrap();
            harmful.push(stream);
        }
    }
    harmful
}

/// One answer after another over one connection, until it is over; how many there were.
fn ask(simulator: &Simulator, over: &AtomicBool, answered: &AtomicU64) {
    let request = Draft::bytes(&Draft::tencent("ins-demo0001").tc3());
    let mut stream = BufReader::new(TcpStream::connect(authority(simulator)).unwrap());
    stream.get_ref().set_nodelay(true).unwrap();
    while !over.load(Ordering::Relaxed) {
        stream.get_mut().write_all(&request).unwrap();
        let (mut line, mut length) = (String::new(), 0);
        stream.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 200 "), "{line}");
        while line != "\r\n" {
            line.clear();
            stream.read_line(&mut line).unwrap();
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        let body = String::from_utf8(body).unwrap();
        assert!(body.contains("\"InstanceVncUrl\":\"ws%3A%2F%2F"), "{body}");
        answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// Ends the clients, also when the test fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Resident memory of this process, in KiB.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[cfg(not(target_os = "linux"))]
fn resident() -> u64 {
    0
}

#[test]
#[cfg_attr(debug_assertions, ignore = "measures the release build")]
fn two_hundred_consoles_and_two_thousand_requests_a_second_at_once() {
    let simulator = Simulator::start(&Options { unlimited: true, ..options() }).unwrap();
    let mut consoles = open_consoles(&simulator);
    for console in &mut consoles {
        console.greet();
        console.request(false);
        assert!(console.update());
    }
    // These ask for a megabyte again and again, and never read it.
    let url = address(authority(&simulator), "i-demo0001", &nonce());
    let mut deaf: Vec<_> = (0..5).map(|_| Viewer::open(&url).unwrap()).collect();
    for console in &mut deaf {
        console.greet();
        for _ in 0..50 {
            console.request(false);
        }
    }
    let harmful = harm(&simulator);
    let (over, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    let (mut slowest, mut clicks) = (Duration::ZERO, 0_u32);
    let (rate, grown) = thread::scope(|scope| {
        let _over = Over(&over);
        for _ in 0..CLIENTS {
            scope.spawn(|| ask(&simulator, &over, &answered));
        }
        let mut round = |until: Duration| {
            let begun = Instant::now();
            while begun.elapsed() < until {
                for console in &mut consoles {
                    let pressed = Instant::now();
                    // Each click is shown at another place, so each has something to draw.
                    let [.., y1, y0] = (clicks / 600).to_be_bytes();
                    let [.., x1, x0] = (clicks % 600).to_be_bytes();
                    console.send(&[5, 1, x1, x0, y1, y0]);
                    console.request(true);
                    assert!(console.update(), "{:?}", console.closed);
                    slowest = slowest.max(pressed.elapsed());
                    clicks += 1;
                }
            }
            begun.elapsed()
        };
        // From here on as many addresses are forgotten as are issued.
        while answered.load(Ordering::Relaxed) < REMEMBERED {
            round(MEASURED / 10);
        }
        let (before, memory) = (answered.load(Ordering::Relaxed), resident());
        let took = round(MEASURED);
        let rate = (answered.load(Ordering::Relaxed) - before) * 1_000
            / u64::try_from(took.as_millis()).unwrap();
        let grown = resident().saturating_sub(memory);
        (rate, grown)
    });
    println!(
        "{} consoles, {} requests/s, {clicks} clicks answered, the slowest after {} ms, \
         memory {} MiB, grown by {grown} KiB in {} s",
        consoles.len(),
        rate,
        slowest.as_millis(),
        resident() / 1_024,
        MEASURED.as_secs(),
    );
    assert!(rate >= REQUESTS_PER_S, "{rate} requests/s");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    assert!(grown < 4 * 1_024, "memory has grown by {grown} KiB");
    drop((harmful, deaf));
}
