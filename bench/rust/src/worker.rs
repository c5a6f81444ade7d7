//! A worker: a program that holds cases of one language and runs them when it is told to.
//!
//! Every language's worker takes the same arguments:
//!
//! | arguments | what it does |
//! |---|---|
//! | `cases` | prints a line for each case: table, name, title, most instructions; tabs between |
//! | `time` | for each line `NAME TIMES` on standard input, prints the nanoseconds of processor time that they took |
//! | `count NAME` | runs nothing, then the case twice, each between the two marks |
//! | `allocations NAME` | prints how often one run of the case asked the heap for memory |

use std::{
    ffi::c_ulong,
    io::{self, BufRead, Write},
};

use crate::{cases::Case, instructions};

/// Runs of a case before it is counted, so that nothing is counted that happens only once.
const WARM_UP: u32 = 5;

/// Do what `arguments` ask for.
///
/// # Errors
///
/// An unknown case or argument, and what reading and writing the standard streams brings.
pub fn run(arguments: &[String], mut cases: Vec<Case>) -> io::Result<()> {
    match arguments {
        [mode] if mode == "cases" => {
            for case in cases {
                let limit = case.limit.map_or(String::new(), |limit| limit.to_string());
                println!("{}\t{}\t{}\t{limit}", case.table, case.name, case.title);
            }
        }
        [mode] if mode == "time" => {
            for line in io::stdin().lock().lines() {
                let line = line?;
                let (name, times) = line.split_once(' ').ok_or_else(|| unknown(&line))?;
                let times: u32 = times.parse().map_err(io::Error::other)?;
                let case = find(&mut cases, name)?;
                let start = processor_ns();
                for _ in 0..times {
                    (case.run)();
                }
                println!("{}", processor_ns() - start);
                io::stdout().flush()?;
            }
        }
        [mode, name] if mode == "count" => {
            let case = find(&mut cases, name)?;
            warm_up(case);
            marked(&mut || ());
            marked(&mut case.run);
            marked(&mut case.run);
        }
        [mode, name] if mode == "allocations" => {
            let case = find(&mut cases, name)?;
            warm_up(case);
            let before = allocations()?;
            (case.run)();
            println!("{}", allocations()? - before);
        }
        _ => return Err(unknown(&arguments.join(" "))),
    }
    Ok(())
}

fn find<'a>(cases: &'a mut [Case], name: &str) -> io::Result<&'a mut Case> {
    let mut named = cases.iter_mut().filter(|case| case.name == name);
    named.next().ok_or_else(|| unknown(name))
}

fn unknown(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("unknown: {what}"))
}

/// Processor time of this process, which other processes do not add to.
fn processor_ns() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` outlives the call, which fails for no clock that every Linux has.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

fn warm_up(case: &mut Case) {
    for _ in 0..WARM_UP {
        (case.run)();
    }
}

/// Kept out of line, so that the calls around a case are the same for every case.
#[inline(never)]
fn marked(case: &mut dyn FnMut()) {
    instructions::start();
    case();
    instructions::end();
}

/// What the preloaded probe counted so far; see `c/probe.c`.
fn allocations() -> io::Result<c_ulong> {
    // SAFETY: The name is a C string.
    let probe = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"probe_allocations".as_ptr()) };
    if probe.is_null() {
        return Err(io::Error::other("the probe is not preloaded"));
    }
    // SAFETY: The probe declares the function so.
    let probe: extern "C" fn() -> c_ulong = unsafe { core::mem::transmute(probe) };
    Ok(probe())
}
