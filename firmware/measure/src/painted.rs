//! How much stack a call takes: the free stack is painted before, and looked at behind.

use core::hint::black_box;

use crate::machine;

const PAINT: u32 = 0x5aa5_5aa5;

/// Words between this function's own frame and the paint.
const MARGIN: usize = 64;

/// Peak stack in bytes and instructions of a call.
/// A call of nothing is subtracted.
pub fn cost(run: &mut dyn FnMut()) -> (usize, u32) {
    let nothing = once(&mut || {});
    let cost = once(run);
    (cost.0.saturating_sub(nothing.0), cost.1.saturating_sub(nothing.1))
}

#[inline(never)]
fn once(run: &mut dyn FnMut()) -> (usize, u32) {
    let mut here = 0_u32;
    let top = black_box(&raw mut here);
    let end = machine::stack_end();
    // SAFETY: both are in the stack, the end below.
    let free = usize::try_from(unsafe { top.offset_from(end) }).unwrap_or_default();
    for word in 0..free.saturating_sub(MARGIN) {
        // SAFETY: below this function's frame the stack is unused.
        unsafe { end.add(word).write_volatile(PAINT) };
    }
    let instructions = machine::instructions(black_box(run));
    let mut untouched = 0;
    // SAFETY: as above.
    while untouched < free && unsafe { end.add(untouched).read_volatile() } == PAINT {
        untouched += 1;
    }
    ((free - untouched) * 4, instructions)
}
