//! Wipes what signing left on the stack.
//!
//! Keys are wiped where they are dropped, but a compiler moves values, and a move leaves a copy
//! behind. What lies below the caller's frame after a signature is overwritten once.

use core::hint::black_box;

use zeroize::Zeroize;

/// More than a signature's whole stack, measured at 4 KiB.
const DEPTH: usize = 16 * 1024;

/// Call `sign`, then overwrite the stack that it used.
pub(crate) fn scrubbed<T>(sign: impl FnOnce() -> T) -> T {
    let signed = in_own_frame(sign);
    overwrite();
    signed
}

#[inline(never)]
fn in_own_frame<T>(sign: impl FnOnce() -> T) -> T {
    sign()
}

#[inline(never)]
fn overwrite() {
    let mut room = [0xa5u8; DEPTH];
    black_box(&mut room).zeroize();
}
