//! The way through a proxy: one that does not open is told as the proxy's fault, and takes no longer
//! than a connection may.

use core::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};
use std::{sync::Arc, time::Instant};

use ureq::{
    Error, Proxy,
    unversioned::transport::{
        Buffers, ConnectProxyConnector, ConnectionDetails, Connector, Either, NextTimeout,
        RustlsConnector, TcpConnector, Transport, time::Duration,
    },
};

/// A connection to the host, or through the proxy where there is one; then TLS, where that is asked.
pub(crate) fn connector() -> impl Connector {
    Tunnel::default().chain(TcpConnector::default()).chain(RustlsConnector::default())
}

/// What a connection is until there is one, and what the proxy gave.
type Tunnelled = Either<(), Box<dyn Transport>>;

/// Asks the proxy for the way, where there is a proxy.
#[derive(Default)]
struct Tunnel {
    ask: ConnectProxyConnector,
}

impl fmt::Debug for Tunnel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tunnel")
    }
}

impl Connector for Tunnel {
    type Out = Tunnelled;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(proxy) = details.config.proxy().filter(|proxy| !proxy.is_no_proxy(details.uri))
        else {
            return self.ask.connect(details, chained);
        };
        // The reply to CONNECT is read with a time for each of its bytes, so that a proxy that sends
        // them one by one would have all the time of the world.
        let haste = Haste::of(details.timeout);
        let (run, own) = (Arc::clone(&details.run_connector), haste.clone());
        let hurried = ConnectionDetails {
            uri: details.uri,
            addrs: details.addrs.clone(),
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: details.timeout,
            current_time: Arc::clone(&details.current_time),
            run_connector: Arc::new(move |details| {
                let inner = run(details)?;
                Ok(Hurried { inner, haste: own.clone() }.boxed())
            }),
            register_shutdown: Arc::clone(&details.register_shutdown),
        };
        let tunnelled = self.ask.connect(&hurried, chained);
        haste.over.store(true, Ordering::Relaxed);
        tunnelled.map_err(|error| refusal(error, proxy))
    }
}

/// Until when the proxy must have opened the way.
#[derive(Clone, Debug)]
struct Haste {
    until: Option<Instant>,
    over: Arc<AtomicBool>,
}

impl Haste {
    fn of(timeout: NextTimeout) -> Self {
        let until = match timeout.after {
            Duration::Exact(after) => Instant::now().checked_add(after),
            Duration::NotHappening => None,
        };
        Self { until, over: Arc::default() }
    }

    /// What is left of `timeout`.
    fn left(&self, timeout: NextTimeout) -> Result<NextTimeout, Error> {
        let Some(until) = self.until.filter(|_| !self.over.load(Ordering::Relaxed)) else {
            return Ok(timeout);
        };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(Error::Timeout(timeout.reason));
        }
        Ok(NextTimeout { after: timeout.after.min(left.into()), ..timeout })
    }
}

/// A connection to the proxy, in haste until the way is open.
#[derive(Debug)]
struct Hurried {
    inner: Box<dyn Transport>,
    haste: Haste,
}

impl Transport for Hurried {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.inner.transmit_output(amount, self.haste.left(timeout)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(self.haste.left(timeout)?)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// What the proxy did instead; its user and password are no part of it.
fn refusal(error: Error, proxy: &Proxy) -> Error {
    let did = match error {
        Error::Timeout(_) => return error,
        Error::HostNotFound => "has no address".to_owned(),
        Error::Io(error) if error.to_string().starts_with("failed to lookup address") => {
            "has no address".to_owned()
        }
        Error::Io(error) => format!("cannot be used: {error}"),
        // "proxy server responded 403/403", says ureq.
        Error::ConnectProxyFailed(reason) => match reason.rsplit_once("responded ") {
            Some((_, "407/407")) => {
                "wants another user and password, which its variable may hold (407)".to_owned()
            }
            Some((_, status)) => {
                format!("answered with status {}", status.split('/').next().unwrap_or_default())
            }
            None => "did not answer in HTTP".to_owned(),
        },
        Error::Protocol(_) => "did not answer in HTTP".to_owned(),
        other => format!("cannot be used: {other}"),
    };
    Error::ConnectProxyFailed(format!("{}:{} {did}", proxy.host(), proxy.port()))
}
