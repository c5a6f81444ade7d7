//! The clouds' own hosts, for every region that the documents or the SDKs name
//! (docs/providers.md, *Hosts*).
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fs;

use vncurl_core::{ALIBABA_ECS, Call, Cloud, Error, PROVIDERS, Page, Provider, Site};
use vncurl_tests::{
    calls::{CREDENTIALS, NOON},
    root,
};

/// Regions whose host does not follow Alibaba's rule, with theirs: the endpoint map of the official
/// SDK `alibabacloud_ecs20140526` 7.11.8.
const DEVIATIONS: [(&str, &str); 20] = [
    ("ap-northeast-2-pop", "ecs.aliyuncs.com"),
    ("cn-beijing-finance-pop", "ecs.aliyuncs.com"),
    ("cn-beijing-gov-1", "ecs.aliyuncs.com"),
    ("cn-edge-1", "ecs.cn-qingdao-nebula.aliyuncs.com"),
    ("cn-fujian", "ecs-cn-hangzhou.aliyuncs.com"),
    ("cn-hangzhou-finance", "ecs.aliyuncs.com"),
    ("cn-hongkong-finance-pop", "ecs.aliyuncs.com"),
    ("cn-huhehaote-nebula-1", "ecs.cn-qingdao-nebula.aliyuncs.com"),
    ("cn-north-2-gov-1", "ecs.aliyuncs.com"),
    ("cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
    ("cn-shanghai-inner", "ecs.aliyuncs.com"),
    ("cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
    ("cn-shenzhen-inner", "ecs.aliyuncs.com"),
    ("cn-wuhan", "ecs.aliyuncs.com"),
    ("cn-yushanfang", "ecs.aliyuncs.com"),
    ("cn-zhangbei", "ecs.aliyuncs.com"),
    ("cn-zhangjiakou-na62-a01", "ecs.cn-zhangjiakou.aliyuncs.com"),
    ("cn-zhengzhou-nebula-1", "ecs.cn-qingdao-nebula.aliyuncs.com"),
    ("eu-west-1-oxs", "ecs.cn-shenzhen-cloudstone.aliyuncs.com"),
    ("rus-west-1-pop", "ecs.aliyuncs.com"),
];

/// Regions that follow the rule, names close to a deviation's among them.
const RULED: [&str; 16] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "cn-beijing",
    "cn-edge",
    "cn-hangzhou",
    "cn-hongkong",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shenzhen",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "eu-central-1",
    "eu-west-1",
    "us-east-1",
    "us-west-1",
];

fn host(provider: &Provider, region: Option<&str>, site: Site) -> Result<String, Error> {
    let call = Call { region, site, timestamp: NOON, nonce: "n", ..Call::default() };
    let key = provider.signing_key(&CREDENTIALS, NOON)?;
    let mut buf = [0; 2048];
    let request = provider.regions_request(&call, &CREDENTIALS, &key, &mut buf)?;
    let host = request.host().to_owned();
    if let Some(region) = region {
        // Every action of a region goes to the same host.
        let page = Page { offset: 0, limit: 1 };
        let request = provider.statuses_request(&[], page, &call, &CREDENTIALS, &key, &mut buf)?;
        assert_eq!(request.host(), host, "{region}");
        let request = provider.vnc_request("i-1", &call, &CREDENTIALS, &key, &mut buf)?;
        assert_eq!(request.host(), host, "{region}");
    }
    Ok(host)
}

#[test]
fn alibabas_regions_have_their_hosts() {
    for (region, own) in DEVIATIONS {
        assert_eq!(host(&ALIBABA_ECS, Some(region), Site::Main).as_deref(), Ok(own));
    }
    for region in RULED {
        let ruled = format!("ecs.{region}.aliyuncs.com");
        assert_eq!(host(&ALIBABA_ECS, Some(region), Site::Main), Ok(ruled));
    }
    assert_eq!(host(&ALIBABA_ECS, None, Site::Main).as_deref(), Ok("ecs.aliyuncs.com"));
    for region in [None, Some("cn-hangzhou")] {
        assert_eq!(host(&ALIBABA_ECS, region, Site::Intl), Err(Error::UnknownSite));
    }
    let documented = fs::read_to_string(root().join("docs/providers.md")).unwrap();
    let count = format!("but for the {} regions", DEVIATIONS.len());
    assert!(documented.contains(&count), "docs/providers.md does not say {count:?}");
}

#[test]
fn tencents_products_have_their_hosts() {
    let products =
        [("tencent-cvm", "cvm"), ("tencent-ecm", "ecm"), ("tencent-lighthouse", "lighthouse")];
    let tencent = PROVIDERS.into_iter().filter(|provider| provider.cloud == Cloud::Tencent);
    for (provider, (name, service)) in tencent.zip(products) {
        assert_eq!(provider.name, name);
        for region in [None, Some("ap-guangzhou"), Some("na-siliconvalley"), Some("fsi")] {
            let main = format!("{service}.tencentcloudapi.com");
            assert_eq!(host(provider, region, Site::Main), Ok(main));
            let intl = format!("{service}.intl.tencentcloudapi.com");
            assert_eq!(host(provider, region, Site::Intl), Ok(intl));
        }
        // Finance regions are isolated: no site's common host reaches them.
        for region in ["ap-shanghai-fsi", "ap-shenzhen-fsi", "ap-beijing-fsi"] {
            let own = format!("{service}.{region}.tencentcloudapi.com");
            for site in Site::ALL {
                assert_eq!(host(provider, Some(region), site).as_deref(), Ok(own.as_str()));
            }
        }
    }
}
