//! Sizes, signature versions, what outlives a flow, and the ends of time.

use vncurl_core::{
    ALIBABA_ECS, Cloud, Endpoint, Error, Guest, PROVIDERS, RefusalKind, SIGNATURE_VERSIONS,
    TENCENT_CVM,
    flow::{Flow, Job, Next, Outcome, Settings},
};

use crate::{
    cloud::{Say, ScriptedCloud, reply},
    drive::{End, answered, drive, job, read},
    rows::{PLAIN, PREFLIGHT, START_MS},
};

#[test]
fn a_flow_stays_below_a_kibibyte() {
    assert!(size_of::<Flow>() <= 1_024, "{} bytes", size_of::<Flow>());
}

#[test]
fn every_signature_version_goes_the_whole_way_with_a_refused_clock() {
    for version in SIGNATURE_VERSIONS {
        let provider = if version.cloud == Cloud::Tencent { &TENCENT_CVM } else { &ALIBABA_ECS };
        for method in version.methods {
            let mut job = job(provider, Some(true));
            job.call.signature = Some(version);
            job.call.method = Some(*method);
            let mut cloud = ScriptedCloud {
                provider,
                ahead_s: 86_400,
                date_off_s: Some(0),
                script: &[Say::State("RUNNING", ""), Say::Refuse("ServiceUnavailable"), Say::Url],
                said: 0,
            };
            let run = drive(&job, PREFLIGHT, START_MS, 5, |asked, sent_ms| {
                (100, cloud.answer(asked.timestamp, sent_ms + 100))
            });
            assert_eq!((run.end, run.asked.len()), (End::Done, 4), "{}", version.name);
        }
    }
}

#[test]
fn a_further_flow_goes_on_with_the_clock_that_the_first_one_learned() {
    let job = job(&TENCENT_CVM, None);
    let mut buf = [0; 1024];
    let mut flow = Flow::new(&job, PLAIN, 0).unwrap();
    assert!(matches!(flow.next(&job, 0, 1, &mut buf), Ok(Next::Send(_))));
    let mut said = reply(&TENCENT_CVM, Say::Refuse("AuthFailure.SignatureExpire")).unwrap();
    said.date = Some("Tue, 14 Nov 2023 22:13:20 GMT".to_owned());
    let outcome = flow.receive(&job, 100, 1, &answered(&said), &mut []);
    assert!(matches!(outcome, Ok(Outcome::Again)));
    assert_eq!(flow.retry().offset_s(), 1_700_000_000);
    // With the key of the refused day, and with the new day's.
    for early in [true, false] {
        let mut first = flow.clone();
        if !early {
            assert!(matches!(first.next(&job, 100, 2, &mut buf), Ok(Next::Send(_))));
        }
        let mut further = Flow::new(&job, PLAIN, 5_000).unwrap().with_kept(first.into_kept());
        let Ok(Next::Send(request)) = further.next(&job, 5_000, 3, &mut buf) else {
            panic!("a request")
        };
        let asked = read(&request, 0, 0);
        assert_eq!(asked.timestamp, 1_700_000_005);
        assert_eq!(asked.day.as_deref(), Some("2023-11-14"));
        // It may learn once more itself: the driver's clock may have been set since.
        said.date = Some("Tue, 14 Nov 2023 23:13:20 GMT".to_owned());
        let outcome = further.receive(&job, 5_100, 1, &answered(&said), &mut []);
        assert!(matches!(outcome, Ok(Outcome::Again)));
        assert_eq!(further.retry().offset_s(), 1_700_003_595);
    }
}

#[test]
fn a_driver_that_sleeps_too_long_is_told_what_the_last_reply_refused() {
    let job = job(&TENCENT_CVM, None);
    let mut flow = Flow::new(&job, PLAIN, START_MS).unwrap();
    let mut buf = [0; 1024];
    assert!(matches!(flow.next(&job, START_MS, 1, &mut buf), Ok(Next::Send(_))));
    let said = reply(&TENCENT_CVM, Say::Refuse("RequestLimitExceeded")).unwrap();
    let outcome = flow.receive(&job, START_MS + 100, 1, &answered(&said), &mut []);
    assert!(matches!(outcome, Ok(Outcome::Again)));
    for now in [flow.retry().deadline_ms(), START_MS] {
        let next = flow.next(&job, now, 1, &mut buf);
        assert!(matches!(next, Ok(Next::Expired { last: Some(RefusalKind::Throttled) })));
    }
}

#[test]
fn what_is_missing_is_told_before_anything_is_asked() {
    let new = |provider, guest| {
        let job = Job { guest, ..job(provider, None) };
        Flow::new(&job, PLAIN, 0).map(|_| ()).unwrap_err()
    };
    let guest = Guest { instance_id: "i-1", ..Guest::default() };
    for provider in PROVIDERS {
        let bad = Guest { instance_id: "i-1/", ..guest };
        assert_eq!(new(provider, bad), Error::InvalidInstanceId { at: 3 });
        let bad = Guest { page: Some("https://evil.example/?x"), ..guest };
        assert_eq!(new(provider, bad), Error::InvalidViewer { at: 21 });
    }
    let bad = Guest { password: Some("12345"), ..guest };
    assert_eq!(new(&ALIBABA_ECS, bad), Error::InvalidPassword { at: 5 });
    assert_eq!(new(&TENCENT_CVM, bad), Error::PasswordNotTaken);
}

#[test]
fn an_error_of_the_call_comes_at_the_first_step_and_every_time() {
    let mut job = job(&TENCENT_CVM, None);
    job.call.region = None;
    let mut flow = Flow::new(&job, PLAIN, START_MS).unwrap();
    let mut buf = [0; 1024];
    for _ in 0..3 {
        let got = flow.next(&job, START_MS, 1, &mut buf).map(|_| ());
        assert_eq!(got, Err(Error::RegionMissing));
    }
    job.call.region = Some("ap-guangzhou");
    assert!(matches!(flow.next(&job, START_MS, 1, &mut buf), Ok(Next::Send(_))));
}

#[test]
fn a_request_goes_where_the_call_says() {
    let mut job = job(&TENCENT_CVM, None);
    job.call.endpoint = Some(Endpoint::parse("http://127.0.0.1:8080").unwrap());
    let mut flow = Flow::new(&job, PREFLIGHT, START_MS).unwrap();
    let mut buf = [0; 1024];
    let Ok(Next::Send(request)) = flow.next(&job, START_MS, 1, &mut buf) else {
        panic!("a request")
    };
    assert_eq!(request.host(), "127.0.0.1:8080");
}

/// The last millisecond of the year 9999, past which no request can be signed.
const LAST_MS: u64 = 253_402_300_799_999;

#[test]
fn no_time_is_too_late_to_be_told_so() {
    let job = job(&TENCENT_CVM, None);
    let mut buf = [0; 1024];
    let said =
        reply(&TENCENT_CVM, Say::RefuseFor("RequestLimitExceeded", Some("9"), None)).unwrap();
    for start_ms in [0, 1, LAST_MS, LAST_MS + 1, u64::MAX / 2, u64::MAX - 1, u64::MAX] {
        for timeout_ms in [0, 1, 60_000, u64::MAX] {
            let settings = Settings { timeout_ms, ..PLAIN };
            let flow = Flow::new(&job, settings, start_ms).unwrap();
            let can_sign = start_ms <= LAST_MS;
            let in_time = timeout_ms > 0 && start_ms < u64::MAX;
            let got =
                flow.clone().next(&job, start_ms, u64::MAX, &mut buf).map(|next| match next {
                    Next::Send(_) => "send",
                    Next::Wait { .. } => "wait",
                    Next::Expired { .. } => "expired",
                });
            let expected = match (in_time, can_sign) {
                (false, _) => Ok("expired"),
                (true, true) => Ok("send"),
                (true, false) => Err(Error::TimeOutOfRange),
            };
            assert_eq!(got, expected, "{start_ms}, {timeout_ms}");
            for now in [0, start_ms, u64::MAX] {
                for random in [0, u64::MAX] {
                    let mut lost = flow.clone();
                    lost.lost(now, random);
                    let mut refused = flow.clone();
                    let got = refused.receive(&job, now, random, &answered(&said), &mut []);
                    assert!(got.is_ok());
                    for each in [&mut lost, &mut refused] {
                        if let Ok(Next::Wait { until_ms }) = each.next(&job, now, 0, &mut buf) {
                            assert!(until_ms > now && until_ms <= each.retry().deadline_ms());
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn a_date_at_the_end_of_time_is_an_error_and_no_panic() {
    let job = job(&ALIBABA_ECS, Some(false));
    let mut buf = [0; 1024];
    let mut flow = Flow::new(&job, PLAIN, 0).unwrap();
    let mut said = reply(&ALIBABA_ECS, Say::Refuse("InvalidTimeStamp.Expired")).unwrap();
    said.date = Some("Fri, 31 Dec 9999 23:59:59 GMT".to_owned());
    let outcome = flow.receive(&job, 0, 1, &answered(&said), &mut []);
    assert!(matches!(outcome, Ok(Outcome::Again)));
    assert!(matches!(flow.next(&job, 999, 1, &mut buf), Ok(Next::Send(_))));
    let late = flow.next(&job, 1_000, 1, &mut buf).map(|_| ());
    assert_eq!(late, Err(Error::TimeOutOfRange));
}
