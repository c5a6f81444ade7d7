//! A build without a transport asks no service for credentials, and says so.
#![expect(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "the signatures are those of the peer that is asked"
)]

use core::time::Duration;

use super::metadata::Reply;
use crate::{Error, SourceFault};

/// What does not ask.
pub(crate) struct Peer;

impl Peer {
    pub(crate) fn new(_host: &str, _secure: bool, _timeout: Duration) -> Result<Self, Error> {
        Ok(Self)
    }

    pub(crate) fn get(
        &self,
        _url: &str,
        _header: Option<(&str, &str)>,
    ) -> Result<Reply, SourceFault> {
        Err(SourceFault::NoTransport)
    }

    pub(crate) fn put(&self, _url: &str, _header: (&str, &str)) -> Result<Reply, SourceFault> {
        Err(SourceFault::NoTransport)
    }
}
