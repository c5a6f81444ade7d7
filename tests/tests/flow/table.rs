//! The table: one cloud, one flow, one end.

use vncurl_core::{Provider, instance::STATES};

use crate::{
    cloud::{Say, ScriptedCloud},
    drive::{End, Run, drive, job},
    rows::{PREFLIGHT, Row, rows},
};

/// How long a request and its reply take.
const WAY_MS: u64 = 100;

fn run(row: &Row, seed: u64) -> Run {
    let Row { provider, ahead_s, date_off_s, script, .. } = *row;
    let mut cloud = ScriptedCloud { provider, ahead_s, date_off_s, script, said: 0 };
    let job = job(provider, row.windows);
    drive(&job, row.settings, row.start_ms, seed, |asked, sent_ms| {
        (WAY_MS, cloud.answer(asked.timestamp, sent_ms + WAY_MS))
    })
}

#[test]
fn every_row_asks_pauses_and_ends_as_it_must() {
    for row in rows() {
        let name = format!("{}, {}", row.provider.name, row.name);
        for seed in 0..40 {
            let run = run(&row, seed);
            let shown = || format!("{name}, seed {seed}: {run:#?}");
            assert_eq!(run.end, row.end, "{}", shown());
            let enough = run.asked.len() == row.asked.len()
                || row.on_and_on && run.asked.len() > row.asked.len() / 2;
            assert!(enough, "{}", shown());
            let mut actions = row.asked.iter().chain(row.asked.last().into_iter().cycle());
            for asked in &run.asked {
                let (action, least, most) = *actions.next().unwrap();
                assert_eq!(asked.action, action, "{}", shown());
                assert!((least..=most).contains(&asked.pause_ms), "{}", shown());
            }
            assert!(row.on_and_on || run.retries == row.retries, "{}", shown());
            assert!(run.retries as usize <= run.asked.len(), "{}", shown());
            assert!(run.ended_ms <= row.settings.timeout_ms + WAY_MS, "{}", shown());
            check_clock(&row, &run);
        }
    }
}

/// The offset is what the `Date` said, to the second in which it came; every key is of the day of
/// its request.
fn check_clock(row: &Row, run: &Run) {
    let expected = if row.corrected { row.ahead_s + row.date_off_s.unwrap() } else { 0 };
    assert!((expected - 1..=expected).contains(&run.offset_s), "{}: {run:?}", row.name);
    for asked in &run.asked {
        let moment = jiff::Timestamp::from_second(asked.timestamp.try_into().unwrap()).unwrap();
        let day = moment.to_string().split('T').next().unwrap().to_owned();
        assert!(asked.day.as_ref().is_none_or(|own| *own == day), "{}: {asked:?}", row.name);
        assert_eq!(asked.day.is_some(), asked.nonce.is_none(), "{}", row.name);
    }
}

#[test]
fn pauses_vary_so_that_many_clients_do_not_come_back_at_once() {
    let throttled = rows().into_iter().find(|row| row.name == "throttled once").unwrap();
    let mut pauses: Vec<u64> =
        (0..200).map(|seed| run(&throttled, seed).asked[1].pause_ms).collect();
    pauses.sort_unstable();
    pauses.dedup();
    assert!(pauses.len() > 80 && pauses[0] < 390 && *pauses.last().unwrap() > 610, "{pauses:?}");
}

/// What comes of a state that the look before the call finds.
fn end_of(provider: &'static Provider, state: &'static str) -> (End, usize) {
    let script = vec![Say::State(state, "linux"), Say::State("RUNNING", "linux"), Say::Url];
    let mut script = script.into_iter();
    let run = drive(&job(provider, None), PREFLIGHT, 1_000_000_000_000, 1, |asked, _| {
        let wanted = script.next().unwrap();
        // A state that has a console is not looked at a second time.
        let is_vnc = asked.action == "DescribeInstanceVncUrl";
        let say = if is_vnc { Say::Url } else { wanted };
        (WAY_MS, crate::cloud::reply(provider, say))
    });
    (run.end, run.asked.len())
}

#[test]
fn each_state_of_the_documents_leads_to_the_console_to_a_wait_or_to_the_end() {
    let unknown = [("DEEP_SLEEP", None), ("running", None)];
    for (state, refusal) in STATES.iter().copied().chain(unknown) {
        for provider in vncurl_core::PROVIDERS {
            let expected = match refusal {
                None => (End::Done, 2),
                Some(kind) if kind.as_str() == "busy" => (End::Done, 3),
                Some(kind) => (End::State(kind), 1),
            };
            assert_eq!(end_of(provider, state), expected, "{}, {state}", provider.name);
        }
    }
}
