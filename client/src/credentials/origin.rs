//! Where credentials came from, and what else was looked at.

use core::fmt;
use std::path::PathBuf;

use crate::Looked;

/// A kind of place that credentials come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// Environment variables.
    Environment,
    /// The INI file of the cloud's SDKs.
    CredentialsFile,
    /// A profile of Tencent Cloud's command line.
    Tccli,
    /// A profile of Alibaba Cloud's command line.
    AliyunCli,
    /// The role of the instance that this runs on, from the metadata service.
    InstanceRole,
    /// The address in `ALIBABA_CLOUD_CREDENTIALS_URI`.
    CredentialsUri,
}

impl Source {
    /// One word for it, such as `credentials-file`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::CredentialsFile => "credentials-file",
            Self::Tccli => "tccli",
            Self::AliyunCli => "aliyun-cli",
            Self::InstanceRole => "instance-role",
            Self::CredentialsUri => "credentials-uri",
        }
    }
}

/// Where credentials came from, and why every other source gave none.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Origin {
    /// The kind of source.
    pub source: Source,
    /// The place: variables, a profile and its file, or an address.
    pub place: String,
    /// The region that the same profile names.
    pub region: Option<String>,
    /// Every other source in the order in which they are asked, and why it was passed over.
    pub skipped: Vec<Looked>,
    /// What a person should know about the source.
    pub warnings: Vec<Warning>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)
    }
}

/// What a person should know about a source that was used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// Every user of this machine can read or change the file that holds the secret.
    OpenToAll {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenToAll { path, mode } => {
                let path = path.display();
                write!(f, "{path} is open to every user of this machine (mode {mode:04o})")
            }
        }
    }
}
