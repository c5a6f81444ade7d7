//! The command line.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Run the command `vncurl` with these arguments, the program's name first.
///
/// Returns:
///     The exit code; `vncurl --help` has the table.
#[pyfunction]
pub(crate) fn _command(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| vncurl_cli::run(arguments))
}
