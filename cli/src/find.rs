//! `vncurl find`: from an address, a name or an id to the instance and its region.

use serde::Serialize;
use vncurl::{
    Client, Instance,
    core::{identifier::check_instance_id, provider::by_instance_id},
};

use crate::{
    args::FindOptions,
    failure::Failure,
    meter::Meter,
    output::{FailureObject, Output, answer, cell, json},
    shell::Words,
    status,
};

pub(crate) fn run(options: &FindOptions, output: &Output) -> Result<(), Failure> {
    // A text that is no id, or an id of no known prefix, tells no provider.
    let wanted = Some(options.wanted.as_str());
    let told = wanted.filter(|wanted| check_instance_id(wanted).is_ok());
    let told = told.filter(|wanted| by_instance_id(wanted).is_some());
    let builder = options.reach.builder(told)?;
    let builder = if options.all_regions { builder.optional_region() } else { builder };
    let client = output.client(builder)?;
    // A list that needs no region is of all of them already: region by region it would be the same.
    let found = if options.all_regions && client.provider().needs_region {
        everywhere(options, &client, output)?
    } else {
        let found = client.find(&options.wanted)?;
        print(&client, &found, output)?;
        found
    };
    let Some(first) = found.first() else {
        let all_regions = options.all_regions || !client.provider().needs_region;
        return Err(Failure::NothingFound { all_regions });
    };
    output.remark(&format!("Open it with:  {}", open(options, first)));
    Ok(())
}

/// Every instance of every region; a region that fails is told, and the others go on.
fn everywhere(
    options: &FindOptions,
    client: &Client,
    output: &Output,
) -> Result<Vec<Instance>, Failure> {
    let regions: Vec<String> = client.regions()?.into_iter().map(|region| region.id).collect();
    let mut meter = Meter::new(output, "regions", Some(regions.len()));
    let (mut all, mut failed) = (Vec::new(), Vec::new());
    for (region, found) in client.find_in(regions, &options.wanted) {
        match found {
            Ok(found) => {
                print(client, &found, output)?;
                all.extend(found);
            }
            Err(error) => failed.push((region, Failure::Client(error))),
        }
        meter.step();
    }
    drop(meter);
    for (region, failure) in &failed {
        output.problem(region, failure);
        if output.is_json() && all.is_empty() {
            json(&FailureObject::new(None, failure))?;
        }
    }
    match failed.iter().map(|(_, failure)| failure.exit_code()).max() {
        // Where it was not asked, it may be.
        Some(code) if all.is_empty() => Err(Failure::Told { code }),
        _ => Ok(all),
    }
}

fn print(client: &Client, found: &[Instance], output: &Output) -> Result<(), Failure> {
    let or_dash = |text: Option<&str>| text.map_or_else(|| "-".to_owned(), cell);
    for instance in found {
        if output.is_json() {
            json(&FoundObject::new(client.provider().name, instance))?;
            continue;
        }
        let addresses = [&instance.private_addresses, &instance.public_addresses];
        let addresses: Vec<_> = addresses.into_iter().flatten().map(String::as_str).collect();
        let columns = [
            or_dash(instance.region.as_deref()),
            cell(&instance.id),
            or_dash(instance.name.as_deref()),
            or_dash(instance.state.as_deref()),
            or_dash(Some(addresses.join(",").as_str()).filter(|text| !text.is_empty())),
        ];
        answer(&columns.join(if output.is_table() { "  " } else { "\t" }))?;
    }
    Ok(())
}

/// The command that opens the console of `instance`.
fn open(options: &FindOptions, instance: &Instance) -> String {
    let mut words = Words::of("open");
    words.word(&instance.id);
    words.option("--region", instance.region.as_deref());
    options.reach.repeat(&mut words);
    words.as_str().to_owned()
}

/// An instance as documented, members in this order.
#[derive(Serialize)]
struct FoundObject<'a> {
    provider: &'a str,
    region: Option<&'a str>,
    instance_id: &'a str,
    name: Option<&'a str>,
    state: Option<&'a str>,
    console: &'a str,
    private_addresses: &'a [String],
    public_addresses: &'a [String],
}

impl<'a> FoundObject<'a> {
    fn new(provider: &'a str, instance: &'a Instance) -> Self {
        Self {
            provider,
            region: instance.region.as_deref(),
            instance_id: &instance.id,
            name: instance.name.as_deref(),
            state: instance.state.as_deref(),
            console: status::console(instance),
            private_addresses: &instance.private_addresses,
            public_addresses: &instance.public_addresses,
        }
    }
}
