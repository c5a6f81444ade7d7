//! A limiter that threads share and that sleeps.

use core::time::Duration;
use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Instant,
};

use vncurl_core::{
    RefusalKind,
    quota::{Limiter, Place, Turn},
};

use crate::Error;

/// Lets requests through at the permitted rate.
#[derive(Debug)]
pub(crate) struct Limit {
    limiter: Mutex<Limiter>,
    ended: Condvar,
    started: Instant,
}

impl Limit {
    pub(crate) fn new(limiter: Limiter) -> Self {
        Self { limiter: Mutex::new(limiter), ended: Condvar::new(), started: Instant::now() }
    }

    /// Wait for a turn, then ask.
    pub(crate) fn run<T>(&self, ask: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let place = self.begin();
        let answer = ask();
        let throttled = matches!(
            &answer,
            Err(Error::Refused(refused)) if refused.kind == RefusalKind::Throttled
        );
        self.limiter().ended(place, self.now_ms(), throttled);
        self.ended.notify_one();
        answer
    }

    fn begin(&self) -> Place {
        loop {
            let mut limiter = self.limiter();
            match limiter.begin(self.now_ms()) {
                Turn::Go(place) => return place,
                Turn::Wait { until_ms } => {
                    drop(limiter);
                    thread::sleep(Duration::from_millis(until_ms.saturating_sub(self.now_ms())));
                }
                Turn::Full => {
                    drop(self.ended.wait(limiter).unwrap_or_else(PoisonError::into_inner));
                }
            }
        }
    }

    fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
