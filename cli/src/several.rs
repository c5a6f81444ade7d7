//! `vncurl url` of several instances: a line for each as it comes, and what failed at the end.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
    sync::Arc,
};

use vncurl::{Client, Console};

use crate::{
    args::UrlOptions,
    failure::Failure,
    ids,
    ids::STANDARD_INPUT,
    meter::Meter,
    output::{FailureObject, Output, answer, json},
    shell::Words,
};

/// How many ids a person can be expected to copy in a command line.
const COPIED_MAX: usize = 20;

pub(crate) fn run(options: &UrlOptions, ids: Vec<String>, output: &Output) -> Result<(), Failure> {
    if options.wait_running.is_some() {
        return Err(Failure::OneIdOnly { option: "--wait-running" });
    }
    if let Some(option) = options.destination.one_id_only() {
        return Err(Failure::OneIdOnly { option });
    }
    if options.reach.provider.is_none() {
        ids::check_one_provider(&ids)?;
    }
    let builder = options.reach.builder(ids.first().map(String::as_str))?;
    let client = Arc::new(output.client(options.page.set(builder)?)?);
    let list = options.failed.as_deref().map(prepare).transpose()?;
    let total = ids.len();
    let mut meter = Meter::new(output, "consoles", Some(total));
    let mut failed = Vec::new();
    for opened in client.consoles(ids) {
        match opened.console {
            Ok(console) => print(options.websocket, &console, output)?,
            Err(error) => {
                let failure = Failure::Client(error);
                if output.is_json() {
                    json(&FailureObject::new(Some(&opened.instance_id), &failure))?;
                }
                failed.push((opened.instance_id, failure));
            }
        }
        meter.step();
    }
    drop(meter);
    if let Some(file) = list {
        write(file, &failed).map_err(Failure::local(WRITING))?;
    }
    let Some(code) = failed.iter().map(|(_, failure)| failure.exit_code()).max() else {
        return Ok(());
    };
    for (instance_id, failure) in &failed {
        output.problem(instance_id, failure);
    }
    output.remark(&format!("{} of {total} ids have no console.", failed.len()));
    output.remark(&again(options, &client, &failed));
    Err(Failure::Told { code })
}

fn print(websocket: bool, console: &Console, output: &Output) -> Result<(), Failure> {
    match (output.is_json(), websocket) {
        (true, true) => output.websocket(console),
        (true, false) => output.console(console),
        (false, true) => answer(&format!("{}\t{}", console.instance_id(), console.websocket_url())),
        (false, false) => answer(&format!("{}\t{}", console.instance_id(), console.url())),
    }
}

/// What fails here, in words.
pub(crate) const WRITING: &str = "writing the ids that failed";

/// Open the list before anything is sent, and leave what it holds until there is a new one: whoever
/// ends the command early still has the ids.
fn prepare(path: &Path) -> Result<File, Failure> {
    let opened = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    opened.map_err(|error| {
        let reason = format!("{}: {error}", path.display());
        Failure::Local { what: WRITING, reason }
    })
}

fn write(mut file: File, failed: &[(String, Failure)]) -> io::Result<()> {
    let lines: String =
        failed.iter().flat_map(|(instance_id, _)| [instance_id.as_str(), "\n"]).collect();
    // What is no regular file, such as a pipe, has no former content.
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    file.write_all(lines.as_bytes())
}

/// How to ask for those that failed, and for no others.
fn again(options: &UrlOptions, client: &Client, failed: &[(String, Failure)]) -> String {
    let mut words = Words::of("url");
    if options.failed.is_some() {
        words.word(STANDARD_INPUT);
    } else if failed.len() <= COPIED_MAX {
        for (instance_id, _) in failed {
            words.word(instance_id);
        }
    } else {
        return "With --failed FILE their ids are written to a file, which `vncurl url -` reads."
            .to_owned();
    }
    words.option("--region", client.region());
    options.reach.repeat(&mut words);
    words.flag("--websocket", options.websocket);
    options.page.repeat(&mut words);
    if let Some(path) = &options.failed {
        let path = path.to_string_lossy();
        words.option("--failed", Some(&path));
        words.input(&path);
    }
    format!("again: {}", words.as_str())
}
