//! A jump box: type region and instance on its console, and it prints the console URL.
//!
//! The board holds the credentials and no clock, no heap: its wire leads to a gateway that moves bytes
//! and dials TLS. Each program in `src/bin` has a wire of its own. See `docs/firmware.md`.
#![no_std]

pub mod http;

pub mod jump_box;
pub mod lan9118;
pub mod mps2;
pub mod network;
pub mod qr;
pub mod wire;

use core::fmt::Write;

use vncurl_core::{Credentials, Endpoint, flow::Kept};

use crate::{
    jump_box::{Chances, Settled, Wanted},
    wire::Wire,
};

/// Built into the image; without them, the simulator's.
const KEY_ID: Option<&str> = option_env!("VNCURL_KEY_ID");
const SECRET: Option<&str> = option_env!("VNCURL_SECRET");
const ENDPOINT: Option<&str> = option_env!("VNCURL_ENDPOINT");

/// How long a job may take when nobody says otherwise.
const TIMEOUT_S: u64 = 30;

/// Do job after job, until somebody types `quit`.
pub fn serve(mut wire: impl Wire) -> ! {
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
    let (mut kept, mut well) = (Kept::default(), true);
    loop {
        let _ = writeln!(console, "vncurl: region instance [seconds], or quit");
        let mut line = [0; 128];
        let mut words = read_line(&mut line, &mut wire).split_ascii_whitespace();
        match (words.next(), words.next()) {
            (Some("quit"), None) => mps2::exit(well),
            (Some(region), Some(instance_id)) => {
                let seconds = words.next().and_then(|seconds| seconds.parse().ok());
                let timeout_s = seconds.unwrap_or(TIMEOUT_S);
                let wanted = Wanted { region, instance_id, timeout_s };
                let chances = Chances { now_ms: mps2::now_ms, random: mps2::random };
                let (kept, wire) = (&mut kept, &mut wire);
                well = jump_box::run(&settled, &wanted, kept, wire, &chances, &mut console);
            }
            _ => {}
        }
    }
}

/// A line that a person types; what is too long for it is lost. The wire goes on meanwhile.
fn read_line<'l>(line: &'l mut [u8], wire: &mut impl Wire) -> &'l str {
    let mut len = 0;
    loop {
        match mps2::CONSOLE.receive() {
            None => wire.idle(),
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

/// Say where it panicked, and end.
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    let mut console = mps2::CONSOLE;
    let _ = writeln!(console, "{info}");
    mps2::exit(false)
}
