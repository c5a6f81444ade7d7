//! The look at the instance before its console is asked for.

use super::{Answered, Flow, Job, Outcome, Reason, Settings, WAIT_RUNNING_MS};
use crate::{
    Call, Error, Instance, List, ListReply, RefusalKind, Request,
    list::{Page, Search},
    sign::SigningKey,
};

/// That a flow looks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Preflight;

impl Preflight {
    /// Whether a flow looks first: it is told to, or the viewer page must be told about the guest.
    #[expect(clippy::unnecessary_wraps, reason = "where there are no lists it cannot look")]
    pub(super) fn new(settings: Settings, asks_for_os: bool) -> Result<Option<Self>, Error> {
        let looks = settings.preflight || settings.wait_running || asks_for_os;
        Ok(looks.then_some(Self))
    }

    #[expect(clippy::unused_self, reason = "without lists there is none to call it on")]
    pub(super) fn request<'b>(
        self,
        job: &Job<'_>,
        asks_for_os: bool,
        call: &Call<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        let Job { provider, credentials, guest, .. } = job;
        let ids = [guest.instance_id];
        let one = Page { offset: 0, limit: 1 };
        if asks_for_os {
            let search = Search::Ids(&ids);
            return provider.instances_request(search, one, call, credentials, key, buf);
        }
        // The list of states is the cheaper one; the other tells the operating system too.
        provider.statuses_request(&ids, one, call, credentials, key, buf)
    }

    #[expect(clippy::unused_self, reason = "without lists there is none to call it on")]
    #[inline(never)]
    pub(super) fn judge<'r, 'o>(
        self,
        flow: &mut Flow,
        job: &Job<'_>,
        now_ms: u64,
        random: u64,
        answered: &Answered<'r>,
    ) -> Outcome<'r, 'o> {
        let Answered { status, body, .. } = *answered;
        let windows = flow.windows.or(job.guest.windows);
        let read = if windows.is_none() && job.provider.viewer.asks_for_os() {
            job.provider.read_instances(status, body)
        } else {
            job.provider.read_statuses(status, body)
        };
        match read {
            Ok(ListReply::List(list)) => match listed(&list, job.guest.instance_id) {
                Some(instance) => looked(flow, job, now_ms, random, answered, &instance),
                None => Outcome::Failed(Reason::NotListed),
            },
            Ok(ListReply::Refusal(refusal)) => flow.refused(job, now_ms, random, answered, refusal),
            Err(error) => flow.unreadable(now_ms, random, answered, error),
        }
    }
}

/// What the instance's own state leads to.
#[inline(never)]
fn looked<'r, 'o>(
    flow: &mut Flow,
    job: &Job<'_>,
    now_ms: u64,
    random: u64,
    answered: &Answered<'_>,
    instance: &Instance<'r>,
) -> Outcome<'r, 'o> {
    if job.provider.viewer.asks_for_os() && flow.windows.is_none() {
        flow.windows = instance.windows();
        if flow.windows.is_none() {
            return Outcome::Failed(Reason::OsUnknown(None));
        }
    }
    let Some(kind) = instance.refusal() else {
        return flow.get_on();
    };
    flow.retry.last = Some(kind);
    let waits = kind == RefusalKind::Busy || flow.settings.wait_running;
    if waits && flow.retry.pause(now_ms, random, WAIT_RUNNING_MS, Some(answered)) {
        return Outcome::Again;
    }
    Outcome::Failed(Reason::State { kind, state: instance.state().unwrap_or_default() })
}

/// The instance of that id.
#[inline(never)]
fn listed<'r>(list: &List<'r, Instance<'r>>, instance_id: &str) -> Option<Instance<'r>> {
    list.iter().find(|each| each.id() == *instance_id)
}
