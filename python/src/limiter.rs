//! How often a cloud may be asked, for a transport of the user's own.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use vncurl::core::quota::{self, Place};

use crate::wait::{as_seconds, moment_ms};

/// Admits events at the rate that a cloud permits; it never sleeps.
///
/// Args:
///     limit: Most events in a window, 1 to 40, such as Provider.requests_per_s. Without one it
///         learns from the cloud's refusals.
///     window_s: Length of the window in seconds.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Limiter(Mutex<quota::Limiter>);

#[pymethods]
impl Limiter {
    #[new]
    #[pyo3(signature = (limit, *, window_s = 1))]
    fn new(limit: Option<u16>, window_s: u32) -> Self {
        Self(Mutex::new(quota::Limiter::new(limit, u64::from(window_s).saturating_mul(1_000))))
    }

    /// Ask to begin an event.
    ///
    /// Args:
    ///     now: Seconds of a clock that never goes back.
    fn begin(&self, py: Python<'_>, now: f64) -> PyResult<Turn> {
        let now_ms = moment_ms(py, now)?;
        let turn = self.0.lock().unwrap_or_else(PoisonError::into_inner).begin(now_ms);
        Ok(match turn {
            quota::Turn::Go(place) => Turn { place: Some(place), until: None },
            quota::Turn::Wait { until_ms } => {
                Turn { place: None, until: Some(as_seconds(until_ms)) }
            }
            quota::Turn::Full => Turn { place: None, until: None },
        })
    }

    /// Say that an event ended.
    ///
    /// Args:
    ///     turn: What begin() gave for it.
    ///     now: Seconds of the same clock.
    ///     throttled: Whether the cloud refused it as one too many.
    #[pyo3(signature = (turn, now, *, throttled = false))]
    fn ended(&self, py: Python<'_>, turn: &Turn, now: f64, throttled: bool) -> PyResult<()> {
        let now_ms = moment_ms(py, now)?;
        if let Some(place) = turn.place {
            let mut limiter = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            limiter.ended(place, now_ms, throttled);
        }
        Ok(())
    }
}

/// What a limiter says: go, wait until a time, or, with neither, ask again when an event ended.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Turn {
    place: Option<Place>,
    /// Seconds of the caller's clock at which to ask again, or None.
    #[pyo3(get)]
    until: Option<f64>,
}

#[pymethods]
impl Turn {
    /// Whether to begin now.
    #[getter]
    fn go(&self) -> bool {
        self.place.is_some()
    }

    fn __repr__(&self) -> String {
        let go = if self.go() { "True" } else { "False" };
        let until = self.until.map_or("None".to_owned(), |until| until.to_string());
        format!("Turn(go={go}, until={until})")
    }
}
