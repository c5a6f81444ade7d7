//! Flows through random clouds: what must hold in each is checked by the driver.

use std::collections::BTreeMap;

use vncurl_core::{PROVIDERS, Provider, flow::Settings};
use vncurl_tests::random::{Random, count};

use crate::{
    cloud::{Said, Say, clock_code, http_date, reply, tolerance_s},
    drive::{Asked, End, Run, drive, job},
};

/// Texts of the two headers that ask to wait.
const WAITS: [&str; 8] =
    ["0", "1", "3", " 12 ", "1500", "-1", "Tue, 14 Nov 2023 22:14:20 GMT", "18446744073709551615"];

const SAYS: [Say; 34] = [
    Say::Url,
    Say::Url,
    Say::Url,
    Say::Lost,
    Say::Lost,
    Say::VncUrl("wss%3A%2F%2Fh%2F&x=1"),
    Say::State("RUNNING", "linux"),
    Say::State("Running", "windows"),
    Say::State("Running", ""),
    Say::State("STARTING", "linux"),
    Say::State("Starting", "linux"),
    Say::State("STOPPED", "linux"),
    Say::State("Stopped", "windows"),
    Say::State("", ""),
    Say::NotListed,
    Say::OtherListed,
    Say::Raw(500, "<html>"),
    Say::Raw(429, ""),
    Say::Raw(403, "<html>"),
    Say::Raw(200, "{"),
    Say::Raw(204, ""),
    Say::Refuse("RequestLimitExceeded"),
    Say::Refuse("RequestLimitExceeded"),
    Say::Refuse("Throttling.User"),
    Say::Refuse("Throttling.User"),
    Say::Refuse("InternalError"),
    Say::Refuse("InstanceNotReady"),
    Say::Refuse("SignatureNonceUsed"),
    Say::Refuse("UnsupportedOperation.InstanceStateStopped"),
    Say::Refuse("UnauthorizedOperation"),
    Say::Refuse("Forbidden.RAM"),
    Say::Refuse("AuthFailure.SignatureExpire"),
    Say::Refuse("InvalidTimeStamp.Format"),
    Say::Refuse("NewThing"),
];

/// Some of what the cloud may say, so that one cloud repeats itself and another does not.
fn mood(random: &mut Random) -> Vec<Say> {
    (0..=random.below(6)).map(|_| random.one_of(&SAYS)).collect()
}

fn said(
    provider: &Provider,
    asked: &Asked,
    random: &mut Random,
    mood: &[Say],
    own_s: u64,
) -> Option<Said> {
    // Mostly the cloud answers what it is asked.
    let answer = match (random.one_of(mood), asked.action == "DescribeInstanceVncUrl") {
        (say, _) if random.below(20) == 0 => say,
        (Say::State(..) | Say::NotListed | Say::OtherListed, true) => Say::Url,
        (Say::Url | Say::VncUrl(_), false) => Say::State("RUNNING", "linux"),
        (say, _) => say,
    };
    let mut said = reply(provider, answer)?;
    let mut header = |odds| (random.below(odds) == 0).then(|| random.one_of(&WAITS).to_owned());
    (said.retry_after, said.retry_after_ms) = (header(6), header(6));
    let date_s = match random.below(8) {
        0 => random.number() % 253_402_200_000,
        1 => own_s + 3_000,
        _ => own_s,
    };
    said.date = match random.below(10) {
        0 => None,
        1 => Some("yesterday".to_owned()),
        _ => Some(http_date(date_s)),
    };
    Some(said)
}

fn run(seed: u64) -> (Run, Settings) {
    let mut random = Random::new(seed);
    let provider = random.one_of(&PROVIDERS);
    let job = job(provider, random.one_of(&[None, Some(true), Some(false)]));
    let settings = Settings {
        timeout_ms: random.one_of(&[0, 300, 5_000, 60_000, 600_000]),
        preflight: random.below(2) == 0,
        wait_running: random.below(3) == 0,
    };
    let start_ms = random.one_of(&[0, 86_399_000, 1_700_000_000_000, 1_700_006_399_000]);
    let own_start_s = match random.below(6) {
        0 => 1_700_000_000,
        1..5 => start_ms / 1_000,
        _ => random.number() % 4_000_000_000,
    };
    let mood = mood(&mut random);
    let slow = random.one_of(&[1, 200, 20_000]);
    let (mut replies, mut clock) = (random.clone(), random.clone());
    let run = drive(&job, settings, start_ms, seed, |asked, sent_ms| {
        let way_ms = clock.number() % slow;
        let own_s = own_start_s + (sent_ms + way_ms - start_ms) / 1_000;
        let said = said(provider, asked, &mut replies, &mood, own_s);
        let refuses = own_s.abs_diff(asked.timestamp) > tolerance_s(provider);
        let said = said.map(|said| match reply(provider, Say::Refuse(clock_code(provider))) {
            Some(refusal) if refuses => Said { date: said.date, ..refusal },
            _ => said,
        });
        (way_ms, said)
    });
    (run, settings)
}

#[test]
fn in_a_random_cloud_a_flow_ends_in_time_and_has_asked_no_more_than_its_pauses_let_it() {
    let count = count(1_500);
    let mut ends = BTreeMap::new();
    for seed in 0..count as u64 {
        let (run, settings) = run(seed);
        // Only a refused clock and the step from looking to asking come without a pause.
        let most = 3 + settings.timeout_ms / 375;
        assert!(run.asked.len() as u64 <= most, "seed {seed}: {run:?}");
        // The last reply may come late, and no request is sent late.
        let in_time = run.asked.iter().all(|asked| asked.at_ms < settings.timeout_ms);
        assert!(in_time && run.ended_ms <= settings.timeout_ms + 20_000, "seed {seed}: {run:?}");
        let name = match run.end {
            End::Done => "console".to_owned(),
            End::Refused(kind) => format!("refused, {kind}"),
            End::State(kind) => format!("state, {kind}"),
            End::NotListed => "not listed".to_owned(),
            End::OsUnknown(refusal) => format!("OS unknown, {}", refusal.is_some()),
            End::Reply(error) => format!("reply, {}", error.code()),
            End::Expired(last) => format!("expired, {}", last.is_some()),
        };
        *ends.entry(name).or_insert(0_u32) += 1;
    }
    eprintln!("{count} flows: {ends:#?}");
    assert!(ends.len() >= 17, "{ends:#?}");
}
