//! `vncurl providers`: what is known of each provider.

use clap::Args;
use serde::Serialize;
use vncurl::core::{PROVIDERS, Provider, provider::Viewer};

use crate::{
    failure::Failure,
    output::{Output, answer, json},
};

/// How to list them.
#[derive(Args, Debug)]
pub(crate) struct ProvidersOptions {
    /// Answer in JSON, failures too; docs/command.md has the forms
    #[arg(long)]
    pub(crate) json: bool,
}

/// The columns of the table and their widths; the page is last, since it is long.
const COLUMNS: [(&str, usize); 10] = [
    ("PROVIDER", 18),
    ("PREFIX", 7),
    ("VERSION", 11),
    ("CALLS/S", 8),
    ("VALID S", 8),
    ("ONCE", 5),
    ("OPENED/MIN", 11),
    ("KEPT S", 7),
    ("READ ON", 11),
    ("VIEWER PAGE", 0),
];

pub(crate) fn run(_: &ProvidersOptions, output: &Output) -> Result<(), Failure> {
    if output.is_table() {
        answer(&line(&COLUMNS.map(|(title, _)| title.to_owned()), true))?;
    }
    for provider in PROVIDERS {
        if output.is_json() {
            json(&ProviderObject::new(provider))?;
        } else {
            answer(&line(&cells(provider), output.is_table()))?;
        }
    }
    Ok(())
}

fn cells(provider: &Provider) -> [String; COLUMNS.len()] {
    let or_dash = |number: Option<u16>| number.map_or("-".to_owned(), |number| number.to_string());
    [
        provider.name.to_owned(),
        provider.instance_id_prefix.to_owned(),
        provider.version.to_owned(),
        or_dash(provider.requests_per_s),
        provider.vnc_url_valid_s.to_string(),
        if provider.single_use { "yes" } else { "no" }.to_owned(),
        provider.connects_per_min.to_string(),
        or_dash(provider.viewer.keep_alive_s),
        provider.viewer.read_on.to_owned(),
        provider.viewer.page.to_owned(),
    ]
}

fn line(cells: &[String; COLUMNS.len()], is_table: bool) -> String {
    if !is_table {
        return cells.join("\t");
    }
    let padded = cells.iter().zip(COLUMNS).map(|(cell, (_, width))| format!("{cell:<width$} "));
    padded.collect::<String>().trim_end().to_owned()
}

/// A provider as documented, members in this order.
#[derive(Serialize)]
struct ProviderObject {
    provider: &'static str,
    title: &'static str,
    instance_id_prefix: &'static str,
    version: &'static str,
    needs_region: bool,
    requests_per_s: Option<u16>,
    vnc_url_valid_s: u16,
    single_use: bool,
    connects_per_min: u16,
    viewers: Vec<ViewerObject>,
}

/// A viewer page; the provider's own comes first, then older ones.
#[derive(Serialize)]
struct ViewerObject {
    name: &'static str,
    page: &'static str,
    read_on: &'static str,
    keep_alive_s: Option<u16>,
}

impl ProviderObject {
    fn new(provider: &'static Provider) -> Self {
        let viewer = |&Viewer { name, page, read_on, keep_alive_s, .. }: &Viewer| ViewerObject {
            name,
            page,
            read_on,
            keep_alive_s,
        };
        Self {
            provider: provider.name,
            title: provider.title,
            instance_id_prefix: provider.instance_id_prefix,
            version: provider.version,
            needs_region: provider.needs_region,
            requests_per_s: provider.requests_per_s,
            vnc_url_valid_s: provider.vnc_url_valid_s,
            single_use: provider.single_use,
            connects_per_min: provider.connects_per_min,
            viewers: provider.viewers().map(viewer).collect(),
        }
    }
}
