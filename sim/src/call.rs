//! What is known of a signed request while it is being decided, and what it is answered.

use serde_json::{Map, Value};

use crate::instance::Instance;
use crate::product::Product;
use crate::verify::Evidence;

/// For the journal and for faults; filled as far as the request was understood.
#[derive(Default)]
pub(crate) struct Call {
    pub(crate) product: Option<&'static Product>,
    pub(crate) action: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) instance_id: Option<String>,
    pub(crate) evidence: Option<Evidence>,
}

/// The members of a JSON object, as a reply has them.
pub(crate) type Members = Map<String, Value>;

/// The answer to a call that was let through.
pub(crate) enum Answer {
    /// A console address for this machine, still to be issued.
    Console(&'static Instance),
    /// The members of the reply, without the request id.
    Members(Members),
}

/// The members of `object`; none when it is something else.
pub(crate) fn members(object: Value) -> Members {
    match object {
        Value::Object(members) => members,
        _ => Members::new(),
    }
}
