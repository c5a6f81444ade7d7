//! The flow and the limiters.

use core::hint::black_box;

use vncurl_core::{
    Guest,
    flow::{Answered, Flow, Job, Settings},
    quota::{Limiter, Place, Turn},
};

use crate::{
    bytes, call, credentials, keep, number, optional, requests::any_provider, tencent_flow::turn,
    text,
};

/// Every flow, and what outlives it.
pub fn every() {
    let on = black_box(true);
    turn(any_provider(), Settings { timeout_ms: number(), preflight: on, wait_running: on });
    let guest = Guest { instance_id: text(), ..Guest::default() };
    let job = Job { provider: any_provider(), call: call(), credentials: credentials(), guest };
    if let Ok(flow) = Flow::new(&job, Settings::default(), number()) {
        retry(&flow);
        let kept = flow.into_kept();
        if let Ok(flow) = Flow::new(&job, Settings::default(), number()) {
            keep(flow.with_kept(kept).retry().offset_s());
        }
    }
}

fn retry(flow: &Flow) {
    let mut retry = flow.retry().clone().with_offset(1);
    keep((retry.ready(number()), retry.timestamp(number()), retry.retries()));
    keep((retry.last_refusal(), retry.deadline_ms(), retry.is_over()));
    let answered = Answered { date: optional(), body: bytes(), ..Answered::default() };
    keep(retry.refused(number(), number(), &answered, vncurl_core::RefusalKind::of_code(text())));
    keep(retry.unreadable(number(), number(), &answered, vncurl_core::Error::HostMissing));
    retry.lost(number(), number());
    keep(vncurl_core::flow::Retry::new(number(), number()));
}

/// The limiters.
pub fn limiters() {
    let provider = any_provider();
    let limiters = [
        Limiter::per_second(provider.requests_per_s),
        Limiter::of_reconnects(provider),
        Limiter::new(black_box(None), number()),
    ];
    for mut limiter in limiters {
        match limiter.begin(number()) {
            Turn::Go(place) => {
                let place = Place::of_number(black_box(place.number()));
                limiter.ended(place, number(), black_box(true));
            }
            Turn::Wait { until_ms } => keep(until_ms),
            Turn::Full => {}
        }
        keep(limiter);
    }
}
