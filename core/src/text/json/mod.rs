//! JSON by RFC 8259: a strict reader that allocates nothing and never recurses, and strings for
//! request bodies.
//!
//! The reader is the project's own because the server's bytes are not to be trusted and the answer
//! must be exact: it accepts a document only when all of it is valid, decodes every escape with
//! surrogate pairs, bounds the depth, and says at which byte it stopped.

mod plain;
mod reader;
mod string;
mod token;
mod unescape;
mod usual;

pub use reader::{DEPTH_MAX, Reader};
pub use string::write_string;
pub(crate) use token::Kind;
pub use token::Token;
pub(super) use unescape::unescape;
pub(crate) use usual::Usual;
