//! The board: Arm MPS2 with a Cortex-M4 (QEMU's mps2-an386).
//!
//! Source: Arm, *Application Note AN386*, and the *CMSDK Technical Reference Manual* (DDI 0479), for
//! the addresses and registers below. Another board needs another file like this one.

use core::{fmt, ptr};

use cortex_m_semihosting::debug::{self, ExitStatus};

/// A serial port of the board.
#[derive(Clone, Copy, Debug)]
pub struct Uart {
    base: usize,
}

/// The port with the console.
pub const CONSOLE: Uart = Uart { base: 0x4000_4000 };

/// The port with the gateway at its other end.
pub const GATEWAY: Uart = Uart { base: 0x4000_5000 };

const DATA: usize = 0x0;
const STATE: usize = 0x4;
const CONTROL: usize = 0x8;
const DIVIDER: usize = 0x10;

const SENDER_FULL: u32 = 1;
const RECEIVER_FULL: u32 = 1 << 1;

/// Board I/O: counts hundredths of a second from power-on.
const COUNTER_100_HZ: usize = 0x4002_8014;
/// Board I/O: counts the processor's clock.
const COUNTER: usize = 0x4002_8018;

/// Milliseconds since power-on, in steps of ten. There is no other clock.
pub fn now_ms() -> u64 {
    u64::from(read(COUNTER_100_HZ)).saturating_mul(10)
}

/// A number that differs from call to call: it varies pauses and makes nonces unique. It is no
/// secret and need not be one.
pub fn random() -> u64 {
    let moment = u64::from(read(COUNTER)).wrapping_add(now_ms() << 32);
    moment.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// End the emulator with a code: 0 when all went well.
pub fn exit(well: bool) -> ! {
    let status = if well { Ok(()) } else { Err(()) };
    loop {
        debug::exit(ExitStatus::from(status));
    }
}

impl Uart {
    /// Switch the port on.
    pub fn start(self) {
        write(self.base + DIVIDER, 16);
        write(self.base + CONTROL, 3);
    }

    /// Send bytes; the wire takes each sooner or later.
    pub fn send(self, bytes: &[u8]) {
        for byte in bytes {
            while read(self.base + STATE) & SENDER_FULL != 0 {}
            write(self.base + DATA, u32::from(*byte));
        }
    }

    /// A byte that came, if any.
    pub fn receive(self) -> Option<u8> {
        let [byte, ..] = (read(self.base + STATE) & RECEIVER_FULL != 0)
            .then(|| read(self.base + DATA).to_le_bytes())?;
        Some(byte)
    }
}

impl fmt::Write for Uart {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.send(text.as_bytes());
        Ok(())
    }
}

fn read(address: usize) -> u32 {
    // SAFETY: only the registers above are read, which the board has.
    unsafe { ptr::read_volatile(ptr::with_exposed_provenance(address)) }
}

fn write(address: usize, value: u32) {
    // SAFETY: only the registers above are written, which the board has; they are no memory.
    unsafe { ptr::write_volatile(ptr::with_exposed_provenance_mut(address), value) }
}
