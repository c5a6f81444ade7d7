//! Alibaba's status, instances and regions, and the formats of its answers.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail by panicking"
)]

mod signer;

use serde_json::Value;
use signer::{Draft, HOST, NOW, Sorted, alibaba_code, ask, json, percent};
use vncurl_sim::{ALIBABA, Cloud, Options};

/// The query in canonical order.
fn alibaba(cloud: &mut Cloud, action: &str, parameters: &[(&str, &str)], nonce: &str) -> Value {
    let mut pairs = [parameters, &[("RegionId", "cn-hangzhou")]].concat();
    pairs.sort_unstable();
    let query: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    let draft = Draft::alibaba_action(action, &query.join("&"), nonce);
    json(&cloud.handle(NOW * 1_000, &draft.acs3()))
}

fn fleet(count: u32) -> Cloud {
    Cloud::with_options(HOST, &Options { fleet: count, unlimited: true, ..Options::default() })
}

#[test]
fn ten_thousand_machines_are_paged_without_a_gap_or_a_double() {
    let mut cloud = fleet(10_000);
    let mut seen = Vec::new();
    for page in 1..=201 {
        let number = page.to_string();
        let parameters = [("PageNumber", &*number), ("PageSize", "50")];
        let answer = alibaba(&mut cloud, "DescribeInstanceStatus", &parameters, &number);
        assert_eq!(answer["TotalCount"], 10_004);
        let page = answer["InstanceStatuses"]["InstanceStatus"].as_array().unwrap().iter();
        seen.extend(page.map(|entry| entry["InstanceId"].as_str().unwrap().to_owned()));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 10_004);
}

#[test]
fn alibabas_instances_are_chosen_by_id_name_address_and_state() {
    let mut cloud = Cloud::new(HOST);
    for (at, (parameters, expected)) in [
        (vec![("InstanceIds", r#"["i-demo0002","i-none"]"#)], vec!["i-demo0002"]),
        (vec![("InstanceIds", r#"["AY130321114053512345"]"#)], vec!["AY130321114053512345"]),
        (vec![("InstanceName", "demo-3")], vec!["i-demo0003"]),
        (vec![("InstanceName", "old*")], vec!["AY130321114053512345"]),
        (vec![("PrivateIpAddresses", r#"["10.0.3.1"]"#)], vec!["i-demo0001"]),
        (vec![("PublicIpAddresses", r#"["203.0.113.32"]"#)], vec!["i-demo0002"]),
        (vec![("EipAddresses", r#"["203.0.113.32"]"#)], vec![]),
        (vec![("Status", "Stopped")], vec!["i-demo0003"]),
        (vec![("Status", "Running"), ("InstanceName", "demo-3")], vec![]),
        (vec![("PageSize", "2"), ("PageNumber", "2")], vec!["i-demo0003", "AY130321114053512345"]),
    ]
    .into_iter()
    .enumerate()
    {
        let answer = alibaba(&mut cloud, "DescribeInstances", &parameters, &at.to_string());
        let instances = answer["Instances"]["Instance"].as_array().unwrap();
        let found: Vec<&str> =
            instances.iter().map(|entry| entry["InstanceId"].as_str().unwrap()).collect();
        assert_eq!(found, expected, "{parameters:?}");
    }
    let answer = alibaba(&mut cloud, "DescribeInstances", &[], "all");
    let windows = &answer["Instances"]["Instance"][1];
    assert_eq!((&windows["OSType"], &windows["Status"]), (&"windows".into(), &"Running".into()));
    assert_eq!(windows["VpcAttributes"]["PrivateIpAddress"]["IpAddress"][0], "10.0.3.2");
    assert_eq!(windows["PublicIpAddress"]["IpAddress"][0], "203.0.113.32");
    assert_eq!((&answer["PageNumber"], &answer["PageSize"]), (&1.into(), &10.into()));
}

#[test]
fn a_token_leads_from_page_to_page_until_there_is_none() {
    let mut cloud = fleet(21);
    let (mut token, mut found) = (String::new(), Vec::new());
    for page in 0.. {
        let parameters = [("MaxResults", "10"), ("NextToken", &*token)];
        let answer = alibaba(&mut cloud, "DescribeInstances", &parameters, &format!("{page}"));
        found.push(answer["Instances"]["Instance"].as_array().unwrap().len());
        match answer["NextToken"].as_str() {
            Some(next) => token = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(found, [10, 10, 5]);
}

#[test]
fn status_is_ten_to_a_page_and_at_most_fifty() {
    let mut cloud = fleet(150);
    let ids: Vec<(String, String)> =
        (0..100).map(|at| (format!("InstanceId.{}", at + 1), format!("i-f{at:07}"))).collect();
    let of = |count: usize, more: &[(&'static str, &'static str)]| {
        let ids = ids.iter().take(count).map(|(name, id)| (&**name, &**id));
        ids.chain(more.iter().copied())
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect::<Vec<_>>()
    };
    for (at, (parameters, expected)) in [
        (of(100, &[]), Ok((10, 100))),
        (of(100, &[("PageSize", "50"), ("PageNumber", "2")]), Ok((50, 100))),
        (of(3, &[]), Ok((3, 3))),
        (of(100, &[("InstanceId.101", "i-f0000100")]), Err("InstanceIdLimitExceeded")),
        (of(0, &[("PageSize", "51")]), Err("InvalidParameter")),
        (of(0, &[("PageSize", "0")]), Err("InvalidParameter")),
        (of(0, &[("PageNumber", "0")]), Err("InvalidParameter")),
        (of(0, &[("PageNumber", "x")]), Err("InvalidParameter")),
    ]
    .into_iter()
    .enumerate()
    {
        let parameters: Vec<(&str, &str)> =
            parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
        let answer = alibaba(&mut cloud, "DescribeInstanceStatus", &parameters, &at.to_string());
        let found = match answer["Code"].as_str() {
            Some(code) => Err(code),
            None => Ok((
                answer["InstanceStatuses"]["InstanceStatus"].as_array().unwrap().len(),
                answer["TotalCount"].as_u64().unwrap(),
            )),
        };
        assert_eq!(found, expected, "{at}");
    }
    for (at, list) in ["i-demo0001", "{}", "[1]"].iter().enumerate() {
        let nonce = format!("list-{at}");
        let answer = alibaba(&mut cloud, "DescribeInstances", &[("InstanceIds", list)], &nonce);
        assert_eq!(answer["Code"], "InvalidParameter", "{list}");
    }
}

#[test]
fn regions_need_no_region_and_the_machines_are_in_them() {
    let mut cloud = Cloud::new(HOST);
    let sorted = Sorted::rpc(ALIBABA, "n", &[("Action", "DescribeRegions"), ("Format", "json")]);
    let answer = json(&cloud.handle(NOW * 1_000, &sorted.set("RegionId", "").alibaba()));
    let regions = answer["Regions"]["Region"].as_array().unwrap();
    let endpoint = "ecs.cn-hangzhou.aliyuncs.com";
    assert!(regions.iter().any(|region| region["RegionEndpoint"] == endpoint), "{answer}");
}

#[test]
fn the_format_is_xml_for_the_older_signature_unless_json_is_asked_for() {
    let sorted = |format: &str| {
        let status = [("Action", "DescribeInstanceStatus"), ("Format", format), ("PageSize", "2")];
        ask(&Sorted::rpc(ALIBABA, "n", &status).alibaba())
    };
    for format in ["", "XML", "xml"] {
        let response = sorted(format);
        assert_eq!(response.header("content-type"), Some("text/xml;charset=utf-8"), "{format}");
        let text = String::from_utf8_lossy(response.body()).into_owned();
        let begin = "<?xml version='1.0' encoding='UTF-8'?><DescribeInstanceStatusResponse>";
        let list = "<InstanceStatuses><InstanceStatus><InstanceId>i-demo0001</InstanceId>\
                    <Status>Running</Status></InstanceStatus><InstanceStatus>";
        assert!(text.starts_with(begin) && text.contains(list), "{text}");
    }
    for format in ["JSON", "json"] {
        assert_eq!(json(&sorted(format))["TotalCount"], 4);
    }
    assert_eq!(alibaba_code(&sorted("YAML")), "InvalidParameter");
}

#[test]
fn an_error_in_xml_has_a_bare_ampersand_in_its_cdata_and_entities_in_its_message() {
    let wrong = Sorted {
        secret: "wrong".to_owned(),
        ..Sorted::rpc(ALIBABA, "n", &[("Action", "DescribeInstanceStatus")])
    };
    let response = ask(&wrong.alibaba());
    assert_eq!(response.status(), 400);
    let text = String::from_utf8_lossy(response.body()).into_owned();
    for part in [
        "<?xml version='1.0' encoding='UTF-8'?><Error>",
        "<Code>SignatureDoesNotMatch</Code>",
        "<HostId>127.0.0.1:4567</HostId>",
        "server string to sign is:GET&amp;%2F&amp;AccessKeyId%3D",
        "<Recommend><![CDATA[https://api.aliyun.com/troubleshoot?q=SignatureDoesNotMatch&product=Ecs",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}
