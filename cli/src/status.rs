//! `vncurl status`: states of instances, and whether each has a console now.

use serde::Serialize;
use vncurl::{
    Instance,
    core::{RefusalKind, instance::STATES},
};

use crate::{
    args::StatusOptions,
    exit,
    failure::{ELSEWHERE, Failure},
    ids,
    meter::Meter,
    output::{Output, answer, cell, json},
};

pub(crate) fn run(options: &StatusOptions, output: &Output) -> Result<(), Failure> {
    let ids = ids::read(&options.instances)?;
    if options.reach.provider.is_none() {
        ids::check_one_provider(&ids)?;
    }
    let client = output.client(options.reach.builder(ids.first().map(String::as_str))?)?;
    let provider = client.provider().name;
    let total = Some(ids.len()).filter(|total| *total > 0);
    let mut meter = Meter::new(output, "instances", total);
    if output.is_table() {
        answer(&format!("{:<24} {:<14} {}", "INSTANCE", "STATE", "CONSOLE"))?;
    }
    let mut missing = 0_usize;
    for instance in client.statuses(ids) {
        let instance = instance?;
        missing = missing.saturating_add(instance.state.is_none().into());
        print(provider, &instance, output)?;
        meter.step();
    }
    drop(meter);
    if missing == 0 {
        return Ok(());
    }
    let place = client.region().map_or(String::new(), |region| format!(" in {region}"));
    output.remark(&format!("The cloud does not list {missing} of these ids{place}; {ELSEWHERE}."));
    Err(Failure::Told { code: exit::NOT_FOUND })
}

fn print(provider: &str, instance: &Instance, output: &Output) -> Result<(), Failure> {
    let console = console(instance);
    if output.is_json() {
        return json(&StatusObject {
            provider,
            region: instance.region.as_deref(),
            instance_id: &instance.id,
            state: instance.state.as_deref(),
            console,
        });
    }
    let id = cell(&instance.id);
    let state = instance.state.as_deref().map_or_else(|| "-".to_owned(), cell);
    if output.is_table() {
        answer(&format!("{id:<24} {state:<14} {console}"))
    } else {
        answer(&format!("{id}\t{state}\t{console}"))
    }
}

/// `ready`, or the word for why there is no console; `unknown` for a state that no document names.
pub(crate) fn console(instance: &Instance) -> &'static str {
    match (instance.refusal, instance.state.as_deref()) {
        (Some(refusal), _) => refusal.as_str(),
        (None, Some(state)) if STATES.iter().any(|(known, _)| *known == state) => "ready",
        _ => RefusalKind::Unknown.as_str(),
    }
}

/// An instance's state as documented, members in this order.
#[derive(Serialize)]
struct StatusObject<'a> {
    provider: &'a str,
    region: Option<&'a str>,
    instance_id: &'a str,
    state: Option<&'a str>,
    console: &'a str,
}
