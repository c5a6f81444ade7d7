//! The viewer page and what it must be told about the guest.
#![expect(clippy::doc_markdown, reason = "the comments are what --help shows")]

use std::env;

use clap::Args;
use vncurl::{ClientBuilder, Error, core};

use crate::{failure::Failure, password, shell::Words};

/// The variable that holds the instance's console password.
const PASSWORD: &str = "VNCURL_CONSOLE_PASSWORD";

/// The viewer page.
#[derive(Args, Debug)]
pub(crate) struct Page {
    /// Viewer page instead of the cloud's own: its address without `?`, or the name of an older
    /// page of the provider, such as 0.0.7
    #[arg(long, value_name = "URL|NAME")]
    pub(crate) viewer: Option<String>,

    /// The guest runs Windows; else, where the page must know (Alibaba), the cloud is asked
    #[arg(long, conflicts_with = "linux")]
    pub(crate) windows: bool,

    /// The guest does not run Windows; else, where the page must know (Alibaba), the cloud is asked
    #[arg(long)]
    pub(crate) linux: bool,

    /// Ask for the instance's console password (6 letters or digits; Alibaba)
    ///
    /// It is read from the terminal without being shown, or from a line of standard input where that
    /// is no terminal. Else it comes from VNCURL_CONSOLE_PASSWORD, or there is none and the page
    /// asks for it.
    #[arg(long)]
    pub(crate) ask_password: bool,
}

impl Page {
    /// Set what the command line and the environment say about the page.
    pub(crate) fn set(&self, mut builder: ClientBuilder) -> Result<ClientBuilder, Failure> {
        if let Some(viewer) = &self.viewer {
            builder = builder.viewer(viewer);
        }
        if self.windows || self.linux {
            builder = builder.windows(self.windows);
        }
        let takes_password = builder.provider().viewers().any(core::provider::Viewer::asks_for_os);
        if self.ask_password {
            if !takes_password {
                return Err(Error::Input(core::Error::PasswordNotTaken).into());
            }
            return Ok(builder.password(password::ask()?.as_str()));
        }
        // Set for one instance, the variable must not be in the way of another provider's.
        match env::var(PASSWORD) {
            Ok(password) if takes_password => Ok(builder.password(password)),
            _ => Ok(builder),
        }
    }

    /// Repeat the options for a command line that asks for the same page.
    pub(crate) fn repeat(&self, words: &mut Words) {
        words.option("--viewer", self.viewer.as_deref());
        words.flag("--windows", self.windows);
        words.flag("--linux", self.linux);
        words.flag("--ask-password", self.ask_password);
    }
}
