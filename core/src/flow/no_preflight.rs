//! Without lists there is no look at the instance: the same names, and nothing to do.

use core::convert::Infallible;

use super::{Answered, Flow, Job, Outcome, Settings};
use crate::{Call, Error, Request, sign::SigningKey};

/// That a flow looks first, which none does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Preflight(Infallible);

impl Preflight {
    /// A flow that waits for an instance to run can still learn from refusals that it does not.
    pub(super) fn new(settings: Settings, asks_for_os: bool) -> Result<Option<Self>, Error> {
        if settings.preflight || asks_for_os { Err(Error::UnsupportedAction) } else { Ok(None) }
    }

    pub(super) fn request<'b>(
        self,
        _: &Job<'_>,
        _: bool,
        _: &Call<'_>,
        _: &SigningKey,
        _: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        match self.0 {}
    }

    pub(super) fn judge<'r, 'o>(
        self,
        _: &mut Flow,
        _: &Job<'_>,
        _: u64,
        _: u64,
        _: &Answered<'r>,
    ) -> Outcome<'r, 'o> {
        match self.0 {}
    }
}
