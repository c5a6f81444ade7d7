//! How often a cloud may be asked.

use core::{fmt, mem::MaybeUninit, ptr};

use vncurl_core::quota::{Limiter, Place, Turn};

use crate::{
    fill::{Filled, fill_struct},
    lent::Lent,
    opaque::Opaque,
    status::vncurl_status,
};

/// Most events of one window that a limiter counts; the clouds' largest number is 40.
pub const VNCURL_WINDOW_MAX: usize = 40;

const _: () = assert!(VNCURL_WINDOW_MAX == vncurl_core::quota::WINDOW_MAX as usize);

/// Admits events at the rate that a cloud permits: 512 bytes of the caller's memory, which
/// vncurl_limiter_start() fills. It holds no secret.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vncurl_limiter {
    /// The library's own; some bytes may be unset.
    pub opaque: [MaybeUninit<u64>; 64],
}

/// What a limiter says.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum vncurl_turn_kind {
    /// Nothing: the call failed.
    None = 0,
    /// Begin now, and give the place to vncurl_limiter_ended() when the event ended.
    Go = 1,
    /// Ask again at until_ms.
    Wait = 2,
    /// Every place belongs to an event that goes on: ask again when one ended.
    Full = 3,
}

/// A limiter's answer. A struct that never grows.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_turn {
    /// What to do.
    pub kind: vncurl_turn_kind,
    /// For VNCURL_TURN_KIND_GO the event's place.
    pub place: u32,
    /// For VNCURL_TURN_KIND_WAIT the time.
    pub until_ms: u64,
}

// SAFETY: repr(C), and words alone.
unsafe impl Opaque for vncurl_limiter {
    type Kept = Limiter;
    const MARK: u64 = u64::from_le_bytes(*b"vncurlT1");
    const ZEROS: Self = Self { opaque: [MaybeUninit::zeroed(); 64] };
}

impl fmt::Debug for vncurl_limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("vncurl_limiter").finish_non_exhaustive()
    }
}

impl Filled for vncurl_limiter {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self::ZEROS;
}

impl Filled for vncurl_turn {
    const VERSIONED: bool = false;
    const EMPTY: Self = Self { kind: vncurl_turn_kind::None, place: 0, until_ms: 0 };
}

/// Start a limiter. All its times are milliseconds of one clock of the caller's.
///
/// In
///   limit        events in a window, such as vncurl_provider.requests_per_s in a second or
///                .connects_per_min in a minute, at most VNCURL_WINDOW_MAX; 0 where the cloud
///                publishes none: then it learns one from refusals
///   window_ms    length of the window
///
/// Out
///   out          the limiter
///
/// Returns
///   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL
///
/// Pointers
///   Nothing is kept or allocated. Calls with one limiter must not overlap in time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_limiter_start(
    limit: u32,
    window_ms: u64,
    out: *mut vncurl_limiter,
) -> vncurl_status {
    // The limiter brings what is too much down to the most.
    let limit = (limit > 0).then(|| u16::try_from(limit).unwrap_or(u16::MAX));
    let call = |_: &Lent| Ok(vncurl_limiter::holding(Limiter::new(limit, window_ms)));
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, ptr::null_mut(), call) }
}

/// Ask to begin an event.
///
/// An event takes a place when it begins and gives it back one window after it ended. The cloud
/// saw the request some time between the two, so no window of its clock holds more than the limit.
///
/// In
///   now_ms       the time
///
/// In, Out
///   limiter      started
///
/// Out
///   out          begin, wait, or wait for an event to end; VNCURL_TURN_KIND_NONE on failure
///
/// Returns
///   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL and for a limiter that was not started
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_limiter_begin(
    limiter: *mut vncurl_limiter,
    now_ms: u64,
    out: *mut vncurl_turn,
) -> vncurl_status {
    let call = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `limiter`.
        let limiter = unsafe { lent.kept_mut(limiter)? };
        let none = vncurl_turn::EMPTY;
        Ok(match limiter.begin(now_ms) {
            Turn::Go(place) => {
                vncurl_turn { kind: vncurl_turn_kind::Go, place: place.number().into(), ..none }
            }
            Turn::Wait { until_ms } => {
                vncurl_turn { kind: vncurl_turn_kind::Wait, until_ms, ..none }
            }
            Turn::Full => vncurl_turn { kind: vncurl_turn_kind::Full, ..none },
        })
    };
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, ptr::null_mut(), call) }
}

/// Say that an event ended.
///
/// In
///   place        vncurl_turn.place of its beginning; another number is no event
///   now_ms       the time
///   throttled    whether the cloud refused it as one too many, VNCURL_REFUSAL_THROTTLED
///
/// In, Out
///   limiter      started; otherwise, and for NULL, nothing happens
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_limiter_ended(
    limiter: *mut vncurl_limiter,
    place: u32,
    now_ms: u64,
    throttled: bool,
) {
    // SAFETY: the header's "Pointers" covers `limiter`.
    if let Ok(limiter) = unsafe { Lent::alone().kept_mut(limiter) } {
        // A number that no limiter gave has no place in any window.
        let place = Place::of_number(u8::try_from(place).unwrap_or(u8::MAX));
        limiter.ended(place, now_ms, throttled);
    }
}
