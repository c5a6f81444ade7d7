//! Where words go: the answer to standard output, everything else to standard error.

use std::{
    env,
    io::{self, IsTerminal, Write},
};

use serde::Serialize;
use vncurl::{Client, ClientBuilder, Console, Difference, Error};
use zeroize::Zeroizing;

use crate::{exit, failure::Failure};

/// Write a line of the answer.
pub(crate) fn answer(line: &str) -> Result<(), Failure> {
    print(&Zeroizing::new(format!("{line}\n")))
}

/// Write text of the answer, in one piece: what interrupts it leaves no half of a colour behind.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(unwritten)
}

/// Why the answer did not go to standard output.
pub(crate) fn unwritten(error: io::Error) -> Failure {
    match error.kind() {
        // Whoever closed it, such as `head`, has read enough and knows.
        io::ErrorKind::BrokenPipe => Failure::Told { code: exit::LOCAL },
        _ => Failure::local("writing to standard output")(error),
    }
}

/// Write a value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    answer(&json_line(value)?)
}

fn json_line(value: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(value)
        .map_err(|error| Failure::Local { what: "writing JSON", reason: error.to_string() })
}

/// A text of the cloud's that takes one place in a line: without what moves a terminal's cursor.
pub(crate) fn cell(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
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

    /// Make a client, and warn of a file with its secret that others can read.
    pub(crate) fn client(&self, builder: ClientBuilder) -> Result<Client, Failure> {
        let client = builder.build()?;
        for warning in client.origin().iter().flat_map(|origin| &origin.warnings) {
            self.remark(&cell(&format!("warning: {warning}; chmod 600 it")));
        }
        Ok(client)
    }

    /// Write a console as the answer: the URL alone, or the documented object.
    pub(crate) fn console(&self, console: &Console) -> Result<(), Failure> {
        answer(&self.line(console, false)?)
    }

    /// Write a console as the answer, for a native viewer: the bare address alone, or the object
    /// with both addresses.
    pub(crate) fn websocket(&self, console: &Console) -> Result<(), Failure> {
        answer(&self.line(console, true)?)
    }

    /// A console as a line of the answer; `websocket` as in [`Output::websocket`].
    pub(crate) fn line(
        &self,
        console: &Console,
        websocket: bool,
    ) -> Result<Zeroizing<String>, Failure> {
        let line = match (self.json, websocket) {
            (false, false) => console.url().to_owned(),
            (false, true) => console.websocket_url().to_owned(),
            (true, false) => json_line(&ConsoleObject::new(console))?,
            (true, true) => json_line(&ConsoleObject {
                websocket_url: Some(console.websocket_url()),
                ..ConsoleObject::new(console)
            })?,
        };
        Ok(Zeroizing::new(line))
    }

    /// Report a failure and give its exit code.
    pub(crate) fn failure(&self, failure: &Failure) -> u8 {
        let code = failure.exit_code();
        if matches!(failure, Failure::Told { .. } | Failure::Interrupted) {
            return code;
        }
        if self.json {
            return match json(&FailureObject::new(None, failure)) {
                Ok(()) => code,
                Err(unwritten) => Self::new(false).failure(&unwritten),
            };
        }
        let mut err = io::stderr().lock();
        let message: Vec<_> = failure.message().split('\n').map(cell).collect();
        let _ = writeln!(err, "vncurl: {}", message.join("\n"));
        let _ = writeln!(err, "  next: {}", failure.advice());
        code
    }

    /// Report what kept one of several things from being done; JSON readers were told in its place.
    pub(crate) fn problem(&self, what: &str, failure: &Failure) {
        self.remark(&format!(
            "vncurl: {}: {} ({})",
            cell(what),
            cell(&failure.message()),
            failure.kind()
        ));
    }

    /// Whether a person can answer: standard input and standard error are a terminal.
    pub(crate) fn is_interactive(&self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether a person reads the answer as it comes.
    pub(crate) fn is_table(&self) -> bool {
        !self.json && io::stdout().is_terminal()
    }

    /// Whether the answer may have colours: a person reads it, and `NO_COLOR` is not set
    /// (<https://no-color.org>: to anything but nothing).
    pub(crate) fn is_coloured(&self) -> bool {
        let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        self.is_table() && set("NO_COLOR").is_none() && set("TERM").is_some_and(|t| t != "dumb")
    }

    /// How many columns the terminal has on which the answer is shown.
    pub(crate) fn columns(&self) -> Option<usize> {
        self.is_table().then(columns).flatten()
    }
}

#[cfg(unix)]
fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(size.ws_col.into()).filter(|columns| *columns > 0)
}

#[cfg(not(unix))]
fn columns() -> Option<usize> {
    None
}

/// A console as documented, members in this order.
#[derive(Serialize)]
struct ConsoleObject<'a> {
    provider: &'a str,
    instance_id: &'a str,
    console_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    websocket_url: Option<&'a str>,
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
            websocket_url: None,
            not_after: console.not_after_text(),
            single_use: console.single_use(),
            request_id: console.request_id(),
        }
    }
}

/// A failure as documented; code and request id are the cloud's, so null when it said nothing.
#[derive(Serialize)]
pub(crate) struct FailureObject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<&'a str>,
    error: Reason<'a>,
}

#[derive(Serialize)]
struct Reason<'a> {
    kind: &'a str,
    code: Option<&'a str>,
    message: String,
    next: String,
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<DifferenceObject<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clock_offset_s: Option<i64>,
}

/// Why a signature does not match; `at` and `part` are of the string to sign.
#[derive(Serialize)]
struct DifferenceObject<'a> {
    wrong: &'a str,
    at: Option<usize>,
    part: Option<&'a str>,
}

impl<'a> DifferenceObject<'a> {
    fn new(difference: &'a Difference) -> Option<Self> {
        Some(match difference {
            Difference::WrongSecret => Self { wrong: "secret", at: None, part: None },
            Difference::WrongRequest { at, part } => {
                Self { wrong: "request", at: Some(*at), part: Some(part) }
            }
            _ => return None,
        })
    }
}

impl<'a> FailureObject<'a> {
    /// `instance_id` tells failures of several instances apart.
    pub(crate) fn new(instance_id: Option<&'a str>, failure: &'a Failure) -> Self {
        let refused = match failure {
            Failure::Client(
                Error::Refused(refused) | Error::OsUnknown { refused: Some(refused) },
            ) => Some(refused),
            _ => None,
        };
        let message = match failure {
            Failure::Client(Error::Refused(refused)) => refused.message.clone(),
            _ => failure.message(),
        };
        let difference = refused.and_then(|refused| refused.difference.as_ref());
        let error = Reason {
            kind: failure.kind(),
            code: refused.map(|refused| refused.code.as_str()),
            message,
            next: failure.advice(),
            request_id: refused.map(|refused| refused.request_id.as_str()),
            difference: difference.and_then(DifferenceObject::new),
            clock_offset_s: refused.and_then(|refused| refused.clock_offset_s),
        };
        Self { instance_id, error }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_move_the_cursor_or_make_a_column() {
        assert_eq!(cell("a\tb\x1b[2J\nc\u{9b}d"), "a\u{fffd}b\u{fffd}[2J\u{fffd}c\u{fffd}d");
    }
}
