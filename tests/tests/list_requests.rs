//! What a request for a list says, in every signature version and method, against what the clouds'
//! documents ask for (docs/protocol.md, *Lists*).
#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use serde_json::{Value, json};
use vncurl_core::{AddressKind, Call, Cloud, Error, Method, Page, Request, Search};
use vncurl_tests::{
    calls::{Way, usual_ways},
    parameters::parameters,
    room::needed_is_exact,
};

const FIRST: Page = Page { offset: 0, limit: 50 };

/// What is listed.
#[derive(Clone, Copy, Debug)]
enum Wanted<'a> {
    Statuses(&'a [&'a str], Page),
    Instances(Search<'a>, Page),
    Regions,
}

use Wanted::{Instances, Regions, Statuses};

fn request<'b>(way: &Way, wanted: Wanted<'_>, buf: &'b mut [u8]) -> Result<Request<'b>, Error> {
    let Way { provider, call, credentials, key, .. } = way;
    match wanted {
        Statuses(ids, page) => provider.statuses_request(ids, page, call, credentials, key, buf),
        Instances(search, page) => {
            provider.instances_request(search, page, call, credentials, key, buf)
        }
        Regions => provider.regions_request(call, credentials, key, buf),
    }
}

/// An action's name and parameters, as JSON and as flat pairs.
struct Asked {
    action: &'static str,
    json: Value,
    flat: Vec<(String, String)>,
}

fn asked(action: &'static str, json: Value, flat: &[(&str, &str)]) -> Asked {
    let flat = flat.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Asked { action, json, flat: flat.collect() }
}

/// Compare what is sent with what must be asked.
fn check(way: &Way, wanted: Wanted<'_>, mut expected: Asked) {
    let name = format!("{}, {wanted:?}", way.name);
    let mut buf = [0; 16384];
    let request = request(way, wanted, &mut buf).unwrap_or_else(|error| panic!("{name}: {error}"));
    let query = request.path_and_query().strip_prefix('/').unwrap();
    let query = query.strip_prefix('?').unwrap_or(query);
    let header = |wanted: &str| request.headers().find(|(name, _)| *name == wanted).map(|(_, v)| v);
    let region = way.call.region;
    match way.signature.name {
        "tc3" => {
            assert_eq!(header("X-TC-Action"), Some(expected.action), "{name}");
            assert_eq!(header("X-TC-Version"), Some(way.provider.version), "{name}");
            assert_eq!(header("X-TC-Region"), region, "{name}");
        }
        "acs3" => {
            assert_eq!(header("x-acs-action"), Some(expected.action), "{name}");
            assert_eq!(header("x-acs-version"), Some(way.provider.version), "{name}");
        }
        _ => {
            expected.flat.push(("Action".to_owned(), expected.action.to_owned()));
            expected.flat.push(("Version".to_owned(), way.provider.version.to_owned()));
            if let (Cloud::Tencent, Some(region)) = (way.provider.cloud, region) {
                expected.flat.push(("Region".to_owned(), region.to_owned()));
            }
        }
    }
    if way.signature.name == "tc3" && way.method == Method::PostBody {
        assert_eq!(query, "", "{name}");
        let sent: Value = serde_json::from_str(request.body()).unwrap();
        assert_eq!(sent, expected.json, "{name}");
        return;
    }
    let form = if way.method == Method::PostBody { request.body() } else { query };
    let mut sent = parameters(form);
    if let Some((_, signature_apart)) = sent.split_last_mut()
        && !way.signature.name.ends_with("c3")
    {
        assert!(signature_apart.is_sorted(), "{name}");
        sent.retain(|(name, _)| !SIGNING.contains(&name.as_str()));
    }
    expected.flat.sort();
    assert_eq!(sent, expected.flat, "{name}");
}

/// What the older signatures add for themselves.
const SIGNING: [&str; 9] = [
    "AccessKeyId",
    "Format",
    "Nonce",
    "SecretId",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
];

fn ids(prefix: &str, len: usize) -> Vec<String> {
    (0..len).map(|number| format!("{prefix}{number}a_b")).collect()
}

/// The members of a flat list.
fn members(name: &str, first: usize, texts: &[&str]) -> Vec<(String, String)> {
    let named =
        |(number, text): (usize, &&str)| (format!("{name}.{}", first + number), (*text).to_owned());
    texts.iter().enumerate().map(named).collect()
}

#[test]
fn states_are_asked_by_id_with_the_size_of_the_page() {
    for way in usual_ways() {
        let most = usize::from(way.provider.ids_max());
        assert_eq!(most, if way.provider.name == "tencent-ecm" { 5 } else { 100 });
        for len in [0, 1, 5, 13, 100].into_iter().filter(|len| *len <= most) {
            let ids = ids(way.provider.instance_id_prefix, len);
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let (action, name, list) = match way.provider.name {
                "tencent-cvm" => ("DescribeInstancesStatus", "InstanceIds", json!(ids)),
                "tencent-lighthouse" => ("DescribeInstances", "InstanceIds", json!(ids)),
                "tencent-ecm" => {
                    let filter = json!([{"Name": "instance-id", "Values": ids}]);
                    ("DescribeInstances", "Filters", filter)
                }
                _ => ("DescribeInstanceStatus", "InstanceId", json!(ids)),
            };
            let mut json = json!({"Limit": 50, "Offset": 0});
            if !ids.is_empty() {
                json.as_object_mut().unwrap().insert(name.to_owned(), list);
            }
            let page: &[_] = match way.provider.cloud {
                Cloud::Tencent => &[("Limit", "50"), ("Offset", "0")],
                _ => &[("PageNumber", "1"), ("PageSize", "50"), ("RegionId", "cn-hangzhou")],
            };
            let mut expected = asked(action, json, page);
            match way.provider.name {
                "alibaba-ecs" => expected.flat.extend(members(name, 1, &ids)),
                "tencent-ecm" => {
                    expected.flat.extend(members("Filters.0.Values", 0, &ids));
                    let name = ("Filters.0.Name".to_owned(), "instance-id".to_owned());
                    expected.flat.extend((!ids.is_empty()).then_some(name));
                }
                _ => expected.flat.extend(members(name, 0, &ids)),
            }
            check(&way, Statuses(&ids, FIRST), expected);
        }
    }
}

#[test]
fn instances_are_asked_by_id_name_and_address() {
    const NAME: &str = "web \"1\"\\&=%+~*\u{4e2d}";
    const IDS: [&str; 2] = ["i-1", "i-2"];
    let by_name = Search::Name(NAME);
    let address = |kind| Search::Address { address: "10.0.0.1", kind };
    for way in usual_ways() {
        let provider = way.provider.name;
        let tencent = |search: Search<'_>, filter: &'static str, value: &str| {
            let json = json!({
                "Filters": [{"Name": filter, "Values": [value]}], "Limit": 50, "Offset": 0,
            });
            let flat = [
                ("Filters.0.Name", filter),
                ("Filters.0.Values.0", value),
                ("Limit", "50"),
                ("Offset", "0"),
            ];
            check(&way, Instances(search, FIRST), asked("DescribeInstances", json, &flat));
        };
        let alibaba = |search: Search<'_>, parameter: Option<(&str, &str)>| {
            let page = [("PageNumber", "1"), ("PageSize", "50"), ("RegionId", "cn-hangzhou")];
            let flat: Vec<_> = page.into_iter().chain(parameter).collect();
            check(&way, Instances(search, FIRST), asked("DescribeInstances", Value::Null, &flat));
        };
        let kinds: Vec<_> = way.provider.address_kinds().collect();
        if provider == "alibaba-ecs" {
            alibaba(Search::All, None);
            alibaba(Search::Ids(&IDS), Some(("InstanceIds", r#"["i-1","i-2"]"#)));
            alibaba(by_name, Some(("InstanceName", NAME)));
            for (kind, parameter) in [
                (AddressKind::Private, "PrivateIpAddresses"),
                (AddressKind::Public, "PublicIpAddresses"),
                (AddressKind::Elastic, "EipAddresses"),
            ] {
                alibaba(address(kind), Some((parameter, r#"["10.0.0.1"]"#)));
                assert!(kinds.contains(&kind));
            }
            continue;
        }
        let page = [("Limit", "50"), ("Offset", "0")];
        let json = json!({"Limit": 50, "Offset": 0});
        let all = asked("DescribeInstances", json, &page);
        check(&way, Instances(Search::All, FIRST), all);
        tencent(by_name, "instance-name", NAME);
        if provider == "tencent-ecm" {
            assert_eq!(kinds, [AddressKind::Private]);
            tencent(address(AddressKind::Private), "ip-address", "10.0.0.1");
            tencent(Search::Ids(&["ein-1"]), "instance-id", "ein-1");
        } else {
            assert_eq!(kinds, [AddressKind::Private, AddressKind::Public]);
            tencent(address(AddressKind::Private), "private-ip-address", "10.0.0.1");
            tencent(address(AddressKind::Public), "public-ip-address", "10.0.0.1");
            let json = json!({"InstanceIds": IDS, "Limit": 50, "Offset": 0});
            let mut expected = asked("DescribeInstances", json, &page);
            expected.flat.extend(members("InstanceIds", 0, &IDS));
            check(&way, Instances(Search::Ids(&IDS), FIRST), expected);
        }
    }
}

#[test]
fn regions_are_asked_without_a_parameter_and_without_a_region() {
    for mut way in usual_ways() {
        let action =
            if way.provider.name == "tencent-ecm" { "DescribeNode" } else { "DescribeRegions" };
        for region in [None, way.call.region] {
            way.call.region = region;
            check(&way, Regions, asked(action, json!({}), &[]));
        }
    }
}

#[test]
fn a_request_without_parameters_has_no_question_mark() {
    for way in usual_ways() {
        let mut buf = [0; 2048];
        let request = request(&way, Regions, &mut buf).unwrap();
        let target = request.path_and_query();
        assert!(target == "/" || target.starts_with("/?A"), "{}: {target}", way.name);
    }
}

#[test]
fn a_page_is_counted_as_the_cloud_counts() {
    for way in usual_ways() {
        for (offset, limit, number) in
            [(0, 1, "1"), (100, 50, "3"), (40, 20, "3"), (u32::MAX, 1, "4294967296")]
        {
            let page = Page { offset, limit };
            let (offset_text, limit_text) = (offset.to_string(), limit.to_string());
            let mut expected = if way.provider.cloud == Cloud::Tencent {
                let json = json!({"Offset": offset, "Limit": limit});
                let flat = [("Offset", offset_text.as_str()), ("Limit", limit_text.as_str())];
                asked("DescribeInstances", json, &flat)
            } else {
                let flat = [
                    ("PageNumber", number),
                    ("PageSize", limit_text.as_str()),
                    ("RegionId", "cn-hangzhou"),
                ];
                asked("DescribeInstanceStatus", Value::Null, &flat)
            };
            if way.provider.name == "tencent-cvm" {
                expected.action = "DescribeInstancesStatus";
            }
            check(&way, Statuses(&[], page), expected);
        }
    }
}

/// The error of a request that must be refused; nothing may be written before that.
fn refusal(way: &Way, wanted: Wanted<'_>) -> Error {
    let mut buf = [0; 16384];
    let got = request(way, wanted, &mut buf).map(|request| request.http1().to_vec());
    let Err(error) = got else { panic!("{}: {wanted:.60?} was not refused", way.name) };
    assert!(buf.iter().all(|byte| *byte == 0), "{}: {error}", way.name);
    error
}

#[test]
fn a_page_that_the_cloud_does_not_list_at_once_is_refused() {
    for way in usual_ways() {
        let provider = way.provider;
        let most = (provider.statuses_page_max(), provider.instances_page_max());
        let wanted = if provider.name == "alibaba-ecs" { (50, 100) } else { (100, 100) };
        assert_eq!(most, wanted);
        for (offset, limit) in [(0, 0), (0, most.0 + 1), (0, 255), (10, 20), (1, 50), (u32::MAX, 2)]
        {
            let page = Page { offset, limit };
            assert_eq!(refusal(&way, Statuses(&[], page)), Error::PageOutOfRange, "{page:?}");
        }
        for (offset, limit) in [(0, 0), (0, most.1 + 1), (0, 255), (10, 20), (1, 50)] {
            let page = Page { offset, limit };
            let got = refusal(&way, Instances(Search::All, page));
            assert_eq!(got, Error::PageOutOfRange, "{page:?}");
        }
        // One id too many, and for a search by ids none at all.
        let ids = ids("i-", usize::from(provider.ids_max()) + 1);
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        assert_eq!(refusal(&way, Statuses(&ids, FIRST)), Error::PageOutOfRange);
        for ids in [&ids[..], &[]] {
            let got = refusal(&way, Instances(Search::Ids(ids), FIRST));
            assert_eq!(got, Error::PageOutOfRange, "{}", way.name);
        }
    }
}

#[test]
fn a_text_to_search_for_is_short_and_holds_no_control() {
    let (long, longest) = ("a".repeat(129), "a".repeat(128));
    let bad = [("", 0), ("\n", 0), ("a\0", 1), ("web\u{7f}", 3), ("a\r\nX: y", 1), (&long, 128)];
    for way in usual_ways() {
        for (text, at) in bad {
            let expected = Error::InvalidSearch { at };
            let got = refusal(&way, Instances(Search::Name(text), FIRST));
            assert_eq!(got, expected, "{text:?}");
            for kind in way.provider.address_kinds() {
                let search = Search::Address { address: text, kind };
                assert_eq!(refusal(&way, Instances(search, FIRST)), expected, "{text:?}");
            }
        }
        let mut buf = [0; 2048];
        assert!(request(&way, Instances(Search::Name(&longest), FIRST), &mut buf).is_ok());
        for kind in [AddressKind::Private, AddressKind::Public, AddressKind::Elastic] {
            if !way.provider.address_kinds().any(|own| own == kind) {
                let search = Search::Address { address: "10.0.0.1", kind };
                assert_eq!(refusal(&way, Instances(search, FIRST)), Error::UnsupportedAction);
            }
        }
    }
}

#[test]
fn no_id_of_a_list_can_add_a_parameter() {
    let long = "a".repeat(65);
    for way in usual_ways() {
        for (bad, at) in [
            ("", 0),
            ("i 1", 1),
            ("i\"", 1),
            ("i-1\",\"i-2", 3),
            ("i&Limit=1", 1),
            ("i\r\n", 1),
            ("i%20", 1),
            ("-i", 0),
            ("i\\", 1),
            ("\u{ff49}", 0),
            (long.as_str(), 64),
        ] {
            let ids = ["i-1", bad, "i-3"];
            let expected = Error::InvalidInstanceId { at };
            assert_eq!(refusal(&way, Statuses(&ids, FIRST)), expected, "{bad}");
            let got = refusal(&way, Instances(Search::Ids(&ids), FIRST));
            assert_eq!(got, expected, "{bad}");
        }
    }
}

#[test]
fn a_list_needs_the_region_where_the_cloud_does() {
    for mut way in usual_ways() {
        way.call = Call { region: None, ..way.call };
        let mut buf = [0; 2048];
        for wanted in [Statuses(&[], FIRST), Instances(Search::All, FIRST)] {
            if way.provider.needs_region {
                assert_eq!(refusal(&way, wanted), Error::RegionMissing, "{}", way.name);
            } else {
                assert!(request(&way, wanted, &mut buf).is_ok(), "{}", way.name);
            }
        }
        way.call.region = Some("evil.com/#");
        for wanted in [Statuses(&[], FIRST), Instances(Search::All, FIRST), Regions] {
            let got = refusal(&way, wanted);
            assert_eq!(got, Error::InvalidRegion { at: 4 }, "{}", way.name);
        }
    }
}

#[test]
fn needed_is_exact_for_every_short_buffer() {
    for way in usual_ways() {
        let ids = ids("i-", 5);
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        for wanted in [
            Statuses(&ids, FIRST),
            Statuses(&[], FIRST),
            Instances(Search::Ids(&ids), FIRST),
            Instances(Search::Name("\u{4e2d} \"&"), FIRST),
            Regions,
        ] {
            let name = format!("{}, {wanted:?}", way.name);
            needed_is_exact(&name, |buf| {
                Ok(String::from_utf8(request(&way, wanted, buf)?.http1().to_vec()).unwrap())
            });
        }
    }
}
