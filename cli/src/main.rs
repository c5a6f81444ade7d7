//! The command `vncurl`; everything it does is in the library, so that the Python package has the
//! same command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(vncurl_cli::run(std::env::args_os()))
}
