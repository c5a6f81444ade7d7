//! What a command ends with when it does not end well.

use std::io;

use vncurl::{Difference, Error, core, core::RefusalKind};

use crate::{defaults, exit, open, private_file, several, sim};

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
    /// A default, from the environment or the file, cannot be used.
    Settings {
        /// The variable, or the file and its line.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// A check of `vncurl doctor` found something that is no error of the client.
    Found {
        kind: &'static str,
        code: u8,
        message: String,
        /// What to do about it.
        next: &'static str,
    },
    /// Nothing takes the URL for the clipboard.
    NoClipboard {
        /// What was tried.
        reason: String,
    },
    /// The browser did not come for the console URL in time.
    NotOpened,
    /// The command line cannot be read.
    Usage {
        /// What is wrong with it.
        message: String,
    },
    /// Neither an option nor an id tells the provider.
    NoProvider,
    /// The ids are of more than one provider.
    MixedProviders {
        /// Which of the ids is of another provider than the first, from 1.
        number: usize,
    },
    /// One of several ids cannot be used.
    BadId {
        /// Which of the ids, from 1.
        number: usize,
        /// What is wrong with it.
        error: core::Error,
    },
    /// Standard input held no ids.
    NoIds,
    /// An option is for one id, and there are several.
    OneIdOnly {
        /// The option.
        option: &'static str,
    },
    /// No instance has this address, name or id.
    NothingFound {
        /// Whether every region was asked.
        all_regions: bool,
    },
    /// Ctrl-C at a prompt.
    Interrupted,
    /// Everything was said where it happened.
    Told {
        /// The exit code.
        code: u8,
    },
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

    /// What clap says is wrong, without what it says of the usage to a person.
    pub(crate) fn usage(error: &clap::Error) -> Self {
        let text = error.to_string();
        let wrong = text.split("\n\nUsage:").next().unwrap_or_default();
        let wrong = wrong.split("\n\nFor more information").next().unwrap_or_default();
        Self::Usage { message: wrong.trim_start_matches("error: ").trim_end().to_owned() }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Client(error) => exit::of_error(error),
            Self::Local { .. } | Self::NoClipboard { .. } => exit::LOCAL,
            Self::NotOpened => exit::NETWORK,
            Self::Usage { .. }
            | Self::Settings { .. }
            | Self::NoProvider
            | Self::MixedProviders { .. }
            | Self::BadId { .. }
            | Self::NoIds
            | Self::OneIdOnly { .. } => exit::USAGE,
            Self::NothingFound { .. } => exit::NOT_FOUND,
            Self::Interrupted => exit::INTERRUPTED,
            Self::Told { code } | Self::Found { code, .. } => *code,
        }
    }

    /// One word, see [`vncurl::Error::kind`].
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Client(error) => error.kind(),
            Self::Found { kind, .. } => kind,
            Self::Usage { .. }
            | Self::Settings { .. }
            | Self::NoProvider
            | Self::MixedProviders { .. }
            | Self::BadId { .. }
            | Self::NoIds
            | Self::OneIdOnly { .. } => "usage",
            Self::NothingFound { .. } => RefusalKind::NotFound.as_str(),
            Self::Local { .. }
            | Self::NoClipboard { .. }
            | Self::NotOpened
            | Self::Interrupted
            | Self::Told { .. } => "local",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Client(error) => error.to_string(),
            Self::Local { what, reason } => format!("{what}: {reason}"),
            Self::Settings { place, problem } => format!("{place}: {problem}"),
            Self::NoClipboard { reason } => format!("no clipboard: {reason}"),
            Self::NotOpened => "the browser did not fetch the address in time".to_owned(),
            Self::Usage { message } | Self::Found { message, .. } => message.clone(),
            Self::NoProvider => "no provider was named".to_owned(),
            Self::MixedProviders { number } => {
                format!("id number {number} is of another provider than the first")
            }
            Self::BadId { number, error } => format!("{error} (id number {number})"),
            Self::NoIds => "standard input held no ids".to_owned(),
            Self::OneIdOnly { option } => format!("{option} is for one id"),
            Self::NothingFound { .. } => "no instance has this address, name or id".to_owned(),
            Self::Interrupted | Self::Told { .. } => "the command was ended".to_owned(),
        }
    }

    /// What to do next, in this command's own words where they differ from the library's.
    pub(crate) fn advice(&self) -> String {
        match self {
            Self::Client(error) => advice(error),
            Self::Found { next, .. } => (*next).to_owned(),
            Self::Local { what, .. } => local_advice(what).to_owned(),
            Self::Settings { .. } => "correct it, or take it away; nothing was sent".to_owned(),
            Self::NoClipboard { .. } => {
                "install wl-copy, xclip or xsel, or work in a terminal; `vncurl open` needs neither"
                    .to_owned()
            }
            Self::NotOpened => "name a browser in BROWSER, or use `vncurl url`".to_owned(),
            Self::Usage { .. } => "look at --help".to_owned(),
            Self::NoProvider => format!("say --provider: {}", providers()),
            Self::MixedProviders { .. } => "ask for each provider's instances apart".to_owned(),
            Self::BadId { .. } => "correct it and ask again; nothing was sent".to_owned(),
            Self::NoIds => "put one id on each line; nothing was sent".to_owned(),
            Self::OneIdOnly { .. } => "ask for each id apart; nothing was sent".to_owned(),
            Self::NothingFound { all_regions: true } => {
                "check the spelling, the provider and whose key this is".to_owned()
            }
            Self::NothingFound { all_regions: false } => {
                "look in every region with --all-regions".to_owned()
            }
            Self::Interrupted | Self::Told { .. } => "ask again".to_owned(),
        }
    }
}

/// What to do about something of this machine that failed while `what`.
fn local_advice(what: &str) -> &'static str {
    match what {
        private_file::WRITING | several::WRITING => "name a file in a folder that you can write to",
        sim::STARTING => "correct what is named; --port 0 takes a free port",
        defaults::READING => "correct the file, or name another in VNCURL_CONFIG",
        open::STARTING => "name a browser in BROWSER, or use `vncurl url`",
        _ => "look at this machine; nothing was lost",
    }
}

/// Where an instance is looked for that is not in the region.
pub(crate) const ELSEWHERE: &str = "`vncurl find ID --all-regions` looks everywhere";

fn advice(error: &Error) -> String {
    match error {
        Error::Input(core::Error::OsMissing) | Error::OsUnknown { .. } => {
            "say --windows or --linux".to_owned()
        }
        Error::NoRegion { .. } => {
            let said = error.advice().replacen("name the region", "say --region", 1);
            format!("{said}; {ELSEWHERE}")
        }
        Error::UnknownViewer { .. } => {
            format!("{}: `vncurl providers --json` lists them", error.advice())
        }
        Error::UnknownProvider { .. } | Error::NoProviderOfId { .. } => {
            format!("say --provider: {}", error.advice())
        }
        Error::NoCredentials { .. } => format!("{}; `vncurl demo` needs none", error.advice()),
        Error::NotReady { .. } => {
            format!("{}; --wait-running SECONDS waits for one that is starting", error.advice())
        }
        Error::NotListed { .. } => format!("{}; {ELSEWHERE}", error.advice()),
        Error::Refused(refused) => match (refused.kind, &refused.difference) {
            (_, Some(Difference::WrongSecret)) => "check the secret".to_owned(),
            (_, Some(Difference::WrongRequest { .. })) => {
                "look for what changes the request on its way; `vncurl explain` shows what is signed"
                    .to_owned()
            }
            (RefusalKind::NotFound | RefusalKind::WrongRegion, _) => {
                format!("{}; {ELSEWHERE}", error.advice())
            }
            (RefusalKind::NotRunning | RefusalKind::Busy, _) => {
                format!("{}; --wait-running SECONDS waits for one that is starting", error.advice())
            }
            _ => error.advice(),
        },
        _ => error.advice(),
    }
}

/// The providers' names, as an advice.
fn providers() -> String {
    Error::UnknownProvider { name: String::new() }.advice()
}
