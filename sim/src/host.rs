//! What stands behind every connection of a simulator: the cloud, noVNC's files, the consoles.

use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::Write as _;
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use crate::clock::Clock;
use crate::cloud::Cloud;
use crate::connection::{self, Host, Patience};
use crate::connections::{Connections, Place};
use crate::console::{self, Bridge};
use crate::files::Files;
use crate::socket;
use crate::transport::{Stream, Tcp};
use crate::wire::{Request, Response};

/// What the threads of one simulator share.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) cloud: Mutex<Cloud>,
    pub(crate) patience: Patience,
    pub(crate) files: Option<Files>,
    pub(crate) bridges: Vec<Bridge>,
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<Arc<rustls::ServerConfig>>,
    pub(crate) connections: Connections,
    pub(crate) consoles: Mutex<Count>,
    pub(crate) console_changed: Condvar,
    pub(crate) stopping: AtomicBool,
}

/// Consoles since the start.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) opened: u64,
    pub(crate) closed: u64,
}

/// Neither the cloud, which holds addresses, nor keys.
impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("patience", &self.patience).finish_non_exhaustive()
    }
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
    /// Serve one connection to its end.
    pub(crate) fn serve(&self, tcp: Tcp, place: &Place<'_>) {
        #[cfg(feature = "tls")]
        if let Some(config) = &self.tls {
            let Ok(tls) = rustls::ServerConnection::new(Arc::clone(config)) else {
                return;
            };
            let tls = Box::new(rustls::StreamOwned::new(tls, tcp));
            return connection::serve(Stream::Tls(tls), self.patience, self, place);
        }
        connection::serve(Stream::Plain(tcp), self.patience, self, place);
    }

    /// Wait so long, or until the simulator is stopped.
    fn delay(&self, delay: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < delay && !self.stopping.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5).min(delay));
        }
    }

    pub(crate) fn cloud(&self) -> MutexGuard<'_, Cloud> {
        self.cloud.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count(&self) -> MutexGuard<'_, Count> {
        self.consoles.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Count)) {
        change(&mut self.count());
        self.console_changed.notify_all();
    }
}
