//! What is known of a signed request while it is being decided.

use crate::Request;
use crate::verify::Evidence;

/// For the journal; filled as far as the decision got.
#[derive(Default)]
pub(crate) struct Call {
    pub(crate) action: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) instance_id: Option<String>,
    pub(crate) evidence: Option<Evidence>,
}

/// Whether `request` is for the API whose action header and algorithm these are.
pub(crate) fn is_for(request: &Request, action_header: &str, algorithm_prefix: &str) -> bool {
    request.header(action_header).is_some()
        || request
            .header("authorization")
            .is_some_and(|value| value.starts_with(algorithm_prefix.as_bytes()))
}
