//! The vectors through Rust, C and Python.

use core::fmt::{self, Write as _};
use std::{
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{root, signing::Case};

/// A way to call the project.
#[derive(Clone, Debug)]
pub enum Surface {
    /// Core's low-level calls, in this process.
    Rust,
    /// The program made from `tests/c/vectors.c`.
    C(PathBuf),
    /// The interpreter that has the module `vncurl`.
    Python(PathBuf),
}

/// How many vectors passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All steps agreed.
    pub passed: usize,
    /// A step differed, or the call failed.
    pub failed: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Surface {
    /// The word at the start of its line.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::C(_) => "c",
            Self::Python(_) => "python",
        }
    }

    /// Run `cases`, which were read from `dir`, and name each failure on standard error.
    ///
    /// # Errors
    ///
    /// When another program cannot be run or does not answer in its form.
    pub fn run(&self, dir: &Path, cases: &[Case]) -> Result<Tally, String> {
        match self {
            Self::Rust => Ok(run_rust(cases)),
            Self::C(program) => run_c(program, cases),
            Self::Python(interpreter) => run_python(interpreter, dir, cases),
        }
    }
}

fn run_rust(cases: &[Case]) -> Tally {
    let mut tally = Tally::default();
    for case in cases {
        let differences = match case.request.sign() {
            Ok(steps) => case.differences(&steps),
            Err(error) => vec![error.to_string()],
        };
        tally.count("rust", case, &differences);
    }
    tally
}

impl Tally {
    fn count(&mut self, surface: &str, case: &Case, differences: &[String]) {
        for difference in differences {
            eprintln!("{surface}: {}: {difference}", case.id);
        }
        if differences.is_empty() {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
    }
}

/// C reads records on its standard input, in the form that `tests/c/vectors.c` describes.
fn run_c(program: &Path, cases: &[Case]) -> Result<Tally, String> {
    let fault = |error: io::Error| format!("{}: {error}", program.display());
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(fault)?;
    let mut stdin = child.stdin.take().expect("it is piped");
    let records: String = cases.iter().map(c_record).collect();
    // A program that stops early does not read it all; what it says tells why.
    let written = stdin.write_all(records.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().map_err(fault)?;
    let tally = tally_of("c", &output.stdout)?;
    written.map_err(fault).map(|()| tally)
}

fn c_record(case: &Case) -> String {
    let (request, expected) = (&case.request, &case.expected);
    let mut record = String::new();
    let mut line = |key: &str, values: &[&str]| {
        record.push_str(key);
        for value in values {
            record.push(' ');
            value.bytes().for_each(|byte| write!(record, "{byte:02x}").unwrap());
        }
        record.push('\n');
    };
    line("name", &[&case.id]);
    line("algorithm", &[&request.algorithm]);
    line("method", &[&request.method]);
    line("path", &[&request.path]);
    line("query", &[&request.query]);
    for (name, value) in &request.headers {
        line("header", &[name, value]);
    }
    line("payload", &[&request.payload]);
    line("service", &[&request.service]);
    line("key_id", &[&request.key_id]);
    line("secret", &[&request.secret]);
    line("canonical_request", &[&expected.canonical_request]);
    line("string_to_sign", &[&expected.string_to_sign]);
    line("signature", &[&expected.signature]);
    line("authorization", &[&expected.authorization]);
    writeln!(record, "timestamp {}\nend", request.timestamp).unwrap();
    record
}

/// Python reads the files itself.
fn run_python(interpreter: &Path, dir: &Path, cases: &[Case]) -> Result<Tally, String> {
    let mut algorithms: Vec<_> = cases.iter().map(|case| &case.request.algorithm).collect();
    algorithms.sort();
    algorithms.dedup();
    let output = Command::new(interpreter)
        .arg(root().join("tests/python/vectors.py"))
        .arg(dir)
        .args(algorithms)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("{}: {error}", interpreter.display()))?;
    tally_of("python", &output.stdout)
}

/// What another program counted, from its one line: `c: 63 passed, 0 failed`.
fn tally_of(surface: &str, output: &[u8]) -> Result<Tally, String> {
    let text = String::from_utf8_lossy(output);
    let counts = || {
        let line = text.strip_prefix(surface)?.strip_prefix(": ")?;
        line.trim_end().strip_suffix(" failed")?.split_once(" passed, ")
    };
    let tally = counts().and_then(|(passed, failed)| {
        Some(Tally { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
    });
    tally.ok_or_else(|| format!("{surface} answered {text:?} instead of its one line"))
}
