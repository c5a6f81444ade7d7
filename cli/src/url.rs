//! `vncurl url`: print the console URL.

use vncurl::Console;

use crate::{args::Target, failure::Failure, output::Output};

pub(crate) fn run(target: &Target, output: &Output) -> Result<(), Failure> {
    let console = target.client()?.console(&target.instance)?;
    output.console(&console)?;
    output.remark(&lifetime(&console));
    Ok(())
}

/// For how long the URL is one, in words.
pub(crate) fn lifetime(console: &Console) -> String {
    let provider = console.provider();
    let uses = if console.single_use() { ", once" } else { "" };
    let keep_alive = provider.viewer.keep_alive_s.map_or(String::new(), |seconds| {
        format!(" It closes after {seconds} s without a key or a click.")
    });
    format!(
        "Open it by {} ({} s after it was asked for){uses}.{keep_alive}",
        console.not_after_text(),
        provider.vnc_url_valid_s,
    )
}
