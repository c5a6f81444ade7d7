//! The services that give temporary credentials: the simulator's, and ones that misbehave.
#![cfg(feature = "transport")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may fail loudly"
)]
#![cfg(unix)]

mod sources;

use ::core::time::Duration;
use std::{env, net::TcpListener, process::Command, time::Instant};

use sources::{Machine, NOW, Service, fault, http, looked, who};
use vncurl::{
    Client, Error, Found, NetworkFault, SourceFault,
    core::Cloud::{self, Alibaba, Tencent},
};
use vncurl_sim::{ALIBABA_TEMPORARY, Options, Simulator, TENCENT_TEMPORARY};

const TENCENT_ROLES: &str = "GET /latest/meta-data/cam/security-credentials/ HTTP/1.1";
const ALIBABA_ROLES: &str = "GET /latest/meta-data/ram/security-credentials/ HTTP/1.1";
const TOKEN: &str = "PUT /latest/api/token HTTP/1.1";

fn tencent_reply(end: u64) -> String {
    format!(
        r#"{{"TmpSecretId":"tmp-id","TmpSecretKey":"marker-secret","ExpiredTime":{end},
        "Expiration":"2026-11-05T16:13:20Z","Token":"marker-token","Code":"Success"}}"#
    )
}

fn alibaba_reply(end: &str) -> String {
    format!(
        r#"{{"AccessKeyId":"sts-id","AccessKeySecret":"marker-secret","Expiration":"{end}",
        "SecurityToken":"marker-token","LastUpdated":"2026-11-05T10:13:20Z","Code":"Success"}}"#
    )
}

/// A metadata service with the role `r`, whose credentials are this text.
fn role(credentials: String) -> Service {
    Service::start(move |head| match head.split(' ').nth(1).unwrap_or_default() {
        "/latest/api/token" => http("200 OK", "metadata-token"),
        path if path.ends_with("/security-credentials/") => http("200 OK", "r\n"),
        path if path.ends_with("/security-credentials/r") => http("200 OK", &credentials),
        _ => http("404 Not Found", ""),
    })
}

fn ask(cloud: Cloud, service: &Service) -> Result<Found, Error> {
    Machine::new().set("VNCURL_METADATA_URL", &service.url).find(cloud)
}

#[test]
fn the_simulator_s_roles_open_consoles_at_both_clouds() {
    let simulator = Simulator::start(&Options::default()).unwrap();
    for (provider, region, instance, key_id) in [
        ("tencent-cvm", "ap-guangzhou", "ins-demo0001", TENCENT_TEMPORARY.key_id),
        ("alibaba-ecs", "cn-hangzhou", "i-demo0001", ALIBABA_TEMPORARY.key_id),
    ] {
        let machine = Machine::new().set("VNCURL_METADATA_URL", simulator.url());
        let client = machine.in_environment(|environment| {
            Client::builder(provider)
                .unwrap()
                .region(region)
                .endpoint(simulator.url())
                .build_in(environment)
                .unwrap()
        });
        let origin = client.origin().unwrap();
        assert_eq!(origin.source.as_str(), "instance-role");
        assert!(origin.place.starts_with("role simulator-role of the instance, http://127"));
        assert_eq!(client.credentials().key_id(), key_id);
        assert!(client.credentials().not_after().is_some());
        client.console(instance).unwrap();
    }
}

#[test]
fn a_file_may_ask_for_the_role_and_name_it() {
    let service = role(tencent_reply(NOW + 3_600));
    let text = r#"{"type":"cvm-role","secretId":"","secretKey":""}"#;
    let machine = Machine::new()
        .set("VNCURL_METADATA_URL", &service.url)
        .file(".tccli/default.credential", text)
        .file(".tccli/default.configure", r#"{"region":"ap-beijing"}"#);
    let found = machine.tencent().unwrap();
    assert_eq!(found.origin.region.as_deref(), Some("ap-beijing"));
    assert!(found.origin.place.contains("default.credential"), "{}", found.origin);
    assert_eq!(who(Ok(found)), ("tmp-id".to_owned(), "instance-role"));

    let config =
        r#"{"current":"a","profiles":[{"name":"a","mode":"EcsRamRole","ram_role_name":"r"}]}"#;
    let ini = "[default]\ntype=ecs_ram_role\nrole_name=r\n";
    for (path, text) in [(".aliyun/config.json", config), (".alibabacloud/credentials", ini)] {
        let service = role(alibaba_reply("2026-11-05T16:13:20Z"));
        let machine = Machine::new().set("VNCURL_METADATA_URL", &service.url).file(path, text);
        assert_eq!(who(machine.alibaba()), ("sts-id".to_owned(), "instance-role"));
        assert_eq!(service.asked().len(), 2, "the role's name is known: {:?}", service.asked());
        let machine = machine.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
        assert!(matches!(fault(machine.alibaba()), SourceFault::Disabled { .. }));
        let machine = machine
            .without("ALIBABA_CLOUD_ECS_METADATA_DISABLED")
            .set("VNCURL_METADATA_URL", "http://127.0.0.1:9");
        let error = machine.alibaba().unwrap_err();
        assert_eq!(error.kind(), "network", "what a file asks for is not passed over: {error}");
    }
}

#[test]
fn alibaba_is_asked_with_a_metadata_token_and_without_one_only_where_there_is_none() {
    let service = role(alibaba_reply("2026-11-05T16:13:20Z"));
    assert_eq!(ask(Alibaba, &service).unwrap().credentials.not_after(), Some(NOW + 21_600));
    let heads = service.heads();
    assert!(heads[0].contains("x-aliyun-ecs-metadata-token-ttl-seconds: 21600\r\n"));
    for head in &heads[1..] {
        assert!(head.contains("x-aliyun-ecs-metadata-token: metadata-token\r\n"), "{head}");
    }
    let older = || {
        let text = alibaba_reply("2026-11-05T16:13:20Z");
        Service::start(move |head| match head.split(' ').nth(1).unwrap_or_default() {
            "/latest/api/token" => http("404 Not Found", ""),
            path if path.ends_with('/') => http("200 OK", "r"),
            _ => http("200 OK", &text),
        })
    };
    let service = older();
    ask(Alibaba, &service).unwrap();
    assert_eq!(service.asked()[..2], [TOKEN, ALIBABA_ROLES]);
    assert!(!service.heads()[1].contains("ecs-metadata-token"));
    let service = older();
    let machine = Machine::new()
        .set("VNCURL_METADATA_URL", &service.url)
        .set("ALIBABA_CLOUD_IMDSV1_DISABLED", "true");
    assert!(looked(machine.alibaba()).contains("no role") && service.asked() == [TOKEN]);
}

#[test]
fn a_variable_names_the_role_or_switches_it_off() {
    let service = role(alibaba_reply("2026-11-05T16:13:20Z"));
    let machine = || Machine::new().set("VNCURL_METADATA_URL", &service.url);
    machine().set("ALIBABA_CLOUD_ECS_METADATA", "r").alibaba().unwrap();
    assert!(!service.asked().iter().any(|line| line == ALIBABA_ROLES));
    let asked = service.asked().len();
    let off = machine().set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    assert!(looked(off.alibaba()).contains("switched off by ALIBABA_CLOUD_ECS_METADATA_DISABLED"));
    for name in ["../../api/token", "a/b", "a b", "a?b", "a\r\nX: y"] {
        let invalid = machine().set("ALIBABA_CLOUD_ECS_METADATA", name);
        assert!(matches!(fault(invalid.alibaba()), SourceFault::Invalid { .. }), "{name:?}");
    }
    assert_eq!(service.asked().len(), asked);
}

#[test]
fn a_machine_without_a_role_has_no_credentials() {
    let service = Service::start(|_| http("404 Not Found", ""));
    assert!(looked(ask(Tencent, &service)).contains("this instance has no role"));
    assert_eq!(service.asked(), [TENCENT_ROLES]);
    assert!(looked(ask(Alibaba, &service)).contains("this instance has no role"));
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = role(tencent_reply(NOW + 3_600));
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        for cloud in [Tencent, Alibaba] {
            let location = elsewhere.url.clone();
            let service = Service::start(move |head| {
                let path = head.split(' ').nth(1).unwrap_or_default();
                format!(
                    "HTTP/1.1 {status}\r\nLocation: {location}{path}\r\nContent-Length: 0\r\n\r\n"
                )
                .into_bytes()
            });
            assert!(looked(ask(cloud, &service)).contains(&format!("status {}", &status[..3])));
        }
    }
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn no_proxy_is_asked_for_a_role() {
    const CHILD: &str = "VNCURL_TEST_PROXIED";
    let name = "no_proxy_is_asked_for_a_role";
    if env::var_os(CHILD).is_some() {
        // Not a loopback address, which a client may except from proxies by itself. What the clouds'
        // own addresses answer depends on where this runs; that no proxy is asked does not.
        let machine = Machine::new().without("VNCURL_METADATA_URL");
        drop((machine.tencent(), machine.alibaba()));
        return;
    }
    let proxy = Service::start(|_| http("200 OK", "r"));
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", name]).env(CHILD, "1");
    for variable in ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"] {
        child.env(variable, &proxy.url);
    }
    child.env_remove("no_proxy").env_remove("NO_PROXY");
    let done = child.output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[test]
fn a_service_that_does_not_answer_costs_a_second_and_is_passed_over() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let started = Instant::now();
    let looked = looked(Machine::new().set("VNCURL_METADATA_URL", url).alibaba());
    assert!(looked.contains("no answer in time"), "{looked}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_answer_that_is_no_role_s_name_leads_nowhere() {
    for name in ["<html>login</html>", "", "../../api/token", "a b", "a\nb", "a?b=c", "a%2fb"] {
        let service = Service::start(move |_| http("200 OK", name));
        assert!(looked(ask(Tencent, &service)).contains("not a single name"), "{name:?}");
        assert_eq!(service.asked().len(), 1);
    }
}

#[test]
fn a_role_s_credentials_that_cannot_be_used_are_an_error() {
    let tencent = |text: String| fault(ask(Tencent, &role(text)));
    let good = || tencent_reply(NOW + 3_600);
    let expired = |fault| matches!(fault, SourceFault::Expired { not_after: NOW, .. });
    assert!(expired(tencent(tencent_reply(NOW))));
    for (from, to) in [
        ("tmp-id", ""),
        ("marker-token", ""),
        ("\"TmpSecretKey\":\"marker-secret\",", ""),
        (&format!("\"ExpiredTime\":{},", NOW + 3_600), ""),
    ] {
        let fault = tencent(good().replace(from, to));
        assert!(matches!(fault, SourceFault::Incomplete { .. }), "{from}: {fault:?}");
    }
    for (from, to) in [("Success", "Failed"), ("{", "["), ("\"tmp-id\"", "{\"marker-secret\":1}")] {
        let fault = tencent(good().replace(from, to));
        assert!(matches!(fault, SourceFault::Reply { .. }), "{from}: {fault:?}");
    }
    let fault = tencent(good().replace("tmp-id", "tmp\\r\\nid"));
    assert!(matches!(fault, SourceFault::Unusable(_)), "{fault:?}");
    let alibaba = |end: &str| sources::fault(ask(Alibaba, &role(alibaba_reply(end))));
    assert!(expired(alibaba("2026-11-05T10:13:20Z")));
    for end in ["", "tomorrow", "2026-13-05T10:13:20Z", "1960-01-01T00:00:00Z"] {
        assert!(matches!(alibaba(end), SourceFault::Reply { .. }), "{end}");
    }
}

#[test]
fn a_body_without_end_is_cut_off() {
    let service = Service::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        path if path.ends_with('/') => http("200 OK", "r"),
        _ => http("200 OK", &" ".repeat(70_000)),
    });
    let limit = NetworkFault::TooLong { limit: 65_536 };
    assert_eq!(fault(ask(Tencent, &service)), SourceFault::Network(limit));
}

#[test]
fn the_metadata_address_is_this_machine_s_or_has_tls() {
    for url in ["http://metadata.example", "127.0.0.1", "http://127.0.0.1:9/x", "file:///x"] {
        for cloud in [Tencent, Alibaba] {
            let found = Machine::new().set("VNCURL_METADATA_URL", url).find(cloud);
            assert!(matches!(fault(found), SourceFault::Invalid { .. }), "{url}");
        }
    }
}

#[test]
fn the_credentials_uri_is_asked_last() {
    let service = Service::start(|_| http("200 OK", &alibaba_reply("2026-11-05T16:13:20Z")));
    let url = format!("{}/path?query=marker-secret", service.url);
    let machine = Machine::new().set("ALIBABA_CLOUD_CREDENTIALS_URI", url);
    let found = machine.alibaba().unwrap();
    assert!(
        found.origin.skipped.iter().any(|looked| looked.place.contains("role of the instance"))
    );
    assert_eq!(who(Ok(found)), ("sts-id".to_owned(), "credentials-uri"));
    assert_eq!(service.asked(), ["GET /path?query=marker-secret HTTP/1.1"]);
    for url in
        ["http://example.com/x", "http://127.0.0.1:9@example.com/", "x", "http://127.0.0.1:9/ x"]
    {
        let machine = Machine::new().set("ALIBABA_CLOUD_CREDENTIALS_URI", url);
        assert!(matches!(fault(machine.alibaba()), SourceFault::Invalid { .. }), "{url}");
    }
    let service = Service::start(|_| http("500 Internal Server Error", ""));
    let machine = Machine::new().set("ALIBABA_CLOUD_CREDENTIALS_URI", &service.url);
    assert_eq!(fault(machine.alibaba()), SourceFault::Status(500));
}
