//! Where a console's address goes instead of standard output.

use std::path::PathBuf;

use clap::Args;
use vncurl::Console;

use crate::{
    clipboard::Clipboard,
    failure::Failure,
    output::{Output, answer, print},
    private_file::PrivateFile,
    qr,
};

/// Where the answer goes; without any of these, to standard output.
#[derive(Args, Debug)]
pub(crate) struct Destination {
    /// Write the answer to this file, which only you can read (mode 0600), whole or not at all;
    /// with one id
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Put the URL into the clipboard, and do not print it; with one id
    ///
    /// By wl-copy, xclip, xsel, pbcopy or clip.exe, which get it on standard input; else by the
    /// terminal (OSC 52), over SSH too.
    #[arg(long)]
    copy: bool,

    /// Show the URL as a QR code, for a phone, and do not print it; with one id
    #[arg(long, conflicts_with = "json")]
    qr: bool,
}

/// The places, found usable before the address begins to age.
#[derive(Debug)]
pub(crate) struct Prepared {
    file: Option<PrivateFile>,
    clipboard: Option<Clipboard>,
    qr: bool,
}

impl Destination {
    /// The option that is for one id, where one was given.
    pub(crate) fn one_id_only(&self) -> Option<&'static str> {
        let given = [("--output", self.output.is_some()), ("--copy", self.copy), ("--qr", self.qr)];
        given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
    }

    pub(crate) fn prepare(&self) -> Result<Prepared, Failure> {
        Ok(Prepared {
            file: self.output.as_deref().map(PrivateFile::at).transpose()?,
            clipboard: self.copy.then(Clipboard::find).transpose()?,
            qr: self.qr,
        })
    }
}

impl Prepared {
    /// Hand `console` over, as the viewer page's address or as the bare one.
    pub(crate) fn take(
        &self,
        console: &Console,
        websocket: bool,
        output: &Output,
    ) -> Result<(), Failure> {
        let url = if websocket { console.websocket_url() } else { console.url() };
        let line = output.line(console, websocket)?;
        if let Some(clipboard) = &self.clipboard {
            output.remark(clipboard.fill(url)?);
        }
        let shown = self.qr && show(url, output)?;
        // JSON is for a program, and a program that asked for a copy still wants its answer.
        let copied = self.clipboard.is_some() && !output.is_json();
        match &self.file {
            Some(file) => file.write(&line),
            None if shown || copied => Ok(()),
            None => answer(&line),
        }
    }
}

/// Show `url` as a QR code; whether there was room for it.
fn show(url: &str, output: &Output) -> Result<bool, Failure> {
    let Some(drawing) = qr::draw(url, output.is_coloured()) else {
        output.remark("The URL is too long for a QR code.");
        return Ok(false);
    };
    match output.columns().filter(|columns| *columns < drawing.columns) {
        Some(columns) => {
            output.remark(&format!(
                "The QR code takes {} columns, and the terminal has {columns}.",
                drawing.columns
            ));
            Ok(false)
        }
        None => print(&drawing.lines).map(|()| true),
    }
}
