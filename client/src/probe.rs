//! Finds out what is in the way, without a signature and without credentials.

use core::{fmt, time::Duration};
use std::path::{Path, PathBuf};

use ureq::{Proxy, http::Uri};
use vncurl_core::Endpoint;

use crate::{
    Environment, Error, Received,
    proxy::{proxy, variable},
    transport::{Way, is_local},
};

/// Reaches hosts the way a [`Client`](crate::Client) does: the same roots, the same proxy, no
/// redirects; but asks for an address alone, and sends nothing of the user's.
///
/// # Examples
///
/// ```
/// use vncurl::{Environment, Probe};
///
/// let read = |name: &str| (name == "HTTPS_PROXY").then(|| "http://proxy.example:3128".to_owned());
/// let probe = Probe::new(&Environment::new(&read), None)?;
/// assert_eq!(probe.proxy_of("https://cvm.tencentcloudapi.com/"), Some("HTTPS_PROXY"));
/// # Ok::<(), vncurl::Error>(())
/// ```
pub struct Probe {
    proxy: Option<(&'static str, Proxy)>,
    ca_file: Option<PathBuf>,
}

impl Probe {
    /// Take the proxy from `environment`, and trust the certificates of `ca_file` besides the usual
    /// roots.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidProxy`].
    pub fn new(environment: &Environment<'_>, ca_file: Option<&Path>) -> Result<Self, Error> {
        let proxy = variable(environment).zip(proxy(environment)?);
        Ok(Self { proxy, ca_file: ca_file.map(Path::to_owned) })
    }

    /// The variable whose proxy leads to `url`; none where the way is direct.
    #[must_use]
    pub fn proxy_of(&self, url: &str) -> Option<&'static str> {
        let (variable, proxy) = self.proxy.as_ref()?;
        let is_local = Endpoint::parse(origin(url)).is_ok_and(is_local);
        let excepted = url.parse::<Uri>().is_ok_and(|uri| proxy.is_no_proxy(&uri));
        (!is_local && !excepted).then_some(*variable)
    }

    /// Ask for `url`, `https://…` or `http://…` of this machine, and give status and headers: the
    /// body is not read.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for an address whose origin is no endpoint, [`Error::File`] for the
    /// certificates, [`Error::Network`].
    pub fn get(&self, url: &str, timeout: Duration) -> Result<Received, Error> {
        let proxy = self.proxy.as_ref().map(|(_, proxy)| proxy.clone());
        let way = Way::new(origin(url), self.ca_file.as_deref(), proxy)?;
        way.probe(url, timeout).map_err(Error::Network)
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.proxy.as_ref().map(|(variable, _)| variable);
        f.debug_struct("Probe").field("proxy", &variable).finish_non_exhaustive()
    }
}

/// `scheme://authority` of an address.
fn origin(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |at| at.saturating_add(3));
    let rest = url.get(authority..).unwrap_or_default();
    let len = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url.get(..authority.saturating_add(len)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_of_an_address_is_named_unless_it_is_excepted_or_of_this_machine() {
        let read = |name: &str| match name {
            "HTTPS_PROXY" => Some("http://user:pass@proxy.example:3128".to_owned()),
            "NO_PROXY" => Some(".inside.example".to_owned()),
            _ => None,
        };
        let probe = Probe::new(&Environment::new(&read), None).unwrap();
        for (url, variable) in [
            ("https://cvm.tencentcloudapi.com/", Some("HTTPS_PROXY")),
            ("https://viewer.inside.example/page.html", None),
            ("https://127.0.0.1:8443/", None),
            ("http://localhost:80", None),
        ] {
            assert_eq!(probe.proxy_of(url), variable, "{url}");
        }
        assert!(!format!("{probe:?}").contains("pass"));
    }
}
