//! When to ask again, for a driver of its own.

use core::{
    ffi::c_int,
    fmt,
    mem::{MaybeUninit, size_of},
    ptr,
};

use vncurl_core::{
    Error,
    error::ReplyFault,
    flow::{Ready, Retry},
};

use crate::{
    fill::{Filled, fill_struct},
    flow::{vncurl_action, vncurl_answered, vncurl_flow},
    lent::Lent,
    opaque::Opaque,
    reply::vncurl_refusal,
    status::vncurl_status,
};

/// Retries, the deadline and the clock of one request that is not a flow's, such as one for a page
/// of a list: 128 bytes of the caller's memory, which vncurl_retry_start() fills. It holds no
/// secret.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vncurl_retry {
    /// The library's own; some bytes may be unset.
    pub opaque: [MaybeUninit<u64>; 16],
}

// SAFETY: repr(C), and words alone.
unsafe impl Opaque for vncurl_retry {
    type Kept = Retry;
    const MARK: u64 = u64::from_le_bytes(*b"vncurlR1");
    const ZEROS: Self = Self { opaque: [MaybeUninit::zeroed(); 16] };
}

impl fmt::Debug for vncurl_retry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("vncurl_retry").finish_non_exhaustive()
    }
}

impl Filled for vncurl_retry {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self::ZEROS;
}

/// How far it got, to be shown to a person who waits.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_progress {
    /// sizeof (struct vncurl_progress); set it before the call.
    pub struct_size: usize,
    /// Seconds that the cloud's clock is ahead of the caller's, as far as a refusal has told.
    pub offset_s: i64,
    /// When it gives up, in milliseconds of the caller's clock.
    pub deadline_ms: u64,
    /// How often something was asked again.
    pub retries: u32,
    /// Why it asks again: what the last reply refused. VNCURL_REFUSAL_NONE when that got lost, was
    /// none of the service, or let a flow go on to the VNC URL.
    pub last: vncurl_refusal,
    /// Whether it has ended, for whatever reason.
    pub over: bool,
}

impl Filled for vncurl_progress {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        offset_s: 0,
        deadline_ms: 0,
        retries: 0,
        last: vncurl_refusal::None,
        over: false,
    };
}

impl vncurl_progress {
    fn of(retry: &Retry) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            offset_s: retry.offset_s(),
            deadline_ms: retry.deadline_ms(),
            retries: retry.retries(),
            last: retry.last_refusal().map_or(vncurl_refusal::None, vncurl_refusal::of),
            over: retry.is_over(),
        }
    }
}

/// Tell how far a flow got, also once there is a console or none will come, until vncurl_flow_end().
///
/// In
///   flow         started, and not wiped by vncurl_flow_end()
///
/// Out
///   out          retries, deadline and clock; empty on failure
///
/// Returns
///   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL, for a flow that was not started, and for a
///   struct_size that no version had
///
/// Pointers
///   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_flow_progress(
    flow: *const vncurl_flow,
    out: *mut vncurl_progress,
) -> vncurl_status {
    // SAFETY: the header's "Pointers" covers `flow`.
    let call = |lent: &Lent| Ok(vncurl_progress::of(unsafe { lent.kept(flow)? }.retry()));
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, ptr::null_mut(), call) }
}

/// Start to ask for something that is no console, such as a page of a list. A flow does all of
/// this by itself.
///
/// The driver asks vncurl_retry_ready() whether to send, signs for vncurl_retry_timestamp(), and
/// hands what is no answer to vncurl_retry_refused(), _unreadable() or _lost().
///
/// In
///   now_ms       the time: milliseconds of the caller's clock, Unix time where there is one
///   timeout_ms   how long it may take in all
///   offset_s     a clock correction that is known already, as vncurl_progress.offset_s; else 0
///
/// Out
///   out          the beginning
///
/// Returns
///   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL
///
/// Pointers
///   Nothing is kept or allocated. Calls with one vncurl_retry must not overlap in time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_retry_start(
    now_ms: u64,
    timeout_ms: u64,
    offset_s: i64,
    out: *mut vncurl_retry,
) -> vncurl_status {
    let retry = Retry::new(now_ms, timeout_ms).with_offset(offset_s);
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, ptr::null_mut(), |_: &Lent| Ok(vncurl_retry::holding(retry))) }
}

/// Ask whether to send now.
///
/// In
///   now_ms       the time
///
/// In, Out
///   retry        started
///
/// Out
///   until_ms     for VNCURL_ACTION_WAIT the time to ask again, else 0; NULL when not wanted
///
/// Returns
///   VNCURL_ACTION_SEND, _WAIT, or _EXPIRED, which stays even when the clock is set back;
///   VNCURL_ACTION_NONE for NULL and for what was not started
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_retry_ready(
    retry: *mut vncurl_retry,
    now_ms: u64,
    until_ms: *mut u64,
) -> vncurl_action {
    // SAFETY: the header's "Pointers" covers `retry`.
    let ready = unsafe { Lent::alone().kept_mut(retry) }.map(|retry| retry.ready(now_ms));
    let (action, until) = match ready {
        Ok(Ready::Now) => (vncurl_action::Send, 0),
        Ok(Ready::Wait { until_ms }) => (vncurl_action::Wait, until_ms),
        Ok(Ready::Expired) => (vncurl_action::Expired, 0),
        Err(_) => (vncurl_action::None, 0),
    };
    if !until_ms.is_null() {
        // SAFETY: the header's "Pointers" covers `until_ms`, and it is not NULL.
        unsafe { ptr::write(until_ms, until) };
    }
    action
}

/// Tell for which time to sign, by the cloud's clock as far as it is known.
///
/// In
///   retry        started
///   now_ms       the time
///
/// Returns
///   Unix seconds, for vncurl_call.timestamp; 0 for NULL and for what was not started
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_retry_timestamp(retry: *const vncurl_retry, now_ms: u64) -> u64 {
    // SAFETY: the header's "Pointers" covers `retry`.
    unsafe { Lent::alone().kept(retry) }.map_or(0, |retry| retry.timestamp(now_ms))
}

/// Take in a refusal.
///
/// In
///   now_ms       the time
///   random       64 random bits, new at every call: they vary the pause
///   answered     what came back; its body is not looked at
///   refusal      why, as vncurl_list.refusal or vncurl_reply.refusal says
///
/// In, Out
///   retry        started
///
/// Returns
///   whether to ask again, when vncurl_retry_ready() says so. false when that cannot help, or not
///   before the deadline; for NULL, what was not started, and a refusal or an answer that is none
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_retry_refused(
    retry: *mut vncurl_retry,
    now_ms: u64,
    random: u64,
    answered: *const vncurl_answered,
    refusal: c_int,
) -> bool {
    let lent = Lent::alone();
    // SAFETY: the header's "Pointers" covers `retry` and `answered`.
    let given = unsafe { (lent.kept_mut(retry), lent.answered(answered)) };
    match (given, vncurl_refusal::kind(refusal)) {
        ((Ok(retry), Ok(answered)), Some(kind)) => retry.refused(now_ms, random, &answered, kind),
        _ => false,
    }
}

/// Take in a reply that could not be read: a gateway's, which may be passing.
///
/// In
///   now_ms       the time
///   random       64 random bits, new at every call: they vary the pause
///   answered     what came back; its body is not looked at
///   status       what vncurl_statuses_read() and its like returned
///
/// In, Out
///   retry        started
///
/// Returns
///   as vncurl_retry_refused()
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_retry_unreadable(
    retry: *mut vncurl_retry,
    now_ms: u64,
    random: u64,
    answered: *const vncurl_answered,
    status: c_int,
) -> bool {
    let lent = Lent::alone();
    // SAFETY: the header's "Pointers" covers `retry` and `answered`.
    let (Ok(retry), Ok(answered)) = (unsafe { (lent.kept_mut(retry), lent.answered(answered)) })
    else {
        return false;
    };
    let error = if status == vncurl_status::UnexpectedStatus as c_int {
        Error::UnexpectedStatus { status: answered.status }
    } else {
        // Whatever it is: no other failure passes.
        Error::MalformedReply { at: 0, fault: ReplyFault::Syntax }
    };
    retry.unreadable(now_ms, random, &answered, error)
}

/// Say that no reply came: the connection failed, or was silent for too long.
///
/// In
///   now_ms       the time
///   random       64 random bits, new at every call: they vary the pause
///
/// In, Out
///   retry        started; otherwise, and for NULL, nothing happens
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_retry_lost(retry: *mut vncurl_retry, now_ms: u64, random: u64) {
    // SAFETY: the header's "Pointers" covers `retry`.
    if let Ok(retry) = unsafe { Lent::alone().kept_mut(retry) } {
        retry.lost(now_ms, random);
    }
}

/// Tell how far it got.
///
/// In
///   retry        started
///
/// Out
///   out          retries, deadline and clock; empty on failure
///
/// Returns
///   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL, for what was not started, and for a
///   struct_size that no version had
///
/// Pointers
///   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_retry_progress(
    retry: *const vncurl_retry,
    out: *mut vncurl_progress,
) -> vncurl_status {
    // SAFETY: the header's "Pointers" covers `retry`.
    let call = |lent: &Lent| Ok(vncurl_progress::of(unsafe { lent.kept(retry)? }));
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, ptr::null_mut(), call) }
}
