//! The machine's screen: a text terminal that echoes keys and answers a few words.

use core::fmt::Write as _;

use crate::instance::Instance;
use crate::rfb::{COLUMNS, Cell, Input, ROWS, Screen, Style};
use crate::utc;

/// Keys that are no characters, by their X11 names.
mod keysym {
    pub(super) const BACKSPACE: u32 = 0xff08;
    pub(super) const RETURN: u32 = 0xff0d;
    pub(super) const KEYPAD_ENTER: u32 = 0xff8d;
    pub(super) const CONTROL_LEFT: u32 = 0xffe3;
    pub(super) const CONTROL_RIGHT: u32 = 0xffe4;
}

/// What the machine does after an input, besides showing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    None,
    /// The person left: the console closes.
    Exit,
}

/// One machine's terminal. It lives as long as the simulator does, so a console that is opened
/// again shows what was there before.
pub(crate) struct Terminal {
    instance: Instance,
    screen: Screen,
    row: usize,
    column: usize,
    line: String,
    control: bool,
}

impl Terminal {
    pub(crate) fn new(instance: &Instance) -> Self {
        let mut terminal = Self {
            instance: *instance,
            screen: Screen::BLANK,
            row: 1,
            column: 0,
            line: String::new(),
            control: false,
        };
        terminal.greet();
        terminal
    }

    fn greet(&mut self) {
        self.screen = Screen::BLANK;
        (self.row, self.column) = (1, 0);
        self.title("not a real cloud");
        self.print("\n", Style::Text);
        let Instance { id, provider, region, .. } = self.instance;
        self.print(&format!("This is {id}, a machine that does not exist.\n"), Style::Bright);
        self.print(&format!("vncurl's simulator plays it: {provider}, {region}.\n\n"), Style::Text);
        self.print("Keys and pointer arrive here as at a real console.\n", Style::Text);
        self.print("Type help and press Enter.\n\n", Style::Text);
        self.prompt();
    }

    /// The row that never scrolls: who this is, and a remark at its right end.
    fn title(&mut self, remark: &str) {
        let Instance { id, provider, .. } = self.instance;
        let mut title = format!(" vncurl simulator | {id} | {provider}");
        title.truncate(COLUMNS);
        let room = COLUMNS.saturating_sub(title.len()).saturating_sub(1);
        let _ = write!(title, "{remark:>room$} ");
        for (column, character) in title.bytes().enumerate() {
            self.screen.set(0, column, Cell { character, style: Style::Title });
        }
    }

    fn prompt(&mut self) {
        if self.instance.windows {
            self.print("C:\\>", Style::Bright);
        } else {
            self.print(&format!("root@{}:~# ", self.instance.id), Style::Bright);
        }
        self.line.clear();
    }

    fn print(&mut self, text: &str, style: Style) {
        for character in text.bytes() {
            if character == b'\n' || self.column >= COLUMNS {
                self.column = 0;
                self.row = self.row.saturating_add(1);
                if self.row >= ROWS {
                    self.row = ROWS.saturating_sub(1);
                    self.screen.scroll();
                }
            }
            if character != b'\n' {
                self.screen.set(self.row, self.column, Cell { character, style });
                self.column = self.column.saturating_add(1);
            }
        }
    }

    /// What is to be seen, cursor included.
    pub(crate) fn screen(&self) -> Screen {
        let mut screen = self.screen.clone();
        screen.set(self.row, self.column, Cell { character: b' ', style: Style::Cursor });
        screen
    }

    /// A new client: no key of the last one is still down.
    pub(crate) fn connect(&mut self) {
        self.control = false;
    }

    /// Do what a person's key or pointer asks for at `now_ms`.
    pub(crate) fn input(&mut self, input: Input, now_ms: u64) -> Effect {
        match input {
            Input::Key { down, keysym: keysym::CONTROL_LEFT | keysym::CONTROL_RIGHT } => {
                self.control = down;
            }
            Input::Key { down: true, keysym } => return self.key(keysym, now_ms),
            Input::Pointer { buttons, x, y } if buttons != 0 => {
                self.title(&format!("  pointer {x},{y}"));
            }
            Input::Key { .. } | Input::Pointer { .. } => {}
        }
        Effect::None
    }

    fn key(&mut self, keysym: u32, now_ms: u64) -> Effect {
        let character = u8::try_from(keysym).ok().filter(|byte| matches!(byte, b' '..=b'~'));
        match (keysym, character) {
            (keysym::RETURN | keysym::KEYPAD_ENTER, _) => {
                self.print("\n", Style::Text);
                let line = core::mem::take(&mut self.line);
                return self.command(line.trim(), now_ms);
            }
            (keysym::BACKSPACE, _) if self.line.pop().is_some() => {
                self.column = self.column.saturating_sub(1);
                self.screen.set(self.row, self.column, Cell::BLANK);
            }
            (_, Some(letter)) if self.control => return self.control_key(letter),
            // A line ends one column before the screen does: there the cursor stands.
            (_, Some(character)) if self.column < COLUMNS.saturating_sub(1) => {
                self.line.push(char::from(character));
                self.print(char::from(character).encode_utf8(&mut [0; 4]), Style::Text);
            }
            _ => {}
        }
        Effect::None
    }

    fn control_key(&mut self, letter: u8) -> Effect {
        match letter.to_ascii_lowercase() {
            b'c' => {
                self.print("^C\n", Style::Text);
                self.prompt();
            }
            b'd' if self.line.is_empty() => return self.leave(),
            b'l' => {
                self.clear();
                self.prompt();
            }
            _ => {}
        }
        Effect::None
    }

    fn clear(&mut self) {
        self.screen = Screen::BLANK;
        (self.row, self.column) = (1, 0);
        self.title("not a real cloud");
    }

    fn leave(&mut self) -> Effect {
        self.greet();
        Effect::Exit
    }

    fn command(&mut self, line: &str, now_ms: u64) -> Effect {
        let Instance { id, provider, region, .. } = self.instance;
        match line {
            "" => {}
            "help" => self.print(HELP, Style::Text),
            "date" => {
                let date = utc::date_time(now_ms / 1_000);
                self.print(&format!("{date} (the simulator's clock)\n"), Style::Text);
            }
            "id" => self.print(&format!("{id}, {provider}, {region}\n"), Style::Text),
            "clear" => self.clear(),
            "exit" => return self.leave(),
            other => {
                let word = other.split(' ').next().unwrap_or("");
                self.print(&format!("{word}: unknown here; help lists the words\n"), Style::Text);
            }
        }
        self.prompt();
        Effect::None
    }
}

const HELP: &str = "\
help   these words
date   the time of the simulator's clock
id     instance id, provider and region
clear  an empty screen
exit   close the console
";

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test may fail by panicking")]
mod tests;
