//! What ECS's actions answer.
//!
//! Names of parameters and members are those of the official SDK's models,
//! alibabacloud-ecs20140526 7.11.8.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::Refusal;
use crate::call::{Answer, members};
use crate::machines::{self, Seen};
use crate::percent::Pair;
use crate::product::Product;

/// Most ids or addresses of one request.
const VALUES_CAP: usize = 100;
/// Page of `DescribeInstanceStatus`: default and most.
const STATUS_PAGE: [usize; 2] = [10, 50];
/// Page of `DescribeInstances`: default and most.
const INSTANCES_PAGE: [usize; 2] = [10, 100];
/// What a token for the next page begins with.
const NEXT: &str = "simulator-next-";

/// The machines that a request can see.
pub(super) struct Machines<'m> {
    pub(super) now_ms: u64,
    pub(super) all: &'m machines::Machines,
    pub(super) product: &'static Product,
}

/// `DescribeRegions`.
pub(super) fn regions(product: &Product) -> Answer {
    let regions: Vec<Value> = product
        .regions
        .iter()
        .map(|region| {
            json!({
                "RegionId": region,
                "RegionEndpoint": format!("ecs.{region}.aliyuncs.com"),
                "LocalName": region,
                "Status": "available",
            })
        })
        .collect();
    Answer::Members(members(json!({ "Regions": { "Region": regions } })))
}

impl Machines<'_> {
    /// `DescribeInstanceVncUrl`.
    pub(super) fn vnc(
        &self,
        parameters: &[Pair],
        region: Result<String, Refusal>,
    ) -> Result<Answer, Refusal> {
        let id = parameter(parameters, "InstanceId")?;
        let region = region?;
        let Some(seen) = self.all.find(self.now_ms, self.product.provider, &id) else {
            let message = format!("there is no instance {id}");
            return Err(Refusal::alibaba(404, self.product.codes.unknown_id, message));
        };
        if seen.instance.region != region {
            let message = format!("instance {id} is not in {region}");
            return Err(Refusal::alibaba(400, "InvalidRegionInstance", message));
        }
        match seen.state.refusal {
            None => Ok(Answer::Console(seen.instance)),
            Some(code) => {
                let message = format!("instance {id} is {} and has no console", seen.state.name);
                Err(Refusal::alibaba(403, code, message))
            }
        }
    }

    /// `DescribeInstanceStatus`.
    pub(super) fn status(&self, parameters: &[Pair], region: &str) -> Result<Answer, Refusal> {
        let page = Page::read(parameters, STATUS_PAGE)?;
        let ids = self.numbered_ids(parameters)?;
        let chosen = self.chosen(region, |seen| ids.is_empty() || ids.contains(seen.instance.id));
        let shown = page
            .of(&chosen)
            .map(|seen| json!({ "InstanceId": seen.instance.id, "Status": seen.state.name }));
        let shown: Vec<Value> = shown.collect();
        Ok(page.answer(chosen.len(), "InstanceStatuses", "InstanceStatus", &shown))
    }

    /// `DescribeInstances`.
    pub(super) fn instances(&self, parameters: &[Pair], region: &str) -> Result<Answer, Refusal> {
        let page = Page::read(parameters, INSTANCES_PAGE)?;
        let ids = json_list(parameters, "InstanceIds")?;
        let private = json_list(parameters, "PrivateIpAddresses")?;
        let public = json_list(parameters, "PublicIpAddresses")?;
        let elastic = json_list(parameters, "EipAddresses")?;
        let name = optional(parameters, "InstanceName")?;
        let status = optional(parameters, "Status")?;
        let among = |list: &Option<BTreeSet<String>>, value: &str| {
            list.as_ref().is_none_or(|list| list.contains(value))
        };
        let chosen = self.chosen(region, |seen| {
            among(&ids, seen.instance.id)
                && among(&private, seen.instance.private_ip)
                && among(&public, seen.instance.public_ip)
                // Every machine's public address is its own.
                && elastic.is_none()
                && name.as_ref().is_none_or(|pattern| like(pattern, seen.instance.name))
                && status.as_ref().is_none_or(|status| status == seen.state.name)
        });
        let shown: Vec<Value> = page.of(&chosen).map(instance).collect();
        Ok(page.answer(chosen.len(), "Instances", "Instance", &shown))
    }

    fn chosen(&self, region: &str, is_chosen: impl Fn(&Seen) -> bool) -> Vec<Seen> {
        let all = self.all.all(self.now_ms);
        all.filter(|seen| {
            seen.instance.provider == self.product.provider && seen.instance.region == region
        })
        .filter(is_chosen)
        .collect()
    }

    /// `InstanceId.1`, `InstanceId.2`, …; gaps do not matter.
    fn numbered_ids(&self, parameters: &[Pair]) -> Result<BTreeSet<String>, Refusal> {
        let names = parameters.iter().filter_map(|(name, _)| str::from_utf8(name).ok());
        let names = names.filter(|name| {
            let number = name.strip_prefix("InstanceId.").unwrap_or("");
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        let ids: Vec<String> =
            names.map(|name| parameter(parameters, name)).collect::<Result<_, _>>()?;
        if ids.len() > VALUES_CAP {
            let message = format!("more than {VALUES_CAP} ids");
            return Err(Refusal::alibaba(400, self.product.codes.too_many_ids, message));
        }
        Ok(ids.into_iter().collect())
    }
}

/// Whether `name` has the form of `pattern`, in which `*` stands for any text.
fn like(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(pieces.next().unwrap_or("")) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn instance(seen: &Seen) -> Value {
    let instance = seen.instance;
    let (os_type, os_name) =
        if instance.windows { ("windows", "Windows Server 2022") } else { ("linux", "Debian 12") };
    json!({
        "InstanceId": instance.id,
        "InstanceName": instance.name,
        "Status": seen.state.name,
        "OSType": os_type,
        "OSName": os_name,
        "RegionId": instance.region,
        "ZoneId": format!("{}-a", instance.region),
        "InstanceNetworkType": "vpc",
        "VpcAttributes": { "PrivateIpAddress": { "IpAddress": [instance.private_ip] } },
        "PublicIpAddress": { "IpAddress": [instance.public_ip] },
    })
}

/// Which part of a long answer is wanted.
struct Page {
    /// From 1; `None` when the next page is asked for by token.
    number: Option<usize>,
    size: usize,
    start: usize,
}

impl Page {
    fn read(parameters: &[Pair], [default, most]: [usize; 2]) -> Result<Self, Refusal> {
        let number = |name: &str| {
            optional(parameters, name)?
                .map(|text| text.parse::<usize>().map_err(|_| invalid(name, "a number")))
                .transpose()
        };
        if let Some(wanted) = number("MaxResults")? {
            // Documented: too small or too large a number is taken as the nearest good one.
            let start = match optional(parameters, "NextToken")?.filter(|token| !token.is_empty()) {
                None => 0,
                Some(token) => token
                    .strip_prefix(NEXT)
                    .and_then(|start| start.parse().ok())
                    .ok_or_else(|| invalid("NextToken", "of an answer"))?,
            };
            return Ok(Self { number: None, size: wanted.clamp(10, most), start });
        }
        let (page, size) =
            (number("PageNumber")?.unwrap_or(1), number("PageSize")?.unwrap_or(default));
        if page == 0 {
            return Err(invalid("PageNumber", "at least 1"));
        }
        if size == 0 || size > most {
            return Err(invalid("PageSize", &format!("from 1 to {most}")));
        }
        Ok(Self { number: Some(page), size, start: page.saturating_sub(1).saturating_mul(size) })
    }

    fn of<'s>(&self, chosen: &'s [Seen]) -> impl Iterator<Item = &'s Seen> {
        chosen.iter().skip(self.start).take(self.size)
    }

    fn answer(&self, total: usize, set: &str, each: &str, shown: &[Value]) -> Answer {
        let mut answer = members(json!({ "TotalCount": total, set: { each: shown } }));
        let end = self.start.saturating_add(self.size);
        match self.number {
            Some(number) => {
                answer.insert("PageNumber".to_owned(), number.into());
                answer.insert("PageSize".to_owned(), self.size.into());
            }
            None if end < total => {
                answer.insert("NextToken".to_owned(), format!("{NEXT}{end}").into());
            }
            None => {}
        }
        Answer::Members(answer)
    }
}

/// A parameter that must be there, once, and not empty.
pub(super) fn parameter(parameters: &[Pair], name: &str) -> Result<String, Refusal> {
    optional(parameters, name)?.filter(|value| !value.is_empty()).ok_or_else(|| {
        let message = format!("the parameter `{name}` is mandatory and was not sent");
        Refusal::alibaba(400, "MissingParameter", message)
    })
}

/// A parameter that may be there, once.
fn optional(parameters: &[Pair], name: &str) -> Result<Option<String>, Refusal> {
    let mut values = parameters.iter().filter(|(sent, _)| sent == name.as_bytes());
    match (values.next(), values.next()) {
        (Some(_), Some(_)) => Err(invalid(name, "sent once")),
        (value, _) => Ok(value.map(|(_, value)| String::from_utf8_lossy(value).into_owned())),
    }
}

/// A parameter that holds a JSON array of strings.
fn json_list(parameters: &[Pair], name: &str) -> Result<Option<BTreeSet<String>>, Refusal> {
    let Some(text) = optional(parameters, name)? else {
        return Ok(None);
    };
    let list: Vec<String> =
        serde_json::from_str(&text).map_err(|_| invalid(name, "a JSON array of strings"))?;
    if list.len() > VALUES_CAP {
        return Err(invalid(name, "at most 100 values long"));
    }
    Ok(Some(list.into_iter().collect()))
}

fn invalid(name: &str, wanted: &str) -> Refusal {
    Refusal::alibaba(400, "InvalidParameter", format!("`{name}` must be {wanted}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asterisk_stands_for_any_text() {
        for (pattern, name, expected) in [
            ("demo-1", "demo-1", true),
            ("demo-", "demo-1", false),
            ("demo-*", "demo-1", true),
            ("*-1", "demo-1", true),
            ("d*o*1", "demo-1", true),
            ("*", "", true),
            ("d*x*1", "demo-1", false),
            ("demo*mo-1", "demo-1", false),
        ] {
            assert_eq!(like(pattern, name), expected, "{pattern} {name}");
        }
    }
}
