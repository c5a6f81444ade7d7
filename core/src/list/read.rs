//! The replies with lists: a page is walked through as a whole, and then read item by item.

use super::{List, ListReply};
use crate::{
    Error, Refusal,
    error::ReplyFault,
    instance::Instance,
    provider::{Envelope, Listing, Once, Path, Provider},
    region::Region,
    text::{
        Text,
        tree::{Node, Tree},
    },
};

/// Where the items of a page stand.
#[derive(Clone, Copy)]
pub(super) struct Items<'a> {
    pub(super) listing: &'static Listing,
    pub(super) body: &'a [u8],
}

impl<'a> Items<'a> {
    /// The next item's own bytes.
    pub(super) fn next(&self, tree: &mut Tree<'a>) -> Result<Option<&'a [u8]>, Error> {
        while let Some(node) = tree.next()? {
            if matches!(node, Node::Enter) && tree.is_in(self.listing.items) {
                return self.rest_of_item(tree).map(Some);
            }
        }
        Ok(None)
    }

    /// Read to the end of the item that was just entered.
    fn rest_of_item(&self, tree: &mut Tree<'a>) -> Result<&'a [u8], Error> {
        let start = tree.start();
        let mut depth = 1_usize;
        while depth > 0 {
            match tree.next()? {
                Some(Node::Enter) => depth = depth.saturating_add(1),
                Some(Node::Leave) => depth = depth.saturating_sub(1),
                Some(Node::Leaf(_) | Node::Array) => {}
                None => break,
            }
        }
        Ok(self.body.get(start..tree.at()).unwrap_or_default())
    }
}

impl Provider {
    /// Read the reply to [`Provider::statuses_request`]; the instances have an id and a state alone.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] and [`Error::UnexpectedStatus`].
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{ListReply, TENCENT_CVM};
    ///
    /// let body = br#"{"Response": {"TotalCount": 1, "RequestId": "R-1", "InstanceStatusSet":
    ///     [{"InstanceId": "ins-r9hr2upy", "InstanceState": "RUNNING"}]}}"#;
    /// let ListReply::List(list) = TENCENT_CVM.read_statuses(200, body)? else { panic!("refused") };
    /// for instance in list.iter() {
    ///     assert!(instance.id().starts_with("ins-"));
    ///     assert_eq!(instance.refusal(), None); // it runs, so nothing keeps it from a console
    /// }
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
    pub fn read_statuses<'a>(
        &'static self,
        status: u16,
        body: &'a [u8],
    ) -> Result<ListReply<'a, Instance<'a>>, Error> {
        let view = |listing: &'static Listing, item| Instance::new(&listing.instance, item);
        self.read_list(&self.lists.statuses, view, status, body)
    }

    /// Read the reply to [`Provider::instances_request`].
    ///
    /// # Errors
    ///
    /// Those of [`Provider::read_statuses`].
    pub fn read_instances<'a>(
        &'static self,
        status: u16,
        body: &'a [u8],
    ) -> Result<ListReply<'a, Instance<'a>>, Error> {
        let view = |listing: &'static Listing, item| Instance::new(&listing.instance, item);
        self.read_list(&self.lists.instances, view, status, body)
    }

    /// Read the reply to [`Provider::regions_request`].
    ///
    /// # Errors
    ///
    /// Those of [`Provider::read_statuses`].
    pub fn read_regions<'a>(
        &'static self,
        status: u16,
        body: &'a [u8],
    ) -> Result<ListReply<'a, Region<'a>>, Error> {
        let view = |listing: &'static Listing, item| Region::new(&listing.region, item);
        self.read_list(&self.lists.regions, view, status, body)
    }

    fn read_list<'a, I>(
        &self,
        listing: &'static Listing,
        view: fn(&'static Listing, &'a [u8]) -> I,
        status: u16,
        body: &'a [u8],
    ) -> Result<ListReply<'a, I>, Error> {
        let envelope = &self.lists.envelope;
        let succeeded = (200..300).contains(&status);
        let found = match Found::read(listing, envelope, body) {
            Ok(found) => found,
            Err(_) if !succeeded => return Err(Error::UnexpectedStatus { status }),
            Err(error) => return Err(error),
        };
        let request_id = found.request_id.text.unwrap_or_default();
        let refused = if envelope.status_decides { !succeeded } else { found.code.text.is_some() };
        match found.code.text {
            Some(code) if refused => {
                let message = found.message.text.unwrap_or_default();
                Ok(ListReply::Refusal(Refusal::new(code, message, request_id)))
            }
            _ if !succeeded => Err(Error::UnexpectedStatus { status }),
            _ if found.items_stand => {
                let total = found.total.text.as_ref().and_then(number);
                let items = Items { listing, body };
                Ok(ListReply::List(List { total, request_id, len: found.len, items, view }))
            }
            _ => Err(Error::MalformedReply { at: body.len(), fault: ReplyFault::MissingKey }),
        }
    }
}

/// What one walk through a page finds.
#[derive(Default)]
struct Found<'a> {
    request_id: Once<'a>,
    code: Once<'a>,
    message: Once<'a>,
    total: Once<'a>,
    /// Whether the list is there, even if it holds nothing.
    items_stand: bool,
    len: usize,
}

impl<'a> Found<'a> {
    /// Its reader of trees stands on a device's stack no longer than this takes.
    #[inline(never)]
    fn read(listing: &Listing, envelope: &Envelope, body: &'a [u8]) -> Result<Self, Error> {
        let mut tree = Tree::new(body)?;
        let mut found = Self::default();
        // In XML a list that holds nothing is seen by what holds it.
        let holder = listing.items.split_last().map_or(listing.items, |(_, holder)| holder);
        while let Some(node) = tree.next()? {
            match node {
                Node::Enter if tree.is_in(listing.items) => {
                    found.items_stand = true;
                    found.len = found.len.saturating_add(1);
                    check_item(listing, &mut tree)?;
                }
                Node::Enter => found.items_stand |= tree.is_xml() && tree.is_in(holder),
                Node::Leave => {}
                Node::Array => found.items_stand |= tree.is_at(listing.items),
                Node::Leaf(text) => {
                    found.items_stand |=
                        tree.is_at(listing.items) || tree.is_xml() && tree.is_at(holder);
                    found.take(listing, envelope, &tree, text)?;
                }
            }
        }
        Ok(found)
    }

    fn take(
        &mut self,
        listing: &Listing,
        envelope: &Envelope,
        tree: &Tree<'a>,
        text: Option<Text<'a>>,
    ) -> Result<(), Error> {
        let stands = |paths: &[Path]| paths.iter().any(|path| tree.is_at(path));
        let once = if stands(envelope.request_id) {
            &mut self.request_id
        } else if stands(envelope.code) {
            &mut self.code
        } else if stands(envelope.message) {
            &mut self.message
        } else if tree.is_at(listing.total) {
            &mut self.total
        } else {
            return Ok(());
        };
        once.set(text).map_err(|fault| tree.fault(fault))
    }
}

/// Read to the end of the item that was just entered: its id must stand in it, and only once.
fn check_item(listing: &Listing, tree: &mut Tree<'_>) -> Result<(), Error> {
    let id_path =
        if listing.instance.id.is_empty() { listing.region.id } else { listing.instance.id };
    let (mut id, mut state) = (Once::default(), Once::default());
    let mut depth = 1_usize;
    while depth > 0 {
        match tree.next()? {
            Some(Node::Enter) => depth = depth.saturating_add(1),
            Some(Node::Leave) => depth = depth.saturating_sub(1),
            Some(Node::Leaf(text)) if tree.is_at_in(listing.items, id_path) => {
                id.set(text).map_err(|fault| tree.fault(fault))?;
            }
            Some(Node::Leaf(text)) if tree.is_at_in(listing.items, listing.instance.state) => {
                state.set(text).map_err(|fault| tree.fault(fault))?;
            }
            Some(Node::Leaf(_) | Node::Array) => {}
            None => break,
        }
    }
    match id.text {
        Some(id) if !id.is_empty() => Ok(()),
        _ => Err(tree.fault(ReplyFault::MissingKey)),
    }
}

fn number(text: &Text<'_>) -> Option<u32> {
    text.as_plain()?.parse().ok()
}
