//! The bytes of one connection: plain TCP, or TLS over it.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Instant;

/// How long the other side may take to end a connection that is ending.
const ENDING: Duration = Duration::from_secs(1);

/// A TCP connection that another thread may shut down.
///
/// It has a time by which reading ends and one for writing, however many bytes come or go until
/// then: a time-out of the socket begins anew with every byte, and a TLS record or a WebSocket
/// message is read to its end by those above, so a byte now and then would keep them for ever.
#[derive(Debug)]
pub(crate) struct Tcp {
    stream: Arc<TcpStream>,
    read_by: Option<Instant>,
    write_by: Option<Instant>,
}

impl Tcp {
    /// Without a time by which anything ends.
    pub(crate) fn new(stream: Arc<TcpStream>) -> Self {
        Self { stream, read_by: None, write_by: None }
    }
}

/// What is left until then; `WouldBlock` when nothing is.
fn left(by: Option<Instant>) -> io::Result<Option<Duration>> {
    let left = by.map(|by| by.saturating_duration_since(Instant::now()));
    if left.is_some_and(|left| left.is_zero()) {
        return Err(io::ErrorKind::WouldBlock.into());
    }
    Ok(left)
}

impl Read for Tcp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(left(self.read_by)?)?;
        (&*self.stream).read(buffer)
    }
}

impl Write for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(left(self.write_by)?)?;
        (&*self.stream).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What HTTP and WebSocket are spoken over.
#[derive(Debug)]
pub(crate) enum Stream {
    Plain(Tcp),
    #[cfg(feature = "tls")]
    Tls(Box<rustls::StreamOwned<rustls::ServerConnection, Tcp>>),
}

impl Stream {
    fn tcp(&mut self) -> &mut Tcp {
        match self {
            Self::Plain(tcp) => tcp,
            #[cfg(feature = "tls")]
            Self::Tls(tls) => &mut tls.sock,
        }
    }

    /// Reading that is not over after so long from now fails with `WouldBlock`.
    pub(crate) fn read_within(&mut self, time: Duration) {
        self.tcp().read_by = Instant::now().checked_add(time);
    }

    /// Writing that is not over after so long from now fails with `WouldBlock`.
    pub(crate) fn write_within(&mut self, time: Duration) {
        self.tcp().write_by = Instant::now().checked_add(time);
    }

    /// Small replies on loopback: waiting to fill a segment only costs time.
    pub(crate) fn hurry(&mut self) {
        let _ = self.tcp().stream.set_nodelay(true);
    }

    /// End the connection, but read what still comes for a while, and throw it away: bytes that
    /// were not read would make the system reset the connection, and what was written last would
    /// never be seen.
    pub(crate) fn end_gently(&mut self) {
        self.write_within(ENDING);
        if self.end().is_err() {
            return;
        }
        self.read_within(ENDING);
        let mut ignored = [0; 16 * 1_024];
        while matches!(self.read(&mut ignored), Ok(1..)) {}
    }

    /// Say that nothing more will be written.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        #[cfg(feature = "tls")]
        if let Self::Tls(tls) = self {
            tls.conn.send_close_notify();
            tls.flush()?;
        }
        self.tcp().stream.shutdown(Shutdown::Write)
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            #[cfg(feature = "tls")]
            Self::Tls(tls) => tls.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.write(bytes),
            #[cfg(feature = "tls")]
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.flush(),
            #[cfg(feature = "tls")]
            Self::Tls(tls) => tls.flush(),
        }
    }
}
