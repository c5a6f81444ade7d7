//! How requests are signed and where they go, by the words that every surface has.

use pyo3::prelude::*;
use vncurl::{
    Error,
    core::{Method, SignatureVersion, Site, provider::signature_version},
};

use crate::failure::{raise, raise_usage};

/// The site of that name.
pub(crate) fn site(py: Python<'_>, name: &str) -> PyResult<Site> {
    let named = Site::ALL.into_iter().find(|site| site.as_str() == name);
    named.ok_or_else(|| unknown(py, "site", name, &Site::ALL.map(Site::as_str)))
}

/// The method of that name.
pub(crate) fn method(py: Python<'_>, name: &str) -> PyResult<Method> {
    let named = Method::ALL.into_iter().find(|method| method.as_str() == name);
    named.ok_or_else(|| unknown(py, "method", name, &Method::ALL.map(Method::as_str)))
}

/// The signature version of that name.
pub(crate) fn signature(py: Python<'_>, name: &str) -> PyResult<&'static SignatureVersion> {
    signature_version(name)
        .ok_or_else(|| raise(py, &Error::UnknownSignature { name: name.to_owned() }))
}

fn unknown(py: Python<'_>, what: &str, name: &str, known: &[&str]) -> PyErr {
    raise_usage(py, &format!("no {what} is called {name:?}; there are {}", known.join(", ")))
}
