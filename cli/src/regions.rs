//! `vncurl regions`: where a provider has instances.

use serde::Serialize;

use crate::{
    args::RegionsOptions,
    failure::Failure,
    output::{Output, answer, cell, json},
};

pub(crate) fn run(options: &RegionsOptions, output: &Output) -> Result<(), Failure> {
    let client = output.client(options.reach.builder(None)?.optional_region())?;
    let regions = client.regions()?;
    if output.is_table() {
        answer(&format!("{:<20} {:<32} {}", "REGION", "NAME", "AVAILABLE"))?;
    }
    for region in regions {
        if output.is_json() {
            json(&RegionObject {
                provider: client.provider().name,
                region: &region.id,
                name: region.name.as_deref(),
                available: region.available,
            })?;
            continue;
        }
        let id = cell(&region.id);
        let name = region.name.as_deref().map_or_else(|| "-".to_owned(), cell);
        let available = match region.available {
            Some(true) => "yes",
            Some(false) => "no",
            None => "-",
        };
        if output.is_table() {
            answer(&format!("{id:<20} {name:<32} {available}"))?;
        } else {
            answer(&format!("{id}\t{name}\t{available}"))?;
        }
    }
    Ok(())
}

/// A region as documented, members in this order.
#[derive(Serialize)]
struct RegionObject<'a> {
    provider: &'a str,
    region: &'a str,
    name: Option<&'a str>,
    available: Option<bool>,
}
