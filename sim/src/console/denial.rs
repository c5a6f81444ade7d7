//! Why an address does not open a console.

use crate::wire::Response;

/// One reason; the words are for people, the code for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denial {
    Unknown,
    Used,
    Expired,
    NotRunning,
    BudgetSpent,
}

impl Denial {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Used => "used",
            Self::Expired => "expired",
            Self::NotRunning => "not-running",
            Self::BudgetSpent => "budget-spent",
        }
    }

    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Unknown => "This address was not issued by this simulator.",
            Self::Used => "This address has been used: a reconnect needs a new one.",
            Self::Expired => "The address is older than 15 seconds. Ask for a new one.",
            Self::NotRunning => "The instance is in a state that has no console.",
            Self::BudgetSpent => {
                "This instance's console was opened 30 times within a minute. Wait, then ask for \
                 a new address."
            }
        }
    }

    /// Status 403, the code and the words.
    pub(crate) fn response(self) -> Response {
        Response::text(403, &format!("{}: {}", self.code(), self.text()))
    }
}
