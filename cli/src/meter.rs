//! A line on the terminal that counts.

use core::time::Duration;
use std::{
    io::{self, IsTerminal, Write},
    time::Instant,
};

use crate::output::Output;

/// How often it is written anew.
const PACE: Duration = Duration::from_millis(100);

/// Counts on standard error where that is a terminal and the answer goes elsewhere; silent else.
#[derive(Debug)]
pub(crate) struct Meter {
    what: &'static str,
    total: Option<usize>,
    done: usize,
    written: Option<Instant>,
    shown: bool,
}

impl Meter {
    /// Count `what`, up to `total` where that is known.
    pub(crate) fn new(output: &Output, what: &'static str, total: Option<usize>) -> Self {
        let shown = !output.is_table() && io::stderr().is_terminal();
        Self { what, total, done: 0, written: None, shown }
    }

    /// Count one more.
    pub(crate) fn step(&mut self) {
        self.done = self.done.saturating_add(1);
        if !self.shown || self.written.is_some_and(|written| written.elapsed() < PACE) {
            return;
        }
        self.written = Some(Instant::now());
        // A closed standard error must not keep the answer from being given.
        let _ = write!(io::stderr(), "\r{}", line(self.what, self.done, self.total));
    }
}

impl Drop for Meter {
    /// Takes its line away.
    fn drop(&mut self) {
        if self.written.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn line(what: &str, done: usize, total: Option<usize>) -> String {
    match total {
        Some(total) => format!("{done} of {total} {what}"),
        None => format!("{done} {what}"),
    }
}
