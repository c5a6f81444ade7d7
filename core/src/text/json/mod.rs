//! JSON by RFC 8259: a strict reader that allocates nothing and never recurses, and strings for
//! request bodies.
//!
//! The reader is the project's own because the server's bytes are not to be trusted and the answer
//! must be exact: it accepts a document only when all of it is valid, decodes every escape with
//! surrogate pairs, bounds the depth, and says at which byte it stopped.

mod plain;
mod reader;
mod string;
mod unescape;
mod usual;

pub(crate) use reader::Kind;
pub use reader::{DEPTH_MAX, Reader, Token};
pub use string::write_string;
pub(super) use unescape::unescape;
pub(crate) use usual::Usual;
