//! A signed request as Python sees it.

use ::core::fmt::Write;

use pyo3::{prelude::*, types::PyBytes};
use vncurl::{SignedRequest, core};

/// A signed request, for a transport of your own.
///
/// It stays valid for minutes, so repr() shows where it goes and nothing else.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Request {
    scheme: &'static str,
    /// The whole request as HTTP/1.1 bytes.
    // The other attributes are cut out of it when they are asked for.
    #[pyo3(get)]
    http1: Py<PyBytes>,
}

impl Request {
    pub(crate) fn new(py: Python<'_>, request: &core::Request<'_>) -> Self {
        let http1 = PyBytes::new(py, request.http1()).unbind();
        Self { scheme: request.scheme().as_str(), http1 }
    }

    /// A request that the flow signed, as the same message.
    pub(crate) fn of_signed(py: Python<'_>, request: &SignedRequest) -> Self {
        let (method, target) = (request.method(), request.path_and_query());
        let (host, body) = (request.host(), request.body());
        let mut message = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n");
        for (name, value) in request.headers() {
            message.extend([name, ": ", value, "\r\n"]);
        }
        // A `String` takes every text.
        let _ = write!(message, "Content-Length: {}\r\n\r\n{body}", body.len());
        let http1 = PyBytes::new(py, message.as_bytes()).unbind();
        Self { scheme: request.scheme().as_str(), http1 }
    }

    /// What repr() shows.
    pub(crate) fn shown(&self, py: Python<'_>) -> String {
        format!("Request(method={:?}, host={:?}, ...)", self.method(py), self.host(py))
    }

    /// Head and body of the message, which core wrote.
    fn message<'py>(&'py self, py: Python<'py>) -> (&'py str, &'py str) {
        let text = str::from_utf8(self.http1.bind(py).as_bytes()).unwrap_or_default();
        text.split_once("\r\n\r\n").unwrap_or_default()
    }

    /// Method, target and version: the request line's words.
    fn word<'py>(&'py self, py: Python<'py>, index: usize) -> &'py str {
        self.message(py).0.split([' ', '\r']).nth(index).unwrap_or_default()
    }

    fn lines<'py>(&'py self, py: Python<'py>) -> impl Iterator<Item = (&'py str, &'py str)> {
        self.message(py).0.split("\r\n").filter_map(|line| line.split_once(": "))
    }
}

#[pymethods]
impl Request {
    /// "POST" or "GET".
    #[getter]
    fn method<'py>(&'py self, py: Python<'py>) -> &'py str {
        self.word(py, 0)
    }

    /// Scheme, host, path and query.
    #[getter]
    fn url(&self, py: Python<'_>) -> String {
        format!("{}://{}{}", self.scheme, self.host(py), self.word(py, 1))
    }

    /// The signed Host header: "host" or "host:port".
    #[getter]
    fn host<'py>(&'py self, py: Python<'py>) -> &'py str {
        self.lines(py).find(|(name, _)| *name == "Host").map_or("", |(_, host)| host)
    }

    /// Name and value of every header but Host and Content-Length, which HTTP libraries add
    /// themselves; send each unchanged.
    #[getter]
    fn headers<'py>(&'py self, py: Python<'py>) -> Vec<(&'py str, &'py str)> {
        let own = |name: &str| matches!(name, "Host" | "Content-Length");
        self.lines(py).filter(|(name, _)| !own(name)).collect()
    }

    /// The body, byte for byte as signed.
    #[getter]
    fn body<'py>(&'py self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.message(py).1.as_bytes())
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        self.shown(py)
    }
}
