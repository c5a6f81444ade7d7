//! Tencent's console by the flow.

use vncurl_core::{
    Guest, Provider, TENCENT_CVM,
    flow::{Answered, Flow, Job, Next, Outcome, Settings},
};

use crate::{bytes, call, credentials, keep, number, optional, status, text};

/// One whole turn: what to do next, a reply, the end.
pub fn turn(provider: &'static Provider, settings: Settings) {
    let guest = Guest { instance_id: text(), ..Guest::default() };
    let job = Job { provider, call: call(), credentials: credentials(), guest };
    let (mut request, mut out) = ([0; 1024], [0; 1024]);
    let Ok(mut flow) = Flow::new(&job, settings, number()) else { return };
    loop {
        match flow.next(&job, number(), number(), &mut request) {
            Ok(Next::Send(request)) => keep(request.http1().len()),
            Ok(Next::Wait { until_ms }) => keep(until_ms),
            Ok(Next::Expired { .. }) | Err(_) => break,
        }
        let answered = Answered {
            status: status(),
            date: optional(),
            retry_after: optional(),
            retry_after_ms: optional(),
            body: bytes(),
        };
        match flow.receive(&job, number(), number(), &answered, &mut out) {
            Ok(Outcome::Again) => flow.lost(number(), number()),
            Ok(Outcome::Done(done)) => keep((done.console_url.len(), done.not_after)),
            Ok(Outcome::Failed(_)) | Err(_) => break,
        }
    }
}

/// Tencent's flow without a look at the instance.
pub fn without_a_look() {
    turn(&TENCENT_CVM, Settings { timeout_ms: number(), ..Settings::default() });
}
