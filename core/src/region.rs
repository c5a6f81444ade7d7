//! A region in a list.

use core::fmt;

use crate::{instance::first_leaf, provider::RegionColumns, text::Text};

/// A region, as a view of the reply that listed it.
#[derive(Clone, Copy)]
pub struct Region<'a> {
    columns: &'static RegionColumns,
    item: &'a [u8],
}

impl<'a> Region<'a> {
    pub(crate) fn new(columns: &'static RegionColumns, item: &'a [u8]) -> Self {
        Self { columns, item }
    }

    /// The id, such as `ap-guangzhou`. It was not checked: a request that takes it checks it.
    #[must_use]
    pub fn id(&self) -> Text<'a> {
        first_leaf(self.item, self.columns.id).unwrap_or_default()
    }

    /// The name for people; nothing where the list says none.
    #[must_use]
    pub fn name(&self) -> Option<Text<'a>> {
        first_leaf(self.item, self.columns.name)
    }

    /// Whether instances can be bought there now; nothing where the list does not say. Instances
    /// that are there already can be asked for in any case.
    #[must_use]
    pub fn available(&self) -> Option<bool> {
        let state = first_leaf(self.item, self.columns.state)?;
        Some(state == *"AVAILABLE" || state == *"available")
    }
}

impl fmt::Debug for Region<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Region").field("id", &format_args!("{}", self.id())).finish_non_exhaustive()
    }
}
