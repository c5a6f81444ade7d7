//! The listener and its threads.

use core::net::{Ipv4Addr, SocketAddr};
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
#[cfg(feature = "tls")]
use std::fs;
use std::io::{self, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::cloud::Cloud;
use crate::connection::Patience;
use crate::connections::{Connections, Room};
use crate::files::Files;
use crate::host::Shared;
use crate::instance::INSTANCES;
#[cfg(feature = "tls")]
use crate::tls::Identity;
use crate::transport::Tcp;
use crate::wire::Response;
use crate::{Options, banner, control, http1};

/// What a running simulator allows its clients.
#[derive(Clone, Copy, Debug)]
struct Limits {
    patience: Patience,
    room: Room,
}

const LIMITS: Limits = Limits {
    patience: Patience { idle: Duration::from_secs(60), request: Duration::from_secs(15) },
    room: Room { connections: 512, grace: Duration::from_secs(1), bodies: 128 * 1_024 * 1_024 },
};

/// Room for one connection's calls; the deepest are those of TLS.
const STACK: usize = 512 * 1_024;

/// A running simulator on 127.0.0.1. Dropping it stops it and waits until its threads have ended.
///
/// # Examples
///
/// ```
/// use vncurl_sim::{Options, Simulator};
///
/// let simulator = Simulator::start(&Options::default())?;
/// // Stop a machine, as its owner might.
/// let answer = simulator.control("POST", "instances/ins-demo0001", br#"{"state": "STOPPED"}"#);
/// assert_eq!(answer.status(), 200);
/// let journal = simulator.control("GET", "journal", b"");
/// assert_eq!(journal.body(), b"[]"); // nobody has called yet
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Simulator {
    url: String,
    ca: Option<PathBuf>,
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
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
        let new = |folder: &Path| Files::new(folder).map_err(|error| at(folder, &error));
        let files = options.novnc.as_deref().map(new).transpose()?;
        for bridge in &options.bridges {
            if !INSTANCES.iter().any(|instance| instance.id == bridge.instance_id) {
                let text = format!("a bridge names {}, which does not exist", bridge.instance_id);
                return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
            }
        }
        let port = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
        let listener = TcpListener::bind(port)
            .map_err(|error| io::Error::new(error.kind(), format!("{port}: {error}")))?;
        let address = listener.local_addr()?;
        #[cfg(feature = "tls")]
        let tls = match &options.tls_ca_out {
            Some(path) => {
                let identity = Identity::new()?;
                fs::write(path, identity.authority_pem).map_err(|error| at(path, &error))?;
                Some(identity.config)
            }
            None => None,
        };
        let shared = Arc::new(Shared {
            clock: options.clock,
            cloud: Mutex::new(Cloud::with_options(address.to_string(), options)),
            patience: limits.patience,
            files,
            bridges: options.bridges.clone(),
            #[cfg(feature = "tls")]
            tls,
            connections: Connections::new(limits.room),
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

    /// Ask the simulator's own control for `/_sim/PATH`, such as `journal`, without a connection.
    ///
    /// Method, body and answer are those of `docs/simulator.md`; this sends the header that it asks
    /// for.
    #[must_use]
    pub fn control(&self, method: &str, path: &str, body: &[u8]) -> Response {
        let request = control::request(method, path, body);
        self.shared.cloud().handle(self.shared.clock.now_ms(), &request)
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
            let Some(place) = shared.connections.admit(id, &stream) else {
                refuse(&stream, shared);
                continue;
            };
            // Without a thread the connection's place is given back, and the connection closed.
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, move || shared.serve(Tcp::new(stream), &place));
        }
        shared.connections.shut_down();
    });
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

/// An error that says which file it is about.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests;
