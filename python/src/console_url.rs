//! The console URL from a VNC URL.

use pyo3::prelude::*;
use vncurl::core::{Error as CoreError, Guest, text::Text};

use crate::{failure::raise_input, provider::by_name};

/// Room for the clouds' own console URLs; a longer one is written into more.
const ROOM: usize = 1024;

/// Build the console URL: the viewer page that opens a VNC URL in a browser.
///
/// Args:
///     provider: Name of the cloud product that gave the VNC URL.
///     vnc_url: The VNC URL exactly as the cloud sent it: it is percent-encoded once already.
///     instance_id: The instance that it opens.
///     windows: Whether the guest runs Windows; Alibaba's page must be told.
///     viewer: The viewer page instead of the cloud's own, without "?".
///
/// Raises:
///     ReplyError: The VNC URL cannot be put into a page; `at` is the byte.
///     InputError: Another argument cannot be used.
#[pyfunction]
#[pyo3(signature = (provider, vnc_url, *, instance_id, windows = None, viewer = None))]
pub(crate) fn console_url(
    py: Python<'_>,
    provider: &str,
    vnc_url: &str,
    instance_id: &str,
    windows: Option<bool>,
    viewer: Option<&str>,
) -> PyResult<String> {
    let provider = by_name(py, provider)?;
    let guest = Guest { instance_id, windows, page: viewer, ..Guest::default() };
    let vnc_url = Text::plain(vnc_url);
    let mut room = [0; ROOM];
    let url = match provider.console_url(&vnc_url, &guest, &mut room) {
        Ok(url) => Ok(url.to_owned()),
        Err(CoreError::BufferTooSmall { needed }) => {
            let mut room = vec![0; needed];
            provider.console_url(&vnc_url, &guest, &mut room).map(str::to_owned)
        }
        Err(error) => Err(error),
    };
    url.map_err(|error| raise_input(py, error))
}
