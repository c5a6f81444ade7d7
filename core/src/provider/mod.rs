//! Cloud products with a console: one file and one row each.
//!
//! A row holds what the product's documents say: names, versions, limits, viewer page. What all
//! products of a cloud share (hosts, headers, the envelope of a reply) is in the cloud's own file.
//! Bindings find a provider by its permanent name.

#[cfg(feature = "alibaba")]
mod alibaba;
#[cfg(feature = "alibaba-ecs")]
mod alibaba_ecs;
#[cfg(all(feature = "alibaba", feature = "lists"))]
mod alibaba_lists;
#[cfg(feature = "alibaba-rpc")]
mod alibaba_rpc;
mod call;
#[cfg(any(feature = "lists", feature = "sorted"))]
mod free;
#[cfg(feature = "lists")]
mod listing;
mod members;
mod parameters;
mod signature_version;
#[cfg(feature = "sorted")]
mod sorted_call;
#[cfg(feature = "tencent")]
mod tencent;
#[cfg(feature = "tencent-cvm")]
mod tencent_cvm;
#[cfg(feature = "tencent-ecm")]
mod tencent_ecm;
#[cfg(feature = "tencent-lighthouse")]
mod tencent_lighthouse;
#[cfg(all(feature = "tencent", feature = "lists"))]
mod tencent_lists;
#[cfg(feature = "tencent-v1")]
mod tencent_v1;

use core::fmt;

#[cfg(feature = "alibaba")]
pub use alibaba::ACS3;
#[cfg(feature = "alibaba-ecs")]
pub use alibaba_ecs::ALIBABA_ECS;
#[cfg(feature = "alibaba-rpc")]
pub use alibaba_rpc::ALIBABA_RPC;
pub(crate) use call::ActionCall;
pub use call::{Call, Method, Site};
#[cfg(any(feature = "lists", feature = "sorted"))]
pub(crate) use free::Free;
#[cfg(feature = "lists")]
pub use listing::AddressKind;
#[cfg(feature = "lists")]
pub(crate) use listing::{
    Envelope, Ids, InstanceColumns, Listing, Lists, Paging, Path, RegionColumns, SearchParameter,
};
#[cfg(any(feature = "alibaba", feature = "lists", feature = "tencent"))]
pub(crate) use members::Once;
pub(crate) use parameters::{Parameter, Value};
pub use signature_version::{SIGNATURE_VERSIONS, SignatureVersion, signature_version};
#[cfg(feature = "tencent")]
pub use tencent::TC3;
#[cfg(feature = "tencent-cvm")]
pub use tencent_cvm::TENCENT_CVM;
#[cfg(feature = "tencent-ecm")]
pub use tencent_ecm::TENCENT_ECM;
#[cfg(feature = "tencent-lighthouse")]
pub use tencent_lighthouse::TENCENT_LIGHTHOUSE;
#[cfg(feature = "tencent-v1")]
pub use tencent_v1::{TENCENT_V1_HMACSHA1, TENCENT_V1_HMACSHA256};

use crate::{Error, Reply, VncUrl, text::json::Usual};

/// How many providers there are: as many as features name.
const COUNT: usize = cfg!(feature = "alibaba-ecs") as usize
    + cfg!(feature = "tencent-cvm") as usize
    + cfg!(feature = "tencent-ecm") as usize
    + cfg!(feature = "tencent-lighthouse") as usize;

/// Every provider, in order of name.
pub static PROVIDERS: [&Provider; COUNT] = [
    #[cfg(feature = "alibaba-ecs")]
    &ALIBABA_ECS,
    #[cfg(feature = "tencent-cvm")]
    &TENCENT_CVM,
    #[cfg(feature = "tencent-ecm")]
    &TENCENT_ECM,
    #[cfg(feature = "tencent-lighthouse")]
    &TENCENT_LIGHTHOUSE,
];

/// The provider of that permanent name, such as `tencent-cvm`.
///
/// # Examples
///
/// ```
/// use vncurl_core::provider::by_name;
///
/// assert_eq!(by_name("alibaba-ecs").map(|provider| provider.vnc_url_valid_s), Some(15));
/// assert!(by_name("alibaba").is_none());
/// ```
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Provider> {
    PROVIDERS.into_iter().find(|provider| provider.name == name)
}

/// The provider whose instance ids start like `instance_id`: `ins-` is Tencent's CVM, `ein-` its
/// ECM, `lhins-` its Lighthouse, `i-` Alibaba's ECS. Alibaba's oldest ids (`AY…`) tell nothing.
///
/// # Examples
///
/// ```
/// use vncurl_core::provider::by_instance_id;
///
/// assert_eq!(by_instance_id("lhins-a1b2c3d4").map(|provider| provider.name), Some("tencent-lighthouse"));
/// ```
#[must_use]
pub fn by_instance_id(instance_id: &str) -> Option<&'static Provider> {
    PROVIDERS.into_iter().find(|provider| instance_id.starts_with(provider.instance_id_prefix))
}

/// One cloud product whose `DescribeInstanceVncUrl` gives a VNC URL.
///
/// # Examples
///
/// ```
/// use vncurl_core::PROVIDERS;
///
/// for provider in PROVIDERS {
///     assert!(provider.vnc_url_valid_s >= 15 && !provider.name.is_empty());
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Provider {
    /// The permanent name: cloud and product, such as `tencent-cvm`.
    pub name: &'static str,
    /// The cloud's and the product's name for people.
    pub title: &'static str,
    /// Whose credentials it takes.
    pub cloud: Cloud,
    /// What the product's instance ids start with.
    pub instance_id_prefix: &'static str,
    /// First label of the host, and the service in a credential scope.
    pub service: &'static str,
    /// The API's version, as the cloud dates it.
    pub version: &'static str,
    /// Whether a call must name the region.
    pub needs_region: bool,
    /// Requests per second that the cloud permits for this action, where it says so.
    pub requests_per_s: Option<u16>,
    /// Seconds for which a VNC URL can be opened after the cloud sent it.
    pub vnc_url_valid_s: u16,
    /// Whether a VNC URL opens once only.
    pub single_use: bool,
    /// Consoles of one instance that may be opened in a minute.
    pub connects_per_min: u16,
    /// The page that shows the console.
    pub viewer: Viewer,
    /// Older pages that still work, for consoles that need them.
    pub older_viewers: &'static [Viewer],
    /// Hosts that do not follow the cloud's rule, each with its regions.
    pub(crate) region_hosts: &'static [(&'static str, &'static [&'static str])],
    #[cfg(feature = "lists")]
    pub(crate) lists: &'static Lists,
    /// What all products of its cloud share.
    pub(crate) api: &'static Api,
}

/// Whose credentials, regions and conventions a provider follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Cloud {
    /// Tencent Cloud.
    Tencent,
    /// Alibaba Cloud.
    Alibaba,
}

/// A viewer page and the names of its parameters.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Viewer {
    /// The page's version or name, such as `0.0.8`.
    pub name: &'static str,
    /// Address of the page, without `?`.
    pub page: &'static str,
    /// Day on which the page's address was last read in the cloud's documents, `YYYY-MM-DD`.
    pub read_on: &'static str,
    /// Seconds without a key or a click after which the console closes, where the cloud says so.
    pub keep_alive_s: Option<u16>,
    /// Parameter that takes the VNC URL.
    pub(crate) vnc_url: &'static str,
    /// Parameters that take the instance id and whether the guest runs Windows.
    pub(crate) guest: Option<GuestParameters>,
}

/// Parameters of a page that is told about the guest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GuestParameters {
    pub(crate) instance_id: &'static str,
    pub(crate) windows: &'static str,
    pub(crate) password: &'static str,
}

impl Provider {
    /// The viewer of that name, such as `0.0.7`.
    #[must_use]
    pub fn viewer_named(&self, name: &str) -> Option<&Viewer> {
        self.viewers().find(|viewer| viewer.name == name)
    }

    /// Seconds without a key or a click after which a console in `page` closes, where that is
    /// known: `page` is none for the provider's own.
    #[must_use]
    pub fn keep_alive_s(&self, page: Option<&str>) -> Option<u16> {
        let known = |viewer: &&Viewer| page.is_none_or(|page| viewer.page == page);
        self.viewers().find(known)?.keep_alive_s
    }

    /// How its requests are signed when nobody says otherwise.
    #[must_use]
    pub fn signature_version(&self) -> &'static SignatureVersion {
        self.api.signature
    }

    /// The provider's own viewer, then older ones.
    pub fn viewers(&self) -> impl Iterator<Item = &Viewer> {
        core::iter::once(&self.viewer).chain(self.older_viewers)
    }
}

impl Viewer {
    /// Whether the page must be told if the guest runs Windows.
    #[must_use]
    pub const fn asks_for_os(&self) -> bool {
        self.guest.is_some()
    }
}

/// How a cloud is asked, and how its answers are read.
pub(crate) struct Api {
    /// The cloud's present way to sign.
    pub(crate) signature: &'static SignatureVersion,
    pub(crate) read_reply: fn(u16, &[u8]) -> Result<Reply<'_>, Error>,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").finish_non_exhaustive()
    }
}

/// The action that gives the VNC URL, the same word at both clouds.
pub(crate) const VNC_ACTION: &str = "DescribeInstanceVncUrl";

/// Pieces of a host name: the caller's endpoint, or the cloud's own.
#[inline]
fn host<'a>(call: &Call<'a>, own: [&'a str; 4]) -> [&'a [u8]; 4] {
    call.endpoint.map_or(own, |endpoint| [endpoint.authority(), "", "", ""]).map(str::as_bytes)
}

/// The object of a VNC URL as both clouds send it, with the request id besides, and what is behind
/// it.
#[inline(always)]
#[expect(clippy::inline_always, reason = "the result stays in registers")]
fn read_usual<'a>(vnc_url_key: &str, json: Usual<'a>) -> Option<(Reply<'a>, Usual<'a>)> {
    let vnc_url_of = |json: Usual<'a>| json.name(vnc_url_key)?.string();
    let request_id_of = |json: Usual<'a>| json.name("RequestId")?.string();
    let json = json.token(b'{')?;
    let (vnc_url, request_id, json) = if let Some((vnc_url, json)) = vnc_url_of(json) {
        let (request_id, json) = request_id_of(json.comma()?)?;
        (vnc_url, request_id, json)
    } else {
        let (request_id, json) = request_id_of(json)?;
        let (vnc_url, json) = vnc_url_of(json.comma()?)?;
        (vnc_url, request_id, json)
    };
    Some((Reply::VncUrl(VncUrl { vnc_url, request_id }), json.token(b'}')?))
}
