//! `ALIBABA_CLOUD_CREDENTIALS_URI`: an address that gives temporary credentials.
//!
//! Source: Alibaba Cloud's credentials libraries, read 2026-11. They take any address; here it is
//! `https://`, or `http://` on this machine, since what comes back signs.

use core::{fmt, time::Duration};

use vncurl_core::{Endpoint, Scheme};
use zeroize::Zeroizing;

use super::{
    find::{Sources, Step},
    peer::Peer,
    renewal::Renewal,
    role,
    stored::{self, Answer, Loaded},
};
use crate::{Error, Source, SourceFault};

const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// How long the answer may take.
const TIMEOUT: Duration = Duration::from_secs(5);

const ADVICE: &str = "look at the service behind ALIBABA_CLOUD_CREDENTIALS_URI";

pub(crate) const STEP: Step = Step { name: VARIABLE, ask };

/// A checked address; its path and query may be secret.
#[derive(Clone)]
pub(crate) struct CredentialsUri {
    url: Zeroizing<String>,
    host: String,
    secure: bool,
}

fn ask(sources: &Sources<'_>) -> Result<Answer, Error> {
    let Some(url) = sources.environment.read(VARIABLE) else {
        return Ok(Answer::nothing(VARIABLE, "not set"));
    };
    let uri = CredentialsUri::parse(url).map_err(stored::at(VARIABLE))?;
    uri.load(sources.now).map(|loaded| Answer::Found(Box::new(loaded)))
}

impl CredentialsUri {
    fn parse(url: String) -> Result<Self, SourceFault> {
        let url = Zeroizing::new(url);
        let expected = "an https:// address, or http:// with a loopback address";
        let invalid = || SourceFault::Invalid { expected };
        let start = url.find("://").ok_or_else(invalid)?.saturating_add(3);
        let rest = url.get(start..).unwrap_or_default();
        let authority = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let origin = url.get(..start.saturating_add(authority)).unwrap_or_default();
        let endpoint = Endpoint::parse(origin).map_err(|_| invalid())?;
        if url.bytes().any(|byte| !byte.is_ascii_graphic()) {
            return Err(invalid());
        }
        let host = endpoint.authority().to_owned();
        let secure = endpoint.scheme() == Scheme::Https;
        Ok(Self { url, host, secure })
    }

    /// Ask for credentials at the Unix second `now`.
    pub(crate) fn load(&self, now: u64) -> Result<Loaded, Error> {
        let place = format!("{VARIABLE} at {}", self.host);
        let peer = Peer::new(&self.host, self.secure, TIMEOUT)?;
        let credentials = peer
            .get(&self.url, None)
            .and_then(|reply| role::alibaba(&reply))
            .and_then(|credentials| stored::check(credentials, now, ADVICE))
            .map_err(stored::at(place.clone()))?;
        let mut loaded = Loaded::new(credentials, Source::CredentialsUri, place);
        loaded.renewal = Some(Renewal::Uri(self.clone()));
        Ok(loaded)
    }
}

impl fmt::Debug for CredentialsUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsUri").field("host", &self.host).finish_non_exhaustive()
    }
}
