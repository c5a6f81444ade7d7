//! Lists: the states of instances, instances by id, name or address, regions.
//!
//! A page of a list is checked as a whole first and then handed out item by item, each a view of
//! the reply's own bytes: memory does not grow with the page.

mod read;
mod request;

use core::fmt;

use self::read::Items;
use crate::{
    Refusal,
    provider::{AddressKind, Listing, Provider},
    text::{Text, tree::Tree},
};

/// Which instances to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search<'a> {
    /// All of the region.
    All,
    /// Those of these ids; at least one, and at most [`Provider::ids_max`].
    Ids(&'a [&'a str]),
    /// Those of this name; 1 to 128 bytes without controls.
    Name(&'a str),
    /// Those with this address.
    Address {
        /// As the cloud writes it, such as `10.0.0.1`.
        address: &'a str,
        /// One of [`Provider::address_kinds`].
        kind: AddressKind,
    },
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many items come before it: a multiple of `limit`.
    pub offset: u32,
    /// Most items that it holds, 1 to [`Provider::statuses_page_max`] or
    /// [`Provider::instances_page_max`].
    pub limit: u8,
}

/// A well-formed reply to a request for a list.
#[derive(Clone, Copy, Debug)]
pub enum ListReply<'a, I> {
    /// A page of the list.
    List(List<'a, I>),
    /// The cloud said no.
    Refusal(Refusal<'a>),
}

/// A page of a list of [`Instance`](crate::Instance) or [`Region`](crate::Region).
#[derive(Clone, Copy)]
pub struct List<'a, I> {
    /// How many items there are on all pages together, where the cloud says so.
    pub total: Option<u32>,
    /// The cloud's id of the call; empty when it sent none.
    pub request_id: Text<'a>,
    len: usize,
    items: Items<'a>,
    view: fn(&'static Listing, &'a [u8]) -> I,
}

impl<'a, I> List<'a, I> {
    /// How many items the page holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the page holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The items, in the cloud's order.
    #[must_use]
    pub fn iter(&self) -> Iter<'a, I> {
        let Self { items, view, .. } = *self;
        Iter { items, view, tree: Tree::new(items.body).ok() }
    }
}

impl<'a, I> IntoIterator for &List<'a, I> {
    type Item = I;
    type IntoIter = Iter<'a, I>;

    fn into_iter(self) -> Iter<'a, I> {
        self.iter()
    }
}

/// The items of a page, one after the other: below 1 KiB, for surfaces that keep it themselves.
#[derive(Clone)]
pub struct Iter<'a, I> {
    items: Items<'a>,
    view: fn(&'static Listing, &'a [u8]) -> I,
    tree: Option<Tree<'a>>,
}

impl<I> Iterator for Iter<'_, I> {
    type Item = I;

    fn next(&mut self) -> Option<I> {
        // The page was checked as a whole, so no error ends it early.
        let item = self.items.next(self.tree.as_mut()?).ok()??;
        Some((self.view)(self.items.listing, item))
    }
}

impl<I> fmt::Debug for Iter<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Iter").finish_non_exhaustive()
    }
}

impl<I> fmt::Debug for List<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("total", &self.total)
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// Most ids of one request for states.
    #[must_use]
    pub fn ids_max(&self) -> u8 {
        self.lists.statuses.ids.max()
    }

    /// Most instances of one page of states.
    #[must_use]
    pub fn statuses_page_max(&self) -> u8 {
        self.lists.statuses.paging.max()
    }

    /// Most instances of one page of instances.
    #[must_use]
    pub fn instances_page_max(&self) -> u8 {
        self.lists.instances.paging.max()
    }

    /// Requests for states per second that the cloud permits, where it says so.
    #[must_use]
    pub fn statuses_per_s(&self) -> Option<u16> {
        self.lists.statuses.requests_per_s
    }

    /// Requests for instances per second that the cloud permits, where it says so.
    #[must_use]
    pub fn instances_per_s(&self) -> Option<u16> {
        self.lists.instances.requests_per_s
    }

    /// The kinds of address that instances can be searched by, each on its own.
    pub fn address_kinds(&self) -> impl Iterator<Item = AddressKind> + use<> {
        self.lists.instances.addresses.iter().map(|(kind, _)| *kind)
    }
}
