//! The lists of Tencent Cloud's products.
//!
//! Sources, read 2026-11: the CVM, ECM and Lighthouse API references, `DescribeInstancesStatus`
//! (213/33256), `DescribeInstances` (213/33258, 1119/45717, 1103/42498), `DescribeRegions`
//! (213/15708, 1103/42468), `DescribeNode` (1119/45679), and the models of the official SDK,
//! tencentcloud-sdk-python cvm 3.1.178, ecm 3.1.105, lighthouse 3.1.177. Their replies are in
//! `tests/vectors/published/lists.json`.

use super::{
    AddressKind, Envelope, Ids, InstanceColumns, Listing, Lists, Paging, RegionColumns,
    listing::SearchParameter,
};

/// Of CVM.
pub(super) static CVM: Lists = Lists {
    statuses: CVM_STATUSES,
    instances: CVM_INSTANCES,
    regions: CVM_REGIONS,
    envelope: ENVELOPE,
};

/// Of ECM.
pub(super) static ECM: Lists = Lists {
    statuses: ECM_INSTANCES,
    instances: ECM_INSTANCES,
    regions: ECM_REGIONS,
    envelope: ENVELOPE,
};

/// Of Lighthouse.
pub(super) static LIGHTHOUSE: Lists = Lists {
    statuses: LIGHTHOUSE_INSTANCES,
    instances: LIGHTHOUSE_INSTANCES,
    regions: LIGHTHOUSE_REGIONS,
    envelope: ENVELOPE,
};

const ENVELOPE: Envelope = Envelope {
    request_id: &[&["Response", "RequestId"]],
    code: &[&["Response", "Error", "Code"], &["codeDesc"]],
    message: &[&["Response", "Error", "Message"], &["message"]],
    status_decides: false,
};

/// What the products' lists have in common.
const LIST: Listing = Listing {
    action: "DescribeInstances",
    requests_per_s: None,
    ids: Ids::List { name: "InstanceIds", first: 0, max: 100 },
    paging: Paging::Offset { max: 100 },
    name: Some(SearchParameter::Filter("instance-name")),
    addresses: &[
        (AddressKind::Private, SearchParameter::Filter("private-ip-address")),
        (AddressKind::Public, SearchParameter::Filter("public-ip-address")),
    ],
    items: &["Response", "InstanceSet"],
    total: &["Response", "TotalCount"],
    instance: InstanceColumns::NONE,
    region: RegionColumns::NONE,
};

const REGIONS: Listing = Listing {
    action: "DescribeRegions",
    ids: Ids::None,
    paging: Paging::None,
    name: None,
    addresses: &[],
    items: &["Response", "RegionSet"],
    region: RegionColumns { id: &["Region"], name: &["RegionName"], state: &["RegionState"] },
    ..LIST
};

/// CVM: 40 requests a second each.
const CVM_STATUSES: Listing = Listing {
    action: "DescribeInstancesStatus",
    requests_per_s: Some(40),
    name: None,
    addresses: &[],
    items: &["Response", "InstanceStatusSet"],
    instance: InstanceColumns {
        id: &["InstanceId"],
        state: &["InstanceState"],
        ..InstanceColumns::NONE
    },
    ..LIST
};

const CVM_INSTANCES: Listing = Listing {
    requests_per_s: Some(40),
    instance: InstanceColumns {
        id: &["InstanceId"],
        name: &["InstanceName"],
        state: &["InstanceState"],
        os: &[&["OsName"]],
        private_addresses: &[&["PrivateIpAddresses"]],
        public_addresses: &[&["PublicIpAddresses"]],
    },
    ..LIST
};

const CVM_REGIONS: Listing = Listing { requests_per_s: Some(20), ..REGIONS };

/// ECM: 20 requests a second; no list of ids, and a filter takes 5 values.
const ECM_INSTANCES: Listing = Listing {
    requests_per_s: Some(20),
    ids: Ids::Filter { name: "instance-id", max: 5 },
    addresses: &[(AddressKind::Private, SearchParameter::Filter("ip-address"))],
    instance: InstanceColumns {
        id: &["InstanceId"],
        name: &["InstanceName"],
        state: &["InstanceState"],
        os: &[&["Image", "OsType"], &["Image", "Platform"], &["Image", "ImageOsName"]],
        private_addresses: &[&["Internet", "PrivateIPAddressSet", "PrivateIPAddress"]],
        public_addresses: &[&["Internet", "PublicIPAddressSet", "PublicIPAddress"]],
    },
    ..LIST
};

/// ECM has nodes, one for each zone, which name their regions.
const ECM_REGIONS: Listing = Listing {
    action: "DescribeNode",
    requests_per_s: Some(20),
    items: &["Response", "NodeSet"],
    region: RegionColumns {
        id: &["RegionInfo", "Region"],
        name: &["RegionInfo", "RegionName"],
        state: &[],
    },
    ..REGIONS
};

/// Lighthouse: the domestic page says 100 requests a second, an older one 10; the smaller holds for
/// both.
const LIGHTHOUSE_INSTANCES: Listing = Listing {
    requests_per_s: Some(10),
    instance: InstanceColumns {
        id: &["InstanceId"],
        name: &["InstanceName"],
        state: &["InstanceState"],
        os: &[&["PlatformType"]],
        private_addresses: &[&["PrivateAddresses"]],
        public_addresses: &[&["PublicAddresses"]],
    },
    ..LIST
};

const LIGHTHOUSE_REGIONS: Listing = Listing { requests_per_s: Some(10), ..REGIONS };
