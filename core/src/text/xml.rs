//! XML 1.0: a strict reader that allocates nothing and never recurses, for the replies that come as
//! XML.
//!
//! Of a document without a document type it takes all that the standard allows, and nothing else.
//! Two rules that reach over more than one name are not applied: whether an element has an
//! attribute twice, and whether the prefix of a name is bound to a namespace. Attributes are read
//! over, and names are compared byte for byte, so neither changes what is handed out.
//!
//! A document type is refused, and with it every entity that is not one of the standard's own five:
//! no document grows when it is read.
//!
//! Source: W3C, *Extensible Markup Language (XML) 1.0 (Fifth Edition)*,
//! <https://www.w3.org/TR/2008/REC-xml-20081126/>, 2008-11-26.

mod class;
mod content;
mod reader;
mod reference;

pub use content::{Characters, Content};
pub use reader::{DEPTH_MAX, Event, Reader};

/// Whether replies may come as XML. Where no provider sends any there is no value of this type, and
/// so the linker keeps nothing of what reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spoken(#[cfg(not(feature = "alibaba"))] core::convert::Infallible);

impl Spoken {
    #[cfg(feature = "alibaba")]
    pub(crate) const SELF: Option<Self> = Some(Self());
    #[cfg(not(feature = "alibaba"))]
    pub(crate) const SELF: Option<Self> = None;
}
