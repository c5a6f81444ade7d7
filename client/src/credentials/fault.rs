//! Why a source of credentials that is set up gives none.

use core::fmt;

use vncurl_core::{RefusalKind, time::UtcText};

use crate::NetworkFault;

/// Why a source of credentials that is set up cannot be used.
///
/// It holds no secret, and no text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceFault {
    /// The credentials have ended.
    Expired {
        /// The Unix second in which they ended.
        not_after: u64,
        /// How new ones are had.
        advice: &'static str,
    },
    /// The profile that was named is not there.
    NoProfile {
        /// Its name.
        name: String,
        /// The profiles that are there, some at most.
        known: Vec<String>,
    },
    /// Only a part of the credentials is there.
    Incomplete {
        /// What is not.
        missing: &'static str,
    },
    /// It names a way to credentials that is not gone here.
    Unsupported {
        /// The way.
        way: &'static str,
    },
    /// The credentials cannot stand in a request.
    Unusable(vncurl_core::Error),
    /// A setting has a value that it cannot have.
    Invalid {
        /// What it must be.
        expected: &'static str,
    },
    /// The metadata service is switched off, and is asked for.
    Disabled {
        /// The environment variable that switches it off.
        variable: &'static str,
    },
    /// A service would have to be asked for them, and this build has no transport of its own (feature
    /// `transport`).
    NoTransport,
    /// The service that gives the credentials did not answer.
    Network(NetworkFault),
    /// It answered with another status than 200; a redirect is not followed.
    Status(u16),
    /// Its answer is not the one that it should be.
    Reply {
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl SourceFault {
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Network(_) => "network",
            _ => RefusalKind::BadCredentials.as_str(),
        }
    }

    pub(crate) fn advice(&self) -> &'static str {
        match self {
            Self::Expired { advice, .. } => advice,
            Self::NoProfile { .. } => "name a profile that is there",
            Self::Incomplete { .. } => "add what is missing, or take the rest away",
            Self::Unsupported { .. } => {
                "get temporary credentials with the cloud's own tool and set them in the environment"
            }
            Self::Unusable(_) => "copy the credentials again, without blanks around them",
            Self::Invalid { .. } => "correct it, or unset it",
            Self::NoTransport => {
                "build vncurl with its feature transport, or give the credentials to the client"
            }
            Self::Disabled { .. } => "unset the variable, or name another profile",
            Self::Network(_) | Self::Status(_) | Self::Reply { .. } => {
                "look whether this is an instance with a role, or name another source"
            }
        }
    }
}

impl fmt::Display for SourceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { not_after, .. } => match UtcText::new(*not_after) {
                Ok(time) => write!(f, "the credentials ended at {}", time.as_str()),
                Err(_) => f.write_str("the credentials have ended"),
            },
            Self::NoProfile { name, known } if known.is_empty() => {
                write!(f, "there is no profile {name:?}, and no other")
            }
            Self::NoProfile { name, known } => {
                write!(f, "there is no profile {name:?}; there are {}", known.join(", "))
            }
            Self::Incomplete { missing } => write!(f, "{missing} is missing"),
            Self::Unsupported { way } => write!(f, "{way} is not supported"),
            Self::Unusable(error) => error.fmt(f),
            Self::Invalid { expected } => write!(f, "it must be {expected}"),
            Self::Disabled { variable } => {
                write!(f, "the metadata service is switched off by {variable}")
            }
            Self::NoTransport => f.write_str("this build of vncurl has no transport of its own"),
            Self::Network(fault) => fault.fmt(f),
            Self::Status(status) => write!(f, "it answered with status {status}"),
            Self::Reply { problem } => f.write_str(problem),
        }
    }
}

impl core::error::Error for SourceFault {}
