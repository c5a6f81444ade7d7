//! Alibaba Cloud ECS, `DescribeInstanceVncUrl` 2014-05-26.
//!
//! Source, for every number and address below: `DescribeInstanceVncUrl`,
//! <https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstancevncurl>,
//! last updated 2024-04-11: an address is valid for 15 s; 30 reconnects a minute; 300 s without
//! interaction close the console (an older page says 60 s); the viewer page 0.0.8 and its
//! parameters; `true` and `false` in lower case. No rate is published. The page does not say that
//! an address opens once: it says that a reconnect needs a new one.

use super::{Cloud, GuestParameters, Provider, Viewer, alibaba};

/// Alibaba Cloud ECS.
pub static ALIBABA_ECS: Provider = Provider {
    name: "alibaba-ecs",
    title: "Alibaba Cloud ECS",
    cloud: Cloud::Alibaba,
    instance_id_prefix: "i-",
    service: "ecs",
    version: "2014-05-26",
    needs_region: true,
    requests_per_s: None,
    vnc_url_valid_s: 15,
    single_use: false,
    connects_per_min: 30,
    viewer: VIEWER,
    older_viewers: &[LEGACY_VIEWER],
    region_hosts: REGION_HOSTS,
    #[cfg(feature = "lists")]
    lists: &super::alibaba_lists::ECS,
    api: &alibaba::API,
};

/// The page of the present document.
const VIEWER: Viewer = Viewer {
    name: "0.0.8",
    page: "https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html",
    read_on: "2026-08-01",
    keep_alive_s: Some(300),
    vnc_url: "vncUrl",
    guest: Some(GuestParameters {
        instance_id: "instanceId",
        windows: "isWindows",
        password: "password",
    }),
};

/// The page of older documents (ECS, `DescribeInstanceVncUrl`, copies before 2021): 60 s without
/// interaction; an optional `password` of 6 letters or digits, the instance's VNC password.
const LEGACY_VIEWER: Viewer = Viewer {
    name: "0.0.7",
    page: "https://g.alicdn.com/aliyun/ecs-console-vnc/0.0.7/index.html",
    read_on: "2026-11-01",
    keep_alive_s: Some(60),
    ..VIEWER
};

/// Regions whose host does not follow the rule. Source: the endpoint map of the official SDK
/// `alibabacloud_ecs20140526` 7.11.8, without cn-hangzhou, whose own host the ECS API reference,
/// *Endpoints* (2026-01), lists.
const REGION_HOSTS: &[(&str, &[&str])] = &[
    (
        "ecs-cn-hangzhou.aliyuncs.com",
        &["cn-fujian", "cn-shanghai-finance-1", "cn-shenzhen-finance-1"],
    ),
    (
        "ecs.aliyuncs.com",
        &[
            "ap-northeast-2-pop",
            "cn-beijing-finance-pop",
            "cn-beijing-gov-1",
            "cn-hangzhou-finance",
            "cn-hongkong-finance-pop",
            "cn-north-2-gov-1",
            "cn-shanghai-inner",
            "cn-shenzhen-inner",
            "cn-wuhan",
            "cn-yushanfang",
            "cn-zhangbei",
            "rus-west-1-pop",
        ],
    ),
    (
        "ecs.cn-qingdao-nebula.aliyuncs.com",
        &["cn-edge-1", "cn-huhehaote-nebula-1", "cn-zhengzhou-nebula-1"],
    ),
    ("ecs.cn-shenzhen-cloudstone.aliyuncs.com", &["eu-west-1-oxs"]),
    ("ecs.cn-zhangjiakou.aliyuncs.com", &["cn-zhangjiakou-na62-a01"]),
];
