//! Waiting without holding the interpreter, and ending at once when the user presses Ctrl-C.

use core::time::Duration;
use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use pyo3::{exceptions::PyRuntimeError, prelude::*};

use crate::failure::raise_usage;

/// Longest time between two looks for a signal.
const SLICE: Duration = Duration::from_millis(50);

/// What a thread of this module hands over.
pub(crate) struct Hand<T>(Receiver<T>);

/// What there is after a slice.
pub(crate) enum Taken<T> {
    Value(T),
    NotYet,
    /// There will be no more.
    End,
}

impl<T: Send> Hand<T> {
    pub(crate) fn new(receiver: Receiver<T>) -> Self {
        Self(receiver)
    }

    /// Wait for the next value for at most a slice, then look for a signal.
    pub(crate) fn take_soon(self, py: Python<'_>) -> PyResult<(Self, Taken<T>)> {
        let (taken, hand) = py.detach(move || (self.0.recv_timeout(SLICE), self));
        py.check_signals()?;
        let taken = match taken {
            Ok(value) => Taken::Value(value),
            Err(RecvTimeoutError::Timeout) => Taken::NotYet,
            Err(RecvTimeoutError::Disconnected) => Taken::End,
        };
        Ok((hand, taken))
    }
}

/// Run `work` in a thread of its own and wait for what it gives. A signal's exception ends the
/// wait; what the thread gives then is dropped.
pub(crate) fn in_background<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (done, result) = mpsc::sync_channel(1);
    let thread = thread::Builder::new().spawn(move || {
        // Nobody takes it any more after a signal.
        let _ = done.send(work());
    });
    thread?;
    let mut hand = Hand::new(result);
    loop {
        let taken;
        (hand, taken) = hand.take_soon(py)?;
        match taken {
            Taken::Value(value) => return Ok(value),
            Taken::End => {
                return Err(PyRuntimeError::new_err("the thread that asks ended early"));
            }
            Taken::NotYet => {}
        }
    }
}

/// Sleep for `time`, or until a signal's exception.
pub(crate) fn sleep(py: Python<'_>, time: Duration) -> PyResult<()> {
    let started = Instant::now();
    while let Some(left) = time.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) {
        py.detach(|| thread::sleep(left.min(SLICE)));
        py.check_signals()?;
    }
    Ok(())
}

/// Unix milliseconds that never go back: the system's time at the start, and what has passed.
pub(crate) struct Clock {
    start_ms: u64,
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { start_ms: milliseconds(now), started: Instant::now() }
    }

    pub(crate) fn now_ms(&self) -> u64 {
        self.start_ms.saturating_add(milliseconds(self.started.elapsed()))
    }

    pub(crate) fn until(&self, until_ms: u64) -> Duration {
        Duration::from_millis(until_ms.saturating_sub(self.now_ms()))
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A number of seconds above 0 from Python's float or int.
pub(crate) fn seconds(py: Python<'_>, name: &str, value: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(value)
        .ok()
        .filter(|time| !time.is_zero())
        .ok_or_else(|| raise_usage(py, &format!("{name} is not a number of seconds above 0")))
}

/// Unix seconds, with their fraction, as milliseconds: the nearest, since a float holds few of them
/// exactly, and a time that this module gave must come back as itself.
pub(crate) fn moment_ms(py: Python<'_>, now: f64) -> PyResult<u64> {
    Duration::try_from_secs_f64(now)
        .map(|time| milliseconds(time.saturating_add(Duration::from_micros(500))))
        .map_err(|_| raise_usage(py, "now is not a number of Unix seconds"))
}

/// Milliseconds as seconds with their fraction.
pub(crate) fn as_seconds(ms: u64) -> f64 {
    Duration::from_millis(ms).as_secs_f64()
}
