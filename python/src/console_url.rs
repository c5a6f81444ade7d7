//! The console URL from a VNC URL.

use pyo3::{prelude::*, types::PyString};
use vncurl::core::{Error as CoreError, Guest, Provider, console::VNC_URL_MAX, text::Text};

use crate::{failure::raise_input, provider::by_name};

/// Room for the clouds' own console URLs; a longer one is written into more.
const ROOM: usize = 512;

/// Build the console URL: the viewer page that opens a VNC URL in a browser.
///
/// Args:
///     provider: Name of the cloud product that gave the VNC URL.
///     vnc_url: The VNC URL exactly as the cloud sent it: it is percent-encoded once already.
///     instance_id: The instance that it opens.
///     windows: Whether the guest runs Windows; Alibaba's page must be told.
///     viewer: The viewer page instead of the cloud's own: an address without "?", or the name of
///         an older page, such as "0.0.7".
///     password: The instance's console password, 6 letters or digits, for Alibaba's page.
///
/// Raises:
///     ReplyError: The VNC URL cannot be put into a page; `at` is the byte.
///     InputError: Another argument cannot be used.
#[pyfunction]
#[pyo3(signature = (provider, vnc_url, *, instance_id, windows = None, viewer = None,
                    password = None))]
pub(crate) fn console_url<'py>(
    py: Python<'py>,
    provider: &str,
    vnc_url: &str,
    instance_id: &str,
    windows: Option<bool>,
    viewer: Option<&str>,
    password: Option<&str>,
) -> PyResult<Bound<'py, PyString>> {
    let provider = by_name(py, provider)?;
    let guest = Guest { instance_id, windows, page: page(provider, viewer), password };
    written(py, provider, &Text::plain(vnc_url), &guest)
}

/// The address of a viewer page that is given by address or by name.
pub(crate) fn page<'a>(provider: &Provider, viewer: Option<&'a str>) -> Option<&'a str> {
    let viewer = viewer?;
    Some(provider.viewer_named(viewer).map_or(viewer, |known| known.page))
}

/// The console URL, in as much room as it needs.
pub(crate) fn written<'py>(
    py: Python<'py>,
    provider: &Provider,
    vnc_url: &Text<'_>,
    guest: &Guest<'_>,
) -> PyResult<Bound<'py, PyString>> {
    let mut room = [0; ROOM];
    let url = match provider.console_url(vnc_url, guest, &mut room) {
        Err(CoreError::BufferTooSmall { needed }) => {
            let mut room = vec![0; needed];
            let url = provider.console_url(vnc_url, guest, &mut room);
            return url.map(|url| PyString::new(py, url)).map_err(|error| raise_input(py, error));
        }
        other => other,
    };
    url.map(|url| PyString::new(py, url)).map_err(|error| raise_input(py, error))
}

/// The bare "wss://" address of a VNC URL, for a native viewer that opens the WebSocket itself.
///
/// Args:
///     provider: Name of the cloud product that gave the VNC URL.
///     vnc_url: The VNC URL exactly as the cloud sent it.
///
/// Raises:
///     ReplyError: The VNC URL is none; `at` is the byte.
#[pyfunction]
pub(crate) fn websocket_url(py: Python<'_>, provider: &str, vnc_url: &str) -> PyResult<String> {
    // Judged in its encoded form, of which each byte may need three.
    let mut room = vec![0; vnc_url.len().min(VNC_URL_MAX).saturating_mul(3)];
    let address = by_name(py, provider)?.websocket_url(&Text::plain(vnc_url), &mut room);
    address.map(str::to_owned).map_err(|error| raise_input(py, error))
}
