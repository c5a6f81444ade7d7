//! The board's Ethernet: SMSC LAN9118, as a device of smoltcp.
//!
//! Source: SMSC, *LAN9118 datasheet*, revision 1.5; Arm, *Application Note AN386*, for its address.

use core::ptr;

use smoltcp::{
    phy::{Device, DeviceCapabilities, Medium, RxToken, TxToken},
    time::Instant,
};

const BASE: usize = 0x4020_0000;

const RECEIVE_DATA: usize = 0x00;
const SEND_DATA: usize = 0x20;
const RECEIVE_STATUS: usize = 0x40;
const SEND_CONFIG: usize = 0x70;
const RECEIVE_USED: usize = 0x7c;
const MAC_COMMAND: usize = 0xa4;
const MAC_DATA: usize = 0xa8;

const MAC_BUSY: u32 = 1 << 31;
const MAC_READ: u32 = 1 << 30;
/// Registers of the part that sends and receives: control, and its address.
const MAC_CONTROL: u32 = 1;
const MAC_ADDRESS_HIGH: u32 = 2;
const MAC_ADDRESS_LOW: u32 = 3;

/// The longest frame.
const FRAME_MAX: usize = 1514;

/// The port.
#[derive(Debug)]
pub struct Lan9118(());

impl Lan9118 {
    /// Switch it on.
    pub fn start() -> Self {
        write(SEND_CONFIG, 1 << 1);
        write(MAC_DATA, 1 << 3 | 1 << 2);
        write(MAC_COMMAND, MAC_BUSY | MAC_CONTROL);
        Self(())
    }

    /// Its address.
    pub fn address(&self) -> [u8; 6] {
        let part = |register| {
            write(MAC_COMMAND, MAC_BUSY | MAC_READ | register);
            read(MAC_DATA).to_le_bytes()
        };
        let mut address = [0; 6];
        let parts = [part(MAC_ADDRESS_LOW), part(MAC_ADDRESS_HIGH)];
        for (place, byte) in address.iter_mut().zip(parts.as_flattened()) {
            *place = *byte;
        }
        address
    }
}

impl Device for Lan9118 {
    type RxToken<'d> = Received;
    type TxToken<'d> = Sender;

    fn receive(&mut self, _: Instant) -> Option<(Received, Sender)> {
        let waiting = read(RECEIVE_USED) >> 16 & 0xff;
        (waiting > 0).then_some((Received, Sender))
    }

    fn transmit(&mut self, _: Instant) -> Option<Sender> {
        Some(Sender)
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = Medium::Ethernet;
        capabilities.max_transmission_unit = FRAME_MAX;
        capabilities
    }
}

/// A frame that waits to be read.
#[derive(Debug)]
pub struct Received;

impl RxToken for Received {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, take: F) -> R {
        let len = (read(RECEIVE_STATUS) >> 16 & 0x3fff) as usize;
        let mut frame = [0; FRAME_MAX + 6];
        let (words, _) = frame.as_chunks_mut::<4>();
        for at in 0..len.div_ceil(4) {
            let word = read(RECEIVE_DATA).to_le_bytes();
            if let Some(place) = words.get_mut(at) {
                *place = word;
            }
        }
        // The last four bytes are the check sum.
        take(frame.get(..len.saturating_sub(4)).unwrap_or_default())
    }
}

/// Room for a frame to be sent.
#[derive(Debug)]
pub struct Sender;

impl TxToken for Sender {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, fill: F) -> R {
        let mut frame = [0; FRAME_MAX + 2];
        let result = fill(frame.get_mut(..len).unwrap_or_default());
        let size = u32::try_from(len).unwrap_or_default();
        // One buffer is the whole frame: the first and the last part of it.
        write(SEND_DATA, 1 << 13 | 1 << 12 | size);
        write(SEND_DATA, size);
        for word in frame.as_chunks::<4>().0.iter().take(len.div_ceil(4)) {
            write(SEND_DATA, u32::from_le_bytes(*word));
        }
        result
    }
}

fn read(register: usize) -> u32 {
    // SAFETY: only the registers above are read, which the board has.
    unsafe { ptr::read_volatile(ptr::with_exposed_provenance(BASE + register)) }
}

fn write(register: usize, value: u32) {
    // SAFETY: only the registers above are written, which the board has; they are no memory.
    unsafe { ptr::write_volatile(ptr::with_exposed_provenance_mut(BASE + register), value) }
}
