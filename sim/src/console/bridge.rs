//! A console with a real VNC server behind it: bytes are passed on, and read along.

use core::time::Duration;
use core::{fmt, str::FromStr};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};

use tungstenite::protocol::frame::coding::CloseCode;

use super::End;
use crate::rfb::Watch;
use crate::socket::{Received, Socket};
use crate::transport::Stream;

/// How long either side is waited for before the other is looked at.
const TICK: Duration = Duration::from_millis(5);
/// How long the VNC server may take to accept a connection, or to take what it is sent.
const PATIENCE: Duration = Duration::from_secs(5);

/// A real VNC server in the place of an instance's own screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bridge {
    /// Id of the instance.
    pub instance_id: String,
    /// `host:port` of the VNC server.
    pub server: String,
}

/// Why a text is no [`Bridge`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoBridge;

impl fmt::Display for NoBridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not INSTANCE=HOST:PORT")
    }
}

impl core::error::Error for NoBridge {}

/// From `INSTANCE=HOST:PORT`.
impl FromStr for Bridge {
    type Err = NoBridge;

    fn from_str(text: &str) -> Result<Self, NoBridge> {
        let (instance_id, server) = text.split_once('=').ok_or(NoBridge)?;
        let (host, port) = server.rsplit_once(':').ok_or(NoBridge)?;
        if instance_id.is_empty() || host.is_empty() || port.parse::<u16>().is_err() {
            return Err(NoBridge);
        }
        Ok(Self { instance_id: instance_id.to_owned(), server: server.to_owned() })
    }
}

/// Serve one console to its end; the reason of the end, for the journal. `check` is told whether
/// a person did something, and says whether the console has to end.
pub(crate) fn serve(
    stream: Stream,
    read_ahead: Vec<u8>,
    server: &str,
    check: impl Fn(bool) -> Option<End>,
) -> io::Result<String> {
    let mut socket = Socket::new(stream, read_ahead, TICK);
    let Ok(mut server) = connect(server) else {
        let reason = "the VNC server behind the bridge cannot be reached";
        socket.close(CloseCode::Error, reason);
        return Ok(reason.to_owned());
    };
    let mut watch = Watch::new();
    let mut buffer = vec![0; 64 * 1_024];
    loop {
        let bytes = match socket.receive() {
            Received::Bytes(bytes) => bytes,
            Received::Nothing => Vec::new(),
            Received::Gone(reason) => {
                socket.finish();
                return Ok(reason.to_owned());
            }
            Received::Broken(code, reason) => {
                socket.close(code, reason);
                return Ok(reason.to_owned());
            }
        };
        // What a person did counts before the server hears of it.
        if let Some(end) = check(watch.feed(&bytes)) {
            socket.close(CloseCode::Normal, &end.reason());
            return Ok(end.reason());
        }
        if !bytes.is_empty() && send(&mut server, &bytes).is_err() {
            return Ok(ended(socket));
        }
        match server.read(&mut buffer) {
            Ok(0) => return Ok(ended(socket)),
            Ok(len) => {
                if !socket.send(buffer.get(..len).unwrap_or(&[]).to_vec()) {
                    return Ok("the client does not read, or is gone".to_owned());
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return Ok(ended(socket)),
        }
    }
}

fn connect(server: &str) -> io::Result<TcpStream> {
    let mut last = io::ErrorKind::NotFound.into();
    for address in server.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_write_timeout(Some(PATIENCE))?;
                stream.set_nonblocking(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Write all of it, waiting for the server where it has to be waited for.
fn send(server: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    server.set_nonblocking(false)?;
    server.write_all(bytes)?;
    server.set_nonblocking(true)
}

fn ended(socket: Socket) -> String {
    let reason = "the VNC server behind the bridge ended the connection";
    socket.close(CloseCode::Away, reason);
    reason.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_is_an_instance_and_a_server() {
        let bridge: Bridge = "ins-demo0001=127.0.0.1:5900".parse().unwrap();
        assert_eq!((&*bridge.instance_id, &*bridge.server), ("ins-demo0001", "127.0.0.1:5900"));
        assert_eq!("i-a=[::1]:1".parse::<Bridge>().unwrap().server, "[::1]:1");
        for text in ["", "ins-a", "ins-a=", "=h:1", "ins-a=h", "ins-a=h:", "ins-a=h:70000", "a=:1"]
        {
            assert_eq!(text.parse::<Bridge>(), Err(NoBridge), "{text}");
        }
    }
}
