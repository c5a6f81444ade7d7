//! The flow: from an instance id to its console, in the caller's memory.

mod next;
mod receive;

use core::{ffi::c_int, fmt, mem::MaybeUninit};

use vncurl_core::flow::{Flow, Job, Settings};
use zeroize::Zeroize;

use crate::{
    call::vncurl_call,
    console::vncurl_guest,
    credentials::vncurl_credentials,
    fill::{Filled, fill_struct},
    lent::{Lent, Versioned},
    opaque::Opaque,
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

pub use next::{vncurl_action, vncurl_flow_next, vncurl_next};
pub use receive::{
    vncurl_answered, vncurl_flow_receive, vncurl_outcome, vncurl_outcome_kind, vncurl_reason,
};

/// What a flow is about: the same at every step.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_job {
    /// sizeof (struct vncurl_job).
    pub struct_size: usize,
    /// Name of a provider, e.g. "tencent-cvm".
    pub provider: vncurl_str,
    /// The instance, e.g. "ins-r9hr2upy".
    pub instance_id: vncurl_str,
    /// Where and how; the flow itself fills in timestamp and nonce.
    pub call: *const vncurl_call,
    /// Who signs.
    pub credentials: *const vncurl_credentials,
    /// What the page is told; NULL as for vncurl_console_url(). An operating system that is not
    /// known the flow finds out where the page asks.
    pub guest: *const vncurl_guest,
}

// SAFETY: repr(C), `struct_size` first, pointers and integers alone.
unsafe impl Versioned for vncurl_job {}

/// What a flow may do.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_settings {
    /// sizeof (struct vncurl_settings).
    pub struct_size: usize,
    /// How long it may take in all, in milliseconds.
    pub timeout_ms: u64,
    /// 1 looks at the instance's state before asking for its console. Else 0.
    pub preflight: c_int,
    /// 1 waits for an instance that is not running, in the hope that somebody starts it. Else 0.
    pub wait_running: c_int,
}

// SAFETY: repr(C), `struct_size` first, integers alone.
unsafe impl Versioned for vncurl_settings {}

/// The state of one way from an instance id to its console: 1 KiB of the caller's memory, which
/// vncurl_flow_start() fills. It holds a signing key and so is a secret: end it with
/// vncurl_flow_end(). It may be copied; each copy wants its own end.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vncurl_flow {
    /// The library's own; some bytes may be unset.
    pub opaque: [MaybeUninit<u64>; 128],
}

// SAFETY: repr(C), and words alone.
unsafe impl Opaque for vncurl_flow {
    type Kept = Flow;
    const MARK: u64 = u64::from_le_bytes(*b"vncurlF1");
    const ZEROS: Self = Self { opaque: [MaybeUninit::zeroed(); 128] };
}

impl fmt::Debug for vncurl_flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("vncurl_flow").finish_non_exhaustive()
    }
}

impl Filled for vncurl_flow {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self::ZEROS;
}

impl Lent {
    /// What a flow is about.
    ///
    /// # Safety
    ///
    /// As for [`Lent::required`], and so for the structs that it points to; each text as for
    /// [`Lent::text`].
    pub(crate) unsafe fn job<'a>(&self, place: *const vncurl_job) -> Result<Job<'a>, Failure> {
        // SAFETY: the caller's contract is the same.
        unsafe {
            let given = self.required(place)?;
            Ok(Job {
                provider: self.provider(given.provider)?,
                call: self.call(given.call)?,
                credentials: self.credentials(given.credentials)?,
                guest: self.guest(given.guest, given.instance_id)?,
            })
        }
    }
}

/// Start a flow: what a careful operator does between an instance id and its console.
///
/// It never sends, waits, or asks for the time: its driver calls vncurl_flow_next(), sends or waits
/// as that says, and gives every reply to vncurl_flow_receive(). It asks again when that can help
/// (throttled, busy, the cloud's own fault, a lost reply), each time with a new time, nonce and
/// signature, after a pause that doubles, varies and honours what the cloud asks for, and never
/// past the deadline. It corrects a refused clock once, by the Date of the reply that refused it.
///
/// In
///   job          what it is about; the same at every call of one flow
///   settings     what it may do
///   now_ms       the time: milliseconds of the caller's clock, Unix time where there is one
///   earlier      a flow of the same provider, credentials and signature version, whose signing
///                key and clock correction this one goes on with, and which may lie at `out`;
///                NULL: none
///
/// Out
///   out          the flow; zeros on failure
///   error        what went wrong and where; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, _UNKNOWN_ALGORITHM, _INVALID_ENDPOINT,
///   _INVALID_INSTANCE_ID, _INVALID_VIEWER, _INVALID_PASSWORD, _PASSWORD_NOT_TAKEN, or
///   _INVALID_ARGUMENT. What else is wrong with the job, vncurl_flow_next() says.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. Calls with one flow must not overlap in
///   time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_flow_start(
    job: *const vncurl_job,
    settings: *const vncurl_settings,
    now_ms: u64,
    earlier: *const vncurl_flow,
    out: *mut vncurl_flow,
    error: *mut vncurl_error,
) -> vncurl_status {
    let call = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers what is lent.
        let (job, given) = unsafe { (lent.job(job)?, lent.required(settings)?) };
        let settings = Settings {
            timeout_ms: given.timeout_ms,
            preflight: Lent::flag(given.preflight)?,
            wait_running: Lent::flag(given.wait_running)?,
        };
        let flow = Flow::new(&job, settings, now_ms)?;
        if earlier.is_null() {
            return Ok(vncurl_flow::holding(flow));
        }
        // SAFETY: the header's "Pointers" covers `earlier`, and `out` is written later.
        let earlier = unsafe { lent.kept(earlier)? };
        Ok(vncurl_flow::holding(flow.with_kept(earlier.clone().into_kept())))
    };
    // SAFETY: the header's "Pointers" covers `out` and `error`.
    unsafe { fill_struct(out, error, call) }
}

/// Say that no reply came: the connection failed, or was silent for too long. Both actions only
/// read, so the next step asks again.
///
/// In
///   now_ms       the time
///   random       new at every call; it varies the pause
///
/// In, Out
///   flow         started; otherwise, and for NULL, nothing happens
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_flow_lost(flow: *mut vncurl_flow, now_ms: u64, random: u64) {
    // SAFETY: the header's "Pointers" covers `flow`.
    if let Ok(flow) = unsafe { Lent::alone().kept_mut(flow) } {
        flow.lost(now_ms, random);
    }
}

/// Overwrite a flow, and the signing key in it, with zeros, in a way that no compiler leaves out.
///
/// In, Out
///   flow         started, zeroed or ended before; NULL does nothing
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_flow_end(flow: *mut vncurl_flow) {
    // SAFETY: the header's "Pointers": it is NULL, or valid and aligned.
    if let Some(flow) = unsafe { flow.as_mut() } {
        flow.opaque.zeroize();
    }
}
