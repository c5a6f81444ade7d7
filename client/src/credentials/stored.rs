//! What the files have in common: a key pair that is complete, absent or half there.

use zeroize::Zeroizing;

use crate::{Credentials, Error, Looked, Origin, Source, SourceFault, Warning};

use super::renewal::Renewal;

/// What one source gives.
pub(crate) enum Answer {
    Found(Box<Loaded>),
    Nothing(Vec<Looked>),
}

impl Answer {
    pub(crate) fn nothing(place: impl Into<String>, found: &'static str) -> Self {
        Self::Nothing(vec![Looked::new(place, found)])
    }
}

/// Credentials with their place, and how they are renewed.
pub(crate) struct Loaded {
    pub(crate) credentials: Credentials,
    pub(crate) source: Source,
    pub(crate) place: String,
    pub(crate) region: Option<String>,
    pub(crate) warning: Option<Warning>,
    pub(crate) skipped: Vec<Looked>,
    pub(crate) renewal: Option<Renewal>,
}

impl Loaded {
    pub(crate) fn new(credentials: Credentials, source: Source, place: String) -> Self {
        Self {
            credentials,
            source,
            place,
            region: None,
            warning: None,
            skipped: Vec::new(),
            renewal: None,
        }
    }

    pub(crate) fn into_origin(
        self,
        skipped: Vec<Looked>,
    ) -> (Credentials, Origin, Option<Renewal>) {
        let Self { credentials, source, place, region, warning, renewal, .. } = self;
        let warnings = warning.into_iter().collect();
        (credentials, Origin { source, place, region, skipped, warnings }, renewal)
    }
}

/// The three texts of a file, as they stand there.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) key_id: Option<Zeroizing<String>>,
    pub(crate) secret: Option<Zeroizing<String>>,
    pub(crate) token: Option<Zeroizing<String>>,
}

impl Keys {
    /// The credentials; nothing when neither key id nor secret is there.
    pub(crate) fn credentials(self) -> Result<Option<Credentials>, SourceFault> {
        let filled = |text: &Zeroizing<String>| !text.is_empty();
        let missing = |missing| SourceFault::Incomplete { missing };
        let (key_id, secret) = match (self.key_id.filter(filled), self.secret.filter(filled)) {
            (Some(key_id), Some(secret)) => (key_id, secret),
            (None, None) => return Ok(None),
            (None, Some(_)) => return Err(missing("the key id")),
            (Some(_), None) => return Err(missing("the secret")),
        };
        let credentials = Credentials::new(key_id.as_str(), secret.as_str());
        Ok(Some(match self.token.filter(filled) {
            Some(token) => credentials.with_token(token.as_str()),
            None => credentials,
        }))
    }

    /// The credentials, all of which must be there: a temporary pair.
    pub(crate) fn temporary(self) -> Result<Credentials, SourceFault> {
        let missing = |missing| SourceFault::Incomplete { missing };
        let token = self.token.as_ref().is_some_and(|token| !token.is_empty());
        let credentials = self.credentials()?.ok_or_else(|| missing("the key id"))?;
        if token { Ok(credentials) } else { Err(missing("the token")) }
    }
}

/// Check that credentials can be used at the Unix second `now`.
pub(crate) fn check(
    credentials: Credentials,
    now: u64,
    advice: &'static str,
) -> Result<Credentials, SourceFault> {
    credentials.borrow().check().map_err(SourceFault::Unusable)?;
    match credentials.not_after() {
        Some(not_after) if credentials.is_over(now) => {
            Err(SourceFault::Expired { not_after, advice })
        }
        _ => Ok(credentials),
    }
}

/// The error that `place` has this fault.
pub(crate) fn at(place: impl Into<String>) -> impl FnOnce(SourceFault) -> Error {
    let place = place.into();
    |fault| Error::Source { place, fault }
}
