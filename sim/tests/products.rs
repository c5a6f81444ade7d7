//! The products: their ids, states and regions, the clouds' own hosts.
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

use signer::{Draft, HOST, NOW, alibaba_code, ask, get, json, post, tencent_code, vnc_url};
use vncurl_sim::{Cloud, INSTANCES, Request};

fn tencent_vnc(service: &str, id: &str) -> Draft {
    let body = format!(r#"{{"InstanceId":"{id}"}}"#);
    Draft::tencent_action(service, "DescribeInstanceVncUrl", &body)
}

/// What a console of `id` is answered when it is in `state`.
fn code_in_state(id: &str, state: &str) -> String {
    let mut cloud = Cloud::new(HOST);
    let body = format!(r#"{{"state":"{state}"}}"#);
    let set = cloud.handle(NOW * 1_000, &post(&format!("/_sim/instances/{id}"), &body));
    assert_eq!(set.status(), 200, "{id} {state}");
    let service = match id.split('-').next().unwrap() {
        "i" => return alibaba_code(&cloud.handle(NOW * 1_000, &Draft::alibaba(id).acs3())),
        "ins" => "cvm",
        "ein" => "ecm",
        _ => "lighthouse",
    };
    tencent_code(&cloud.handle(NOW * 1_000, &tencent_vnc(service, id).tc3()))
}

#[test]
fn every_state_of_every_product_has_its_own_answer() {
    let unsupported = |state: &str| format!("UnsupportedOperation.InstanceState{state}");
    for (state, expected) in [
        ("PENDING", unsupported("Pending")),
        ("LAUNCH_FAILED", "InvalidInstanceState".to_owned()),
        ("RUNNING", "ok".to_owned()),
        ("STOPPED", unsupported("Stopped")),
        ("STARTING", unsupported("Starting")),
        ("STOPPING", unsupported("Stopping")),
        ("REBOOTING", unsupported("Rebooting")),
        ("SHUTDOWN", unsupported("Shutdown")),
        ("TERMINATING", unsupported("Terminating")),
        ("ENTER_RESCUE_MODE", unsupported("EnterRescueMode")),
        ("RESCUE_MODE", "ok".to_owned()),
        ("EXIT_RESCUE_MODE", unsupported("ExitRescueMode")),
        ("ENTER_SERVICE_LIVE_MIGRATE", unsupported("EnterServiceLiveMigrate")),
        ("SERVICE_LIVE_MIGRATE", "ok".to_owned()),
        ("EXIT_SERVICE_LIVE_MIGRATE", unsupported("ExitServiceLiveMigrate")),
    ] {
        assert_eq!(code_in_state("ins-demo0001", state), expected, "{state}");
    }
    let (busy, never) = (
        "OperationDenied.InstanceOperationInProgress",
        "UnsupportedOperation.InvalidInstanceState",
    );
    for (state, expected) in [
        ("PENDING", busy),
        ("LAUNCH_FAILED", never),
        ("RUNNING", "ok"),
        ("STOPPED", never),
        ("STARTING", busy),
        ("STOPPING", busy),
        ("REBOOTING", busy),
        ("SHUTDOWN", never),
        ("TERMINATING", never),
    ] {
        assert_eq!(code_in_state("ein-demo0001", state), expected, "{state}");
    }
    let busy = "UnsupportedOperation.LatestOperationUnfinished";
    for (state, expected) in [
        ("PENDING", "OperationDenied.InstanceCreating"),
        ("RUNNING", "ok"),
        ("STOPPED", never),
        ("REBOOTING", busy),
        ("DELETING", never),
        ("FREEZING", never),
        ("ENTER_RESCUE_MODE", busy),
        ("RESCUE_MODE", "ok"),
        ("EXIT_RESCUE_MODE", busy),
    ] {
        assert_eq!(code_in_state("lhins-demo0001", state), expected, "{state}");
    }
    for (state, expected) in [
        ("Pending", "InstanceNotReady"),
        ("Running", "ok"),
        ("Starting", "InstanceNotReady"),
        ("Stopping", "IncorrectInstanceStatus"),
        ("Stopped", "IncorrectInstanceStatus"),
    ] {
        assert_eq!(code_in_state("i-demo0001", state), expected, "{state}");
    }
}

#[test]
fn every_running_machine_has_a_console_and_every_stopped_one_has_none() {
    for instance in &INSTANCES {
        let running = instance.state.eq_ignore_ascii_case("running");
        let outcome = match instance.provider {
            "alibaba-ecs" => alibaba_code(&ask(&Draft::alibaba(instance.id).acs3())),
            provider => {
                let service = provider.strip_prefix("tencent-").unwrap();
                let draft = tencent_vnc(service, instance.id);
                let draft = if service == "ecm" {
                    draft
                } else {
                    draft.header("X-TC-Region", instance.region)
                };
                tencent_code(&ask(&draft.tc3()))
            }
        };
        assert_eq!(outcome == "ok", running, "{} {outcome}", instance.id);
    }
}

#[test]
fn each_product_refuses_ids_in_its_own_words() {
    for (service, id, expected) in [
        ("ecm", "ins-demo0001", "InvalidParameter.InvalidDataFormat"),
        ("ecm", "ein-none0000", "ResourceNotFound"),
        ("lighthouse", "ins-demo0001", "InvalidParameterValue.InstanceIdMalformed"),
        ("lighthouse", "lhins-none0000", "ResourceNotFound.InstanceIdNotFound"),
        ("cvm", "lhins-demo0001", "InvalidInstanceId.Malformed"),
    ] {
        assert_eq!(tencent_code(&ask(&tencent_vnc(service, id).tc3())), expected, "{id}");
    }
    let without = Draft::tencent_action("ecm", "DescribeInstanceVncUrl", "{}");
    let expected = "MissingParameter.MissingInstancesParameter";
    assert_eq!(tencent_code(&ask(&without.tc3())), expected);
}

#[test]
fn lighthouse_wants_a_region_and_edge_machines_are_found_with_any_or_none() {
    let lighthouse = tencent_vnc("lighthouse", "lhins-demo0001").header("X-TC-Region", "");
    assert_eq!(tencent_code(&ask(&lighthouse.tc3())), "MissingParameter");
    for region in ["", "ap-xian-ecm", "ap-guangzhou"] {
        let draft = tencent_vnc("ecm", "ein-demo0001").header("X-TC-Region", region);
        assert_eq!(tencent_code(&ask(&draft.tc3())), "ok", "{region}");
    }
}

#[test]
fn an_edge_address_is_good_on_tencents_page() {
    let mut cloud = Cloud::new(HOST);
    for (service, id) in [("ecm", "ein-demo0001"), ("lighthouse", "lhins-demo0001")] {
        let value = vnc_url(&cloud.handle(NOW * 1_000, &tencent_vnc(service, id).tc3()));
        let page = format!("/qcloud/app/active_vnc/index.html?InstanceVncUrl={value}");
        cloud.handle(NOW * 1_000, &get(&page));
        let journal = json(&cloud.handle(NOW * 1_000, &get("/_sim/journal")));
        let last = journal.as_array().unwrap().last().unwrap();
        assert_eq!((&last["kind"], &last["outcome"]), (&"page".into(), &"ok".into()), "{id}");
        let asked = &journal.as_array().unwrap()[journal.as_array().unwrap().len() - 2];
        assert_eq!(asked["provider"], format!("tencent-{service}"));
    }
}

#[test]
fn a_finance_region_is_served_by_its_own_host_and_that_host_serves_nothing_else() {
    let at = |host: &str, region: &str, id: &str| {
        let draft = Draft::tencent(id).header("Host", host).header("X-TC-Region", region);
        tencent_code(&ask(&draft.tc3()))
    };
    let (finance, machine) = ("ap-shanghai-fsi", "ins-fsi00001");
    assert_eq!(at(HOST, finance, machine), "ok");
    assert_eq!(at("cvm.ap-shanghai-fsi.tencentcloudapi.com", finance, machine), "ok");
    for host in [
        "cvm.tencentcloudapi.com",
        "cvm.intl.tencentcloudapi.com",
        "cvm.ap-shenzhen-fsi.tencentcloudapi.com",
        "cvm.ap-guangzhou.tencentcloudapi.com",
    ] {
        assert_eq!(at(host, finance, machine), "UnsupportedRegion", "{host}");
    }
    for (host, expected) in [
        ("cvm.tencentcloudapi.com", "ok"),
        ("cvm.intl.tencentcloudapi.com", "ok"),
        ("cvm.ap-guangzhou.tencentcloudapi.com:443", "ok"),
        ("cvm.ap-shanghai-fsi.tencentcloudapi.com", "UnsupportedRegion"),
        // The host is the product's, whatever the version says.
        ("ecm.tencentcloudapi.com", "AuthFailure.SignatureFailure"),
        ("cdb.tencentcloudapi.com", "NoSuchProduct"),
    ] {
        assert_eq!(at(host, "ap-guangzhou", "ins-demo0001"), expected, "{host}");
    }
}

/// Without any signature nothing but the host tells which cloud is meant.
#[test]
fn an_unsigned_request_at_a_clouds_own_host_is_answered_by_that_cloud() {
    let at = |host: &str| {
        let headers = vec![("Host".to_owned(), host.as_bytes().to_vec())];
        ask(&Request::new("GET", "/", headers, Vec::new()))
    };
    assert_eq!(tencent_code(&at("cvm.tencentcloudapi.com")), "MissingParameter");
    assert_eq!(alibaba_code(&at("ecs.aliyuncs.com")), "IncompleteSignature");
    assert_eq!(at(HOST).header("content-type"), Some("text/html; charset=utf-8"));
}

#[test]
fn a_regional_host_of_alibaba_serves_its_region_and_the_central_ones_serve_all() {
    for (host, expected) in [
        (HOST, "ok"),
        ("ecs.cn-hangzhou.aliyuncs.com", "ok"),
        ("ecs-vpc.cn-hangzhou.aliyuncs.com", "ok"),
        ("ecs.aliyuncs.com", "ok"),
        ("ecs-cn-hangzhou.aliyuncs.com", "ok"),
        ("ecs.cn-beijing.aliyuncs.com", "InvalidRegionId.NotFound"),
    ] {
        let draft = Draft::alibaba("i-demo0001").header("host", host);
        assert_eq!(alibaba_code(&ask(&draft.acs3())), expected, "{host}");
    }
}
