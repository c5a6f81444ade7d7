//! Tencent's status, instances and regions: what is chosen, how it is paged, what is refused.
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
use signer::{Draft, HOST, NOW, Sorted, ask, json, post, tencent_code};
use vncurl_sim::{Cloud, Options, TENCENT};

fn tencent(cloud: &mut Cloud, service: &str, action: &str, body: &str) -> Value {
    let draft = Draft::tencent_action(service, action, body);
    json(&cloud.handle(NOW * 1_000, &draft.tc3()))["Response"].clone()
}

fn ids(answer: &Value) -> Vec<String> {
    let set = answer.get("InstanceStatusSet").or(answer.get("InstanceSet"));
    let set = set.unwrap_or_else(|| panic!("{answer}")).as_array().unwrap().iter();
    set.map(|entry| entry["InstanceId"].as_str().unwrap().to_owned()).collect()
}

fn fleet(count: u32) -> Cloud {
    Cloud::with_options(HOST, &Options { fleet: count, unlimited: true, ..Options::default() })
}

#[test]
fn ten_thousand_machines_are_paged_without_a_gap_or_a_double() {
    let mut cloud = fleet(10_000);
    let mut seen = Vec::new();
    for offset in (0..).step_by(100) {
        let body = format!(r#"{{"Offset":{offset},"Limit":100}}"#);
        let answer = tencent(&mut cloud, "cvm", "DescribeInstancesStatus", &body);
        assert_eq!(answer["TotalCount"], 10_003);
        let page = ids(&answer);
        if page.is_empty() {
            break;
        }
        seen.extend(page);
    }
    let first = seen.clone();
    seen.sort();
    seen.dedup();
    assert_eq!((first.len(), seen.len()), (10_003, 10_003));
    assert!(seen.contains(&"ins-f0009999".to_owned()));
}

#[test]
fn without_a_limit_twenty_come_back_and_the_total_is_of_all() {
    let mut cloud = fleet(200);
    let list: Vec<String> = (0..100).map(|at| format!("\"ins-f{at:07}\"")).collect();
    let body = format!(r#"{{"InstanceIds":[{}]}}"#, list.join(","));
    let answer = tencent(&mut cloud, "cvm", "DescribeInstancesStatus", &body);
    assert_eq!((ids(&answer).len(), &answer["TotalCount"]), (20, &100.into()));
    let whole = body.replace('}', r#","Limit":100}"#);
    let answer = tencent(&mut cloud, "cvm", "DescribeInstancesStatus", &whole);
    assert_eq!(ids(&answer).len(), 100);
    assert_eq!(answer["InstanceStatusSet"][9]["InstanceState"], "STOPPED");
    let more = body.replace(']', r#","ins-f0000100"]"#);
    let answer = tencent(&mut cloud, "cvm", "DescribeInstancesStatus", &more);
    assert_eq!(answer["Error"]["Code"], "InvalidParameterValue.LimitExceeded");
}

#[test]
fn a_flat_query_and_a_form_choose_the_same_machines_as_json() {
    let ids_of = |query: &[(&str, &str)]| {
        let sorted = Sorted::v1(TENCENT, "HmacSHA256", query);
        [sorted.clone(), sorted.form(0)]
            .map(|sorted| ids(&json(&ask(&sorted.tencent()))["Response"]))
    };
    let status = ("Action", "DescribeInstancesStatus");
    let chosen = ids_of(&[
        status,
        ("InstanceIds.0", "ins-demo0003"),
        ("InstanceIds.1", "ins-demo0001"),
        ("Limit", "1"),
    ]);
    assert_eq!(chosen, [["ins-demo0001"], ["ins-demo0001"]]);
    let filtered = ids_of(&[
        ("Action", "DescribeInstances"),
        ("Filters.0.Name", "instance-name"),
        ("Filters.0.Values.0", "demo-2"),
    ]);
    assert_eq!(filtered, [["ins-demo0002"], ["ins-demo0002"]]);
}

#[test]
fn filters_choose_by_each_of_their_names_and_by_all_together() {
    let mut cloud = Cloud::new(HOST);
    for (service, name, value, expected) in [
        ("cvm", "instance-id", "ins-demo0002", vec!["ins-demo0002"]),
        ("cvm", "instance-name", "demo-1", vec!["ins-demo0001"]),
        ("cvm", "instance-name", "demo", vec![]),
        ("cvm", "instance-state", "STOPPED", vec!["ins-demo0003"]),
        ("cvm", "private-ip-address", "10.0.0.1", vec!["ins-demo0001"]),
        ("cvm", "public-ip-address", "203.0.113.2", vec!["ins-demo0002"]),
        ("ecm", "instance-id", "ein-demo0002", vec!["ein-demo0002"]),
        ("ecm", "instance-name", "dge-3", vec!["ein-demo0003"]),
        ("ecm", "ip-address", "203.0.113.11", vec!["ein-demo0001"]),
        ("ecm", "ip-address", "10.0.1.1", vec!["ein-demo0001"]),
        ("lighthouse", "instance-name", "light-2", vec!["lhins-demo0002"]),
        ("lighthouse", "public-ip-address", "203.0.113.23", vec!["lhins-demo0003"]),
    ] {
        let body = format!(r#"{{"Filters":[{{"Name":"{name}","Values":["{value}"]}}]}}"#);
        let answer = tencent(&mut cloud, service, "DescribeInstances", &body);
        assert_eq!(ids(&answer), expected, "{service} {body}");
    }
    let both = r#"{"Filters":[{"Name":"instance-state","Values":["RUNNING","STOPPED"]},
        {"Name":"private-ip-address","Values":["10.0.0.3","10.0.0.9"]}]}"#;
    assert_eq!(ids(&tencent(&mut cloud, "cvm", "DescribeInstances", both)), ["ins-demo0003"]);
}

#[test]
fn every_product_tells_system_and_state_in_its_own_members() {
    let mut cloud = Cloud::new(HOST);
    let cvm = tencent(&mut cloud, "cvm", "DescribeInstances", "{}");
    assert_eq!(cvm["TotalCount"], 3, "the finance region is another one");
    assert_eq!(cvm["InstanceSet"][1]["OsName"], "Windows Server 2022");
    assert_eq!(cvm["InstanceSet"][2]["InstanceState"], "STOPPED");
    assert_eq!(cvm["InstanceSet"][0]["PrivateIpAddresses"][0], "10.0.0.1");
    let ecm = tencent(&mut cloud, "ecm", "DescribeInstances", "{}");
    let edge = &ecm["InstanceSet"][1];
    assert_eq!(edge["Image"]["ImageOsName"], "Windows Server 2022");
    assert_eq!(edge["Internet"]["PublicIPAddressSet"][0]["PublicIPAddress"], "203.0.113.12");
    let lighthouse = tencent(&mut cloud, "lighthouse", "DescribeInstances", "{}");
    let platforms = [0, 1].map(|at: usize| lighthouse["InstanceSet"][at]["PlatformType"].clone());
    assert_eq!(platforms, ["LINUX_UNIX", "WINDOWS"]);
    let ids = r#"{"InstanceIds":["lhins-demo0003","lhins-none0000"]}"#;
    let one = tencent(&mut cloud, "lighthouse", "DescribeInstances", ids);
    assert_eq!(
        (&one["TotalCount"], one["InstanceSet"][0]["InstanceState"].clone()),
        (&1.into(), "STOPPED".into())
    );
}

#[test]
fn what_a_list_does_not_take_is_refused_in_the_products_own_words() {
    let many: Vec<String> = (0..6).map(|at| format!("\"{at}\"")).collect();
    let many =
        format!(r#"{{"Filters":[{{"Name":"instance-state","Values":[{}]}}]}}"#, many.join(","));
    let unknown = r#"{"Filters":[{"Name":"colour","Values":["red"]}]}"#;
    let families = |count| {
        let values = vec!["\"S5\""; count].join(",");
        format!(r#"{{"Filters":[{{"Name":"InstanceFamily","Values":[{values}]}}]}}"#)
    };
    let both = |id: &str| {
        format!(
            r#"{{"InstanceIds":["{id}"],"Filters":[{{"Name":"instance-state","Values":["x"]}}]}}"#
        )
    };
    for (service, action, body, expected) in [
        ("cvm", "DescribeInstancesStatus", r#"{"Limit":101}"#, "InvalidParameterValue"),
        ("cvm", "DescribeInstancesStatus", r#"{"Limit":0}"#, "InvalidParameterValue"),
        ("cvm", "DescribeInstancesStatus", r#"{"Offset":-1}"#, "InvalidParameterValue"),
        ("cvm", "DescribeInstancesStatus", r#"{"Limit":"5"}"#, "InvalidParameter"),
        ("cvm", "DescribeInstancesStatus", r#"{"InstanceIds":"x"}"#, "InvalidParameter"),
        (
            "cvm",
            "DescribeInstancesStatus",
            r#"{"InstanceIds":["x"]}"#,
            "InvalidInstanceId.Malformed",
        ),
        ("cvm", "DescribeInstancesStatus", r#"{"Filters":[]}"#, "UnknownParameter"),
        ("cvm", "DescribeInstances", unknown, "InvalidFilter"),
        ("cvm", "DescribeInstances", &many, "InvalidFilterValue.LimitExceeded"),
        ("cvm", "DescribeInstances", &both("ins-demo0001"), "InvalidParameterCombination"),
        ("cvm", "DescribeInstances", r#"{"Filters":[{"Name":"a"}]}"#, "InvalidParameter"),
        ("ecm", "DescribeInstances", r#"{"InstanceIds":["ein-demo0001"]}"#, "UnknownParameter"),
        ("ecm", "DescribeInstances", unknown, "InvalidParameterValue.InvalidFilter"),
        ("ecm", "DescribeInstances", &many, "InvalidParameterValue.FilterLimitExceeded"),
        ("ecm", "DescribeInstances", r#"{"Limit":101}"#, "InvalidParameterValue.InvaildPageParam"),
        ("ecm", "DescribeInstancesStatus", "{}", "InvalidAction"),
        ("ecm", "DescribeRegions", "{}", "InvalidAction"),
        ("ecm", "DescribeNode", r#"{"Limit":20}"#, "UnknownParameter"),
        ("ecm", "DescribeNode", unknown, "InvalidParameter.InvalidDataFormat"),
        ("ecm", "DescribeNode", &families(6), "InvalidParameter.InvalidDataFormat"),
        ("ecm", "DescribeNode", r#"{"Filters":"S5"}"#, "InvalidParameter"),
        ("cvm", "DescribeNode", "{}", "InvalidAction"),
        (
            "lighthouse",
            "DescribeInstances",
            unknown,
            "InvalidParameter.InvalidFilterNotSupportedName",
        ),
        ("lighthouse", "DescribeInstances", r#"{"Limit":101}"#, "InvalidParameterValue.OutOfRange"),
        (
            "lighthouse",
            "DescribeInstances",
            &both("lhins-demo0001"),
            "InvalidParameter.ParameterConflict",
        ),
        ("lighthouse", "DescribeInstancesStatus", "{}", "InvalidAction"),
    ] {
        let draft = Draft::tencent_action(service, action, body);
        assert_eq!(tencent_code(&ask(&draft.tc3())), expected, "{service} {action} {body}");
    }
}

#[test]
fn a_state_that_was_set_is_the_one_that_is_told() {
    let mut cloud = Cloud::new(HOST);
    let body = r#"{"state":"RUNNING","after_ms":2000}"#;
    cloud.handle(NOW * 1_000, &post("/_sim/instances/ins-demo0003", body));
    let ask = r#"{"InstanceIds":["ins-demo0003"]}"#;
    let draft = Draft::tencent_action("cvm", "DescribeInstances", ask);
    for (ms, state, operation) in [(1_999, "STOPPED", "OPERATING"), (2_000, "RUNNING", "SUCCESS")] {
        let answer = json(&cloud.handle(NOW * 1_000 + ms, &draft.tc3()))["Response"].clone();
        assert_eq!(answer["InstanceSet"][0]["InstanceState"], state);
        assert_eq!(answer["InstanceSet"][0]["LatestOperationState"], operation);
    }
}

#[test]
fn regions_need_no_region_and_the_machines_are_in_them() {
    let mut cloud = Cloud::new(HOST);
    for (service, has_finance) in [("cvm", true), ("lighthouse", false)] {
        let draft =
            Draft::tencent_action(service, "DescribeRegions", "{}").header("X-TC-Region", "");
        let answer = json(&cloud.handle(NOW * 1_000, &draft.tc3()))["Response"].clone();
        let set = answer["RegionSet"].as_array().unwrap();
        let has = |region: &str| set.iter().any(|entry| entry["Region"] == region);
        assert!(has("ap-guangzhou"));
        assert_eq!(has("ap-shanghai-fsi"), has_finance);
        assert_eq!(answer["TotalCount"], set.len());
    }
}

#[test]
fn edge_has_nodes_of_which_several_stand_in_one_region() {
    let mut cloud = Cloud::new(HOST);
    let mut regions = |body: &str| {
        let answer = tencent(&mut cloud, "ecm", "DescribeNode", body);
        let nodes = answer["NodeSet"].as_array().cloned().unwrap_or_default();
        assert_eq!(answer["TotalCount"], nodes.len());
        assert_eq!(answer["NodeSet"].is_null(), nodes.is_empty());
        let region = |node: &Value| node["RegionInfo"]["Region"].as_str().unwrap().to_owned();
        nodes.iter().map(region).collect::<Vec<_>>()
    };
    let hangzhou = "ap-hangzhou-ecm";
    let all = [hangzhou, hangzhou, "ap-shenzhen-ecm-ct2", "ap-xian-ecm"];
    assert_eq!(regions("{}"), all);
    assert_eq!(regions(r#"{"Filters":[]}"#), all);
    let mut of = |families: &str| {
        regions(&format!(r#"{{"Filters":[{{"Name":"InstanceFamily","Values":[{families}]}}]}}"#))
    };
    assert_eq!(of(r#""SN3ne""#), [hangzhou, hangzhou, "ap-xian-ecm"]);
    assert_eq!(of(r#""SN3ne","S5""#), all);
    assert_eq!(of(r#""no such""#), [""; 0]);
}
