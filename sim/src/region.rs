//! The regions of each product.
//!
//! Sources: Tencent Cloud, *Region list*, <https://www.tencentcloud.com/document/product/213/6091>;
//! Tencent Cloud Lighthouse, *Regions and AZs*; ECM's are those of the examples of `DescribeNode` and
//! of the official SDK's models (tencentcloud-sdk-python-ecm 3.1.105); Alibaba Cloud ECS, *Regions
//! and zones*. Read 2026-08, ECM's 2026-11.

/// Where CVM is; those that end in `-fsi` are finance regions.
pub(crate) const CVM: &[&str] = &[
    "ap-bangkok",
    "ap-beijing",
    "ap-beijing-fsi",
    "ap-chengdu",
    "ap-chongqing",
    "ap-guangzhou",
    "ap-hongkong",
    "ap-jakarta",
    "ap-mumbai",
    "ap-nanjing",
    "ap-seoul",
    "ap-shanghai",
    "ap-shanghai-fsi",
    "ap-shenzhen",
    "ap-shenzhen-fsi",
    "ap-singapore",
    "ap-taipei",
    "ap-tokyo",
    "eu-frankfurt",
    "na-ashburn",
    "na-siliconvalley",
    "na-toronto",
    "sa-saopaulo",
];

/// Where ECM is: the regions of its nodes.
pub(crate) const ECM: &[&str] = &["ap-hangzhou-ecm", "ap-shenzhen-ecm-ct2", "ap-xian-ecm"];

/// Where Lighthouse is: CVM's regions without the finance regions and a few more.
pub(crate) const LIGHTHOUSE: &[&str] = &[
    "ap-beijing",
    "ap-chengdu",
    "ap-guangzhou",
    "ap-hongkong",
    "ap-jakarta",
    "ap-mumbai",
    "ap-nanjing",
    "ap-seoul",
    "ap-shanghai",
    "ap-singapore",
    "ap-tokyo",
    "eu-frankfurt",
    "na-ashburn",
    "na-siliconvalley",
    "sa-saopaulo",
];

/// Where ECS is.
pub(crate) const ECS: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "cn-beijing",
    "cn-beijing-finance-1",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-hangzhou-finance",
    "cn-heyuan",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-north-2-gov-1",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shanghai-finance-1",
    "cn-shenzhen",
    "cn-shenzhen-finance-1",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "us-east-1",
    "us-west-1",
];

/// Whether a Tencent region is one of the finance regions, which are apart from all others.
pub(crate) fn is_finance(region: &str) -> bool {
    region.ends_with("-fsi")
}
