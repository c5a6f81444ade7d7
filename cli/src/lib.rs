//! The command `vncurl`: the console URL of a virtual machine, from a shell.
//!
//! [`run`] is the whole command: arguments in, exit code out.
#![forbid(unsafe_code)]

mod args;
mod demo;
mod exit;
mod explain;
mod failure;
mod open;
mod output;
mod redirect;
mod sim;
mod target;
mod url;

use std::ffi::OsString;

use clap::Parser;

use crate::{
    args::{Arguments, Command},
    output::Output,
};

/// Run the command with `arguments`, the program's name first, and give its exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nowhere is left to say that standard error is closed.
            let _ = error.print();
            return if error.use_stderr() { exit::USAGE } else { exit::DONE };
        }
    };
    let json = arguments.command.json();
    let output = Output::new(json);
    let done = match arguments.command {
        Command::Url(target) => url::run(&target, &output),
        Command::Open(target) => open::run(&target, &output),
        Command::Explain(target) => explain::run(&target, &output),
        Command::Sim(options) => sim::run(&options, &output),
        Command::Demo(options) => demo::run(&options, &output),
    };
    match done {
        Ok(()) => exit::DONE,
        Err(failure) => output.failure(&failure),
    }
}
