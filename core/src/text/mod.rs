//! Text as the clouds' documents define it: written into the caller's buffer, read from the
//! caller's bytes. Nothing here knows a cloud.

pub mod base64;
mod borrowed;
pub(crate) mod class;
pub(crate) mod decimal;
pub mod hex;
pub(crate) mod http1;
pub mod json;
pub(crate) mod order;
pub mod percent;
pub mod query;
pub(crate) mod scan;
pub(crate) mod sink;
pub(crate) mod split;
pub(crate) mod tree;
mod writer;
pub mod xml;

pub use borrowed::Text;
pub use sink::Sink;

pub use writer::SliceWriter;
