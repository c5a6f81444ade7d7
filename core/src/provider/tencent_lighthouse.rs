//! Tencent Cloud Lighthouse, `DescribeInstanceVncUrl` 2020-03-24.
//!
//! Sources, for every number and address below:
//! - the action: <https://www.tencentcloud.com/document/product/1103/42499>, read 2026-11: 10
//!   requests a second; an address is valid for 15 s and opens once; 30 reconnects a minute; the
//!   instance must be `RUNNING` or in `RESCUE_MODE`; the viewer page, the same as CVM's;
//! - the region is required: the domestic page 628/55553, read 2026-11; an older international page
//!   says that it is not, and sending it is right for both.

use super::{Cloud, Provider, tencent};

/// Tencent Cloud Lighthouse.
pub static TENCENT_LIGHTHOUSE: Provider = Provider {
    name: "tencent-lighthouse",
    title: "Tencent Cloud Lighthouse",
    cloud: Cloud::Tencent,
    instance_id_prefix: "lhins-",
    service: "lighthouse",
    version: "2020-03-24",
    needs_region: true,
    requests_per_s: Some(10),
    vnc_url_valid_s: 15,
    single_use: true,
    connects_per_min: 30,
    viewer: tencent::VIEWER,
    older_viewers: &[],
    region_hosts: &[],
    #[cfg(feature = "lists")]
    lists: &super::tencent_lists::LIGHTHOUSE,
    api: &tencent::API,
};
