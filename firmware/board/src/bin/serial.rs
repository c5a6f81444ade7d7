//! The jump box whose wire is a serial port, with a gateway at its other end that only moves bytes.
#![no_std]
#![no_main]

use board::{
    mps2::{GATEWAY, now_ms},
    wire::{Wire, WireFault},
};
use cortex_m_rt::entry;

/// How long the wire must be silent before a request is sent: what comes late belongs to the one
/// before.
const SILENT_MS: u64 = 30;

struct Serial;

impl Wire for Serial {
    fn send(&mut self, request: &[u8]) -> Result<(), WireFault> {
        let mut last_ms = now_ms();
        while now_ms().saturating_sub(last_ms) < SILENT_MS {
            if GATEWAY.receive().is_some() {
                last_ms = now_ms();
            }
        }
        GATEWAY.send(request);
        Ok(())
    }

    fn receive(&mut self) -> Option<u8> {
        GATEWAY.receive()
    }
}

#[entry]
fn main() -> ! {
    GATEWAY.start();
    board::serve(Serial)
}
