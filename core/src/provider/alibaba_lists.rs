//! The lists of Alibaba Cloud ECS 2014-05-26.
//!
//! Sources, read 2026-11: ECS API reference, `DescribeInstanceStatus` (pages of 1 to 50),
//! `DescribeInstances`, `DescribeRegions`, and the model of the official SDK,
//! `alibabacloud_ecs20140526` 7.11.8. Their replies are in `tests/vectors/published/lists.json`.
//! No rates are published.

use super::{
    AddressKind, Envelope, Ids, InstanceColumns, Listing, Lists, Paging, RegionColumns,
    listing::SearchParameter,
};

/// Of ECS.
pub(super) static ECS: Lists =
    Lists { statuses: STATUSES, instances: INSTANCES, regions: REGIONS, envelope: ENVELOPE };

const ENVELOPE: Envelope = Envelope {
    request_id: &[&["RequestId"], &["requestId"]],
    code: &[&["Code"], &["code"]],
    message: &[&["Message"], &["message"]],
    status_decides: true,
};

const STATUSES: Listing = Listing {
    action: "DescribeInstanceStatus",
    requests_per_s: None,
    ids: Ids::List { name: "InstanceId", first: 1, max: 100 },
    paging: Paging::Number { max: 50 },
    name: None,
    addresses: &[],
    items: &["InstanceStatuses", "InstanceStatus"],
    total: &["TotalCount"],
    instance: InstanceColumns { id: &["InstanceId"], state: &["Status"], ..InstanceColumns::NONE },
    region: RegionColumns::NONE,
};

const INSTANCES: Listing = Listing {
    action: "DescribeInstances",
    ids: Ids::JsonArray { name: "InstanceIds", max: 100 },
    paging: Paging::Number { max: 100 },
    name: Some(SearchParameter::Text("InstanceName")),
    addresses: &[
        (AddressKind::Private, SearchParameter::JsonArray("PrivateIpAddresses")),
        (AddressKind::Public, SearchParameter::JsonArray("PublicIpAddresses")),
        (AddressKind::Elastic, SearchParameter::JsonArray("EipAddresses")),
    ],
    items: &["Instances", "Instance"],
    instance: InstanceColumns {
        id: &["InstanceId"],
        name: &["InstanceName"],
        state: &["Status"],
        os: &[&["OSType"]],
        private_addresses: &[
            &["VpcAttributes", "PrivateIpAddress", "IpAddress"],
            &["InnerIpAddress", "IpAddress"],
        ],
        public_addresses: &[&["PublicIpAddress", "IpAddress"], &["EipAddress", "IpAddress"]],
    },
    ..STATUSES
};

const REGIONS: Listing = Listing {
    action: "DescribeRegions",
    ids: Ids::None,
    paging: Paging::None,
    items: &["Regions", "Region"],
    instance: InstanceColumns::NONE,
    region: RegionColumns { id: &["RegionId"], name: &["LocalName"], state: &["Status"] },
    ..STATUSES
};
