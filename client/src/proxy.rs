//! The proxy that the environment names.

use ureq::Proxy;

use crate::{Environment, Error};

/// The variables that name a proxy for HTTPS, in the order in which curl asks them.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// The hosts that are reached without it.
const EXCEPTIONS: [&str; 2] = ["no_proxy", "NO_PROXY"];

/// The variable that names the proxy.
pub(crate) fn variable(environment: &Environment<'_>) -> Option<&'static str> {
    VARIABLES.into_iter().find(|name| environment.read(name).is_some())
}

/// The proxy for HTTPS requests, unless `NO_PROXY` excepts the host.
///
/// A variable that is set and cannot be used is an error: going out directly instead would be a
/// way that nobody chose.
pub(crate) fn proxy(environment: &Environment<'_>) -> Result<Option<Proxy>, Error> {
    let Some(variable) = variable(environment) else { return Ok(None) };
    let address = environment.read(variable).unwrap_or_default();
    let invalid = |_| Error::InvalidProxy { variable };
    let proxy = Proxy::new(&address).map_err(invalid)?;
    let mut builder = Proxy::builder(proxy.protocol()).host(proxy.host()).port(proxy.port());
    if let Some(username) = proxy.username() {
        builder = builder.username(username);
    }
    if let Some(password) = proxy.password() {
        builder = builder.password(password);
    }
    let excepted = EXCEPTIONS.into_iter().find_map(|name| environment.read(name));
    for host in excepted.iter().flat_map(|list| list.split(',')).map(str::trim) {
        if !host.is_empty() {
            builder = builder.no_proxy(host);
        }
    }
    builder.build().map(Some).map_err(invalid)
}
