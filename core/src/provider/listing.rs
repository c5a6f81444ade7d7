//! The rows of actions that list: their parameters, and where their replies hold what.

/// A path of names in a reply; the names of XML's root and of JSON's arrays do not count.
pub(crate) type Path = &'static [&'static str];

/// What a product lists.
#[derive(Debug)]
pub(crate) struct Lists {
    /// The action that lists the states of instances.
    pub(crate) statuses: Listing,
    /// The action that lists instances with their names and addresses.
    pub(crate) instances: Listing,
    /// The action that lists regions.
    pub(crate) regions: Listing,
    /// Where a reply says how it went.
    pub(crate) envelope: Envelope,
}

/// An action that lists instances or regions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listing {
    pub(crate) action: &'static str,
    /// Requests per second that the cloud permits for this action, where it says so.
    pub(crate) requests_per_s: Option<u16>,
    /// How ids are asked for.
    pub(crate) ids: Ids,
    pub(crate) paging: Paging,
    /// How a name is asked for.
    pub(crate) name: Option<SearchParameter>,
    /// How an address is asked for, by its kind.
    pub(crate) addresses: &'static [(AddressKind, SearchParameter)],
    /// Where the items stand.
    pub(crate) items: Path,
    /// Where the number of all items stands.
    pub(crate) total: Path,
    pub(crate) instance: InstanceColumns,
    pub(crate) region: RegionColumns,
}

/// The parameter that takes a list of ids.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ids {
    /// None: the action lists everything.
    None,
    /// A list, whose members are counted from `first` where the parameters are flat.
    List { name: &'static str, first: u8, max: u8 },
    /// One text that holds a JSON array.
    JsonArray { name: &'static str, max: u8 },
    /// A filter.
    Filter { name: &'static str, max: u8 },
}

impl Ids {
    /// Most ids of one request.
    pub(crate) const fn max(self) -> u8 {
        match self {
            Self::None => 0,
            Self::List { max, .. } | Self::JsonArray { max, .. } | Self::Filter { max, .. } => max,
        }
    }
}

/// How a page is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Paging {
    /// Everything comes at once.
    None,
    /// `Offset` and `Limit`.
    Offset { max: u8 },
    /// `PageNumber`, from 1, and `PageSize`.
    Number { max: u8 },
}

impl Paging {
    /// Most items of one page.
    pub(crate) const fn max(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Offset { max } | Self::Number { max } => max,
        }
    }
}

/// The parameter that takes a text to search for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SearchParameter {
    /// The text itself.
    Text(&'static str),
    /// A text that holds a JSON array.
    JsonArray(&'static str),
    /// A filter.
    Filter(&'static str),
}

/// Which of an instance's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddressKind {
    /// Of the private network; for Tencent's ECM every address.
    Private,
    /// Of the internet.
    Public,
    /// Of the internet, bound to the instance: Alibaba keeps these apart.
    Elastic,
}

/// Where an instance's properties stand, from the item on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InstanceColumns {
    pub(crate) id: Path,
    pub(crate) name: Path,
    pub(crate) state: Path,
    /// The operating system; the first that says something counts.
    pub(crate) os: &'static [Path],
    pub(crate) private_addresses: &'static [Path],
    pub(crate) public_addresses: &'static [Path],
}

impl InstanceColumns {
    /// Of a list without instances.
    pub(crate) const NONE: Self = Self {
        id: &[],
        name: &[],
        state: &[],
        os: &[],
        private_addresses: &[],
        public_addresses: &[],
    };
}

/// Where a region's properties stand, from the item on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RegionColumns {
    pub(crate) id: Path,
    pub(crate) name: Path,
    pub(crate) state: Path,
}

impl RegionColumns {
    /// Of a list without regions.
    pub(crate) const NONE: Self = Self { id: &[], name: &[], state: &[] };
}

/// Where a reply says how it went; the first path that stands counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope {
    pub(crate) request_id: &'static [Path],
    pub(crate) code: &'static [Path],
    pub(crate) message: &'static [Path],
    /// Whether the HTTP status tells a refusal from a list; else a code does.
    pub(crate) status_decides: bool,
}
