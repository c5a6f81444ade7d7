//! What to do next.

use core::{ffi::c_char, mem::size_of};

use vncurl_core::flow::Next;

use super::{vncurl_flow, vncurl_job};
use crate::{
    fill::{Filled, Output, fill},
    lent::Lent,
    reply::vncurl_refusal,
    request::vncurl_request,
    status::{vncurl_error, vncurl_status},
};

/// What a driver does next.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum vncurl_action {
    /// Nothing: the call failed.
    None = 0,
    /// Send the request; then hand over the reply, or say that none came.
    Send = 1,
    /// Ask again at until_ms.
    Wait = 2,
    /// The time is over.
    Expired = 3,
}

/// A step of a flow.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_next {
    /// sizeof (struct vncurl_next); set it before the call.
    pub struct_size: usize,
    /// What to do.
    pub action: vncurl_action,
    /// For VNCURL_ACTION_EXPIRED why the time was not enough, if a refusal was the cause.
    pub last: vncurl_refusal,
    /// For VNCURL_ACTION_WAIT the time, in milliseconds of the caller's clock.
    pub until_ms: u64,
    /// For VNCURL_ACTION_SEND the request; its struct_size is set by the library.
    pub request: vncurl_request,
}

impl Filled for vncurl_next {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        action: vncurl_action::None,
        last: vncurl_refusal::None,
        until_ms: 0,
        request: vncurl_request::EMPTY,
    };
}

/// Ask a flow what to do, and write the signed request when that is to send one.
///
/// In
///   job          as for vncurl_flow_start()
///   now_ms       the time
///   random       64 random bits, new at every call: they make the nonce
///
/// In, Out
///   flow         started
///
/// Out
///   buf, cap     receives the request, as vncurl_request_write() writes it: about 1 KiB, more with
///                a token; what is always enough, vncurl_request_write() says. NULL with cap 0
///                only measures
///   len          bytes written, 0 when nothing is to be sent; on VNCURL_STATUS_BUFFER_TOO_SMALL
///                the exact bytes needed, and the same call can be made again; 0 on any other
///                failure
///   out          what to do; empty on failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   as vncurl_request_write()
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent, and the flow, must lie
///   outside buf.
///
/// Timing
///   Send the request at once: the time in it is now_ms with the correction.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_flow_next(
    flow: *mut vncurl_flow,
    job: *const vncurl_job,
    now_ms: u64,
    random: u64,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_next,
    error: *mut vncurl_error,
) -> vncurl_status {
    let next = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent, and `flow`.
        let (flow, job) = unsafe { (lent.kept_mut(flow)?, lent.job(job)?) };
        let none = vncurl_next::EMPTY;
        Ok(match flow.next(&job, now_ms, random, room)? {
            Next::Send(request) => {
                let request = vncurl_request::of(&request);
                (request.http1.len, vncurl_next { action: vncurl_action::Send, request, ..none })
            }
            Next::Wait { until_ms } => {
                (0, vncurl_next { action: vncurl_action::Wait, until_ms, ..none })
            }
            Next::Expired { last } => {
                let last = last.map_or(vncurl_refusal::None, vncurl_refusal::of);
                (0, vncurl_next { action: vncurl_action::Expired, last, ..none })
            }
        })
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len`, `out` and `error`.
    unsafe { fill(output, out, next) }
}
