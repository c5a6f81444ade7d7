//! A listing of a crate's public API, and what may become of it.

use std::collections::BTreeSet;

const RELEASED: &str = "# Released: ";
const OPEN: &str = "# Not released yet, so that it may still change:";

/// The public items of a crate, one a line: those of the last release, and what came since.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The release whose items are promised.
    pub(crate) released: Option<String>,
    pub(crate) promised: Vec<String>,
    pub(crate) open: Vec<String>,
}

impl Listing {
    pub(crate) fn parse(text: &str) -> Self {
        let mut listing = Self::default();
        let mut open = false;
        for line in text.lines() {
            if let Some(version) = line.strip_prefix(RELEASED) {
                listing.released = Some(version.to_owned());
            } else if line == OPEN {
                open = true;
            } else if !line.starts_with("# ") && !line.is_empty() {
                let part = if open { &mut listing.open } else { &mut listing.promised };
                part.push(line.to_owned());
            }
        }
        listing
    }

    pub(crate) fn text(&self, name: &str) -> String {
        let mut lines = vec![format!("# The public API of {name}; `make api` writes it anew.")];
        if let Some(released) = &self.released {
            lines.push(format!("{RELEASED}{released}"));
            lines.extend(self.promised.iter().cloned());
        }
        lines.push(OPEN.to_owned());
        lines.extend(self.open.iter().cloned());
        lines.push(String::new());
        lines.join("\n")
    }

    /// The listing of the items `api` of a crate at `version`, when `released` is the last release.
    ///
    /// # Errors
    ///
    /// What breaks a promise, where the version may not: a promised item that is gone, and what came
    /// to a promised enum that a program may match in full.
    pub(crate) fn anew(
        &self,
        version: &str,
        released: Option<&str>,
        api: &[String],
    ) -> Result<Self, Vec<String>> {
        let present: BTreeSet<_> = api.iter().collect();
        let (kept, gone): (Vec<_>, Vec<_>) =
            self.promised.iter().cloned().partition(|item| present.contains(item));
        let binds = self.released.as_deref().is_some_and(|release| compatible(release, version));
        let old: BTreeSet<_> = self.promised.iter().chain(&self.open).collect();
        let come = api.iter().filter(|item| !old.contains(item) && self.is_in_closed_enum(item));
        let breaks: Vec<_> = gone.into_iter().chain(come.cloned()).collect();
        if binds && !breaks.is_empty() {
            return Err(breaks);
        }
        if released != self.released.as_deref() {
            let released = released.map(str::to_owned);
            return Ok(Self { released, promised: api.to_vec(), open: Vec::new() });
        }
        let kept: BTreeSet<_> = kept.into_iter().collect();
        let (promised, open) = api.iter().cloned().partition(|item| kept.contains(item));
        Ok(Self { released: self.released.clone(), promised, open })
    }

    /// Whether an item belongs to a promised enum that a program may match in full.
    fn is_in_closed_enum(&self, item: &str) -> bool {
        let path = item.strip_prefix("pub ").unwrap_or_default();
        let path = path.split(['(', ' ']).next().unwrap_or_default();
        let enums = self.promised.iter().filter_map(|item| item.strip_prefix("pub enum "));
        enums
            .map(|item| item.split('<').next().unwrap_or_default())
            .any(|item| path.strip_prefix(item).is_some_and(|behind| behind.starts_with("::")))
    }
}

/// Whether a program for the one version must build with the other: the first number that is not 0
/// is the same.
fn compatible(one: &str, other: &str) -> bool {
    let promise = |version: &str| {
        let mut numbers = version.split('.').map(str::to_owned);
        let major = numbers.next().unwrap();
        if major == "0" { (major, numbers.next()) } else { (major, None) }
    };
    promise(one) == promise(other)
}

/// The last release that a changelog tells of: its first heading with a number.
pub(crate) fn released(changelog: &str) -> Option<&str> {
    let headings = changelog.lines().filter_map(|line| line.strip_prefix("## "));
    let versions = headings.map(|heading| heading.trim_start_matches('['));
    let mut versions = versions.filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    versions.next()?.split([']', ' ']).next()
}
