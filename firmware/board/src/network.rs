//! A TCP connection over the board's Ethernet, one at a time.

use smoltcp::{
    iface::{Config, Interface, SocketHandle, SocketSet},
    socket::tcp::{Socket, SocketBuffer, State},
    time::Instant,
    wire::{EthernetAddress, IpAddress, IpCidr, Ipv4Address},
};

use crate::{
    lan9118::Lan9118,
    mps2::{now_ms, random},
    wire::WireFault,
};

pub use smoltcp::iface::SocketStorage;

/// The board's own address and the gateway's, in the network that QEMU makes up.
const OWN: (Ipv4Address, u8) = (Ipv4Address::new(10, 0, 2, 15), 24);
const GATEWAY: Ipv4Address = Ipv4Address::new(10, 0, 2, 2);

/// How long a connection may take to come about, and what is sent to be taken.
const CONNECT_MS: u64 = 2_000;

/// The gateway's port; built into the image.
fn gateway_port() -> u16 {
    option_env!("VNCURL_GATEWAY_PORT").and_then(|port| port.parse().ok()).unwrap_or(4_433)
}

/// The network.
pub struct Network<'a> {
    port: Lan9118,
    interface: Interface,
    sockets: SocketSet<'a>,
    socket: SocketHandle,
}

impl<'a> Network<'a> {
    /// Switch it on.
    pub fn start(
        places: &'a mut [SocketStorage<'a>],
        received: &'a mut [u8],
        sent: &'a mut [u8],
    ) -> Self {
        let mut port = Lan9118::start();
        let mut config = Config::new(EthernetAddress(port.address()).into());
        config.random_seed = random();
        let mut interface = Interface::new(config, &mut port, Instant::ZERO);
        interface.update_ip_addrs(|addresses| {
            // The list has room for one.
            let _ = addresses.push(IpCidr::new(IpAddress::Ipv4(OWN.0), OWN.1));
        });
        let mut sockets = SocketSet::new(places);
        let (received, sent) = (SocketBuffer::new(received), SocketBuffer::new(sent));
        let socket = sockets.add(Socket::new(received, sent));
        Self { port, interface, sockets, socket }
    }

    /// Take in and send out what there is.
    pub fn poll(&mut self) -> &mut Socket<'a> {
        let now = Instant::from_millis(i64::try_from(now_ms()).unwrap_or(i64::MAX));
        self.interface.poll(now, &mut self.port, &mut self.sockets);
        self.sockets.get_mut(self.socket)
    }

    /// Give up the connection there was, so that nothing of it can come late, and begin another.
    ///
    /// # Errors
    ///
    /// [`WireFault::NoConnection`].
    pub fn connect(&mut self) -> Result<(), WireFault> {
        self.poll().abort();
        self.poll();
        let own_port = 49_152 + (random() % 16_384) as u16;
        let socket = self.sockets.get_mut::<Socket<'_>>(self.socket);
        let connecting =
            socket.connect(self.interface.context(), (GATEWAY, gateway_port()), own_port);
        connecting.map_err(|_| WireFault::NoConnection)
    }

    /// Send all of `bytes`.
    ///
    /// # Errors
    ///
    /// [`WireFault::NoConnection`] when the connection does not come about or does not take them.
    pub fn send(&mut self, bytes: &[u8]) -> Result<(), WireFault> {
        let (start_ms, mut rest) = (now_ms(), bytes);
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

    /// What came, as much as there is room for; nothing yet when it is 0.
    pub fn receive(&mut self, room: &mut [u8]) -> usize {
        self.poll().recv_slice(room).unwrap_or_default()
    }
}
