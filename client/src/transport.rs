//! Moves one request and one reply, over ureq and rustls.

use core::time::Duration;
use std::{path::Path, sync::Arc};

use ureq::{
    Agent, Proxy,
    config::Config,
    tls::{RootCerts, TlsConfig, TlsProvider},
};
use vncurl_core::{Endpoint, Scheme, endpoint::is_loopback};

use crate::{Error, NetworkFault, SignedRequest, roots::roots};

/// Longest reply to a console call, in bytes; a real one has about 300.
const VNC_REPLY_MAX: u64 = 64 * 1024;

/// How long a connection may take to come about; the rest of the time-out is the service's.
const CONNECT_MAX: Duration = Duration::from_secs(10);

/// A reply's status and body.
pub(crate) struct Answered {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// A connection that is made when it is first used, and kept.
#[derive(Debug)]
pub(crate) struct Transport {
    agent: Agent,
}

impl Transport {
    /// A transport for requests to `url`, which is the client's endpoint.
    ///
    /// Certificates are verified, redirects are not followed, and neither a loopback address nor
    /// plain HTTP goes through a proxy.
    pub(crate) fn new(
        url: &str,
        ca_file: Option<&Path>,
        timeout: Duration,
        proxy: Option<Proxy>,
    ) -> Result<Self, Error> {
        let endpoint = Endpoint::parse(url).map_err(Error::Input)?;
        let config = Config::builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(timeout))
            .timeout_connect(Some(timeout.min(CONNECT_MAX)))
            .user_agent(concat!("vncurl/", env!("CARGO_PKG_VERSION")));
        let local = endpoint.scheme() == Scheme::Http || is_loopback(host(endpoint.authority()));
        let config = config.proxy(proxy.filter(|_| !local));
        let config = match endpoint.scheme() {
            Scheme::Http => config,
            Scheme::Https => config.https_only(true).tls_config(
                TlsConfig::builder()
                    .provider(TlsProvider::Rustls)
                    .unversioned_rustls_crypto_provider(Arc::new(
                        rustls::crypto::ring::default_provider(),
                    ))
                    .root_certs(RootCerts::Specific(Arc::new(roots(ca_file)?)))
                    .build(),
            ),
        };
        Ok(Self { agent: config.build().new_agent() })
    }

    /// Send `request` and read the whole reply.
    pub(crate) fn send(&self, request: &SignedRequest) -> Result<Answered, Error> {
        let fault = |error| Error::Network(network_fault(error, request.host()));
        let mut builder = self.agent.post(request.url());
        for (name, value) in request.headers() {
            builder = builder.header(name, value);
        }
        let mut response = builder.send(request.body()).map_err(fault)?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(VNC_REPLY_MAX).read_to_vec();
        Ok(Answered { status, body: body.map_err(fault)? })
    }
}

fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    }
}

fn network_fault(error: ureq::Error, authority: &str) -> NetworkFault {
    match error {
        ureq::Error::Timeout(_) => NetworkFault::Timeout,
        ureq::Error::HostNotFound => {
            NetworkFault::HostNotFound { host: host(authority).to_owned() }
        }
        ureq::Error::Rustls(reason) => NetworkFault::Tls { reason: reason.to_string() },
        ureq::Error::Tls(reason) => NetworkFault::Tls { reason: reason.to_owned() },
        ureq::Error::ConnectProxyFailed(reason) => NetworkFault::Proxy { reason },
        ureq::Error::BodyExceedsLimit(limit) => NetworkFault::TooLong { limit },
        ureq::Error::Io(error) => match error.downcast::<rustls::Error>() {
            Ok(reason) => NetworkFault::Tls { reason: reason.to_string() },
            Err(error) => NetworkFault::Connection { reason: error.to_string() },
        },
        other => NetworkFault::Connection { reason: other.to_string() },
    }
}
