//! Consoles of many instances, each handed over as soon as it is there.

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use pyo3::{exceptions::PyBaseException, prelude::*};

use crate::{
    console::Console,
    failure::raise,
    wait::{Hand, Taken},
};

/// An iterator of Opened, in the order in which the consoles come.
///
/// Dropped, or closed by leaving the loop, it asks for no more.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Consoles {
    total: usize,
    /// Nothing while a thread waits, and after the end.
    hand: Mutex<Option<Hand<vncurl::Opened>>>,
}

impl Consoles {
    pub(crate) fn start(client: &Arc<vncurl::Client>, instance_ids: Vec<String>) -> Self {
        let client = Arc::clone(client);
        let total = instance_ids.len();
        // Nothing is stored between the threads that ask and the one that takes.
        let (hand_over, opened) = mpsc::sync_channel(0);
        thread::spawn(move || {
            // Nobody takes it any more when the other end is gone.
            client.consoles(instance_ids).all(|opened| hand_over.send(opened).is_ok())
        });
        Self { total, hand: Mutex::new(Some(Hand::new(opened))) }
    }

    fn hand(&self) -> Option<Hand<vncurl::Opened>> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[pymethods]
impl Consoles {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Opened>> {
        let Some(mut hand) = self.hand() else { return Ok(None) };
        loop {
            let taken;
            (hand, taken) = hand.take_soon(py)?;
            match taken {
                Taken::NotYet => {}
                Taken::End => return Ok(None),
                Taken::Value(opened) => {
                    *self.hand.lock().unwrap_or_else(PoisonError::into_inner) = Some(hand);
                    return Opened::new(py, opened).map(Some);
                }
            }
        }
    }

    fn __len__(&self) -> usize {
        self.total
    }

    fn __repr__(&self) -> String {
        format!("Consoles(total={})", self.total)
    }
}

/// An instance's console, or why there is none.
#[pyclass(frozen, get_all, module = "vncurl")]
pub(crate) struct Opened {
    /// The instance.
    instance_id: String,
    /// Its console, or None.
    console: Option<Py<Console>>,
    /// The exception that console() would have raised, or None.
    error: Option<Py<PyBaseException>>,
}

impl Opened {
    fn new(py: Python<'_>, opened: vncurl::Opened) -> PyResult<Self> {
        let (console, error) = match opened.console {
            Ok(console) => (Some(Py::new(py, Console::new(console))?), None),
            Err(error) => (None, Some(raise(py, &error).into_value(py))),
        };
        Ok(Self { instance_id: opened.instance_id, console, error })
    }
}

#[pymethods]
impl Opened {
    #[new]
    #[pyo3(signature = (instance_id, *, console = None, error = None))]
    fn py_new(
        instance_id: String,
        console: Option<Py<Console>>,
        error: Option<Py<PyBaseException>>,
    ) -> Self {
        Self { instance_id, console, error }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let shown = match (&self.console, &self.error) {
            (_, Some(error)) => format!("error={}", error.bind(py).repr()?),
            _ => "console=...".to_owned(),
        };
        Ok(format!("Opened(instance_id={:?}, {shown})", self.instance_id))
    }
}
