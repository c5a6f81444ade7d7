//! What a command ends with when it does not end well.

use std::io;

use vncurl::core;

use crate::exit;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The client did not get a console.
    Client(vncurl::Error),
    /// Something of this machine failed.
    Local {
        /// What was tried.
        what: &'static str,
        /// The system's reason.
        reason: String,
    },
    /// The browser did not come for the console URL in time.
    NotOpened,
}

impl From<vncurl::Error> for Failure {
    fn from(error: vncurl::Error) -> Self {
        Self::Client(error)
    }
}

impl Failure {
    /// A system's error while `what`.
    pub(crate) fn local(what: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::Local { what, reason: error.to_string() }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Client(error) => exit::of_error(error),
            Self::Local { .. } => exit::LOCAL,
            Self::NotOpened => exit::NETWORK,
        }
    }

    /// One word, see [`vncurl::Error::kind`].
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Client(error) => error.kind(),
            Self::Local { .. } | Self::NotOpened => "local",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Client(error) => error.to_string(),
            Self::Local { what, reason } => format!("{what}: {reason}"),
            Self::NotOpened => "the browser did not fetch the address in time".to_owned(),
        }
    }

    /// What to do next, in this command's own words where they differ from the library's.
    pub(crate) fn advice(&self) -> String {
        match self {
            Self::Client(vncurl::Error::Input(core::Error::OsMissing)) => {
                "say --windows or --linux".to_owned()
            }
            Self::Client(error @ vncurl::Error::NoRegion { .. }) => {
                format!("say --region, or: {}", error.advice())
            }
            Self::Client(
                error @ (vncurl::Error::UnknownProvider { .. }
                | vncurl::Error::NoProviderOfId { .. }),
            ) => {
                format!("say --provider: {}", error.advice())
            }
            Self::Client(error @ vncurl::Error::NoCredentials { .. }) => {
                format!("{}; `vncurl demo` needs none", error.advice())
            }
            Self::Client(error) => error.advice(),
            Self::Local { .. } => "look at this machine; nothing was lost".to_owned(),
            Self::NotOpened => "name a browser in BROWSER, or use `vncurl url`".to_owned(),
        }
    }
}
