//! A console that can be opened now, and why it may take time.

use core::time::Duration;

use pyo3::prelude::*;
use vncurl::core::RefusalKind;

/// A console that can be opened now.
///
/// Who has the URL has the console, so repr() does not show it.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Console(vncurl::Console);

impl Console {
    pub(crate) fn new(console: vncurl::Console) -> Self {
        Self(console)
    }
}

#[pymethods]
impl Console {
    /// The console URL: the viewer page that opens the console in a browser.
    #[getter]
    fn url(&self) -> &str {
        self.0.url()
    }

    /// The bare "wss://" address, for a native viewer that opens the WebSocket itself.
    #[getter]
    fn websocket_url(&self) -> &str {
        self.0.websocket_url()
    }

    /// Name of the provider that gave it.
    #[getter]
    fn provider(&self) -> &'static str {
        self.0.provider().name
    }

    /// The instance that it shows.
    #[getter]
    fn instance_id(&self) -> &str {
        self.0.instance_id()
    }

    /// Unix seconds after which it cannot be opened any more.
    #[getter]
    fn not_after(&self) -> u64 {
        self.0.not_after()
    }

    /// Whether it opens once only.
    #[getter]
    fn single_use(&self) -> bool {
        self.0.single_use()
    }

    /// Seconds without a key or a click after which the console closes, or None where that is not
    /// known.
    #[getter]
    fn keep_alive_s(&self) -> Option<u16> {
        self.0.keep_alive_s()
    }

    /// Seconds that the cloud's clock is ahead of this machine's, as far as the cloud refused the
    /// time of a request; 0 when it did not.
    #[getter]
    fn clock_offset_s(&self) -> i64 {
        self.0.clock_offset_s()
    }

    /// The cloud's id of the call; empty when it sent none.
    #[getter]
    fn request_id(&self) -> &str {
        self.0.request_id()
    }

    fn __repr__(&self) -> String {
        format!(
            "Console(provider={:?}, instance_id={:?}, url=..., not_after={}, request_id={:?})",
            self.provider(),
            self.instance_id(),
            self.not_after(),
            self.request_id()
        )
    }
}

/// Why a call takes time, for a person who waits.
#[pyclass(frozen, get_all, module = "vncurl")]
pub(crate) struct Progress {
    /// Seconds until it asks again; None when it asks at once.
    wait_s: Option<f64>,
    /// What the cloud said, in one word such as "busy"; None when no reply came.
    why: Option<String>,
    /// Seconds that the cloud's clock is ahead of this machine's, when that has just been learned.
    clock_offset_s: Option<i64>,
}

impl Progress {
    pub(crate) fn waiting(time: Duration, why: Option<RefusalKind>) -> Self {
        let why = why.map(|why| why.as_str().to_owned());
        Self { wait_s: Some(time.as_secs_f64()), why, clock_offset_s: None }
    }

    pub(crate) fn clock_corrected(offset_s: i64) -> Self {
        let why = Some(RefusalKind::ClockSkew.as_str().to_owned());
        Self { wait_s: None, why, clock_offset_s: Some(offset_s) }
    }
}

#[pymethods]
impl Progress {
    #[new]
    #[pyo3(signature = (*, wait_s = None, why = None, clock_offset_s = None))]
    fn py_new(wait_s: Option<f64>, why: Option<String>, clock_offset_s: Option<i64>) -> Self {
        Self { wait_s, why, clock_offset_s }
    }

    fn __repr__(&self) -> String {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "None".to_owned());
        format!(
            "Progress(wait_s={}, why={}, clock_offset_s={})",
            or_none(self.wait_s.map(|time| time.to_string())),
            or_none(self.why.as_ref().map(|why| format!("{why:?}"))),
            or_none(self.clock_offset_s.map(|offset| offset.to_string())),
        )
    }
}
