//! Lists: the states of instances, instances by id, name or address, regions.
//!
//! A page of a list is checked as a whole first and then handed out item by item, each a view of
//! the reply's own bytes: memory does not grow with the page.

use core::fmt;

use crate::{
    Call, Credentials, Error, Refusal, Request,
    error::ReplyFault,
    identifier::{check_instance_id, first_outside},
    instance::Instance,
    provider::{
        AddressKind, Envelope, Free, Ids, Listing, Once, Paging, Parameter, Path, Provider,
        SearchParameter, Value,
    },
    region::Region,
    sign::SigningKey,
    text::{
        Text,
        class::is,
        tree::{Node, Tree},
    },
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

/// A page of a list of [`Instance`] or [`Region`].
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

/// The items of a page, one after the other: below 2 KiB, for surfaces that keep it themselves.
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

/// Where the items of a page stand.
#[derive(Clone, Copy)]
struct Items<'a> {
    listing: &'static Listing,
    body: &'a [u8],
}

impl<'a> Items<'a> {
    /// The next item's own bytes.
    fn next(&self, tree: &mut Tree<'a>) -> Result<Option<&'a [u8]>, Error> {
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

    /// Write the signed request for the states of `ids`, or of all instances of the region when
    /// there are none.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::vnc_request`], and [`Error::PageOutOfRange`].
    pub fn statuses_request<'b>(
        &self,
        ids: &[&str],
        page: Page,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        let search = if ids.is_empty() { Search::All } else { Search::Ids(ids) };
        self.list_request(&self.lists.statuses, search, page, call, credentials, key, buf)
    }

    /// Write the signed request for instances with their names, addresses and systems.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::vnc_request`], [`Error::PageOutOfRange`], [`Error::InvalidSearch`], and
    /// [`Error::UnsupportedAction`] for a kind of address that the provider does not search by.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{Call, Credentials, Page, Search, TENCENT_CVM};
    ///
    /// let credentials = Credentials { key_id: "AKIDEXAMPLE", secret: "EXAMPLE-secret", token: None };
    /// let call = Call { region: Some("ap-beijing"), timestamp: 1_700_000_000, ..Call::default() };
    /// let key = TENCENT_CVM.signing_key(&credentials, call.timestamp)?;
    /// let page = Page { offset: 0, limit: TENCENT_CVM.instances_page_max() };
    /// let mut buf = [0; 1024];
    /// let search = Search::Name("web-1");
    /// let request =
    ///     TENCENT_CVM.instances_request(search, page, &call, &credentials, &key, &mut buf)?;
    /// assert!(request.body().contains(r#""web-1""#));
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
    pub fn instances_request<'b>(
        &self,
        search: Search<'_>,
        page: Page,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        self.list_request(&self.lists.instances, search, page, call, credentials, key, buf)
    }

    /// Write the signed request for the product's regions; `call` needs none, and names the host
    /// to ask when it has one.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::vnc_request`] but [`Error::RegionMissing`].
    pub fn regions_request<'b>(
        &self,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        self.request_anywhere(self.lists.regions.action, &[], call, credentials, key, buf)
    }

    #[expect(clippy::too_many_arguments, reason = "what every request takes, and a listing")]
    fn list_request<'b>(
        &self,
        listing: &Listing,
        search: Search<'_>,
        page: Page,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        let one;
        let searched = match search {
            Search::All => Parameter::new("", Value::Absent),
            Search::Ids(ids) => ids_parameter(&listing.ids, ids)?,
            Search::Name(name) => {
                one = [name];
                search_parameter(listing.name.as_ref().ok_or(Error::UnsupportedAction)?, &one)?
            }
            Search::Address { address, kind } => {
                one = [address];
                let listed = listing.addresses.iter().find(|(own, _)| *own == kind);
                search_parameter(&listed.ok_or(Error::UnsupportedAction)?.1, &one)?
            }
        };
        let [first, second] = page_parameters(listing.paging, page)?;
        let parameters = [searched, first, second, self.region_parameter(call)];
        self.request(listing.action, &parameters, call, credentials, key, buf)
    }

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
        once.set(text, tree.at())
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
                id.set(text, tree.at())?;
            }
            Some(Node::Leaf(text)) if tree.is_at_in(listing.items, listing.instance.state) => {
                state.set(text, tree.at())?;
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

fn ids_parameter<'a>(form: &'a Ids, ids: &'a [&'a str]) -> Result<Parameter<'a>, Error> {
    ids.iter().try_for_each(|id| check_instance_id(id))?;
    if ids.is_empty() || ids.len() > usize::from(form.max()) {
        return Err(Error::PageOutOfRange);
    }
    Ok(match form {
        Ids::None => return Err(Error::UnsupportedAction),
        Ids::List { name, first, .. } => {
            Parameter::new(name, Value::Free(Free::Ids { ids, first: *first }))
        }
        Ids::JsonArray { name, .. } => Parameter::new(name, Value::Free(Free::JsonArray(ids))),
        Ids::Filter { name, .. } => filter(name, ids),
    })
}

fn search_parameter<'a>(
    form: &'a SearchParameter,
    text: &'a [&'a str; 1],
) -> Result<Parameter<'a>, Error> {
    let [searched] = text;
    check_search(searched)?;
    Ok(match form {
        SearchParameter::Text(name) => Parameter::new(name, Value::Free(Free::Text(searched))),
        SearchParameter::JsonArray(name) => {
            Parameter::new(name, Value::Free(Free::JsonArray(text)))
        }
        SearchParameter::Filter(name) => filter(name, text),
    })
}

fn filter<'a>(name: &'a &'static str, values: &'a [&'a str]) -> Parameter<'a> {
    Parameter::new("Filters", Value::Free(Free::Filter { name, values }))
}

/// Check a text to search for: 1 to 128 bytes without controls, as the clouds' names are.
fn check_search(text: &str) -> Result<(), Error> {
    let bytes = text.as_bytes();
    first_outside(bytes, 128, |byte| (byte >= b' ') & !is(byte, 0x7f))
        .or_else(|| bytes.is_empty().then_some(0))
        .map_or(Ok(()), |at| Err(Error::InvalidSearch { at }))
}

/// The two parameters of a page. The size is always sent: both clouds' defaults are smaller than
/// the number of ids that one request may hold.
fn page_parameters(paging: Paging, page: Page) -> Result<[Parameter<'static>; 2], Error> {
    let Page { offset, limit } = page;
    let pages_before = offset.checked_div(limit.into()).ok_or(Error::PageOutOfRange)?;
    let aligned = pages_before.checked_mul(limit.into()) == Some(offset);
    if limit > paging.max() || !aligned {
        return Err(Error::PageOutOfRange);
    }
    Ok(match paging {
        Paging::None => return Err(Error::UnsupportedAction),
        Paging::Offset { .. } => [
            Parameter::new("Offset", Value::Free(Free::Number(offset.into()))),
            Parameter::new("Limit", Value::Free(Free::Number(limit.into()))),
        ],
        Paging::Number { .. } => [
            Parameter::new(
                "PageNumber",
                Value::Free(Free::Number(u64::from(pages_before).saturating_add(1))),
            ),
            Parameter::new("PageSize", Value::Free(Free::Number(limit.into()))),
        ],
    })
}
