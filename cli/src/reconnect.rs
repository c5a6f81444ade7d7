//! Opens a console again when the person at it asks, as often as the cloud permits.
//!
//! The console lives between the browser and the cloud, so nobody tells this process that it
//! closed. The person sees it, and asks with a line on standard input.

use core::time::Duration;
use std::{io, thread, time::Instant};

use vncurl::{
    Console,
    core::{
        Provider,
        quota::{Limiter, Turn},
    },
};

use crate::{failure::Failure, output::Output};

/// How often the cloud still lets a console be opened.
#[derive(Debug)]
pub(crate) struct Budget {
    limiter: Limiter,
    connects_per_min: u16,
    started: Instant,
}

impl Budget {
    pub(crate) fn new(provider: &Provider) -> Self {
        Self {
            limiter: Limiter::of_reconnects(provider),
            connects_per_min: provider.connects_per_min,
            started: Instant::now(),
        }
    }

    /// Open a console when the budget permits it; why it waits is said.
    pub(crate) fn open(
        &mut self,
        output: &Output,
        open: impl FnOnce() -> Result<Console, Failure>,
    ) -> Result<Console, Failure> {
        let place = loop {
            let now_ms = self.now_ms();
            match self.limiter.begin(now_ms) {
                Turn::Go(place) => break place,
                Turn::Wait { until_ms } => {
                    let time = Duration::from_millis(until_ms.saturating_sub(now_ms));
                    output.remark(&waiting(self.connects_per_min, time));
                    thread::sleep(time);
                }
                // One console is opened after another, so a place is free or will be at a known time.
                Turn::Full => {}
            }
        };
        let opened = open();
        self.limiter.ended(place, self.now_ms(), false);
        opened
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

fn waiting(connects_per_min: u16, time: Duration) -> String {
    format!(
        "Waiting {:.0} s: the cloud opens a console {connects_per_min} times in a minute at most.",
        time.as_secs_f32().ceil()
    )
}

/// Wait for a line on standard input; whether one came before its end.
pub(crate) fn is_asked_again(output: &Output) -> Result<bool, Failure> {
    output.remark("Enter opens it again, with a new address; Ctrl-C ends this command alone.");
    let mut line = String::new();
    let len = io::stdin().read_line(&mut line).map_err(Failure::local("reading standard input"))?;
    Ok(len > 0)
}
