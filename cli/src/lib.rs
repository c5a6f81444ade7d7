//! The command `vncurl`: the console URL of a virtual machine, from a shell.
//!
//! [`run`] is the whole command: arguments in, exit code out.
#![forbid(unsafe_code)]

mod args;
mod clipboard;
mod credentials;
mod defaults;
mod demo;
mod destination;
mod doctor;
mod examination;
mod exit;
mod explain;
mod failure;
mod find;
mod ids;
mod manual;
mod meter;
mod open;
mod output;
mod page;
mod password;
mod private_file;
mod progress;
#[cfg(test)]
mod project;
mod providers;
mod qr;
mod reach;
mod reconnect;
mod redirect;
mod regions;
mod several;
mod shell;
mod sim;
mod status;
mod url;
mod usage;

use std::ffi::OsString;

use clap::Parser;

use crate::{
    args::{Arguments, Command},
    failure::Failure,
    output::Output,
};

/// Run the command with `arguments`, the program's name first, and give its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let json = arguments.iter().any(|argument| argument == "--json");
    let arguments = match Arguments::try_parse_from(arguments).map_err(usage::with_tip) {
        Ok(arguments) => arguments,
        Err(error) if json && error.use_stderr() => {
            return Output::new(true).failure(&Failure::usage(&error));
        }
        Err(error) => {
            // Nowhere is left to say that standard error is closed.
            let _ = error.print();
            return if error.use_stderr() { exit::USAGE } else { exit::DONE };
        }
    };
    let json = arguments.command.json();
    let output = Output::new(json);
    let done = match arguments.command {
        Command::Url(options) => url::run(&options, &output),
        Command::Open(options) => open::run(&options, &output),
        Command::Explain(target) => explain::run(&target, &output),
        Command::Status(options) => status::run(&options, &output),
        Command::Regions(options) => regions::run(&options, &output),
        Command::Find(options) => find::run(&options, &output),
        Command::Providers(options) => providers::run(&options, &output),
        Command::Credentials(options) => credentials::run(&options, &output),
        Command::Doctor(options) => doctor::run(&options, &output),
        Command::Completions(options) => manual::completions(&options),
        Command::Man(options) => manual::page(&options),
        Command::Sim(options) => sim::run(&options, &output),
        Command::Demo(options) => demo::run(&options, &output),
    };
    match done {
        Ok(()) => exit::DONE,
        Err(failure) => output.failure(&failure),
    }
}
