//! A client over a transport of the user's own, with and without the built-in one.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may fail loudly"
)]

use ::core::time::Duration;
use std::sync::{Arc, Mutex};

use vncurl::{
    Client, ClientBuilder, Credentials, Environment, Error, NetworkFault, Received, SignedRequest,
    Transport,
};
use vncurl_sim::{Cloud, PublishedCredentials, Request};

const HOST: &str = "127.0.0.1:4567";
/// 2023-11-14T22:13:20Z.
const NOW: u64 = 1_700_000_000;

/// A cloud without a socket; it keeps the actions that were asked for.
struct InProcess {
    cloud: Mutex<Cloud>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Transport for InProcess {
    fn send(
        &self,
        request: &SignedRequest,
        body_max: u64,
        timeout: Duration,
    ) -> Result<Received, NetworkFault> {
        assert!(body_max >= 1024 && timeout <= Duration::from_secs(40));
        let headers = request.headers().chain([("Host", request.host())]);
        let headers: Vec<_> =
            headers.map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec())).collect();
        let action = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-tc-action"));
        let action = action.map(|(_, value)| String::from_utf8(value.clone()).unwrap());
        self.asked.lock().unwrap().extend(action);
        let request = Request::new(
            request.method(),
            request.path_and_query(),
            headers,
            request.body().into(),
        );
        let response = self.cloud.lock().unwrap().handle(NOW * 1_000, &request);
        let headers = response.headers().iter().map(|(name, value)| (*name, value.as_str()));
        Ok(Received::new(response.status(), headers, response.body().to_vec()))
    }
}

/// Loses every request.
struct Lost;

impl Transport for Lost {
    fn send(&self, _: &SignedRequest, _: u64, _: Duration) -> Result<Received, NetworkFault> {
        Err(NetworkFault::Timeout)
    }
}

/// Lists two instances, whichever is asked for.
struct Unfiltered;

impl Transport for Unfiltered {
    fn send(&self, _: &SignedRequest, _: u64, _: Duration) -> Result<Received, NetworkFault> {
        let body = br#"{"Response": {"RequestId": "R-1", "TotalCount": 2, "InstanceSet": [
            {"InstanceId": "ins-00000001", "PrivateIpAddresses": ["10.0.0.1"]},
            {"InstanceId": "ins-00000002", "PublicIpAddresses": ["2001:DB8::2"]}]}}"#;
        Ok(Received::new(200, [("Date", "Tue, 14 Nov 2023 22:13:20 GMT")], body.to_vec()))
    }
}

fn builder(credentials: PublishedCredentials) -> ClientBuilder {
    Client::builder("tencent-cvm")
        .unwrap()
        .region("ap-guangzhou")
        .credentials(Credentials::new(credentials.key_id, credentials.secret))
        .endpoint(format!("http://{HOST}"))
        .clock(|| NOW)
}

fn built(builder: ClientBuilder) -> Client {
    builder.build_in(&Environment::new(&|_| None)).unwrap()
}

fn in_process() -> (Client, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::default();
    let cloud = Mutex::new(Cloud::new(HOST));
    let transport = InProcess { cloud, asked: Arc::clone(&asked) };
    (built(builder(vncurl_sim::TENCENT).transport(transport)), asked)
}

#[test]
fn consoles_and_lists_come_over_the_user_s_own_transport() {
    let (client, asked) = in_process();
    let console = client.console("ins-demo0001").unwrap();
    assert_eq!(console.not_after(), NOW + 15);
    assert!(console.url().contains("InstanceVncUrl=ws"));
    let states: Vec<_> = client.statuses([]).map(|instance| instance.unwrap().state).collect();
    assert!(states.contains(&Some("RUNNING".to_owned())), "{states:?}");
    assert_eq!(client.find("ins-demo0001").unwrap()[0].id, "ins-demo0001");
    assert!(!client.in_region("ap-beijing").unwrap().regions().unwrap().is_empty());
    let wanted = [
        "DescribeInstanceVncUrl",
        "DescribeInstancesStatus",
        "DescribeInstances",
        "DescribeRegions",
    ];
    assert_eq!(*asked.lock().unwrap(), wanted);
}

#[test]
fn the_cloud_s_no_is_read_from_a_reply_of_the_user_s_own_transport() {
    let (client, _) = in_process();
    let Err(Error::Refused(refused)) = client.console("ins-none0001") else { panic!() };
    assert_eq!(refused.code, "InvalidInstanceId.NotFound");
}

#[test]
fn a_fault_of_the_user_s_own_transport_is_told_as_it_is() {
    let client = built(builder(vncurl_sim::TENCENT).transport(Lost));
    for answer in [client.console("ins-demo0001").map(drop), client.regions().map(drop)] {
        assert!(matches!(answer, Err(Error::Network(NetworkFault::Timeout))));
    }
}

#[test]
fn an_instance_without_the_address_is_not_found_by_it_though_the_cloud_lists_it() {
    let client = built(builder(vncurl_sim::TENCENT).transport(Unfiltered));
    for (address, wanted) in [
        ("10.0.0.1", &["ins-00000001"][..]),
        ("2001:db8:0::2", &["ins-00000002"]),
        ("10.0.0.9", &[]),
    ] {
        let found = client.find(address).unwrap();
        let ids: Vec<&str> = found.iter().map(|instance| instance.id.as_str()).collect();
        assert_eq!(ids, wanted, "{address}");
    }
}

#[test]
fn settings_that_do_not_go_together_make_no_client() {
    let environment = Environment::new(&|_| None);
    let of = || builder(vncurl_sim::TENCENT);
    for builder in [
        of().signature("acs3").unwrap(),
        of().method(vncurl::core::Method::PostQuery),
        of().signature("tencent-v1-hmacsha1").unwrap().unsigned_payload(true),
    ] {
        assert!(matches!(builder.build_in(&environment), Err(Error::Input(_))));
    }
    assert!(of().method(vncurl::core::Method::Get).build_in(&environment).is_ok());
}

#[test]
fn the_proxy_of_the_environment_is_the_built_in_transport_s_alone() {
    let asked = Arc::default();
    let transport = InProcess { cloud: Mutex::new(Cloud::new(HOST)), asked };
    let read = |name: &str| (name == "HTTPS_PROXY").then(|| "ftp://nowhere".to_owned());
    let environment = Environment::new(&read);
    let client = builder(vncurl_sim::TENCENT).transport(transport).build_in(&environment).unwrap();
    assert!(client.console("ins-demo0001").is_ok());
}

#[cfg(not(feature = "transport"))]
mod without_the_built_in_one {
    use vncurl::{SourceFault, Sources, core::Cloud as Name};

    use super::*;

    #[test]
    fn a_client_signs_and_says_that_it_cannot_send() {
        let client = built(builder(vncurl_sim::TENCENT));
        assert_eq!(client.sign("ins-demo0001").unwrap().host(), HOST);
        for error in [client.console("ins-demo0001").map(drop), client.regions().map(drop)] {
            let Err(error @ Error::NoTransport) = error else { panic!() };
            assert_eq!(error.kind(), "usage");
            assert!(error.advice().contains("feature transport"), "{}", error.advice());
        }
    }

    #[test]
    fn no_service_is_asked_for_credentials() {
        for cloud in [Name::Tencent, Name::Alibaba] {
            let environment = Environment::new(&|_| None);
            let found = Credentials::find(cloud, &Sources::new(&environment, NOW));
            let Err(error @ Error::NoCredentials { .. }) = found else { panic!() };
            let told = error.to_string();
            assert!(told.contains("role of the instance, "), "{told}");
            assert!(told.contains("has no transport of its own"), "{told}");
        }
        let read = |name: &str| {
            (name == "ALIBABA_CLOUD_CREDENTIALS_URI").then(|| "https://keys.example/".to_owned())
        };
        let environment = Environment::new(&read);
        let found = Credentials::find(Name::Alibaba, &Sources::new(&environment, NOW));
        let Err(Error::Source { fault, .. }) = found else { panic!() };
        assert_eq!(fault, SourceFault::NoTransport);
    }
}
