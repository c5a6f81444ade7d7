//! Credentials that end, in a client that outlives them; the time is an argument.
#![cfg(feature = "transport")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "tests may fail loudly"
)]
#![cfg(unix)]

mod sources;

use ::core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::Arc;

use sources::{Machine, NOW, Service, http};
use vncurl::{Client, Credentials, Error, Opening, SourceFault, Step};

const HOUR_S: u64 = 3_600;

/// A client with a time that the test sets.
struct Patient {
    client: Client,
    time: Arc<AtomicU64>,
}

impl Patient {
    fn new(provider: &str, machine: &Machine) -> Self {
        let time = Arc::new(AtomicU64::new(NOW));
        let clock = Arc::clone(&time);
        let client = machine.in_environment(|environment| {
            Client::builder(provider)
                .unwrap()
                .region("ap-guangzhou")
                .clock(move || clock.load(Relaxed))
                .build_in(environment)
                .unwrap()
        });
        Self { client, time }
    }

    /// The key id that signs at `now`.
    fn signs(&self, now: u64) -> Result<String, Error> {
        self.time.store(now, Relaxed);
        self.client.sign("ins-abc").map(|_| self.client.credentials().key_id().to_owned())
    }
}

/// A metadata service whose n-th credentials are called `id-n` and end `HOUR_S` after the one before;
/// from the n-th on that `last` says, it fails.
fn roles(last: u64) -> Service {
    let given = AtomicU64::new(0);
    Service::start(move |head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        if path.ends_with("/token") || path.ends_with('/') {
            return http("200 OK", "r");
        }
        let n = given.fetch_add(1, Relaxed) + 1;
        if n > last {
            return http("500 Internal Server Error", "");
        }
        let end = NOW + n * HOUR_S;
        let time = vncurl::core::time::UtcText::new(end).unwrap();
        http(
            "200 OK",
            &if path.contains("/cam/") {
                format!(
                    r#"{{"TmpSecretId":"id-{n}","TmpSecretKey":"secret-{n}","ExpiredTime":{end},"Token":"token-{n}"}}"#
                )
            } else {
                format!(
                    r#"{{"AccessKeyId":"id-{n}","AccessKeySecret":"secret-{n}","Expiration":"{}","SecurityToken":"token-{n}"}}"#,
                    time.as_str()
                )
            },
        )
    })
}

fn with(service: &Service) -> Machine {
    Machine::new().set("VNCURL_METADATA_URL", &service.url)
}

#[test]
fn a_role_is_asked_again_300_s_before_the_end_at_tencent_and_900_s_at_alibaba() {
    for (provider, before_s) in [("tencent-cvm", 300), ("alibaba-ecs", 900)] {
        let service = roles(3);
        let patient = Patient::new(provider, &with(&service));
        let end = NOW + HOUR_S;
        let asked = service.asked().len();
        assert_eq!(patient.signs(end - before_s - 1).unwrap(), "id-1");
        assert_eq!(service.asked().len(), asked);
        assert_eq!(patient.signs(end - before_s).unwrap(), "id-2");
        let asked = service.asked().len();
        assert_eq!(patient.signs(end).unwrap(), "id-2");
        assert_eq!(service.asked().len(), asked);
        assert_eq!(patient.signs(end + HOUR_S - before_s).unwrap(), "id-3");
    }
}

#[test]
fn while_the_old_credentials_hold_a_failed_renewal_is_tried_again_after_30_s() {
    let service = roles(1);
    let patient = Patient::new("tencent-cvm", &with(&service));
    let end = NOW + HOUR_S;
    let requests = |now: u64| {
        let before = service.asked().len();
        assert_eq!(patient.signs(now).unwrap(), "id-1");
        service.asked().len() - before
    };
    assert_eq!(requests(end - 300), 2);
    assert_eq!(requests(end - 271), 0);
    assert_eq!(requests(end - 270), 2);
    assert_eq!(requests(end - 1), 2);
    let error = patient.signs(end).unwrap_err();
    assert!(matches!(error, Error::Source { fault: SourceFault::Status(500), .. }), "{error:?}");
}

#[test]
fn renewed_credentials_sign_with_a_key_of_their_own_in_every_region() {
    let service = roles(2);
    let patient = Patient::new("tencent-cvm", &with(&service));
    patient.signs(NOW).unwrap();
    let elsewhere = patient.client.in_region("ap-beijing").unwrap();
    let late = NOW + HOUR_S - 1;
    assert_eq!(patient.signs(late).unwrap(), "id-2");
    let signed = |client: &Client| {
        let request = client.sign("ins-abc").unwrap();
        request.headers().find(|(name, _)| *name == "Authorization").unwrap().1.to_owned()
    };
    for (client, region) in [(&patient.client, "ap-guangzhou"), (&elsewhere, "ap-beijing")] {
        let fresh = Client::builder("tencent-cvm")
            .unwrap()
            .region(region)
            .credentials(Credentials::new("id-2", "secret-2").with_token("token-2"))
            .clock(move || late)
            .build()
            .unwrap();
        assert_eq!(signed(client), signed(&fresh));
    }
}

#[test]
fn a_profile_that_ends_is_read_again() {
    let login = |id: &str, end: u64| {
        format!(
            r#"{{"type":"oauth","secretId":"{id}","secretKey":"s","token":"t","expiresAt":{end}}}"#
        )
    };
    let path = ".tccli/default.credential";
    let machine = Machine::new().file(path, login("first", NOW + HOUR_S));
    let patient = Patient::new("tencent-cvm", &machine);
    assert_eq!(patient.signs(NOW + HOUR_S - 300).unwrap(), "first");
    machine.write(path, login("second", NOW + 2 * HOUR_S));
    assert_eq!(patient.signs(NOW + HOUR_S).unwrap(), "second");
    let error = patient.signs(NOW + 2 * HOUR_S).unwrap_err();
    assert_eq!(error.advice(), "log in again with tccli");
    machine.write(path, "{");
    let error = patient.signs(NOW + 2 * HOUR_S).unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error:?}");

    let login = |id: &str, end: u64| {
        format!(
            r#"{{"current":"p","profiles":[{{"name":"p","mode":"CloudSSO","access_key_id":"{id}",
            "access_key_secret":"s","sts_token":"t","sts_expiration":{end}}}]}}"#
        )
    };
    let path = ".aliyun/config.json";
    let machine = Machine::new().file(path, login("first", NOW + HOUR_S));
    let patient = Patient::new("alibaba-ecs", &machine);
    machine.write(path, login("second", NOW + 2 * HOUR_S));
    assert_eq!(patient.signs(NOW + HOUR_S - 301).unwrap(), "first");
    assert_eq!(patient.signs(NOW + HOUR_S - 300).unwrap(), "second");
}

#[test]
fn the_credentials_uri_is_asked_again() {
    let service = roles(2);
    let machine =
        Machine::new().set("ALIBABA_CLOUD_CREDENTIALS_URI", format!("{}/ram/x", service.url));
    let patient = Patient::new("alibaba-ecs", &machine);
    assert_eq!(patient.signs(NOW + HOUR_S - 901).unwrap(), "id-1");
    assert_eq!(patient.signs(NOW + HOUR_S - 900).unwrap(), "id-2");
}

#[test]
fn given_credentials_that_have_ended_send_nothing() {
    let service = Service::start(|_| http("200 OK", "{}"));
    let builder = |end: u64| {
        Client::builder("tencent-cvm")
            .unwrap()
            .region("ap-guangzhou")
            .endpoint(&service.url)
            .clock(|| NOW)
            .credentials(Credentials::new("id", "secret").with_token("token").with_not_after(end))
            .build()
            .unwrap()
    };
    for error in [builder(NOW).console("ins-abc").unwrap_err(), builder(NOW).regions().unwrap_err()]
    {
        let Error::Source { fault, .. } = &error else { panic!("{error:?}") };
        assert!(matches!(fault, SourceFault::Expired { not_after: NOW, .. }), "{fault:?}");
        assert_eq!(error.kind(), "bad-credentials");
    }
    assert!(service.asked().is_empty());
    assert!(matches!(builder(NOW + 1).console("ins-abc"), Err(Error::Reply(_))));
    assert_eq!(service.asked().len(), 1);
}

#[test]
fn an_opening_follows_the_renewal_and_ends_with_the_credentials() {
    let service = roles(2);
    let patient = Patient::new("tencent-cvm", &with(&service));
    let late = NOW + HOUR_S - 1;
    let mut opening = Opening::new(&patient.client, "ins-abc", None, late * 1_000).unwrap();
    let authorization = |step: Step| {
        let Step::Send(request) = step else { panic!("{step:?}") };
        request.headers().find(|(name, _)| *name == "Authorization").unwrap().1.to_owned()
    };
    let first = authorization(opening.next(late * 1_000).unwrap());
    assert!(first.contains("Credential=id-1/"), "{first}");
    patient.time.store(late, Relaxed);
    patient.client.renew_credentials().unwrap();
    let second = authorization(opening.next(late * 1_000).unwrap());
    assert!(second.contains("Credential=id-2/"), "{second}");
    patient.time.store(late, Relaxed);
    let own = patient.client.sign("ins-abc").unwrap();
    let own = own.headers().find(|(name, _)| *name == "Authorization").unwrap().1;
    assert_eq!(second, own, "the key is of the new secret");
    let error = opening.next((NOW + 2 * HOUR_S) * 1_000).unwrap_err();
    assert!(matches!(error, Error::Source { fault: SourceFault::Expired { .. }, .. }), "{error:?}");
}
