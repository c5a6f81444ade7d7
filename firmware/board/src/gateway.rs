//! The serial port to a gateway that only moves bytes.

use crate::{
    mps2::{GATEWAY, now_ms},
    wire::{Wire, WireFault},
};

/// How long the wire must be silent before a request is sent: what comes late belongs to the one
/// before.
const SILENT_MS: u64 = 30;

/// The wire to the gateway.
pub struct Gateway(());

impl Gateway {
    /// Switch it on.
    pub fn start() -> Self {
        GATEWAY.start();
        Self(())
    }
}

impl Wire for Gateway {
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
