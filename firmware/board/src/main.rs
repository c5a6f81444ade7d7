//! A jump box: type region and instance on its console, and it prints the console URL.
//!
//! The board holds the credentials and no clock, no heap, no TLS: its serial port leads to a
//! gateway that moves bytes and dials TLS. See `docs/firmware.md`.
#![no_std]
#![no_main]

mod gateway;
mod http;
mod jump_box;
mod mps2;
mod qr;
mod wire;

use core::{fmt::Write, panic::PanicInfo};

use cortex_m_rt::entry;
use vncurl_core::{Credentials, Endpoint, flow::Kept};

use crate::{
    gateway::Gateway,
    jump_box::{Settled, Wanted},
};

/// Built into the image; without them, the simulator's.
const KEY_ID: Option<&str> = option_env!("VNCURL_KEY_ID");
const SECRET: Option<&str> = option_env!("VNCURL_SECRET");
const ENDPOINT: Option<&str> = option_env!("VNCURL_ENDPOINT");

/// How long a job may take when nobody says otherwise.
const TIMEOUT_S: u64 = 30;

#[entry]
fn main() -> ! {
    let mut console = mps2::CONSOLE;
    console.start();
    let settled = Settled {
        credentials: Credentials {
            key_id: KEY_ID.unwrap_or("AKID-SIMULATOR-NOT-A-REAL-KEY"),
            secret: SECRET.unwrap_or("published-simulator-secret-tencent"),
            token: None,
        },
        endpoint: ENDPOINT.and_then(|endpoint| Endpoint::parse(endpoint).ok()),
    };
    let (mut wire, mut kept, mut well) = (Gateway::start(), Kept::default(), true);
    loop {
        let _ = writeln!(console, "vncurl: region instance [seconds], or quit");
        let mut line = [0; 128];
        let mut words = read_line(&mut line).split_ascii_whitespace();
        match (words.next(), words.next()) {
            (Some("quit"), None) => mps2::exit(well),
            (Some(region), Some(instance_id)) => {
                let seconds = words.next().and_then(|seconds| seconds.parse().ok());
                let timeout_s = seconds.unwrap_or(TIMEOUT_S);
                let wanted = Wanted { region, instance_id, timeout_s };
                let own = (mps2::now_ms as fn() -> u64, mps2::random as fn() -> u64);
                well = jump_box::run(&settled, &wanted, &mut kept, &mut wire, own, &mut console);
            }
            _ => {}
        }
    }
}

/// A line that a person types; what is too long for it is lost.
fn read_line(line: &mut [u8]) -> &str {
    let mut len = 0;
    loop {
        match mps2::CONSOLE.receive() {
            None => {}
            Some(b'\r' | b'\n') => break,
            Some(byte) => {
                if let Some(place) = line.get_mut(len) {
                    *place = byte;
                    len += 1;
                }
            }
        }
    }
    core::str::from_utf8(line.get(..len).unwrap_or_default()).unwrap_or_default()
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let mut console = mps2::CONSOLE;
    let _ = writeln!(console, "{info}");
    mps2::exit(false)
}
