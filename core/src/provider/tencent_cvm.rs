//! Tencent Cloud CVM, `DescribeInstanceVncUrl` 2017-03-12.
//!
//! Sources, for every number and address below:
//! - the action: <https://www.tencentcloud.com/document/product/213/33259>, last updated
//!   2022-02-23: 10 requests a second; an address is valid for 15 s and opens once; 30 reconnects a
//!   minute; the viewer page and its parameter;
//! - the region is required: the same page, and the domestic page 213/15738, read 2026-11.

use super::{Cloud, Provider, tencent};

/// Tencent Cloud CVM.
pub static TENCENT_CVM: Provider = Provider {
    name: "tencent-cvm",
    title: "Tencent Cloud CVM",
    cloud: Cloud::Tencent,
    instance_id_prefix: "ins-",
    service: "cvm",
    version: "2017-03-12",
    needs_region: true,
    requests_per_s: Some(10),
    vnc_url_valid_s: 15,
    single_use: true,
    connects_per_min: 30,
    viewer: tencent::VIEWER,
    older_viewers: &[],
    region_hosts: &[],
    #[cfg(feature = "lists")]
    lists: &super::tencent_lists::CVM,
    api: &tencent::API,
};
