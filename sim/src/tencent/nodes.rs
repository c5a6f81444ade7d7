//! ECM's nodes, which take the place of a list of regions.
//!
//! Sources: Tencent Cloud ECM, `DescribeNode`,
//! <https://www.tencentcloud.com/document/product/1119/45679>, read 2026-11, for the parameters, the
//! rate and the members; the official SDK's model `Node` (tencentcloud-sdk-python-ecm 3.1.105).
//! A node is one zone, and several zones may stand in one region. Which nodes there are, and which
//! families of instances each has, is chosen.

use serde_json::{Value, json};

use super::parameters::{Filter, Parameters};
use crate::Refusal;
use crate::call::{Answer, members};

/// Most filters of one request, and most values of one.
const FILTERS_CAP: usize = 10;
const VALUES_CAP: usize = 5;

/// One zone of ECM.
struct Node {
    zone: &'static str,
    zone_id: u32,
    zone_name: &'static str,
    region: &'static str,
    region_id: u32,
    city: &'static str,
    province: &'static str,
    area: &'static str,
    carriers: &'static [&'static str],
    families: &'static [&'static str],
}

const NODES: [Node; 4] = [
    Node {
        zone: "ap-hangzhou-ecm-1",
        zone_id: 10_110_001,
        zone_name: "Hangzhou Zone 1",
        region: "ap-hangzhou-ecm",
        region_id: 1011,
        city: "hangzhou",
        province: "zhejiang",
        area: "east",
        carriers: &["CMCC", "CUCC", "CTCC"],
        families: &["SN3ne", "S5"],
    },
    Node {
        zone: "ap-hangzhou-ecm-2",
        zone_id: 10_110_002,
        zone_name: "Hangzhou Zone 2",
        region: "ap-hangzhou-ecm",
        region_id: 1011,
        city: "hangzhou",
        province: "zhejiang",
        area: "east",
        carriers: &["CTCC"],
        families: &["SN3ne"],
    },
    Node {
        zone: "ap-shenzhen-ecm-ct2",
        zone_id: 10_510_001,
        zone_name: "Shenzhen Zone 5",
        region: "ap-shenzhen-ecm-ct2",
        region_id: 1051,
        city: "shenzhen",
        province: "guangdong",
        area: "south",
        carriers: &["CTCC"],
        families: &["S5"],
    },
    Node {
        zone: "ap-xian-ecm-1",
        zone_id: 10_230_001,
        zone_name: "Xi'an Zone 1",
        region: "ap-xian-ecm",
        region_id: 1023,
        city: "xian",
        province: "shaanxi",
        area: "northwest",
        carriers: &["CMCC"],
        families: &["SN3ne"],
    },
];

/// Every node that all filters choose. None is null: the model says that the list may be.
pub(super) fn answer(parameters: &Parameters) -> Result<Answer, Refusal> {
    parameters.only(&["Filters"])?;
    let filters = parameters.filters()?;
    check(&filters)?;
    let chosen = NODES.iter().filter(|node| filters.iter().all(|filter| node.has_one_of(filter)));
    let set: Vec<Value> = chosen.map(Node::show).collect();
    let count = set.len();
    let set = if set.is_empty() { Value::Null } else { set.into() };
    Ok(Answer::Members(members(json!({ "TotalCount": count, "NodeSet": set }))))
}

/// The action has one filter, and one code for a request that is not in order.
fn check(filters: &[Filter<'_>]) -> Result<(), Refusal> {
    let invalid = |message| Err(Refusal::tencent("InvalidParameter.InvalidDataFormat", message));
    if let Some(filter) = filters.iter().find(|filter| filter.name != "InstanceFamily") {
        return invalid(format!("there is no filter {}; there is InstanceFamily", filter.name));
    }
    if filters.len() > FILTERS_CAP || filters.iter().any(|one| one.values.len() > VALUES_CAP) {
        return invalid(format!("more than {FILTERS_CAP} filters, or {VALUES_CAP} values of one"));
    }
    Ok(())
}

impl Node {
    fn has_one_of(&self, filter: &Filter<'_>) -> bool {
        self.families.iter().any(|family| filter.values.contains(family))
    }

    fn show(&self) -> Value {
        let Self { city, province, area, .. } = self;
        let place = |name: &str| {
            let mut letters = name.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
        };
        let carriers = self.carriers.iter();
        let carriers: Vec<Value> =
            carriers.map(|name| json!({ "ISPId": name, "ISPName": name })).collect();
        json!({
            "ZoneInfo": {
                "ZoneId": self.zone_id, "ZoneName": self.zone_name, "Zone": self.zone,
            },
            "Country": { "CountryId": "china", "CountryName": "China" },
            "Area": { "AreaId": format!("china-{area}"), "AreaName": place(area) },
            "Province": {
                "ProvinceId": format!("china-{area}-{province}"), "ProvinceName": place(province),
            },
            "City": {
                "CityId": format!("china-{area}-{province}-{city}"), "CityName": place(city),
            },
            "RegionInfo": {
                "RegionId": self.region_id, "Region": self.region, "RegionName": place(city),
            },
            "ISPSet": carriers,
            "ISPNum": self.carriers.len(),
            "LBSupported": true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region;

    #[test]
    fn the_nodes_stand_in_the_regions_of_the_product_and_in_no_others() {
        let mut regions: Vec<&str> = NODES.iter().map(|node| node.region).collect();
        regions.dedup();
        assert_eq!(regions, region::ECM);
        assert!(NODES.is_sorted_by(|a, b| a.zone < b.zone), "no zone twice");
    }
}
