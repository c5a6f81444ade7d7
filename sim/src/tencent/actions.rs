//! What the actions of the three products answer.
//!
//! Names of parameters and members are those of the official SDKs' models:
//! tencentcloud-sdk-python-cvm 3.1.178, -ecm 3.1.105, -lighthouse 3.1.177.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::nodes;
use super::parameters::{Filter, Parameters};
use crate::Refusal;
use crate::call::{Answer, members};
use crate::instance::{TENCENT_CVM, TENCENT_ECM};
use crate::machines::{self, Seen};
use crate::product::{Kind, Product};

/// Most ids of one request, and most machines of one page.
const IDS_CAP: usize = 100;
const LIMIT_CAP: i64 = 100;
const LIMIT_DEFAULT: i64 = 20;
/// Most filters of one request.
const FILTERS_CAP: usize = 10;

/// The machines that a request can see.
pub(super) struct Machines<'m> {
    pub(super) now_ms: u64,
    pub(super) all: &'m machines::Machines,
    /// `None` sees every region.
    pub(super) region: Option<&'m str>,
    pub(super) product: &'static Product,
}

/// Answer a call of this kind.
pub(super) fn answer(
    kind: Kind,
    machines: &Machines<'_>,
    parameters: &Parameters,
) -> Result<Answer, Refusal> {
    match kind {
        Kind::Vnc => vnc(machines, parameters),
        Kind::Status => {
            parameters.only(&["InstanceIds", "Offset", "Limit"])?;
            list(
                machines,
                parameters,
                "InstanceStatusSet",
                |seen| json!({ "InstanceId": seen.instance.id, "InstanceState": seen.state.name }),
            )
        }
        Kind::Instances => {
            // ECM's model has no list of ids: ids are a filter there.
            match machines.product.provider {
                TENCENT_ECM => parameters.only(&["Filters", "Offset", "Limit"])?,
                _ => parameters.only(&["InstanceIds", "Filters", "Offset", "Limit"])?,
            }
            list(machines, parameters, "InstanceSet", |seen| match machines.product.provider {
                TENCENT_CVM => cvm_instance(seen),
                TENCENT_ECM => ecm_instance(seen),
                _ => lighthouse_instance(seen),
            })
        }
        Kind::Regions if machines.product.provider == TENCENT_ECM => nodes::answer(parameters),
        Kind::Regions => {
            parameters.only(&[])?;
            let regions = machines.product.regions;
            let set: Vec<Value> = regions
                .iter()
                .map(|region| {
                    json!({ "Region": region, "RegionName": region, "RegionState": "AVAILABLE" })
                })
                .collect();
            Ok(Answer::Members(members(json!({ "TotalCount": set.len(), "RegionSet": set }))))
        }
    }
}

fn vnc(machines: &Machines<'_>, parameters: &Parameters) -> Result<Answer, Refusal> {
    let codes = &machines.product.codes;
    parameters.only(&["InstanceId"])?;
    let id = parameters
        .text("InstanceId")?
        .ok_or_else(|| Refusal::tencent(codes.no_id, "the request has no `InstanceId`"))?;
    machines.check_id(id)?;
    let found = machines.all.find(machines.now_ms, machines.product.provider, id);
    match found.filter(|seen| machines.sees(seen)) {
        None => {
            let message = match machines.region {
                Some(region) => format!("there is no instance {id} in {region}"),
                None => format!("there is no instance {id}"),
            };
            Err(Refusal::tencent(codes.unknown_id, message))
        }
        Some(Seen { instance, state, .. }) => match state.refusal {
            None => Ok(Answer::Console(instance)),
            Some(code) => {
                let message = format!("instance {id} is {} and has no console", state.name);
                Err(Refusal::tencent(code, message))
            }
        },
    }
}

impl Machines<'_> {
    fn sees(&self, seen: &Seen) -> bool {
        seen.instance.provider == self.product.provider
            && (!self.product.region_required || self.region == Some(seen.instance.region))
    }

    fn check_id(&self, id: &str) -> Result<(), Refusal> {
        if (self.product.is_id)(id) {
            return Ok(());
        }
        let message = format!("an instance id is {}", self.product.id_form);
        Err(Refusal::tencent(self.product.codes.malformed_id, message))
    }
}

/// One page of the machines that ids or filters choose, each as `show` writes it.
///
/// An id that nobody has is not in the answer and not an error.
fn list(
    machines: &Machines<'_>,
    parameters: &Parameters,
    set: &str,
    show: impl Fn(&Seen) -> Value,
) -> Result<Answer, Refusal> {
    let codes = &machines.product.codes;
    let offset = parameters.integer("Offset")?.unwrap_or(0);
    let limit = parameters.integer("Limit")?.unwrap_or(LIMIT_DEFAULT);
    if offset < 0 || !(1..=LIMIT_CAP).contains(&limit) {
        let message = format!("`Offset` must be at least 0 and `Limit` from 1 to {LIMIT_CAP}");
        return Err(Refusal::tencent(codes.paging, message));
    }
    let wanted = parameters.texts("InstanceIds")?;
    let filters = parameters.filters()?;
    if let Some(ids) = &wanted {
        if ids.len() > IDS_CAP {
            let message = format!("`InstanceIds` has more than {IDS_CAP} ids");
            return Err(Refusal::tencent(codes.too_many_ids, message));
        }
        ids.iter().try_for_each(|id| machines.check_id(id))?;
        if !filters.is_empty() {
            let message = "`InstanceIds` and `Filters` exclude each other";
            return Err(Refusal::tencent(codes.ids_and_filters, message));
        }
    }
    check_filters(machines.product, &filters)?;
    // A set: with a large fleet, looking through a list for each machine would take its time.
    let ids: Option<BTreeSet<&str>> = wanted.map(|ids| ids.into_iter().collect());
    let chosen: Vec<Seen> = machines
        .all
        .all(machines.now_ms)
        .filter(|seen| machines.sees(seen))
        .filter(|seen| ids.as_ref().is_none_or(|ids| ids.contains(seen.instance.id)))
        .filter(|seen| filters.iter().all(|filter| matches(machines.product, filter, seen)))
        .collect();
    let page = chosen
        .iter()
        .skip(usize::try_from(offset).unwrap_or(usize::MAX))
        .take(usize::try_from(limit).unwrap_or(0));
    let page: Vec<Value> = page.map(show).collect();
    Ok(Answer::Members(members(json!({ "TotalCount": chosen.len(), set: page }))))
}

/// The filters that each product has here.
fn filter_names(product: &Product) -> &'static [&'static str] {
    match product.provider {
        TENCENT_ECM => &["instance-id", "instance-name", "instance-state", "ip-address"],
        TENCENT_CVM => &[
            "instance-id",
            "instance-name",
            "instance-state",
            "private-ip-address",
            "public-ip-address",
        ],
        _ => &["instance-name", "instance-state", "private-ip-address", "public-ip-address"],
    }
}

fn check_filters(product: &Product, filters: &[Filter<'_>]) -> Result<(), Refusal> {
    let names = filter_names(product);
    if let Some(filter) = filters.iter().find(|filter| !names.contains(&filter.name)) {
        let message = format!("there is no filter {}; there is {}", filter.name, names.join(", "));
        return Err(Refusal::tencent(product.codes.filter, message));
    }
    let cap = if product.service == "lighthouse" { 100 } else { 5 };
    if filters.len() > FILTERS_CAP || filters.iter().any(|filter| filter.values.len() > cap) {
        let message = format!("more than {FILTERS_CAP} filters, or more than {cap} values of one");
        return Err(Refusal::tencent(product.codes.too_many_values, message));
    }
    Ok(())
}

fn matches(product: &Product, filter: &Filter<'_>, seen: &Seen) -> bool {
    let instance = seen.instance;
    let is = |text: &str| filter.values.contains(&text);
    match filter.name {
        "instance-id" => is(instance.id),
        // ECM documents that a part of the name is enough.
        "instance-name" if product.provider == TENCENT_ECM => {
            filter.values.iter().any(|value| instance.name.contains(value))
        }
        "instance-name" => is(instance.name),
        "instance-state" => is(seen.state.name),
        "private-ip-address" => is(instance.private_ip),
        "public-ip-address" => is(instance.public_ip),
        "ip-address" => is(instance.private_ip) || is(instance.public_ip),
        _ => false,
    }
}

fn os_name(seen: &Seen) -> &'static str {
    if seen.instance.windows { "Windows Server 2022" } else { "Debian 12" }
}

fn operation(seen: &Seen) -> &'static str {
    if seen.moving { "OPERATING" } else { "SUCCESS" }
}

fn cvm_instance(seen: &Seen) -> Value {
    let instance = seen.instance;
    json!({
        "InstanceId": instance.id,
        "InstanceName": instance.name,
        "InstanceState": seen.state.name,
        "RestrictState": "NORMAL",
        "LatestOperationState": operation(seen),
        "OsName": os_name(seen),
        "Placement": { "Zone": format!("{}-1", instance.region) },
        "PrivateIpAddresses": [instance.private_ip],
        "PublicIpAddresses": [instance.public_ip],
    })
}

fn ecm_instance(seen: &Seen) -> Value {
    let instance = seen.instance;
    json!({
        "InstanceId": instance.id,
        "InstanceName": instance.name,
        "InstanceState": seen.state.name,
        "RestrictState": "NORMAL",
        "LatestOperationState": operation(seen),
        "Image": { "ImageOsName": os_name(seen) },
        "Position": { "RegionInfo": { "Region": instance.region } },
        "Internet": {
            "PrivateIPAddressSet": [{ "PrivateIPAddress": instance.private_ip }],
            "PublicIPAddressSet": [{ "PublicIPAddress": instance.public_ip }],
        },
    })
}

fn lighthouse_instance(seen: &Seen) -> Value {
    let instance = seen.instance;
    json!({
        "InstanceId": instance.id,
        "InstanceName": instance.name,
        "InstanceState": seen.state.name,
        "InstanceRestrictState": "NORMAL",
        "LatestOperationState": operation(seen),
        "PlatformType": if instance.windows { "WINDOWS" } else { "LINUX_UNIX" },
        "OsName": os_name(seen),
        "Zone": format!("{}-1", instance.region),
        "PrivateAddresses": [instance.private_ip],
        "PublicAddresses": [instance.public_ip],
    })
}
