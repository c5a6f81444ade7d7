//! What a cloud answered.

use pyo3::prelude::*;
use vncurl::{Error, Refused, core};

use crate::{
    failure::{raise, raise_input},
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
        Ok(core::Reply::Refusal(refusal)) => {
            Err(raise(py, &Error::Refused(Box::new(Refused::new(&refusal)))))
        }
        Err(error) => Err(raise_input(py, error)),
    }
}
