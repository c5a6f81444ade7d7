//! Whatever a cloud answers, and whenever, a flow ends: it neither asks nor waits past its deadline.
#![no_main]

use libfuzzer_sys::{arbitrary, arbitrary::Arbitrary, fuzz_target};
use vncurl_core::{
    Call, Credentials, Guest, PROVIDERS,
    flow::{Answered, Flow, Job, Next, Outcome, Settings},
};

/// One reply of a cloud.
#[derive(Arbitrary, Debug)]
struct Said<'a> {
    lost: bool,
    status: u16,
    took_ms: u16,
    date: Option<&'a str>,
    retry_after: Option<&'a str>,
    retry_after_ms: Option<&'a str>,
    body: &'a [u8],
}

/// A cloud, and what a flow may do.
#[derive(Arbitrary, Debug)]
struct Input<'a> {
    provider: u8,
    windows: Option<bool>,
    preflight: bool,
    wait_running: bool,
    start_ms: u32,
    said: Vec<Said<'a>>,
}

const TIMEOUT_MS: u64 = 60_000;

fuzz_target!(|input: Input<'_>| {
    let provider = PROVIDERS[usize::from(input.provider) % PROVIDERS.len()];
    let call = Call { region: Some("ap-guangzhou"), ..Call::default() };
    let credentials = Credentials { key_id: "id", secret: "secret", token: None };
    let guest = Guest { instance_id: "i-1", windows: input.windows, ..Guest::default() };
    let job = Job { provider, call, credentials, guest };
    let settings = Settings {
        timeout_ms: TIMEOUT_MS,
        preflight: input.preflight,
        wait_running: input.wait_running,
    };
    let start_ms = u64::from(input.start_ms);
    let mut now_ms = start_ms;
    let mut flow = Flow::new(&job, settings, now_ms).unwrap();
    let (mut buf, mut out) = ([0; 4096], [0; 8192]);
    let mut said = input.said.iter().cycle().take(1_000);
    loop {
        match flow.next(&job, now_ms, now_ms, &mut buf).unwrap() {
            Next::Wait { until_ms } => {
                assert!(until_ms > now_ms && until_ms <= start_ms + TIMEOUT_MS);
                now_ms = until_ms;
                continue;
            }
            Next::Expired { .. } => return,
            Next::Send(_) => assert!(now_ms <= start_ms + TIMEOUT_MS),
        }
        let Some(said) = said.next() else { return };
        now_ms += u64::from(said.took_ms) + 1;
        if said.lost {
            flow.lost(now_ms, now_ms);
            continue;
        }
        let answered = Answered {
            status: said.status,
            date: said.date,
            retry_after: said.retry_after,
            retry_after_ms: said.retry_after_ms,
            body: said.body,
        };
        match flow.receive(&job, now_ms, 7, &answered, &mut out) {
            Ok(Outcome::Again) => {}
            Ok(Outcome::Done(_) | Outcome::Failed(_)) | Err(_) => return,
        }
    }
});
