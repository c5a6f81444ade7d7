//! The clipboard: the desktop's own program, or the terminal.
//!
//! A program is given the text on its standard input: arguments can be read by other users.

use core::time::Duration;
use std::{
    env, fs,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// How long a program may take; one whose display does not answer would keep the command.
const TIME: Duration = Duration::from_secs(3);
const LOOK: Duration = Duration::from_millis(5);

/// A program that fills the clipboard from its standard input.
#[derive(Debug)]
struct Program {
    name: &'static str,
    arguments: &'static [&'static str],
    /// The variable that says that there is such a desktop; none: the system has it always.
    desktop: Option<&'static str>,
}

const PROGRAMS: &[Program] = &[
    Program { name: "wl-copy", arguments: &[], desktop: Some("WAYLAND_DISPLAY") },
    Program { name: "xclip", arguments: &["-selection", "clipboard"], desktop: Some("DISPLAY") },
    Program { name: "xsel", arguments: &["--clipboard", "--input"], desktop: Some("DISPLAY") },
    #[cfg(target_os = "macos")]
    Program { name: "pbcopy", arguments: &[], desktop: None },
    #[cfg(windows)]
    Program { name: "clip.exe", arguments: &[], desktop: None },
    #[cfg(not(windows))]
    Program { name: "clip.exe", arguments: &[], desktop: Some("WSL_DISTRO_NAME") },
];

/// The ways to fill it that this session has, best first.
#[derive(Debug)]
pub(crate) struct Clipboard {
    programs: Vec<(PathBuf, &'static Program)>,
    terminal: bool,
}

impl Clipboard {
    /// Look for one; nothing is written to it yet.
    pub(crate) fn find() -> Result<Self, Failure> {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        // Over SSH the desktop that always is there is another person's, or nobody's.
        let remote = set("SSH_CONNECTION") || set("SSH_TTY");
        let usable = |program: &Program| program.desktop.map_or(!remote, set);
        let found = |program: &'static Program| Some((in_path(program.name)?, program));
        let programs: Vec<_> =
            PROGRAMS.iter().filter(|program| usable(program)).filter_map(found).collect();
        let terminal = io::stderr().is_terminal();
        if programs.is_empty() && !terminal {
            return Err(Failure::NoClipboard { reason: "none was found".to_owned() });
        }
        Ok(Self { programs, terminal })
    }

    /// Put `text` into it, and say how far that is known to have worked.
    pub(crate) fn fill(&self, text: &str) -> Result<&'static str, Failure> {
        let mut reasons = Vec::new();
        for (path, program) in &self.programs {
            match fill_by(path, program, text) {
                Ok(()) => return Ok("Copied."),
                Err(error) => reasons.push(format!("{}: {error}", program.name)),
            }
        }
        if !self.terminal {
            return Err(Failure::NoClipboard { reason: reasons.join("; ") });
        }
        fill_by_terminal(text).map_err(Failure::local("writing to the terminal"))?;
        Ok("Handed to the terminal to be copied (OSC 52); one that does not know how says nothing.")
    }
}

fn in_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let mut paths = env::split_paths(&folders).map(|folder| folder.join(name));
    paths.find(|path| fs::metadata(path).is_ok_and(|found| found.is_file()))
}

fn fill_by(path: &Path, program: &Program, text: &str) -> io::Result<()> {
    let mut running = Command::new(path)
        .args(program.arguments)
        .stdin(Stdio::piped())
        // What stays behind to serve the clipboard must not hold our own ends open.
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    // A text shorter than a pipe's room: it is taken at once, and the end of input told.
    let written = running.stdin.take().map_or(Ok(()), |mut input| input.write_all(text.as_bytes()));
    let done = wait(&mut running);
    written.and(done)
}

fn wait(running: &mut Child) -> io::Result<()> {
    let started = Instant::now();
    loop {
        match running.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(io::Error::other(status.to_string())),
            None if started.elapsed() < TIME => thread::sleep(LOOK),
            None => {
                running.kill()?;
                running.wait()?;
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
    }
}

/// OSC 52 (xterm's control sequences): set the selection `c` to a text in base64.
fn fill_by_terminal(text: &str) -> io::Result<()> {
    let mut room = Zeroizing::new(vec![0; Base64::encoded_len(text.as_bytes())]);
    let encoded = Base64::encode(text.as_bytes(), &mut room).map_err(io::Error::other)?;
    let mut err = io::stderr().lock();
    write!(err, "\x1b]52;c;{encoded}\x07")?;
    err.flush()
}
