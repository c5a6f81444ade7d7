//! Everything that can go wrong between an instance id and its console URL.

use core::fmt;
use std::path::PathBuf;

use vncurl_core::{Cloud, Provider, RefusalKind};

use crate::{Difference, Looked, NetworkFault, SourceFault, environment::region_variables};

/// Why there is no console URL.
///
/// No text of it holds a secret, a token or a VNC URL.
///
/// # Examples
///
/// ```
/// let error = vncurl::Client::builder("tencent").unwrap_err();
/// assert_eq!(error.kind(), "usage");
/// assert_eq!(error.to_string(), "no provider is called \"tencent\"");
/// assert!(error.advice().starts_with("name one of alibaba-ecs, tencent-cvm"));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// No provider has this name.
    UnknownProvider {
        /// What was asked for.
        name: String,
    },
    /// No provider has instance ids that start like this one.
    NoProviderOfId {
        /// The id.
        instance_id: String,
    },
    /// An argument cannot be used; nothing was sent.
    Input(vncurl_core::Error),
    /// No region was given, and the cloud's variables name none; nothing was sent.
    NoRegion {
        /// Whose region.
        cloud: Cloud,
    },
    /// No credentials were found; nothing was sent.
    NoCredentials {
        /// Every place that was looked at.
        looked: Vec<Looked>,
    },
    /// A source of credentials is set up and cannot be used.
    Source {
        /// The source.
        place: String,
        /// Why.
        fault: SourceFault,
    },
    /// A file cannot be read or holds something else.
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A proxy variable does not hold a proxy's address; nothing was sent.
    InvalidProxy {
        /// The environment variable.
        variable: &'static str,
    },
    /// This build has no transport of its own (feature `transport`), and the client was given none;
    /// nothing was sent.
    NoTransport,
    /// The system gives no random bytes for a nonce; nothing was sent.
    NoRandomness,
    /// The request did not reach the cloud, or the reply not us.
    Network(NetworkFault),
    /// The time ran out between retries.
    Deadline {
        /// Why it was asked again, where the cloud had said so.
        last: Option<RefusalKind>,
    },
    /// The cloud said no.
    Refused(Box<Refused>),
    /// The instance's own state says that it has no console now.
    NotReady {
        /// `not-running` or `busy`.
        kind: RefusalKind,
        /// The state, in the cloud's word.
        state: String,
    },
    /// The region's list of instances does not hold this one.
    NotListed {
        /// The instance.
        instance_id: String,
        /// The region, where the provider has regions.
        region: Option<String>,
    },
    /// The viewer page must be told whether the guest runs Windows, and the cloud did not say.
    OsUnknown {
        /// The cloud's "no", where it said one.
        refused: Option<Box<Refused>>,
    },
    /// No signature version has this name.
    UnknownSignature {
        /// What was asked for.
        name: String,
    },
    /// The provider has no viewer page of this name.
    UnknownViewer {
        /// What was asked for.
        name: String,
    },
    /// The reply cannot be read, or its VNC URL cannot be used.
    Reply(vncurl_core::Error),
}

/// The cloud's "no".
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// The word for it.
    pub kind: RefusalKind,
    /// The cloud's own code.
    pub code: String,
    /// The cloud's message without what was signed.
    pub message: String,
    /// The cloud's id of the call; empty when it sent none.
    pub request_id: String,
    /// What a signature that does not match is due to, as far as the cloud's echo of its own string
    /// to sign tells.
    pub difference: Option<Difference>,
    /// Seconds that the cloud's clock is ahead of this machine's, where a corrected time was refused
    /// too.
    pub clock_offset_s: Option<i64>,
    raw_message: String,
}

impl Refused {
    /// Take a refusal out of the reply that it borrows from.
    #[must_use]
    pub fn new(refusal: &vncurl_core::Refusal<'_>) -> Self {
        let mut message = String::new();
        // A `String` takes every text.
        let _ = refusal.write_message(&mut message);
        Self {
            kind: refusal.kind,
            code: refusal.code.to_string(),
            message,
            request_id: refusal.request_id.to_string(),
            difference: None,
            clock_offset_s: None,
            raw_message: refusal.raw_message().to_string(),
        }
    }

    /// The cloud's message as it came. It may hold the key id and the token: not for a log.
    #[must_use]
    pub fn raw_message(&self) -> &str {
        &self.raw_message
    }
}

impl fmt::Debug for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refused")
            .field("kind", &self.kind)
            .field("code", &self.code)
            .field("message", &self.message)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        if !self.request_id.is_empty() {
            write!(f, " (request id {})", self.request_id)?;
        }
        if let Some(offset_s) = self.clock_offset_s {
            write!(f, "; the cloud's clock is {offset_s} s ahead of this machine's")?;
        }
        self.difference.as_ref().map_or(Ok(()), |difference| write!(f, "; {difference}"))
    }
}

impl Error {
    /// One word for the failure: a refusal's own, else `usage`, `bad-credentials`, `local`,
    /// `network` or `reply`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        use vncurl_core::Error as Core;
        match self {
            Self::Source { fault, .. } => fault.kind(),
            Self::Input(
                Core::InvalidKeyId { .. } | Core::InvalidSecret { .. } | Core::InvalidToken { .. },
            )
            | Self::NoCredentials { .. } => RefusalKind::BadCredentials.as_str(),
            Self::UnknownProvider { .. }
            | Self::NoProviderOfId { .. }
            | Self::Input(_)
            | Self::NoRegion { .. }
            | Self::UnknownSignature { .. }
            | Self::UnknownViewer { .. }
            | Self::OsUnknown { .. }
            | Self::NoTransport
            | Self::InvalidProxy { .. } => "usage",
            Self::File { .. } | Self::NoRandomness => "local",
            Self::Network(_) | Self::Deadline { .. } => "network",
            Self::Refused(refused) => refused.kind.as_str(),
            Self::NotReady { kind, .. } => kind.as_str(),
            Self::NotListed { .. } => RefusalKind::NotFound.as_str(),
            Self::Reply(_) => "reply",
        }
    }

    /// What to do about it, one sentence.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::UnknownProvider { .. } | Self::NoProviderOfId { .. } => {
                let names: Vec<_> =
                    vncurl_core::PROVIDERS.into_iter().map(|provider| provider.name).collect();
                format!("name one of {}", names.join(", "))
            }
            Self::UnknownSignature { .. } => {
                let names: Vec<_> = vncurl_core::SIGNATURE_VERSIONS
                    .into_iter()
                    .map(|version| version.name)
                    .collect();
                format!("name one of {}", names.join(", "))
            }
            Self::UnknownViewer { .. } => {
                "give the page's address, or a name that the provider has".to_owned()
            }
            Self::Deadline { last } => {
                let why =
                    last.map_or("look at the network, or allow more time", RefusalKind::advice);
                why.to_owned()
            }
            Self::NotReady { kind, .. } => kind.advice().to_owned(),
            Self::NotListed { .. } => RefusalKind::NotFound.advice().to_owned(),
            Self::OsUnknown { .. } | Self::Input(vncurl_core::Error::OsMissing) => {
                "say whether the guest runs Windows or Linux".to_owned()
            }
            Self::Input(_) => "correct it and ask again; nothing was sent".to_owned(),
            Self::NoRegion { cloud } => {
                format!("name the region, or set {}", region_variables(*cloud).join(" or "))
            }
            Self::NoCredentials { .. } => {
                "set both variables of one line, or make one of the profiles".to_owned()
            }
            Self::Source { fault, .. } => fault.advice().to_owned(),
            Self::File { .. } => "correct the file, or name one that can be read".to_owned(),
            Self::InvalidProxy { .. } => "set it to http://host:port, or unset it".to_owned(),
            Self::NoTransport => {
                "give the client a transport, or build vncurl with its feature transport".to_owned()
            }
            Self::NoRandomness => "look at the system's random source".to_owned(),
            Self::Network(fault) => fault.advice().to_owned(),
            Self::Refused(refused) => refused.kind.advice().to_owned(),
            Self::Reply(vncurl_core::Error::UnexpectedStatus { status: 300..=399 }) => {
                "name the right endpoint: a signed request follows no redirect".to_owned()
            }
            Self::Reply(vncurl_core::Error::UnexpectedStatus { .. }) => {
                "look at the endpoint and at proxies on the way".to_owned()
            }
            Self::Reply(_) => {
                "look at the endpoint and at proxies on the way; if it is the cloud's \
                own answer, report it with the provider's name"
                    .to_owned()
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProvider { name } => write!(f, "no provider is called {name:?}"),
            Self::NoProviderOfId { instance_id } => {
                write!(f, "the id {instance_id:?} does not tell its provider")
            }
            Self::Input(error) | Self::Reply(error) => error.fmt(f),
            Self::NoRegion { .. } => f.write_str("no region was given"),
            Self::NoCredentials { looked } => {
                f.write_str("no credentials; looked at")?;
                looked.iter().try_for_each(|looked| write!(f, "\n  {looked}"))
            }
            Self::Source { place, fault } => write!(f, "{place}: {fault}"),
            Self::File { path, problem } => write!(f, "{}: {problem}", path.display()),
            Self::InvalidProxy { variable } => {
                write!(f, "{variable} does not hold the address of a proxy")
            }
            Self::NoTransport => f.write_str("this build of vncurl has no transport of its own"),
            Self::NoRandomness => f.write_str("the system gives no random bytes"),
            Self::Network(fault) => fault.fmt(f),
            Self::Deadline { last: None } => f.write_str("the time ran out"),
            Self::Deadline { last: Some(kind) } => write!(f, "the time ran out; last: {kind}"),
            Self::Refused(refused) => refused.fmt(f),
            Self::NotReady { state, .. } => write!(f, "the instance is {state}"),
            Self::NotListed { instance_id, region: None } => {
                write!(f, "there is no instance {instance_id}")
            }
            Self::NotListed { instance_id, region: Some(region) } => {
                write!(f, "there is no instance {instance_id} in {region}")
            }
            Self::OsUnknown { refused } => {
                f.write_str("the cloud does not say whether the guest runs Windows")?;
                refused.as_ref().map_or(Ok(()), |refused| write!(f, ": {refused}"))
            }
            Self::UnknownSignature { name } => write!(f, "no signature version is called {name:?}"),
            Self::UnknownViewer { name } => {
                write!(f, "{name:?} is neither a page's address nor a viewer of this provider")
            }
        }
    }
}

impl core::error::Error for Error {}

/// The provider of a name, or the error that says so.
pub(crate) fn provider(name: &str) -> Result<&'static Provider, Error> {
    vncurl_core::provider::by_name(name)
        .ok_or_else(|| Error::UnknownProvider { name: name.to_owned() })
}
