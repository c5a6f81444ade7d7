//! The time, as a reply tells it.

use core::ptr;

use vncurl_core::time::http_date;

use crate::{
    fill::{Filled, fill_struct},
    lent::Lent,
    status::{Failure, vncurl_status},
    text::vncurl_str,
};

/// Unix seconds; 0 on failure.
impl Filled for u64 {
    const VERSIONED: bool = false;
    const EMPTY: Self = 0;
}

/// Read the value of an HTTP header Date, which every reply of the clouds has: the time, for a
/// device without a clock. A flow does this by itself when a cloud refuses its time.
///
/// In
///   date         such as "Sun, 06 Nov 1994 08:49:37 GMT", without blanks around it
///
/// Out
///   out          Unix seconds; 0 on failure
///
/// Returns
///   true, or false for a text of another form, a day that is in no calendar, and for NULL
///
/// Pointers
///   Borrowed for the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_http_date(date: vncurl_str, out: *mut u64) -> bool {
    let call = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `date`.
        let date = unsafe { lent.text(date)? };
        // Whatever the failure is called: nobody is told but that there is no time.
        http_date(date).ok_or(Failure::UnknownNumber)
    };
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, ptr::null_mut(), call) == vncurl_status::Ok }
}
