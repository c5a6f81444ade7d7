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
mod tests {
    use super::*;
    use crate::instance::INSTANCES;

    const NOW: u64 = 1_700_000_000_000;

    fn key(terminal: &mut Terminal, keysym: u32) -> Effect {
        let effect = terminal.input(Input::Key { down: true, keysym }, NOW);
        terminal.input(Input::Key { down: false, keysym }, NOW);
        effect
    }

    fn type_line(terminal: &mut Terminal, line: &str) -> Effect {
        for character in line.bytes() {
            key(terminal, character.into());
        }
        key(terminal, keysym::RETURN)
    }

    /// The last lines with something on them.
    fn tail(terminal: &Terminal, count: usize) -> Vec<String> {
        let text = terminal.screen().text();
        let lines: Vec<_> =
            text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        lines[lines.len() - count..].to_vec()
    }

    #[test]
    fn the_screen_says_simulator_and_which_machine_it_is() {
        for instance in &INSTANCES {
            let terminal = Terminal::new(instance);
            let text = terminal.screen().text();
            assert_eq!(text.lines().count(), ROWS);
            let title = text.lines().next().unwrap();
            assert!(title.contains("vncurl simulator") && title.contains(instance.id), "{title}");
            assert!(title.ends_with("not a real cloud"), "{title}");
            let prompt = if instance.windows { "C:\\>" } else { ":~#" };
            assert!(tail(&terminal, 1)[0].ends_with(prompt));
        }
    }

    #[test]
    fn keys_are_echoed_corrected_and_answered() {
        let mut terminal = Terminal::new(&INSTANCES[0]);
        for character in b"idx" {
            key(&mut terminal, (*character).into());
        }
        key(&mut terminal, keysym::BACKSPACE);
        assert_eq!(tail(&terminal, 1), ["root@ins-demo0001:~# id"]);
        key(&mut terminal, keysym::RETURN);
        let expected = "ins-demo0001, tencent-cvm, ap-guangzhou";
        assert_eq!(tail(&terminal, 2), [expected, "root@ins-demo0001:~#"]);
        type_line(&mut terminal, "date");
        assert!(tail(&terminal, 2)[0].starts_with("2023-11-14T22:13:20Z"));
        type_line(&mut terminal, "  rm -rf /");
        assert!(tail(&terminal, 2)[0].starts_with("rm: unknown here"));
        type_line(&mut terminal, "help");
        for word in ["help", "date", "id", "exit"] {
            assert!(tail(&terminal, 7).iter().any(|line| line.starts_with(word)), "{word}");
        }
    }

    #[test]
    fn backspace_does_not_eat_the_prompt_and_a_line_does_not_leave_its_row() {
        let mut terminal = Terminal::new(&INSTANCES[0]);
        key(&mut terminal, keysym::BACKSPACE);
        assert_eq!(tail(&terminal, 1), ["root@ins-demo0001:~#"]);
        let before = terminal.screen().text().lines().filter(|line| !line.is_empty()).count();
        for _ in 0..500 {
            key(&mut terminal, b'x'.into());
        }
        let text = terminal.screen().text();
        assert_eq!(text.lines().filter(|line| !line.is_empty()).count(), before);
        assert_eq!(tail(&terminal, 1)[0].len(), COLUMNS - 1);
    }

    #[test]
    fn the_title_stays_while_the_rest_scrolls() {
        let mut terminal = Terminal::new(&INSTANCES[0]);
        let title = terminal.screen().text().lines().next().unwrap().to_owned();
        for _ in 0..50 {
            type_line(&mut terminal, "help");
        }
        let text = terminal.screen().text();
        assert_eq!(text.lines().next().unwrap(), title);
        assert_eq!(tail(&terminal, 1), ["root@ins-demo0001:~#"]);
        type_line(&mut terminal, "clear");
        assert_eq!(tail(&terminal, 2), [title, "root@ins-demo0001:~#".to_owned()]);
    }

    #[test]
    fn exit_and_control_d_leave_and_the_next_visitor_is_greeted() {
        let mut terminal = Terminal::new(&INSTANCES[0]);
        let fresh = terminal.screen();
        assert_eq!(type_line(&mut terminal, "id"), Effect::None);
        assert_eq!(type_line(&mut terminal, "exit"), Effect::Exit);
        assert_eq!(terminal.screen(), fresh);
        let control = |terminal: &mut Terminal, letter: u8| {
            terminal.input(Input::Key { down: true, keysym: keysym::CONTROL_LEFT }, NOW);
            let effect = key(terminal, letter.into());
            terminal.input(Input::Key { down: false, keysym: keysym::CONTROL_LEFT }, NOW);
            effect
        };
        key(&mut terminal, b'i'.into());
        assert_eq!(control(&mut terminal, b'd'), Effect::None);
        assert_eq!(control(&mut terminal, b'c'), Effect::None);
        assert_eq!(tail(&terminal, 2)[0], "root@ins-demo0001:~# i^C");
        assert_eq!(control(&mut terminal, b'd'), Effect::Exit);
    }

    #[test]
    fn the_title_shows_where_a_button_was_pressed() {
        let mut terminal = Terminal::new(&INSTANCES[0]);
        terminal.input(Input::Pointer { buttons: 0, x: 1, y: 1 }, NOW);
        assert!(!terminal.screen().text().contains("pointer 1,1"));
        terminal.input(Input::Pointer { buttons: 1, x: 320, y: 200 }, NOW);
        let text = terminal.screen().text();
        assert!(text.lines().next().unwrap().ends_with("pointer 320,200"), "{text}");
    }

    #[test]
    fn keys_without_a_meaning_change_nothing() {
        let mut terminal = Terminal::new(&INSTANCES[0]);
        let before = terminal.screen();
        for keysym in [0, 0x1f, 0x7f, 0xe4, 0xff09, 0xff51, 0xffe1, 0x0100_20ac, u32::MAX] {
            assert_eq!(key(&mut terminal, keysym), Effect::None);
        }
        assert_eq!(terminal.screen(), before);
    }
}
