//! Every signature vector of a directory through the surfaces that are asked for.
//!
//! `vectors DIR [--rust] [--c PROGRAM] [--python INTERPRETER]` prints one line for each, such as
//! `rust: 63 passed, 0 failed`; each failure is named on standard error. It fails when a vector
//! does, when a file of the directory is malformed, and when a surface ran none.
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "a command prints")]

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use vncurl_tests::{surface::Surface, vectors::vectors};

const USAGE: &str = "usage: vectors DIR [--rust] [--c PROGRAM] [--python INTERPRETER]";

fn main() -> ExitCode {
    match arguments().and_then(|(dir, surfaces)| run(&dir, &surfaces)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(what) => {
            eprintln!("vectors: {what}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<(PathBuf, Vec<Surface>), String> {
    let mut arguments = env::args_os().skip(1);
    let dir = arguments.next().ok_or(USAGE)?;
    let mut surfaces = Vec::new();
    while let Some(argument) = arguments.next() {
        let mut program = || arguments.next().ok_or(USAGE);
        surfaces.push(match argument.to_str() {
            Some("--rust") => Surface::Rust,
            Some("--c") => Surface::C(program()?.into()),
            Some("--python") => Surface::Python(program()?.into()),
            _ => return Err(USAGE.to_owned()),
        });
    }
    if surfaces.is_empty() {
        return Err(USAGE.to_owned());
    }
    Ok((dir.into(), surfaces))
}

/// Whether every surface passed.
fn run(dir: &Path, surfaces: &[Surface]) -> Result<bool, String> {
    let cases = vectors(dir)?;
    let mut all_passed = true;
    for surface in surfaces {
        let tally = surface.run(dir, &cases)?;
        println!("{}: {tally}", surface.name());
        // A surface that ran none, or fewer than there are, has not passed.
        all_passed &= tally.failed == 0 && tally.passed > 0 && tally.passed == cases.len();
    }
    Ok(all_passed)
}
