//! What a reply leads to.

use core::{
    ffi::{c_char, c_int},
    mem::size_of,
};

use vncurl_core::{
    Error, Refusal, Reply,
    flow::{Answered, Flow, Job, Outcome, Reason},
};

use super::{vncurl_flow, vncurl_job};
use crate::{
    fill::{Filled, Output, fill},
    lent::{Lent, Versioned},
    pieces::{Piece, write_pieces},
    reply::{self, pieces_of, vncurl_refusal},
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// What came back. Headers that are not there, or not text, are as good as empty.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_answered {
    /// sizeof (struct vncurl_answered).
    pub struct_size: usize,
    /// The HTTP status.
    pub http_status: c_int,
    /// The whole body, as it came; limit it to 64 KiB when you receive it.
    pub body: vncurl_str,
    /// The value of the header Date: it corrects a clock.
    pub date: vncurl_str,
    /// The value of the header Retry-After: seconds; a date is not honoured.
    pub retry_after: vncurl_str,
    /// The value of the header x-acs-retry-after: milliseconds.
    pub retry_after_ms: vncurl_str,
}

// SAFETY: repr(C), `struct_size` first, pointers and integers alone.
unsafe impl Versioned for vncurl_answered {}

/// What a reply leads to.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum vncurl_outcome_kind {
    /// Nothing: the call failed.
    None = 0,
    /// Ask vncurl_flow_next() what to do.
    Again = 1,
    /// Open the console URL.
    Done = 2,
    /// There will be no console.
    Failed = 3,
}

/// Why there will be no console. Later versions may add some.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum vncurl_reason {
    /// It did not fail.
    None = 0,
    /// The cloud said no, and asking again cannot help, or not before the deadline.
    Refused = 1,
    /// The instance's own state says no: not-running, or busy past the deadline.
    State = 2,
    /// The list of instances holds no such instance, so it is not in this region.
    NotListed = 3,
    /// The viewer page must be told whether the guest runs Windows, and the cloud may not be asked
    /// (then there is a refusal) or does not say.
    OsUnknown = 4,
    /// The reply cannot be read, or its VNC URL cannot be opened.
    Reply = 5,
}

/// The end of a flow, or that it goes on. Its texts lie in the buffer that vncurl_flow_receive()
/// filled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_outcome {
    /// sizeof (struct vncurl_outcome); set it before the call.
    pub struct_size: usize,
    /// What the reply leads to.
    pub kind: vncurl_outcome_kind,
    /// For VNCURL_OUTCOME_KIND_FAILED why.
    pub reason: vncurl_reason,
    /// The cloud's refusal, or what the instance's state comes to.
    pub refusal: vncurl_refusal,
    /// The console URL. A secret while it is valid.
    pub console_url: vncurl_str,
    /// The VNC URL in it, for vncurl_websocket_url().
    pub vnc_url: vncurl_str,
    /// Milliseconds of the caller's clock after which it cannot be opened any more.
    pub not_after_ms: u64,
    /// The same in Unix seconds of the cloud's clock.
    pub not_after: u64,
    /// The cloud's id of the call; empty when it sent none. Quote it in reports.
    pub request_id: vncurl_str,
    /// The cloud's own code of a refusal.
    pub code: vncurl_str,
    /// The cloud's message of a refusal, fit for a log.
    pub message: vncurl_str,
    /// For VNCURL_REASON_STATE the instance's state, in the cloud's own word.
    pub state: vncurl_str,
    /// For VNCURL_REASON_REPLY what is wrong with the reply, and where.
    pub fault: vncurl_error,
}

impl Filled for vncurl_outcome {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        kind: vncurl_outcome_kind::None,
        reason: vncurl_reason::None,
        refusal: vncurl_refusal::None,
        console_url: vncurl_str::EMPTY,
        vnc_url: vncurl_str::EMPTY,
        not_after_ms: 0,
        not_after: 0,
        request_id: vncurl_str::EMPTY,
        code: vncurl_str::EMPTY,
        message: vncurl_str::EMPTY,
        state: vncurl_str::EMPTY,
        fault: vncurl_error::NONE,
    };
}

/// Give a flow the reply to the request that vncurl_flow_next() wrote.
///
/// In
///   job          as for vncurl_flow_start()
///   now_ms       the time
///   random       64 random bits, new at every call: they vary the pauses
///   answered     what came back
///
/// In, Out
///   flow         started
///
/// Out
///   buf, cap     receives the texts of `out`: the console URL and what is in it, or what the cloud
///                said; never more than twice the body's length and 1 KiB. NULL with cap 0 only
///                measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed, and the
///                same call can be made again; 0 on any other failure
///   out          what the reply leads to; empty on failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, whatever the cloud said, _BUFFER_TOO_SMALL, and for what is wrong with the
///   arguments as vncurl_flow_start()
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent, and the flow, must lie
///   outside buf.
///
/// Timing
///   Open the console URL at once, and before not_after_ms.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_flow_receive(
    flow: *mut vncurl_flow,
    job: *const vncurl_job,
    now_ms: u64,
    random: u64,
    answered: *const vncurl_answered,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_outcome,
    error: *mut vncurl_error,
) -> vncurl_status {
    let receive = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent, and `flow`.
        let (flow, job, answered) =
            unsafe { (lent.kept_mut(flow)?, lent.job(job)?, lent.answered(answered)?) };
        // The texts behind the URL may not fit any more, and the call must be one that can be made
        // again.
        let before = flow.clone();
        let told = tell(flow, &job, (now_ms, random), &answered, room);
        if told.is_err() {
            *flow = before;
        }
        Ok(told?)
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len`, `out` and `error`.
    unsafe { fill(output, out, receive) }
}

/// Let the flow take in the reply, and write the texts of what it says into `room`: the console
/// URL, and behind it the others.
fn tell(
    flow: &mut Flow,
    job: &Job<'_>,
    (now_ms, random): (u64, u64),
    answered: &Answered<'_>,
    room: &mut [u8],
) -> Result<(usize, vncurl_outcome), Error> {
    let none = vncurl_outcome::EMPTY;
    let received = flow.receive(job, now_ms, random, answered, room);
    let (url, pieces, facts) = match received {
        Err(Error::BufferTooSmall { needed }) => {
            return Err(too_small(needed, len_behind_url(job, answered)));
        }
        Err(error) => return Err(error),
        Ok(Outcome::Again) => {
            (0, [Piece::NONE; 5], vncurl_outcome { kind: vncurl_outcome_kind::Again, ..none })
        }
        Ok(Outcome::Done(done)) => {
            let (request_id, vnc_url) = (Piece::Text(done.request_id), Piece::Text(done.vnc_url));
            let facts = vncurl_outcome {
                kind: vncurl_outcome_kind::Done,
                not_after_ms: done.not_after_ms,
                not_after: done.not_after,
                ..none
            };
            let pieces = [request_id, Piece::NONE, Piece::NONE, vnc_url, Piece::NONE];
            (done.console_url.len(), pieces, facts)
        }
        Ok(Outcome::Failed(reason)) => {
            let (pieces, facts) = failed(reason);
            (0, pieces, facts)
        }
    };
    // The URL was written, so it lies in the room.
    let (console_url, behind) = room.split_at_mut_checked(url).unwrap_or_default();
    let written = write_pieces(pieces, behind);
    let (len, [request_id, code, message, vnc_url, state]) = match written {
        Err(Error::BufferTooSmall { needed }) => return Err(too_small(url, needed)),
        written => written?,
    };
    let console_url = vncurl_str::of_bytes(console_url);
    let outcome =
        vncurl_outcome { console_url, vnc_url, request_id, code, message, state, ..facts };
    Ok((url.saturating_add(len), outcome))
}

/// Request id, code, message, VNC URL and state of a failure, and what else there is to say.
fn failed(reason: Reason<'_>) -> ([Piece<'_>; 5], vncurl_outcome) {
    let none = vncurl_outcome { kind: vncurl_outcome_kind::Failed, ..vncurl_outcome::EMPTY };
    let bare = |reason| ([Piece::NONE; 5], vncurl_outcome { reason, ..none });
    match reason {
        Reason::Refused(refusal) => refused(refusal, vncurl_reason::Refused),
        Reason::OsUnknown(Some(refusal)) => refused(refusal, vncurl_reason::OsUnknown),
        Reason::OsUnknown(None) => bare(vncurl_reason::OsUnknown),
        Reason::NotListed => bare(vncurl_reason::NotListed),
        Reason::State { kind, state } => {
            let ([first, second, third, fourth, _], facts) = bare(vncurl_reason::State);
            let facts = vncurl_outcome { refusal: vncurl_refusal::of(kind), ..facts };
            ([first, second, third, fourth, Piece::Text(state)], facts)
        }
        Reason::Reply(error) => {
            let (pieces, facts) = bare(vncurl_reason::Reply);
            let fault = vncurl_error::of(Some(Failure::Core(error)));
            (pieces, vncurl_outcome { fault, ..facts })
        }
    }
}

fn refused(refusal: Refusal<'_>, reason: vncurl_reason) -> ([Piece<'_>; 5], vncurl_outcome) {
    let [request_id, code, message] = pieces_of(refusal);
    let facts = vncurl_outcome {
        kind: vncurl_outcome_kind::Failed,
        reason,
        refusal: vncurl_refusal::of(refusal.kind),
        ..vncurl_outcome::EMPTY
    };
    ([request_id, code, message, Piece::NONE, Piece::NONE], facts)
}

fn too_small(first: usize, second: usize) -> Error {
    Error::BufferTooSmall { needed: first.saturating_add(second) }
}

/// How long the texts are that stand behind the console URL.
fn len_behind_url(job: &Job<'_>, answered: &Answered<'_>) -> usize {
    match job.provider.read_reply(answered.status, answered.body) {
        Ok(Reply::VncUrl(reply)) => reply.vnc_url.len().saturating_add(reply.request_id.len()),
        _ => 0,
    }
}

impl Lent {
    /// What came back.
    ///
    /// # Safety
    ///
    /// As for [`Lent::required`], and each text as for [`Lent::text`].
    pub(crate) unsafe fn answered<'a>(
        &self,
        place: *const vncurl_answered,
    ) -> Result<Answered<'a>, Failure> {
        // SAFETY: the caller's contract is the same.
        unsafe {
            let given = self.required(place)?;
            Ok(Answered {
                status: reply::http_status(given.http_status)?,
                date: self.network_text(given.date)?,
                retry_after: self.network_text(given.retry_after)?,
                retry_after_ms: self.network_text(given.retry_after_ms)?,
                body: self.bytes(given.body)?,
            })
        }
    }
}
