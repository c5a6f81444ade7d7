//! One request to a service that gives credentials.
//!
//! No redirect is followed and no proxy is asked, whatever the environment says: an answer from
//! elsewhere would be somebody else's identity, and the request may carry a metadata token.

use core::time::Duration;

use ureq::{Agent, config::Config};
use zeroize::Zeroizing;

use super::metadata::Reply;
use crate::{
    Error, SourceFault,
    transport::{network_fault, tls},
};

/// Longest answer, in bytes; a real one has about 1,000.
const REPLY_MAX: u64 = 64 * 1024;

/// What asks.
pub(crate) struct Peer {
    agent: Agent,
    host: String,
}

impl Peer {
    /// Ask at `host`, over TLS or not, for so long at most.
    pub(crate) fn new(host: &str, secure: bool, timeout: Duration) -> Result<Self, Error> {
        let config = Config::builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(timeout))
            .user_agent(concat!("vncurl/", env!("CARGO_PKG_VERSION")));
        let config = if secure { config.https_only(true).tls_config(tls(None)?) } else { config };
        Ok(Self { agent: config.build().new_agent(), host: host.to_owned() })
    }

    /// `GET url` with a header, where there is one.
    pub(crate) fn get(
        &self,
        url: &str,
        header: Option<(&str, &str)>,
    ) -> Result<Reply, SourceFault> {
        let mut request = self.agent.get(url);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        self.read(request.call())
    }

    /// `PUT url` with a header and no body.
    pub(crate) fn put(&self, url: &str, (name, value): (&str, &str)) -> Result<Reply, SourceFault> {
        self.read(self.agent.put(url).header(name, value).send_empty())
    }

    fn read(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Reply, SourceFault> {
        let fault = |error| SourceFault::Network(network_fault(error, &self.host));
        let mut response = answer.map_err(fault)?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(REPLY_MAX).read_to_vec();
        Ok(Reply { status, body: Zeroizing::new(body.map_err(fault)?) })
    }
}
