//! `vncurl doctor`: says what is in the way, and what to do about it.

use clap::Args;
use serde::Serialize;

use crate::{
    examination::{Check, Found, examine},
    failure::Failure,
    output::{Output, answer, cell, json},
    reach::Reach,
};

/// What to examine.
#[derive(Args, Debug)]
pub(crate) struct DoctorOptions {
    /// Viewer page instead of the cloud's own: its address without `?`, or the name of an older
    /// page of the provider, such as 0.0.7
    #[arg(long, value_name = "URL|NAME")]
    pub(crate) viewer: Option<String>,

    /// Also ask the cloud for its regions, signed: this alone tells whether it accepts the key
    #[arg(long)]
    pub(crate) signed: bool,

    #[command(flatten)]
    pub(crate) reach: Reach,
}

pub(crate) fn run(options: &DoctorOptions, output: &Output) -> Result<(), Failure> {
    let mut worst = None;
    examine(options, &mut |check| {
        if let Found::Failed(failure) = &check.found {
            worst = worst.max(Some(failure.exit_code()));
        }
        print(&check, output)
    })?;
    worst.map_or(Ok(()), |code| Err(Failure::Told { code }))
}

fn print(check: &Check, output: &Output) -> Result<(), Failure> {
    let (state, colour) = match check.found {
        Found::Fine(_) => ("ok", "\x1b[32m"),
        Found::Failed(_) => ("failed", "\x1b[31m"),
        Found::Skipped(_) => ("skipped", ""),
    };
    let (message, failure) = match &check.found {
        Found::Fine(message) => (message.clone(), None),
        Found::Skipped(why) => ((*why).to_owned(), None),
        Found::Failed(failure) => (failure.message(), Some(failure)),
    };
    // What is told on several lines elsewhere takes one here.
    let lines: Vec<_> = message.lines().map(|line| cell(line.trim())).collect();
    let message = lines.join("; ");
    let next = failure.map(Failure::advice);
    if output.is_json() {
        let kind = failure.map(Failure::kind);
        let Check { provider, name, .. } = *check;
        return json(&CheckObject { provider, check: name, state, message, kind, next });
    }
    let provider = check.provider.unwrap_or("-");
    if !output.is_table() {
        let columns = [state, provider, check.name, &message, next.as_deref().unwrap_or("-")];
        return answer(&columns.join("\t"));
    }
    let (on, off) =
        if output.is_coloured() && !colour.is_empty() { (colour, "\x1b[0m") } else { ("", "") };
    let next = next.map_or(String::new(), |next| format!("\n{:8}next: {next}", ""));
    answer(&format!("{on}{state:<8}{off}{provider:<19}{:<12}{message}{next}", check.name))
}

/// A check as documented, members in this order.
#[derive(Serialize)]
struct CheckObject<'a> {
    provider: Option<&'a str>,
    check: &'a str,
    state: &'a str,
    message: String,
    kind: Option<&'a str>,
    next: Option<String>,
}
