//! The INI files of the clouds' SDKs.

use std::{collections::HashMap, path::Path};

use configparser::ini::{Ini, IniDefault};
use zeroize::{Zeroize, Zeroizing};

use crate::{Error, credentials::file::fault};

/// Keys before any section: no section can have this name, since names are trimmed.
const NO_SECTION: &str = " ";

type Values = HashMap<String, Option<String>>;

/// The sections of a file; wiped when dropped.
pub(crate) struct Sections(HashMap<String, Values>);

/// One section of a file.
pub(crate) struct Section<'a>(&'a Values);

impl Sections {
    /// Take a text apart into `[section]` and `key = value`; a line that begins with `#` or `;` is a
    /// comment, and nothing else is.
    pub(crate) fn parse(path: &Path, text: &Zeroizing<String>) -> Result<Self, Error> {
        let mut defaults = IniDefault::default();
        NO_SECTION.clone_into(&mut defaults.default_section);
        defaults.case_sensitive = true;
        // A secret may hold `#` or `;`.
        defaults.enable_inline_comments = false;
        let mut ini = Ini::new_from_defaults(defaults);
        let read = ini.read(text.as_str().to_owned());
        wipe(ini.get_mut_map());
        let sections = Self(read.map_err(|problem| fault(path, place(&problem)))?);
        if sections.0.contains_key(NO_SECTION) {
            return Err(fault(path, "not valid INI: a line before the first [section]"));
        }
        if sections.0.values().flat_map(HashMap::values).any(Option::is_none) {
            return Err(fault(path, "not valid INI: a line without ="));
        }
        Ok(sections)
    }

    /// The sections' names.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(crate) fn section(&self, name: &str) -> Option<Section<'_>> {
        self.0.get(name).map(Section)
    }
}

impl Section<'_> {
    /// The value of a key; an empty one counts as absent.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        let value = self.0.get(key)?.as_deref()?;
        (!value.is_empty()).then_some(value)
    }

    pub(crate) fn secret(&self, key: &str) -> Option<Zeroizing<String>> {
        self.value(key).map(|value| Zeroizing::new(value.to_owned()))
    }
}

impl Drop for Sections {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(sections: &mut HashMap<String, Values>) {
    sections.values_mut().flat_map(HashMap::values_mut).for_each(Zeroize::zeroize);
}

/// The line that the reader complains of; its message may grow to quote one.
fn place(problem: &str) -> String {
    let line = problem
        .strip_prefix("line ")
        .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
        .filter(|line| !line.is_empty());
    line.map_or_else(|| "not valid INI".to_owned(), |line| format!("not valid INI, line {line}"))
}
