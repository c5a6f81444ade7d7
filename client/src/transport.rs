//! Moves one request and one reply, over ureq and rustls.

use core::time::Duration;
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use ureq::{
    Agent, Body, Proxy, ProxyProtocol,
    config::Config,
    http::{Response, Uri},
    tls::{RootCerts, TlsConfig, TlsProvider},
    unversioned::resolver::DefaultResolver,
};
use vncurl_core::{Endpoint, Scheme, endpoint::is_loopback};

use crate::{
    Error, NetworkFault, Received, SignedRequest, roots::roots, tls_fault, tunnel::connector,
};

/// How long a connection may take to come about; the rest of the time-out is the service's.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// The transport of clients that were given none: a connection that is made when it is first used,
/// and kept.
pub(crate) struct BuiltIn {
    ca_file: Option<PathBuf>,
    proxy: Option<Proxy>,
    way: OnceLock<Way>,
}

impl BuiltIn {
    pub(crate) fn new(ca_file: Option<PathBuf>, proxy: Option<Proxy>) -> Self {
        Self { ca_file, proxy, way: OnceLock::new() }
    }

    /// Send `request` and read the whole reply, of at most `body_max` bytes, within `timeout`.
    pub(crate) fn send(
        &self,
        request: &SignedRequest,
        body_max: u64,
        timeout: Duration,
    ) -> Result<Received, Error> {
        let way = if let Some(way) = self.way.get() {
            way
        } else {
            let made = Way::new(&request.origin(), self.ca_file.as_deref(), self.proxy.clone())?;
            self.way.get_or_init(|| made)
        };
        way.send(request, body_max, timeout).map_err(Error::Network)
    }
}

/// A way to an endpoint, and the connections on it.
#[derive(Debug)]
pub(crate) struct Way {
    agent: Agent,
}

impl Way {
    /// A way for requests to `url`, which is the client's endpoint.
    ///
    /// Certificates are verified, redirects are not followed, and neither a loopback address nor
    /// plain HTTP goes through a proxy.
    pub(crate) fn new(
        url: &str,
        ca_file: Option<&Path>,
        proxy: Option<Proxy>,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::parse(url).map_err(Error::Input)?;
        let config = Config::builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT_MAX))
            .user_agent(concat!("vncurl/", env!("CARGO_PKG_VERSION")));
        let proxy = proxy.filter(|_| !is_local(endpoint));
        if let Some(proxy) = &proxy {
            check_spoken(proxy, url)?;
        }
        let config = config.proxy(proxy);
        let config = match endpoint.scheme() {
            Scheme::Http => config,
            Scheme::Https => config.https_only(true).tls_config(tls(ca_file)?),
        };
        let agent = Agent::with_parts(config.build(), connector(), DefaultResolver::default());
        Ok(Self { agent })
    }

    /// Ask for `url` with nothing but its address, and read no body.
    pub(crate) fn probe(&self, url: &str, timeout: Duration) -> Result<Received, NetworkFault> {
        let request = self.agent.get(url).config().timeout_global(Some(timeout)).build();
        let authority = url.split('/').nth(2).unwrap_or_default();
        let response = request.call().map_err(|error| network_fault(error, authority))?;
        Ok(received(&response, Vec::new()))
    }

    fn send(
        &self,
        request: &SignedRequest,
        body_max: u64,
        timeout: Duration,
    ) -> Result<Received, NetworkFault> {
        let fault = |error| network_fault(error, request.host());
        let mut response = if request.method() == "GET" {
            let mut builder = self.agent.get(request.url());
            for (name, value) in request.headers() {
                builder = builder.header(name, value);
            }
            builder.config().timeout_global(Some(timeout)).build().call().map_err(fault)?
        } else {
            let mut builder = self.agent.post(request.url());
            for (name, value) in request.headers() {
                builder = builder.header(name, value);
            }
            let builder = builder.config().timeout_global(Some(timeout)).build();
            builder.send(request.body()).map_err(fault)?
        };
        let body = response.body_mut().with_config().limit(body_max).read_to_vec();
        Ok(received(&response, body.map_err(fault)?))
    }
}

fn received(response: &Response<Body>, body: Vec<u8>) -> Received {
    let headers = response.headers().iter();
    let texts = headers.filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    Received::new(response.status().as_u16(), texts, body)
}

/// The HTTP library passes a SOCKS proxy by and goes out directly, which nobody chose.
fn check_spoken(proxy: &Proxy, url: &str) -> Result<(), Error> {
    let excepted = url.parse::<Uri>().is_ok_and(|uri| proxy.is_no_proxy(&uri));
    if excepted || matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https) {
        return Ok(());
    }
    let (host, port) = (proxy.host(), proxy.port());
    let reason = format!("{host}:{port} is named as one for SOCKS, and HTTP alone is spoken here");
    Err(Error::Network(NetworkFault::Proxy { reason }))
}

/// Certificates are verified by the usual roots, and those of a file besides.
pub(crate) fn tls(ca_file: Option<&Path>) -> Result<TlsConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider)
        .root_certs(RootCerts::Specific(Arc::new(roots(ca_file)?)))
        .build())
}

/// Whether an endpoint is reached without a proxy, whatever the environment says.
pub(crate) fn is_local(endpoint: Endpoint<'_>) -> bool {
    endpoint.scheme() == Scheme::Http || is_loopback(host(endpoint.authority()))
}

fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    }
}

pub(crate) fn network_fault(error: ureq::Error, authority: &str) -> NetworkFault {
    let connection = |reason: &str| NetworkFault::Connection { reason: reason.to_owned() };
    match error {
        ureq::Error::Timeout(_) => NetworkFault::Timeout,
        ureq::Error::HostNotFound => {
            NetworkFault::HostNotFound { host: host(authority).to_owned() }
        }
        ureq::Error::Rustls(error) => tls_fault::of(&error, host(authority)),
        ureq::Error::Tls(reason) => tls_fault::other(reason),
        ureq::Error::ConnectProxyFailed(reason) => NetworkFault::Proxy { reason },
        ureq::Error::BodyExceedsLimit(limit) => NetworkFault::TooLong { limit },
        ureq::Error::LargeResponseHeader(_, limit) => {
            NetworkFault::TooLong { limit: u64::try_from(limit).unwrap_or(u64::MAX) }
        }
        ureq::Error::Protocol(_) => connection("what answered is no HTTP/1.1"),
        ureq::Error::Io(error) => match error.downcast::<rustls::Error>() {
            Ok(error) => tls_fault::of(&error, host(authority)),
            // The resolver's errors have no kind of their own; this is how std begins their text.
            Err(error) if error.to_string().starts_with("failed to lookup address") => {
                NetworkFault::HostNotFound { host: host(authority).to_owned() }
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                connection("it was closed before the whole reply came")
            }
            Err(error) => connection(&error.to_string()),
        },
        other => connection(&other.to_string()),
    }
}
