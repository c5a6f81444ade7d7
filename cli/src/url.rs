//! `vncurl url`: print console URLs.

use vncurl::Console;

use crate::{
    args::UrlOptions, failure::Failure, ids, ids::STANDARD_INPUT, output::Output, progress, several,
};

pub(crate) fn run(options: &UrlOptions, output: &Output) -> Result<(), Failure> {
    match options.instances.as_slice() {
        // A list of what failed is about several, even when it happens to be one.
        [instance] if instance != STANDARD_INPUT && options.failed.is_none() => {
            one(options, instance, output)
        }
        given => several::run(options, ids::read(given)?, output),
    }
}

fn one(options: &UrlOptions, instance: &str, output: &Output) -> Result<(), Failure> {
    let builder = options.reach.builder(Some(instance))?;
    let client = output.client(options.page.set(builder)?)?;
    let destination = options.destination.prepare()?;
    let console = progress::console(&client, instance, options.wait_running, output)?;
    destination.take(&console, options.websocket, output)?;
    output.remark(&lifetime(&console));
    Ok(())
}

/// For how long the URL is one, in words.
pub(crate) fn lifetime(console: &Console) -> String {
    let provider = console.provider();
    let uses = if console.single_use() { ", once" } else { "" };
    let keep_alive = console.keep_alive_s().map_or(String::new(), |seconds| {
        format!(" It closes after {seconds} s without a key or a click.")
    });
    format!(
        "Open it by {} ({} s after it was asked for){uses}.{keep_alive}",
        console.not_after_text(),
        provider.vnc_url_valid_s,
    )
}
