//! The jump box whose wire is a TCP connection over Ethernet, to a gateway in the same network.
#![no_std]
#![no_main]

use board::{
    network::{Network, SocketStorage},
    wire::{Wire, WireFault},
};
use cortex_m_rt::entry;

struct Ethernet<'a>(Network<'a>);

impl Wire for Ethernet<'_> {
    fn send(&mut self, request: &[u8]) -> Result<(), WireFault> {
        self.0.connect()?;
        self.0.send(request)
    }

    fn receive(&mut self) -> Option<u8> {
        let mut byte = [0];
        (self.0.receive(&mut byte) == 1).then_some(byte[0])
    }

    fn idle(&mut self) {
        self.0.poll();
    }
}

#[entry]
fn main() -> ! {
    let (mut places, mut received, mut sent) = ([SocketStorage::EMPTY], [0; 2048], [0; 2048]);
    board::serve(Ethernet(Network::start(&mut places, &mut received, &mut sent)))
}
