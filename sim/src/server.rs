//! The listener and its threads.

use core::fmt;
use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::collections::HashMap;
#[cfg(feature = "tls")]
use std::fs;
use std::io::{self, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::connection::{self, Host, Patience};
use crate::console::{self, Bridge};
use crate::files::Files;
use crate::instance::INSTANCES;
#[cfg(feature = "tls")]
use crate::tls::Identity;
use crate::transport::{Stream, Tcp};
use crate::wire::{Request, Response};
use crate::{Options, banner, http1, socket};

/// What a running simulator allows its clients.
#[derive(Clone, Copy, Debug)]
struct Limits {
    patience: Patience,
    /// Connections that are served at a time; one more is told 503.
    connections: usize,
}

const LIMITS: Limits = Limits {
    patience: Patience { idle: Duration::from_secs(60), request: Duration::from_secs(15) },
    connections: 512,
};

/// Room for one connection's calls; the deepest are those of TLS.
const STACK: usize = 512 * 1_024;

/// A running simulator on 127.0.0.1. Dropping it stops it and waits until its threads have ended.
#[derive(Debug)]
pub struct Simulator {
    url: String,
    ca: Option<PathBuf>,
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// What the threads of one simulator share.
struct Shared {
    clock: Clock,
    cloud: Mutex<Cloud>,
    limits: Limits,
    files: Option<Files>,
    bridges: Vec<Bridge>,
    #[cfg(feature = "tls")]
    tls: Option<Arc<rustls::ServerConfig>>,
    connections: Mutex<HashMap<u64, Arc<TcpStream>>>,
    consoles: Mutex<Count>,
    console_changed: Condvar,
    stopping: AtomicBool,
}

/// Consoles since the start.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    opened: u64,
    closed: u64,
}

/// Neither the cloud, which holds addresses, nor keys.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Simulator {
    /// Start a simulator.
    ///
    /// # Errors
    ///
    /// Those of binding the port (it may be taken), of starting a thread, of a folder that is not
    /// noVNC's, of a bridge for an instance that does not exist, and of writing the certificate.
    pub fn start(options: &Options) -> io::Result<Self> {
        Self::start_with(options, LIMITS)
    }

    fn start_with(options: &Options, limits: Limits) -> io::Result<Self> {
        let files = options.novnc.as_deref().map(Files::new).transpose()?;
        for bridge in &options.bridges {
            if !INSTANCES.iter().any(|instance| instance.id == bridge.instance_id) {
                let text = format!("a bridge names {}, which does not exist", bridge.instance_id);
                return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
            }
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        let address = listener.local_addr()?;
        #[cfg(feature = "tls")]
        let tls = match &options.tls_ca_out {
            Some(path) => {
                let identity = Identity::new()?;
                fs::write(path, identity.authority_pem)?;
                Some(identity.config)
            }
            None => None,
        };
        let shared = Arc::new(Shared {
            clock: options.clock,
            cloud: Mutex::new(Cloud::with_options(address.to_string(), options)),
            limits,
            files,
            bridges: options.bridges.clone(),
            #[cfg(feature = "tls")]
            tls,
            connections: Mutex::default(),
            consoles: Mutex::default(),
            console_changed: Condvar::new(),
            stopping: AtomicBool::new(false),
        });
        let scheme = if options.is_tls() { "https" } else { "http" };
        let threads = Arc::clone(&shared);
        let acceptor = thread::Builder::new()
            .name("vncurl-sim".to_owned())
            .spawn(move || accept(&listener, &threads))?;
        Ok(Self {
            url: format!("{scheme}://{address}"),
            ca: options.ca(),
            address,
            shared,
            acceptor: Some(acceptor),
        })
    }

    /// `http://127.0.0.1:PORT` (`https` with TLS), without a slash at the end: the endpoint to give to a client.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// One line of JSON, without a line feed: everything a client needs to begin.
    ///
    /// `{"url","ca","credentials":{"tencent":{"key_id","secret"},"alibaba":{…}},
    /// "instances":[{"id","provider","region"}]}`; `ca` is the file of the authority's certificate,
    /// null without TLS.
    #[must_use]
    pub fn banner(&self) -> String {
        banner::line(&self.url, self.ca.as_deref())
    }

    /// Wait until a console has been opened, at most for `patience`; whether one was.
    #[must_use]
    pub fn wait_for_console(&self, patience: Duration) -> bool {
        let count = self.shared.count();
        let waited = self
            .shared
            .console_changed
            .wait_timeout_while(count, patience, |count| count.opened == 0)
            .unwrap_or_else(PoisonError::into_inner);
        waited.0.opened > 0
    }

    /// Block until a console has been opened and every one that was has closed.
    pub fn wait_for_consoles_to_close(&self) {
        let count = self.shared.count();
        drop(
            self.shared
                .console_changed
                .wait_while(count, |count| count.opened == 0 || count.closed < count.opened)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    /// Block until the server ends, which by itself it does not: until the process is stopped.
    pub fn wait(mut self) {
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let Some(acceptor) = self.acceptor.take() else {
            return;
        };
        self.shared.stopping.store(true, Ordering::SeqCst);
        // The acceptor sleeps in `accept`; one more connection wakes it.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        let _ = acceptor.join();
    }
}

/// Accept until told to stop; returns when every connection's thread has ended.
fn accept(listener: &TcpListener, shared: &Shared) {
    thread::scope(|scope| {
        for id in 0_u64.. {
            let accepted = listener.accept();
            if shared.stopping.load(Ordering::SeqCst) {
                break;
            }
            let Ok((stream, _)) = accepted else {
                // Out of file descriptors, most likely: wait until a connection has ended.
                thread::sleep(Duration::from_millis(10));
                continue;
            };
            let stream = Arc::new(stream);
            if !shared.admit(id, &stream) {
                refuse(&stream, shared);
                continue;
            }
            let spawned = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
                let listed = Listed { shared, id };
                shared.serve(Tcp(stream));
                drop(listed);
            });
            if spawned.is_err() {
                shared.connections().remove(&id);
            }
        }
        for stream in shared.connections().values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    });
}

/// A connection's place in the list; it is given back even if its thread should panic.
struct Listed<'a> {
    shared: &'a Shared,
    id: u64,
}

impl Drop for Listed<'_> {
    fn drop(&mut self) {
        self.shared.connections().remove(&self.id);
    }
}

/// Tell one connection too many to come again.
fn refuse(mut stream: &TcpStream, shared: &Shared) {
    let response = Response::text(503, "too many connections; try again")
        .with_header("Retry-After", "1")
        .dated(shared.clock.now_ms());
    // Not worth waiting for: the acceptor has others to look after.
    let _ = stream.set_nonblocking(true);
    let _ = stream.write_all(&http1::write(&response, false, false));
}

impl Host for Shared {
    fn answer(&self, request: &Request) -> Response {
        if let Some(file) = self.files.as_ref().and_then(|files| files.answer(request)) {
            return self.dated(file);
        }
        let response = self.cloud().handle(self.clock.now_ms(), request);
        self.delay(Duration::from_millis(response.delay_ms));
        response
    }

    fn dated(&self, response: Response) -> Response {
        response.dated(self.cloud().api_ms(self.clock.now_ms()))
    }

    fn console(
        &self,
        request: &Request,
        mut stream: Stream,
        read_ahead: Vec<u8>,
    ) -> Result<(), (Stream, Response)> {
        let head = match socket::accept(request) {
            Ok(head) => head,
            Err(refusal) => return Err((stream, refusal)),
        };
        let admission = match self.cloud().connect(self.clock.now_ms(), request) {
            Ok(admission) => admission,
            Err(refusal) => return Err((stream, refusal)),
        };
        self.change(|count| count.opened = count.opened.saturating_add(1));
        let id = admission.id;
        let end = stream.write_all(&head).and_then(|()| stream.flush()).and_then(|()| {
            let instance_id = admission.instance.id;
            let bridge = self.bridges.iter().find(|bridge| bridge.instance_id == instance_id);
            if let Some(Bridge { server, .. }) = bridge {
                return console::bridge(stream, read_ahead, server, |touched| {
                    self.cloud().check(self.clock.now_ms(), id, touched)
                });
            }
            let name = format!("vncurl simulator: {instance_id}");
            console::live(stream, read_ahead, &name, |inputs| {
                self.cloud().turn(self.clock.now_ms(), id, inputs)
            })
        });
        let reason = end.unwrap_or_else(|error| error.to_string());
        self.cloud().disconnect(self.clock.now_ms(), id, reason);
        self.change(|count| count.closed = count.closed.saturating_add(1));
        Ok(())
    }
}

impl Shared {
    fn serve(&self, tcp: Tcp) {
        #[cfg(feature = "tls")]
        if let Some(config) = &self.tls {
            let Ok(tls) = rustls::ServerConnection::new(Arc::clone(config)) else {
                return;
            };
            let tls = Box::new(rustls::StreamOwned::new(tls, tcp));
            return connection::serve(Stream::Tls(tls), self.limits.patience, self);
        }
        connection::serve(Stream::Plain(tcp), self.limits.patience, self);
    }

    /// Wait so long, or until the simulator is stopped.
    fn delay(&self, delay: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < delay && !self.stopping.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5).min(delay));
        }
    }

    fn cloud(&self) -> MutexGuard<'_, Cloud> {
        self.cloud.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        self.consoles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Count)) {
        change(&mut self.count());
        self.console_changed.notify_all();
    }

    fn connections(&self) -> MutexGuard<'_, HashMap<u64, Arc<TcpStream>>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Take `stream` into the list of those to be closed at the end; false when the list is full.
    fn admit(&self, id: u64, stream: &Arc<TcpStream>) -> bool {
        let mut connections = self.connections();
        let room = connections.len() < self.limits.connections;
        if room {
            connections.insert(id, Arc::clone(stream));
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    /// A client that stops in the middle is answered when its time is over, and is then gone.
    #[test]
    fn a_half_open_client_is_told_408_and_closed() {
        let patience =
            Patience { idle: Duration::from_secs(5), request: Duration::from_millis(20) };
        let limits = Limits { patience, ..LIMITS };
        let simulator = Simulator::start_with(&Options::default(), limits).unwrap();
        for half in ["GET / HT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nhalf"] {
            let mut stream = TcpStream::connect(simulator.address).unwrap();
            stream.write_all(half.as_bytes()).unwrap();
            let mut reply = String::new();
            stream.read_to_string(&mut reply).unwrap();
            assert!(reply.starts_with("HTTP/1.1 408 "), "{reply}");
        }
    }

    #[test]
    fn an_idle_connection_is_closed_without_a_word() {
        let patience =
            Patience { idle: Duration::from_millis(20), request: Duration::from_secs(5) };
        let limits = Limits { patience, ..LIMITS };
        let simulator = Simulator::start_with(&Options::default(), limits).unwrap();
        let mut stream = TcpStream::connect(simulator.address).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert_eq!(reply, "");
    }

    #[test]
    fn one_connection_too_many_is_told_503_and_the_next_is_served_when_one_ends() {
        let limits = Limits { connections: 8, ..LIMITS };
        let simulator = Simulator::start_with(&Options::default(), limits).unwrap();
        let ask = |stream: &mut TcpStream| {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
            let mut status = [0; 12];
            stream.read_exact(&mut status).unwrap();
            String::from_utf8_lossy(&status).into_owned()
        };
        let mut held: Vec<TcpStream> = (0..limits.connections)
            .map(|_| TcpStream::connect(simulator.address).unwrap())
            .collect();
        for stream in &mut held {
            assert_eq!(ask(stream), "HTTP/1.1 200");
        }
        let mut reply = [0; 12];
        TcpStream::connect(simulator.address).unwrap().read_exact(&mut reply).unwrap();
        assert_eq!(&reply, b"HTTP/1.1 503");
        drop(held);
        while simulator.shared.connections().len() >= limits.connections {
            thread::yield_now();
        }
        assert_eq!(ask(&mut TcpStream::connect(simulator.address).unwrap()), "HTTP/1.1 200");
    }

    #[test]
    fn dropping_the_simulator_ends_open_connections_and_frees_the_port() {
        let simulator = Simulator::start(&Options::default()).unwrap();
        let address = simulator.address;
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HT").unwrap();
        // An answer shows that the connection has its thread, and is not only waiting for one.
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0; 1];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        drop(simulator);
        let mut rest = Vec::new();
        // Closed in order or by a reset: either way the read does not wait for its time-out.
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.is_empty());
        assert!(TcpStream::connect(address).is_err());
    }
}
