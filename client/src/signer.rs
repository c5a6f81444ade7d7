//! Who signs at a given time: credentials that end are renewed before.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    Credentials, Error, SourceFault,
    credentials::{find::Found, renewal::Renewal, stored},
};

/// Seconds until a renewal that failed, or brought nothing new, is tried again.
const RETRY_S: u64 = 30;

/// Credentials, and how many others came before them: a signing key serves one round only.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) credentials: Arc<Credentials>,
    pub(crate) round: u64,
}

/// The credentials of a client, whatever source they come from; the clients of several regions
/// share them.
pub(crate) struct Signers {
    place: String,
    renewal: Option<Renewal>,
    state: Mutex<State>,
}

struct State {
    signer: Signer,
    next_try: u64,
}

impl Signers {
    /// Credentials that the caller gave.
    pub(crate) fn given(credentials: Credentials) -> Self {
        Self::new(credentials, "the credentials that were given".to_owned(), None)
    }

    /// Credentials that were found.
    pub(crate) fn found(found: Found) -> Self {
        Self::new(found.credentials, found.origin.place, found.renewal)
    }

    fn new(credentials: Credentials, place: String, renewal: Option<Renewal>) -> Self {
        let signer = Signer { credentials: Arc::new(credentials), round: 0 };
        Self { place, renewal, state: Mutex::new(State { signer, next_try: 0 }) }
    }

    /// Who signs, as it stands.
    pub(crate) fn current(&self) -> Signer {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).signer.clone()
    }

    /// Who signs at the Unix second `now`, without asking anybody.
    pub(crate) fn at(&self, now: u64) -> Result<Signer, Error> {
        self.check(self.current(), now)
    }

    /// Who signs at the Unix second `now`, renewed when the end is near.
    ///
    /// Other threads wait meanwhile, so that one asks for all. While the old credentials hold, a
    /// renewal that fails is no error.
    pub(crate) fn renewed(&self, now: u64) -> Result<Signer, Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let old = &state.signer.credentials;
        let (Some(renewal), Some(not_after)) = (&self.renewal, old.not_after()) else {
            return self.check(state.signer.clone(), now);
        };
        let over = old.is_over(now);
        let near = now.saturating_add(renewal.before_s()) >= not_after;
        if !over && (!near || now < state.next_try) {
            return Ok(state.signer.clone());
        }
        let answer = renewal.ask(now);
        state.next_try = now.saturating_add(RETRY_S);
        match answer {
            Ok(Some(new)) => {
                let round = state.signer.round.saturating_add(1);
                state.signer = Signer { credentials: Arc::new(new), round };
            }
            Err(error) if over => return Err(error),
            Ok(None) | Err(_) => {}
        }
        self.check(state.signer.clone(), now)
    }

    fn check(&self, signer: Signer, now: u64) -> Result<Signer, Error> {
        match signer.credentials.not_after() {
            Some(not_after) if signer.credentials.is_over(now) => {
                let advice = "give new credentials";
                Err(stored::at(self.place.clone())(SourceFault::Expired { not_after, advice }))
            }
            _ => Ok(signer),
        }
    }
}

impl fmt::Debug for Signers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signers").field("place", &self.place).finish_non_exhaustive()
    }
}
