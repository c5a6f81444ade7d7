//! How credentials that end are had anew.

use std::path::{Path, PathBuf};

use super::{
    find::Sources,
    role::{ALIBABA_RENEWAL_S, Role},
    stored::Answer,
    uri::CredentialsUri,
};
use crate::{Credentials, Environment, Error};

/// Reads one profile of a file.
type ReadProfile = fn(&Sources<'_>, &Path, &str) -> Result<Answer, Error>;

/// Seconds before the end in which a file is read again: its tool writes new credentials into it.
const FILE_RENEWAL_S: u64 = 300;

/// The source that is asked again.
#[derive(Clone, Debug)]
pub(crate) enum Renewal {
    Role(Role),
    Uri(CredentialsUri),
    File { path: PathBuf, profile: String, read: ReadProfile },
}

impl Renewal {
    pub(crate) fn file(path: PathBuf, profile: Option<String>, read: ReadProfile) -> Self {
        Self::File { path, profile: profile.unwrap_or_default(), read }
    }

    /// Seconds before the end in which it is asked.
    pub(crate) fn before_s(&self) -> u64 {
        match self {
            Self::Role(role) => role.renewal_s(),
            Self::Uri(_) => ALIBABA_RENEWAL_S,
            Self::File { .. } => FILE_RENEWAL_S,
        }
    }

    /// Ask at the Unix second `now`; nothing when the source has no credentials any more.
    pub(crate) fn ask(&self, now: u64) -> Result<Option<Credentials>, Error> {
        let loaded = match self {
            Self::Role(role) => role.load(now)?,
            Self::Uri(uri) => uri.load(now)?,
            Self::File { path, profile, read } => {
                let environment = Environment::of_process();
                match read(&Sources::new(&environment, now), path, profile)? {
                    Answer::Found(loaded) => *loaded,
                    Answer::Nothing(_) => return Ok(None),
                }
            }
        };
        Ok(Some(loaded.credentials))
    }
}
