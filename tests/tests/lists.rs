//! Replies that list: those that the clouds publish, in JSON and XML, and what is left when they are
//! damaged.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

use vncurl_core::{
    Error, Instance, List, ListReply, PROVIDERS, Provider, RefusalKind, Region, error::ReplyFault,
    provider::by_name,
};
use vncurl_tests::published::{Expectation, ExpectedInstance, PublishedReply, lists};

/// The provider that gives such a reply; nothing for Tencent's product that lists other products'
/// regions.
fn provider(reply: &PublishedReply) -> Option<&'static Provider> {
    by_name(&format!("{}-{}", reply.provider, reply.product))
}

/// A reply as its action reads it.
#[derive(Debug)]
enum Read<'a> {
    Statuses(ListReply<'a, Instance<'a>>),
    Instances(ListReply<'a, Instance<'a>>),
    Regions(ListReply<'a, Region<'a>>),
}

fn read<'a>(
    provider: &'static Provider,
    reply: &PublishedReply,
    body: &'a [u8],
) -> Result<Read<'a>, Error> {
    let status = reply.http_status;
    match reply.action.as_deref().unwrap() {
        "DescribeInstancesStatus" | "DescribeInstanceStatus" => {
            provider.read_statuses(status, body).map(Read::Statuses)
        }
        "DescribeInstances" => provider.read_instances(status, body).map(Read::Instances),
        "DescribeRegions" | "DescribeNode" => {
            provider.read_regions(status, body).map(Read::Regions)
        }
        other => panic!("{other}"),
    }
}

fn expected_instance(instance: &Instance<'_>) -> ExpectedInstance {
    ExpectedInstance {
        id: instance.id().to_string(),
        name: instance.name().map(|name| name.to_string()),
        state: instance.state().map(|state| state.to_string()),
        windows: instance.windows(),
        private_ips: instance.private_addresses().map(|address| address.to_string()).collect(),
        public_ips: instance.public_addresses().map(|address| address.to_string()).collect(),
    }
}

fn check_list<I>(id: &str, list: &List<'_, I>, expect: &Expectation) {
    assert!(expect.ok, "{id}");
    assert_eq!(list.iter().count(), list.len(), "{id}");
    assert_eq!(list.total, expect.total_count, "{id}");
    assert_eq!(list.request_id, *expect.request_id.as_deref().unwrap_or_default(), "{id}");
}

#[test]
fn published_lists_are_read_as_the_documents_say() {
    let mut read_lists = 0;
    for reply in lists() {
        let (id, expect) = (reply.id.as_str(), &reply.expect);
        let Some(provider) = provider(&reply) else {
            assert_eq!(reply.product, "region", "{id}");
            continue;
        };
        match read(provider, &reply, reply.body.as_bytes()) {
            Ok(Read::Statuses(ListReply::List(list))) => {
                check_list(id, &list, expect);
                let got: Vec<_> = list
                    .iter()
                    .map(|each| (each.id().to_string(), each.state().map(|s| s.to_string())))
                    .collect();
                assert_eq!(Some(got), expect.statuses, "{id}");
            }
            Ok(Read::Instances(ListReply::List(list))) => {
                check_list(id, &list, expect);
                let got: Vec<_> = list.iter().map(|each| expected_instance(&each)).collect();
                assert_eq!(Some(got), expect.instances, "{id}");
            }
            Ok(Read::Regions(ListReply::List(list))) => {
                check_list(id, &list, expect);
                let mut got: Vec<_> = list
                    .iter()
                    .map(|each| {
                        let name = each.name().map(|name| name.to_string());
                        (each.id().to_string(), name, each.available())
                    })
                    .collect();
                // ECM lists nodes, of which several stand in one region.
                got.dedup();
                assert_eq!(Some(got), expect.regions, "{id}");
            }
            Ok(
                Read::Statuses(ListReply::Refusal(got))
                | Read::Instances(ListReply::Refusal(got))
                | Read::Regions(ListReply::Refusal(got)),
            ) => {
                assert!(!expect.ok, "{id}");
                assert_eq!(got.code, *expect.code.as_deref().unwrap(), "{id}");
                if let Some(message) = &expect.message {
                    assert_eq!(got.raw_message(), *message.as_str(), "{id}");
                }
                let retryable = matches!(
                    got.kind,
                    RefusalKind::Busy | RefusalKind::Throttled | RefusalKind::CloudFault
                );
                assert_eq!(retryable, expect.retryable.unwrap_or(false), "{id}");
            }
            Err(error) => panic!("{id}: {error}"),
        }
        read_lists += 1;
    }
    assert!(read_lists > 45, "{read_lists}");
}

#[test]
fn every_truncation_of_a_list_is_an_error() {
    for reply in lists() {
        let Some(provider) = provider(&reply) else { continue };
        let body = reply.body.trim_end().as_bytes();
        for end in 0..body.len() {
            let got = read(provider, &reply, &body[..end]);
            let error = got.err().unwrap_or_else(|| panic!("{}, {end}", reply.id));
            assert!(error.at().is_none_or(|at| at <= end), "{}, {end}", reply.id);
        }
    }
}

#[test]
fn an_item_without_its_id_or_with_two_is_refused() {
    let body = |item: &str| {
        format!(r#"{{"Response": {{"InstanceStatusSet": [{item}], "RequestId": "r"}}}}"#)
    };
    for (item, wanted) in [
        (r#"{"InstanceState": "RUNNING"}"#, ReplyFault::MissingKey),
        (r#"{"InstanceId": "", "InstanceState": "RUNNING"}"#, ReplyFault::MissingKey),
        (r#"{"InstanceId": null}"#, ReplyFault::MissingKey),
        (r#"{"InstanceId": "a", "InstanceId": "b"}"#, ReplyFault::DuplicateKey),
        (
            r#"{"InstanceId": "a", "InstanceState": "x", "InstanceState": "y"}"#,
            ReplyFault::DuplicateKey,
        ),
    ] {
        let body = body(item);
        let got = by_name("tencent-cvm").unwrap().read_statuses(200, body.as_bytes());
        match got {
            Err(Error::MalformedReply { fault, .. }) => assert_eq!(fault, wanted, "{item}"),
            other => panic!("{item}: {other:?}"),
        }
    }
}

#[test]
fn a_reply_that_holds_no_list_is_no_empty_list() {
    for provider in PROVIDERS {
        for body in ["{}", r#"{"Response": {"RequestId": "r"}}"#, r#"{"RequestId": "r"}"#, "<a/>"] {
            for got in [
                provider.read_statuses(200, body.as_bytes()).map(|_| ()),
                provider.read_instances(200, body.as_bytes()).map(|_| ()),
                provider.read_regions(200, body.as_bytes()).map(|_| ()),
            ] {
                let missing =
                    matches!(got, Err(Error::MalformedReply { fault: ReplyFault::MissingKey, .. }));
                assert!(missing, "{}: {body}: {got:?}", provider.name);
            }
            let got = provider.read_statuses(502, body.as_bytes()).map(|_| ());
            assert_eq!(got, Err(Error::UnexpectedStatus { status: 502 }));
        }
    }
}
