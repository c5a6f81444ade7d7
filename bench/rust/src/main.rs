//! The worker for vncurl's core, and `trace PROGRAM ARGUMENT...`, which prints how many
//! instructions a worker's `count` runs between its marks.

use std::{
    env, io,
    process::{Command, ExitCode},
};

use vncurl_bench::{cases, instructions, worker};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match &arguments[..] {
        [mode, program, rest @ ..] if mode == "trace" => trace(program, rest),
        _ => worker::run(&arguments, cases::all()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vncurl-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn trace(program: &str, arguments: &[String]) -> io::Result<()> {
    for count in instructions::of(Command::new(program).args(arguments))? {
        println!("{count}");
    }
    Ok(())
}
