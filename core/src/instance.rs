//! An instance in a list, and what its state says about its console.

use core::fmt;

use crate::{
    RefusalKind,
    provider::{InstanceColumns, Path},
    text::{
        Text,
        tree::{Node, Tree},
    },
};

/// An instance, as a view of the reply that listed it.
///
/// Each call looks the property up in the item's own bytes; none of them fails, since the reply was
/// checked before.
#[derive(Clone, Copy)]
pub struct Instance<'a> {
    columns: &'static InstanceColumns,
    item: &'a [u8],
}

impl<'a> Instance<'a> {
    pub(crate) fn new(columns: &'static InstanceColumns, item: &'a [u8]) -> Self {
        Self { columns, item }
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> Text<'a> {
        self.first(self.columns.id).unwrap_or_default()
    }

    /// The name that its owner gave it; nothing where the list says none.
    #[must_use]
    pub fn name(&self) -> Option<Text<'a>> {
        self.first(self.columns.name)
    }

    /// The state, in the cloud's own word; nothing where the list says none.
    #[must_use]
    pub fn state(&self) -> Option<Text<'a>> {
        self.first(self.columns.state)
    }

    /// Why there is no console now, as far as the state tells: nothing for a state that has one,
    /// and for a word that is not known, since then only the cloud can say.
    #[must_use]
    pub fn refusal(&self) -> Option<RefusalKind> {
        let mut buf = [0; 48];
        let state = self.state()?;
        refusal_of_state(state.decode(&mut buf).ok()?)
    }

    /// Whether it runs Windows; nothing where the list does not say.
    #[must_use]
    pub fn windows(&self) -> Option<bool> {
        let mut said = None;
        for text in self.columns.os.iter().filter_map(|path| self.first(path)) {
            if names_windows(&text) {
                return Some(true);
            }
            if !text.is_empty() {
                said = Some(false);
            }
        }
        said
    }

    /// Its addresses in private networks.
    pub fn private_addresses(&self) -> impl Iterator<Item = Text<'a>> + use<'a> {
        leaves(self.item, self.columns.private_addresses)
    }

    /// Its addresses in the internet.
    pub fn public_addresses(&self) -> impl Iterator<Item = Text<'a>> + use<'a> {
        leaves(self.item, self.columns.public_addresses)
    }

    fn first(&self, path: Path) -> Option<Text<'a>> {
        first_leaf(self.item, path)
    }
}

impl fmt::Debug for Instance<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instance")
            .field("id", &format_args!("{}", self.id()))
            .field("state", &format_args!("{}", self.state().unwrap_or_default()))
            .finish_non_exhaustive()
    }
}

/// The first text that stands at `path` of an item.
#[inline(never)]
pub(crate) fn first_leaf(item: &[u8], path: Path) -> Option<Text<'_>> {
    if path.is_empty() {
        return None;
    }
    let mut tree = Tree::new(item).ok()?;
    loop {
        if let Node::Leaf(text) = tree.next().ok()??
            && tree.is_at(path)
        {
            return text;
        }
    }
}

/// The texts that stand at `paths` of an item, one path after another, without empty ones.
fn leaves<'a>(item: &'a [u8], paths: &'static [Path]) -> impl Iterator<Item = Text<'a>> + use<'a> {
    paths.iter().flat_map(move |path| {
        let mut tree = Tree::new(item).ok();
        core::iter::from_fn(move || {
            let tree = tree.as_mut()?;
            loop {
                match tree.next().ok()?? {
                    Node::Leaf(Some(text)) if tree.is_at(path) && !text.is_empty() => {
                        return Some(text);
                    }
                    _ => {}
                }
            }
        })
    })
}

/// Whether a system's name holds the word, in whatever case.
fn names_windows(text: &Text<'_>) -> bool {
    const WORD: &[u8] = b"windows";
    let mut buf = [0; 256];
    let Ok(name) = text.decode(&mut buf) else { return false };
    name.as_bytes().windows(WORD.len()).any(|part| part.eq_ignore_ascii_case(WORD))
}

/// Why an instance in `state` has no console now: `not-running`, or `busy` when it may have one
/// soon; nothing for a state that has one or that is not known.
///
/// Sources: Tencent Cloud, `DescribeInstances` of CVM, ECM and Lighthouse, and their refusals of
/// `DescribeInstanceVncUrl`; Alibaba Cloud, `DescribeInstanceStatus`; read 2026-11.
#[must_use]
pub fn refusal_of_state(state: &str) -> Option<RefusalKind> {
    let known = STATES.iter().find(|(known, _)| *known == state);
    known.and_then(|(_, refusal)| *refusal)
}

use RefusalKind::{Busy, NotRunning};

/// Every state that the clouds' documents name, in order.
pub static STATES: &[(&str, Option<RefusalKind>)] = &[
    ("DELETING", Some(NotRunning)),
    ("ENTER_RESCUE_MODE", Some(Busy)),
    ("ENTER_SERVICE_LIVE_MIGRATE", Some(Busy)),
    ("EXIT_RESCUE_MODE", Some(Busy)),
    ("EXIT_SERVICE_LIVE_MIGRATE", Some(Busy)),
    ("FREEZING", Some(NotRunning)),
    ("LAUNCH_FAILED", Some(NotRunning)),
    ("PENDING", Some(Busy)),
    ("Pending", Some(Busy)),
    ("REBOOTING", Some(Busy)),
    ("RESCUE_MODE", None),
    ("RUNNING", None),
    ("Running", None),
    ("SERVICE_LIVE_MIGRATE", None),
    ("SHUTDOWN", Some(NotRunning)),
    ("STARTING", Some(Busy)),
    ("STOPPED", Some(NotRunning)),
    ("STOPPING", Some(Busy)),
    ("Starting", Some(Busy)),
    ("Stopped", Some(NotRunning)),
    ("Stopping", Some(Busy)),
    ("TERMINATING", Some(NotRunning)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_stand_in_order_and_once() {
        assert!(STATES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn an_unknown_state_is_left_to_the_cloud() {
        assert_eq!(refusal_of_state("STOPPED"), Some(NotRunning));
        assert_eq!(refusal_of_state("Starting"), Some(Busy));
        for open in ["RUNNING", "RESCUE_MODE", "Running", "running", "DEEP_SLEEP", ""] {
            assert_eq!(refusal_of_state(open), None, "{open}");
        }
    }
}
