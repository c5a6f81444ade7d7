//! What a cloud answered.

use pyo3::{prelude::*, types::PyTuple};
use vncurl::{
    Error, Refused,
    core::{self, ListReply, Refusal},
};

use crate::{
    failure::{raise, raise_input},
    instance::{Instance, Region},
    provider::by_name,
};

/// The VNC URL that a cloud answered with.
///
/// It is not checked yet: console_url() does that. repr() does not show it.
#[pyclass(frozen, get_all, module = "vncurl")]
pub(crate) struct Reply {
    /// The VNC URL exactly as the cloud sent it.
    vnc_url: String,
    /// The cloud's id of the call; empty when it sent none.
    request_id: String,
}

#[pymethods]
impl Reply {
    fn __repr__(&self) -> String {
        format!("Reply(vnc_url=..., request_id={:?})", self.request_id)
    }
}

/// Read the reply to a request.
///
/// Args:
///     provider: Name of the cloud product that was asked.
///     status: The HTTP status.
///     body: The whole body.
///
/// Raises:
///     Refused: The cloud said no; the class tells why.
///     ReplyError: The body is not what the cloud documents; `at` is the byte.
#[pyfunction]
pub(crate) fn parse_reply(
    py: Python<'_>,
    provider: &str,
    status: u16,
    body: &[u8],
) -> PyResult<Reply> {
    match by_name(py, provider)?.read_reply(status, body) {
        Ok(core::Reply::VncUrl(reply)) => Ok(Reply {
            vnc_url: reply.vnc_url.to_string(),
            request_id: reply.request_id.to_string(),
        }),
        Ok(core::Reply::Refusal(refusal)) => Err(refused(py, &refusal)),
        Err(error) => Err(raise_input(py, error)),
    }
}

/// The exception for the cloud's "no".
pub(crate) fn refused(py: Python<'_>, refusal: &Refusal<'_>) -> PyErr {
    raise(py, &Error::Refused(Box::new(Refused::new(refusal))))
}

/// A page of a list of instances.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Page {
    items: Py<PyTuple>,
    /// How many there are on all pages together, or None where the cloud does not say.
    #[pyo3(get)]
    total: Option<u32>,
    /// The cloud's id of the call; empty when it sent none.
    #[pyo3(get)]
    request_id: String,
}

impl Page {
    fn new<'a>(
        py: Python<'_>,
        reply: Result<ListReply<'a, core::Instance<'a>>, core::Error>,
    ) -> PyResult<Self> {
        match reply {
            Ok(ListReply::List(list)) => {
                let items = list.iter().map(|each| Py::new(py, Instance::from(each)));
                let items = items.collect::<PyResult<Vec<_>>>()?;
                Ok(Self {
                    items: PyTuple::new(py, items)?.unbind(),
                    total: list.total,
                    request_id: list.request_id.to_string(),
                })
            }
            Ok(ListReply::Refusal(refusal)) => Err(refused(py, &refusal)),
            Err(error) => Err(raise_input(py, error)),
        }
    }
}

#[pymethods]
impl Page {
    /// The instances, in the cloud's order.
    #[getter]
    fn items(&self, py: Python<'_>) -> Py<PyTuple> {
        self.items.clone_ref(py)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let total = self.total.map_or("None".to_owned(), |total| total.to_string());
        Ok(format!("Page(items={}, total={total})", self.items.bind(py).repr()?))
    }
}

/// Read the reply to Signer.statuses_request(); the instances have an id and a state alone.
///
/// Args:
///     provider: Name of the cloud product that was asked.
///     status: The HTTP status.
///     body: The whole body.
///
/// Raises:
///     Refused: The cloud said no; the class tells why.
///     ReplyError: The body is not what the cloud documents; `at` is the byte.
#[pyfunction]
pub(crate) fn parse_statuses(
    py: Python<'_>,
    provider: &str,
    status: u16,
    body: &[u8],
) -> PyResult<Page> {
    Page::new(py, by_name(py, provider)?.read_statuses(status, body))
}

/// Read the reply to Signer.instances_request(), as parse_statuses() does.
#[pyfunction]
pub(crate) fn parse_instances(
    py: Python<'_>,
    provider: &str,
    status: u16,
    body: &[u8],
) -> PyResult<Page> {
    Page::new(py, by_name(py, provider)?.read_instances(status, body))
}

/// Read the reply to Signer.regions_request(), as parse_statuses() does.
#[pyfunction]
pub(crate) fn parse_regions(
    py: Python<'_>,
    provider: &str,
    status: u16,
    body: &[u8],
) -> PyResult<Vec<Region>> {
    match by_name(py, provider)?.read_regions(status, body) {
        Ok(ListReply::List(list)) => Ok(list.iter().map(Region::from).collect()),
        Ok(ListReply::Refusal(refusal)) => Err(refused(py, &refusal)),
        Err(error) => Err(raise_input(py, error)),
    }
}
