//! Reads a password without showing it.

use std::io::{self, IsTerminal};
#[cfg(unix)]
use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
};

#[cfg(unix)]
use rustix::termios::{OptionalActions, Termios, tcsetattr};
#[cfg(unix)]
use signal_hook::{consts::SIGTERM, iterator::Signals, low_level::emulate_default_handler};
use zeroize::Zeroizing;

use crate::failure::Failure;

/// The longest line that is read, in bytes: far above every password, far below what hurts.
const LINE_MAX: usize = 1024;

/// Ask for the console password: on the terminal, or on a line of standard input where that is none.
pub(crate) fn ask() -> Result<Zeroizing<String>, Failure> {
    let stdin = io::stdin();
    let line = if stdin.is_terminal() { on_terminal() } else { read_line(stdin.lock()) };
    line.map_err(|error| match error.kind() {
        io::ErrorKind::Interrupted => Failure::Interrupted,
        _ => Failure::local("reading the console password")(error),
    })
}

/// One line without its end.
fn read_line(input: impl io::BufRead) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::with_capacity(LINE_MAX));
    for byte in input.bytes() {
        match byte? {
            b'\n' => break,
            byte => push(&mut line, byte)?,
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    text(&line)
}

fn push(line: &mut Vec<u8>, byte: u8) -> io::Result<()> {
    // Within its capacity the line does not move, so no copy of it is left behind.
    if line.len() >= LINE_MAX {
        return Err(io::ErrorKind::InvalidData.into());
    }
    line.push(byte);
    Ok(())
}

fn text(line: &[u8]) -> io::Result<Zeroizing<String>> {
    let text = core::str::from_utf8(line).map_err(|_| io::Error::from(io::ErrorKind::InvalidData));
    text.map(|text| Zeroizing::new(text.to_owned()))
}

/// One line typed on the terminal, byte by byte: the terminal shows nothing, and Ctrl-C comes here
/// as a byte, so that it is never left silent.
#[cfg(unix)]
fn on_terminal() -> io::Result<Zeroizing<String>> {
    use std::io::{Read, Write};

    use rustix::termios::{LocalModes, tcgetattr};

    let stdin = io::stdin();
    let shown = tcgetattr(&stdin)?;
    let mut silent = shown.clone();
    silent.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
    let termination = Termination::restoring(shown.clone())?;
    tcsetattr(&stdin, OptionalActions::Flush, &silent)?;
    // A closed standard error must not keep the password from being typed.
    let _ = write!(io::stderr(), "Console password: ");
    let typed = type_line(&mut stdin.lock().bytes());
    let restored = tcsetattr(&stdin, OptionalActions::Flush, &shown);
    termination.nothing_to_restore();
    let _ = writeln!(io::stderr());
    restored?;
    typed
}

/// What SIGTERM does from the first prompt on: it ends the process as before, and puts the terminal
/// back first where a prompt has changed it.
#[cfg(unix)]
struct Termination {
    terminal: Arc<Mutex<Option<Termios>>>,
}

#[cfg(unix)]
impl Termination {
    fn restoring(shown: Termios) -> io::Result<Self> {
        let terminal = Arc::new(Mutex::new(Some(shown)));
        let mut signals = Signals::new([SIGTERM])?;
        let held = Arc::clone(&terminal);
        // It stays: a signal whose last handler is taken away is passed over from then on.
        thread::spawn(move || {
            for signal in &mut signals {
                if let Some(shown) = held.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    // The process ends all the same.
                    let _ = tcsetattr(io::stdin(), OptionalActions::Now, &shown);
                }
                let _ = emulate_default_handler(signal);
            }
        });
        Ok(Self { terminal })
    }

    fn nothing_to_restore(&self) {
        self.terminal.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

#[cfg(not(unix))]
fn on_terminal() -> io::Result<Zeroizing<String>> {
    Err(io::Error::other("this system's terminal would show it; use VNCURL_CONSOLE_PASSWORD"))
}

/// What was typed up to Enter; Ctrl-C, and Ctrl-D on an empty line, give up.
#[cfg(any(unix, test))]
fn type_line(bytes: &mut impl Iterator<Item = io::Result<u8>>) -> io::Result<Zeroizing<String>> {
    const CTRL_C: u8 = 3;
    const CTRL_D: u8 = 4;
    const CTRL_U: u8 = 21;
    let mut line = Zeroizing::new(Vec::with_capacity(LINE_MAX));
    loop {
        match bytes.next().transpose()? {
            Some(CTRL_C) => return Err(io::ErrorKind::Interrupted.into()),
            None => return Err(io::ErrorKind::UnexpectedEof.into()),
            Some(CTRL_D) if line.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            Some(b'\r' | b'\n' | CTRL_D) => return text(&line),
            Some(8 | 127) => drop(line.pop()),
            Some(CTRL_U) => line.clear(),
            Some(byte) => push(&mut line, byte)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> Result<String, io::ErrorKind> {
        let line = type_line(&mut bytes.iter().map(|byte| Ok(*byte)));
        line.map(|line| line.to_string()).map_err(|error| error.kind())
    }

    #[test]
    fn what_is_typed_can_be_corrected_and_given_up() {
        assert_eq!(typed(b"abc123\r"), Ok("abc123".to_owned()));
        assert_eq!(typed(b"abx\x7fc123\n"), Ok("abc123".to_owned()));
        assert_eq!(typed(b"wrong\x15abc123\n"), Ok("abc123".to_owned()));
        assert_eq!(typed(b"abc\x03"), Err(io::ErrorKind::Interrupted));
        assert_eq!(typed(b"\x04"), Err(io::ErrorKind::UnexpectedEof));
        assert_eq!(typed(b"abc"), Err(io::ErrorKind::UnexpectedEof));
        assert_eq!(typed(&[b'a'; 2000]), Err(io::ErrorKind::InvalidData));
    }

    #[test]
    fn a_line_of_a_pipe_ends_at_its_line_feed() {
        for (input, line) in [("abc123\nrest", "abc123"), ("abc123\r\n", "abc123"), ("", "")] {
            assert_eq!(read_line(input.as_bytes()).unwrap().as_str(), line);
        }
    }
}
