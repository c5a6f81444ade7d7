//! The way to a console step by step, for a transport of the user's own.

use core::time::Duration;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::{exceptions::PyBaseException, prelude::*};
use vncurl::{Error, NetworkFault, Opening, Step, core::flow::Answered};

use crate::{
    console::Console,
    failure::raise,
    request::Request,
    wait::{as_seconds, moment_ms},
};

/// The way from an instance id to its console, step by step: Client.flow() starts one.
///
/// It sends nothing and reads no clock. Ask next() what to do, do it, and hand the reply to
/// receive(); drive() and adrive() do that with any transport. Times are Unix seconds, and the
/// client's time-out counts from the first next().
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Flow {
    client: Arc<vncurl::Client>,
    instance_id: String,
    wait_running: Option<Duration>,
    opening: Mutex<Option<Opening<Arc<vncurl::Client>>>>,
}

impl Flow {
    pub(crate) fn new(
        py: Python<'_>,
        client: &Arc<vncurl::Client>,
        instance_id: String,
        wait_running: Option<Duration>,
    ) -> PyResult<Self> {
        let flow = Self {
            client: Arc::clone(client),
            instance_id,
            wait_running,
            opening: Mutex::new(None),
        };
        // What cannot be used is said here and not at the first step.
        flow.open(0).map_err(|error| raise(py, &error))?;
        Ok(flow)
    }

    fn open(&self, now_ms: u64) -> Result<Opening<Arc<vncurl::Client>>, Error> {
        Opening::new(Arc::clone(&self.client), &self.instance_id, self.wait_running, now_ms)
    }

    /// The flow, which starts when it is first asked for anything.
    fn step<T>(
        &self,
        py: Python<'_>,
        now: f64,
        step: impl FnOnce(&mut Opening<Arc<vncurl::Client>>, u64) -> Result<T, Error>,
    ) -> PyResult<T> {
        let now_ms = moment_ms(py, now)?;
        let mut opening = self.lock();
        let opening = match &mut *opening {
            Some(opening) => opening,
            none => none.insert(self.open(now_ms).map_err(|error| raise(py, &error))?),
        };
        step(opening, now_ms).map_err(|error| raise(py, &error))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Opening<Arc<vncurl::Client>>>> {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Flow {
    /// What to do now: Send, Wait or Expired.
    ///
    /// Args:
    ///     now: Unix seconds, as time.time() gives them.
    fn next<'py>(&self, py: Python<'py>, now: f64) -> PyResult<Bound<'py, PyAny>> {
        let (step, deadline_ms) = self.step(py, now, |opening, now_ms| {
            Ok((opening.next(now_ms)?, opening.retry().deadline_ms()))
        })?;
        Ok(match step {
            Step::Send(request) => {
                let request = Py::new(py, Request::of_signed(py, &request))?;
                let timeout = (as_seconds(deadline_ms) - now).max(0.0);
                Bound::new(py, Send { request, timeout })?.into_any()
            }
            Step::Wait { until_ms } => {
                let why = self.lock().as_ref().and_then(|own| own.retry().last_refusal());
                let why = why.map(vncurl::core::RefusalKind::as_str);
                Bound::new(py, Wait { until: as_seconds(until_ms), why })?.into_any()
            }
            Step::Expired { last } => {
                let error = raise(py, &Error::Deadline { last }).into_value(py);
                Bound::new(py, Expired { error })?.into_any()
            }
        })
    }

    /// Take in the reply to the last Send: the Console, or None when next() knows what to do.
    ///
    /// Args:
    ///     now: Unix seconds.
    ///     status: The HTTP status.
    ///     headers: The reply's headers: a mapping, or pairs of name and value.
    ///     body: The whole body.
    ///
    /// Raises:
    ///     Refused: The cloud said no, and asking again cannot help.
    ///     ReplyError: The reply cannot be read, or its VNC URL cannot be used.
    fn receive(
        &self,
        py: Python<'_>,
        now: f64,
        status: u16,
        headers: &Bound<'_, PyAny>,
        body: &[u8],
    ) -> PyResult<Option<Console>> {
        let headers = Headers::of(headers)?;
        let console = self.step(py, now, |opening, now_ms| {
            opening.receive(now_ms, &headers.answered(status, body))
        })?;
        Ok(console.map(Console::new))
    }

    /// Say that no reply to the last Send came; next() asks again.
    ///
    /// Args:
    ///     now: Unix seconds.
    ///     reason: What happened, for the exception. It must hold no part of the request.
    ///
    /// Raises:
    ///     NetworkError: It has come too often, or there is no time left.
    #[pyo3(signature = (now, reason = "no reply came"))]
    fn lost(&self, py: Python<'_>, now: f64, reason: &str) -> PyResult<()> {
        let fault = NetworkFault::Connection { reason: reason.to_owned() };
        self.step(py, now, |opening, now_ms| opening.lost(now_ms, fault))
    }

    /// The instance.
    #[getter]
    fn instance_id(&self) -> &str {
        &self.instance_id
    }

    /// Seconds that the cloud's clock is ahead of the driver's, as far as a refusal has told.
    #[getter]
    fn clock_offset_s(&self) -> i64 {
        self.lock().as_ref().map_or(0, |opening| opening.retry().offset_s())
    }

    fn __repr__(&self) -> String {
        format!("Flow({:?}, instance_id={:?})", self.client.provider().name, self.instance_id)
    }
}

/// A step of a flow: send this request, unchanged.
#[pyclass(frozen, get_all, module = "vncurl")]
pub(crate) struct Send {
    /// The signed request.
    request: Py<Request>,
    /// Seconds that are left for it.
    timeout: f64,
}

#[pymethods]
impl Send {
    fn __repr__(&self, py: Python<'_>) -> String {
        format!("Send({}, timeout={})", self.request.get().shown(py), self.timeout)
    }
}

/// A step of a flow: ask again later.
#[pyclass(frozen, get_all, module = "vncurl")]
pub(crate) struct Wait {
    /// Unix seconds at which to ask next().
    until: f64,
    /// What the cloud said, in one word such as "busy"; None when no reply came.
    why: Option<&'static str>,
}

#[pymethods]
impl Wait {
    fn __repr__(&self) -> String {
        let why = self.why.map_or("None".to_owned(), |why| format!("{why:?}"));
        format!("Wait(until={}, why={why})", self.until)
    }
}

/// A step of a flow: the time is over.
#[pyclass(frozen, get_all, module = "vncurl")]
pub(crate) struct Expired {
    /// The NetworkError to raise.
    error: Py<PyBaseException>,
}

#[pymethods]
impl Expired {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Expired({})", self.error.bind(py).repr()?))
    }
}

/// The headers that say when to ask again.
#[derive(Default)]
struct Headers {
    date: Option<String>,
    retry_after: Option<String>,
    retry_after_ms: Option<String>,
}

impl Headers {
    fn of(headers: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut own = Self::default();
        let pairs = match headers.getattr("items") {
            Ok(items) => items.call0()?.try_iter()?,
            Err(_) => headers.try_iter()?,
        };
        for pair in pairs {
            let pair = pair?;
            let place = match pair.get_item(0)?.extract::<String>()?.to_ascii_lowercase().as_str() {
                "date" => &mut own.date,
                "retry-after" => &mut own.retry_after,
                "x-acs-retry-after" => &mut own.retry_after_ms,
                _ => continue,
            };
            *place = Some(pair.get_item(1)?.extract()?);
        }
        Ok(own)
    }

    fn answered<'a>(&'a self, status: u16, body: &'a [u8]) -> Answered<'a> {
        Answered {
            status,
            date: self.date.as_deref(),
            retry_after: self.retry_after.as_deref(),
            retry_after_ms: self.retry_after_ms.as_deref(),
            body,
        }
    }
}
