//! Where words go: the answer to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use vncurl::{Console, Error};

use crate::{exit, failure::Failure};

/// Write a line of the answer.
pub(crate) fn answer(line: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .map_err(Failure::local("writing to standard output"))
}

/// Write a value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let line = serde_json::to_string(value)
        .map_err(|error| Failure::Local { what: "writing JSON", reason: error.to_string() })?;
    answer(&line)
}

/// Writes in the form that was asked for.
#[derive(Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Write a remark for a person; JSON readers get none.
    pub(crate) fn remark(&self, line: &str) {
        if !self.json {
            // A closed standard error must not keep the answer from being given.
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
    }

    /// Write a console as the answer: the URL alone, or the documented object.
    pub(crate) fn console(&self, console: &Console) -> Result<(), Failure> {
        if self.json { json(&ConsoleObject::new(console)) } else { answer(console.url()) }
    }

    /// Report a failure and give its exit code.
    pub(crate) fn failure(&self, failure: &Failure) -> u8 {
        let code = failure.exit_code();
        if self.json {
            let written = json(&FailureObject::new(failure));
            return if written.is_ok() { code } else { exit::LOCAL };
        }
        let mut err = io::stderr().lock();
        let _ = writeln!(err, "vncurl: {}", failure.message());
        let _ = writeln!(err, "  next: {}", failure.advice());
        code
    }

    /// Whether a person can answer: standard input and standard error are a terminal.
    pub(crate) fn is_interactive(&self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }
}

/// A console as documented, members in this order.
#[derive(Serialize)]
struct ConsoleObject<'a> {
    provider: &'a str,
    instance_id: &'a str,
    console_url: &'a str,
    not_after: String,
    single_use: bool,
    request_id: &'a str,
}

impl<'a> ConsoleObject<'a> {
    fn new(console: &'a Console) -> Self {
        Self {
            provider: console.provider().name,
            instance_id: console.instance_id(),
            console_url: console.url(),
            not_after: console.not_after_text(),
            single_use: console.single_use(),
            request_id: console.request_id(),
        }
    }
}

/// A failure as documented; code and request id are the cloud's, so null when it said nothing.
#[derive(Serialize)]
struct FailureObject<'a> {
    error: Reason<'a>,
}

#[derive(Serialize)]
struct Reason<'a> {
    kind: &'a str,
    code: Option<&'a str>,
    message: String,
    request_id: Option<&'a str>,
}

impl<'a> FailureObject<'a> {
    fn new(failure: &'a Failure) -> Self {
        let refused = match failure {
            Failure::Client(Error::Refused(refused)) => Some(refused),
            _ => None,
        };
        let error = Reason {
            kind: failure.kind(),
            code: refused.map(|refused| refused.code.as_str()),
            message: refused.map_or_else(|| failure.message(), |refused| refused.message.clone()),
            request_id: refused.map(|refused| refused.request_id.as_str()),
        };
        Self { error }
    }
}
