//! The jump box whose wire is a TCP connection over Ethernet, to a gateway in the same network.
#![no_std]
#![no_main]

use board::{
    lan9118::Lan9118,
    mps2::{now_ms, random},
    wire::{Wire, WireFault},
};
use cortex_m_rt::entry;
use smoltcp::{
    iface::{Config, Interface, SocketHandle, SocketSet, SocketStorage},
    socket::tcp::{Socket, SocketBuffer, State},
    time::Instant,
    wire::{EthernetAddress, IpAddress, IpCidr, Ipv4Address},
};

/// The board's own address and the gateway's, in the network that QEMU makes up.
const OWN: (Ipv4Address, u8) = (Ipv4Address::new(10, 0, 2, 15), 24);
const GATEWAY: Ipv4Address = Ipv4Address::new(10, 0, 2, 2);

/// The gateway's port; built into the image.
fn gateway_port() -> u16 {
    option_env!("VNCURL_GATEWAY_PORT").and_then(|port| port.parse().ok()).unwrap_or(4_433)
}

/// How long a connection may take to come about, and a request to be taken.
const CONNECT_MS: u64 = 2_000;

struct Ethernet<'a> {
    port: Lan9118,
    interface: Interface,
    sockets: SocketSet<'a>,
    socket: SocketHandle,
}

impl<'a> Ethernet<'a> {
    fn poll(&mut self) -> &mut Socket<'a> {
        let now = Instant::from_millis(i64::try_from(now_ms()).unwrap_or(i64::MAX));
        self.interface.poll(now, &mut self.port, &mut self.sockets);
        self.sockets.get_mut(self.socket)
    }
}

impl Wire for Ethernet<'_> {
    /// Each request has a connection of its own, so nothing can come late.
    fn send(&mut self, request: &[u8]) -> Result<(), WireFault> {
        self.poll().abort();
        self.poll();
        let own_port = 49_152 + (random() % 16_384) as u16;
        let socket = self.sockets.get_mut::<Socket<'_>>(self.socket);
        let connecting =
            socket.connect(self.interface.context(), (GATEWAY, gateway_port()), own_port);
        connecting.map_err(|_| WireFault::NoConnection)?;
        let (start_ms, mut rest) = (now_ms(), request);
        while !rest.is_empty() {
            let socket = self.poll();
            let is_away = socket.state() == State::Closed;
            if is_away || now_ms().saturating_sub(start_ms) >= CONNECT_MS {
                return Err(WireFault::NoConnection);
            }
            let sent = socket.send_slice(rest).unwrap_or_default();
            rest = rest.get(sent..).unwrap_or_default();
        }
        Ok(())
    }

    fn receive(&mut self) -> Option<u8> {
        let mut byte = [0];
        let socket = self.poll();
        (socket.recv_slice(&mut byte) == Ok(1)).then_some(byte[0])
    }

    fn idle(&mut self) {
        self.poll();
    }
}

#[entry]
fn main() -> ! {
    let mut port = Lan9118::start();
    let mut config = Config::new(EthernetAddress(port.address()).into());
    config.random_seed = random();
    let mut interface = Interface::new(config, &mut port, Instant::ZERO);
    interface.update_ip_addrs(|addresses| {
        // The list has room for one.
        let _ = addresses.push(IpCidr::new(IpAddress::Ipv4(OWN.0), OWN.1));
    });
    static mut RECEIVED: [u8; 2048] = [0; 2048];
    static mut SENT: [u8; 2048] = [0; 2048];
    // SAFETY: this function runs once, so nobody else has these.
    let buffers = unsafe { [&mut *&raw mut RECEIVED, &mut *&raw mut SENT] };
    let [received, sent] = buffers.map(|buffer| SocketBuffer::new(&mut buffer[..]));
    let mut places = [SocketStorage::EMPTY];
    let mut sockets = SocketSet::new(&mut places[..]);
    let socket = sockets.add(Socket::new(received, sent));
    board::serve(Ethernet { port, interface, sockets, socket })
}
