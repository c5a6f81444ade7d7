//! Tencent Cloud ECM, `DescribeInstanceVncUrl` 2019-07-19.
//!
//! Sources, for every number and address below:
//! - the action: <https://www.tencentcloud.com/document/product/1119/45718>, and the domestic page
//!   1108/44158, read 2026-11: 20 requests a second; no region; an address is valid for 15 s and
//!   opens once; 30 reconnects a minute;
//! - the page names no viewer. Its sample address is the same text as CVM's, so CVM's viewer page is
//!   taken: an inference.

use super::{Cloud, Provider, tencent};

/// Tencent Cloud ECM, Edge Computing Machine.
pub static TENCENT_ECM: Provider = Provider {
    name: "tencent-ecm",
    title: "Tencent Cloud ECM",
    cloud: Cloud::Tencent,
    instance_id_prefix: "ein-",
    service: "ecm",
    version: "2019-07-19",
    needs_region: false,
    requests_per_s: Some(20),
    vnc_url_valid_s: 15,
    single_use: true,
    connects_per_min: 30,
    viewer: tencent::VIEWER,
    older_viewers: &[],
    region_hosts: &[],
    #[cfg(feature = "lists")]
    lists: &super::tencent_lists::ECM,
    api: &tencent::API,
};
