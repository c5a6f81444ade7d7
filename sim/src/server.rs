//! The listener, its threads, and the banner.

use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::collections::HashMap;
use std::io::{self, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use serde::Serialize;

use crate::account::{ALIBABA, TENCENT};
use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::connection::{self, Patience};
use crate::http1;
use crate::instance::INSTANCES;
use crate::wire::Response;

/// Connections that are served at a time; one more is told 503.
const CONNECTIONS_CAP: usize = 128;

/// How long a client may take, in a running simulator.
const PATIENCE: Patience =
    Patience { idle: Duration::from_secs(60), request: Duration::from_secs(15) };

/// How to start a simulator. The default is any free port and the computer's clock.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// TCP port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// Where its time comes from.
    pub clock: Clock,
    /// Machines `ins-f0000000`, … at CVM and `i-f0000000`, … at ECS besides the ones that are
    /// always there: so many of each, at most 100,000.
    pub fleet: u32,
    /// Whether calls are let through however many there are in a second, for tests under load.
    pub unlimited: bool,
}

/// A running simulator on 127.0.0.1. Dropping it stops it and waits until its threads have ended.
#[derive(Debug)]
pub struct Simulator {
    url: String,
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// What the threads of one simulator share.
#[derive(Debug)]
struct Shared {
    clock: Clock,
    cloud: Mutex<Cloud>,
    connections: Mutex<HashMap<u64, TcpStream>>,
    stopping: AtomicBool,
}

impl Simulator {
    /// Start a simulator.
    ///
    /// # Errors
    ///
    /// Those of binding the port (it may be taken) and of starting a thread.
    pub fn start(options: &Options) -> io::Result<Self> {
        Self::start_with(options, PATIENCE)
    }

    fn start_with(options: &Options, patience: Patience) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            clock: options.clock,
            cloud: Mutex::new(Cloud::with_options(address.to_string(), options)),
            connections: Mutex::default(),
            stopping: AtomicBool::new(false),
        });
        let threads = Arc::clone(&shared);
        let acceptor = thread::Builder::new()
            .name("vncurl-sim".to_owned())
            .spawn(move || accept(&listener, &threads, patience))?;
        Ok(Self { url: format!("http://{address}"), address, shared, acceptor: Some(acceptor) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end: the endpoint to give to a client.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// One line of JSON, without a line feed: everything a client needs to begin.
    ///
    /// `{"url","ca","credentials":{"tencent":{"key_id","secret"},"alibaba":{…}},
    /// "instances":[{"id","provider","region"}]}`; `ca` is null, as there is no TLS.
    #[must_use]
    pub fn banner(&self) -> String {
        let banner = Banner {
            url: &self.url,
            ca: None,
            credentials: BannerCredentials {
                tencent: Pair { key_id: TENCENT.key_id, secret: TENCENT.secret },
                alibaba: Pair { key_id: ALIBABA.key_id, secret: ALIBABA.secret },
            },
            instances: INSTANCES
                .iter()
                .map(|instance| BannerInstance {
                    id: instance.id,
                    provider: instance.provider,
                    region: instance.region,
                })
                .collect(),
        };
        // Strings and lists of strings: there is nothing here that JSON could refuse.
        serde_json::to_string(&banner).unwrap_or_default()
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
fn accept(listener: &TcpListener, shared: &Shared, patience: Patience) {
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
            if !shared.admit(id, &stream) {
                refuse(stream, shared);
                continue;
            }
            let spawned = thread::Builder::new().spawn_scoped(scope, move || {
                shared.serve(stream, patience);
                shared.connections().remove(&id);
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

/// Tell one connection too many to come again.
fn refuse(mut stream: TcpStream, shared: &Shared) {
    let response = Response::text(503, "too many connections; try again")
        .with_header("Retry-After", "1")
        .dated(shared.clock.now_ms());
    // Not worth waiting for: the acceptor has others to look after.
    let _ = stream.set_nonblocking(true);
    let _ = stream.write_all(&http1::write(&response, false, false));
}

impl Shared {
    fn serve(&self, stream: TcpStream, patience: Patience) {
        connection::serve(
            stream,
            patience,
            |request| {
                let response = self.cloud().handle(self.clock.now_ms(), request);
                self.delay(Duration::from_millis(response.delay_ms));
                response
            },
            |response| response.dated(self.cloud().api_ms(self.clock.now_ms())),
        );
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

    fn connections(&self) -> MutexGuard<'_, HashMap<u64, TcpStream>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Take `stream` into the list of those to be closed at the end; false when the list is full.
    fn admit(&self, id: u64, stream: &TcpStream) -> bool {
        let mut connections = self.connections();
        if connections.len() >= CONNECTIONS_CAP {
            return false;
        }
        stream.try_clone().map(|stream| connections.insert(id, stream)).is_ok()
    }
}

#[derive(Serialize)]
struct Banner<'a> {
    url: &'a str,
    ca: Option<&'a str>,
    credentials: BannerCredentials,
    instances: Vec<BannerInstance>,
}

#[derive(Serialize)]
struct BannerCredentials {
    tencent: Pair,
    alibaba: Pair,
}

#[derive(Serialize)]
struct Pair {
    key_id: &'static str,
    secret: &'static str,
}

#[derive(Serialize)]
struct BannerInstance {
    id: &'static str,
    provider: &'static str,
    region: &'static str,
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
        let simulator = Simulator::start_with(&Options::default(), patience).unwrap();
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
        let simulator = Simulator::start_with(&Options::default(), patience).unwrap();
        let mut stream = TcpStream::connect(simulator.address).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert_eq!(reply, "");
    }

    #[test]
    fn one_connection_too_many_is_told_503_and_the_next_is_served_when_one_ends() {
        let simulator = Simulator::start(&Options::default()).unwrap();
        let ask = |stream: &mut TcpStream| {
            stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
            let mut status = [0; 12];
            stream.read_exact(&mut status).unwrap();
            String::from_utf8_lossy(&status).into_owned()
        };
        let mut held: Vec<TcpStream> =
            (0..CONNECTIONS_CAP).map(|_| TcpStream::connect(simulator.address).unwrap()).collect();
        for stream in &mut held {
            assert_eq!(ask(stream), "HTTP/1.1 200");
        }
        let mut reply = [0; 12];
        TcpStream::connect(simulator.address).unwrap().read_exact(&mut reply).unwrap();
        assert_eq!(&reply, b"HTTP/1.1 503");
        drop(held);
        while simulator.shared.connections().len() >= CONNECTIONS_CAP {
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
