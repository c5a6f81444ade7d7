//! Command lines to be shown and run again, quoted for a shell.

use std::borrow::Cow;

/// A command line of `vncurl`, word by word.
#[derive(Debug)]
pub(crate) struct Words(String);

impl Words {
    /// `vncurl VERB`.
    pub(crate) fn of(verb: &str) -> Self {
        Self(format!("vncurl {verb}"))
    }

    pub(crate) fn word(&mut self, word: &str) {
        self.0.push(' ');
        self.0.push_str(&quoted(word));
    }

    pub(crate) fn option(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.word(name);
            self.word(value);
        }
    }

    pub(crate) fn flag(&mut self, name: &str, set: bool) {
        if set {
            self.word(name);
        }
    }

    /// Read standard input from a file.
    pub(crate) fn input(&mut self, path: &str) {
        self.0.push_str(" < ");
        self.0.push_str(&quoted(path));
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_shell_reads_every_word_back() {
        for word in ["", "plain-1.pem", "a b", "it's", "$(id)", "`id`", "a;b", "~", "\\", "*"] {
            let script = format!("printf %s {}", quoted(word));
            let read = Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(read.stdout).unwrap(), word);
        }
    }
}
