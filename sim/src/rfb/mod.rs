//! The server's side of the remote framebuffer protocol, version 3.8, without a socket.
//!
//! Bytes of the client go into [`Session::feed`], keys and pointer come out of it, what is on the
//! [`Screen`] goes into [`Session::refresh`], and bytes for the client come out of
//! [`Session::take_output`]. There is one encoding, Raw, and one security type, None: the address
//! is the secret.
//!
//! Source: RFC 6143 (2011-03).

mod font;
mod message;
mod pixel;
mod png;
mod screen;
mod session;
mod watch;

pub(crate) use screen::{COLUMNS, Cell, ROWS, Screen, Style};
pub(crate) use session::{Input, Session};
pub(crate) use watch::Watch;

/// What a client did that ends its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Violation(pub(crate) &'static str);
