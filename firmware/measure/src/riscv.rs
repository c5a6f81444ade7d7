//! RISC-V: the machine `virt` of QEMU.

use core::{arch::global_asm, fmt};

unsafe extern "C" {
    static _stack_end: u32;
}

global_asm!(
    ".section .text._start,\"ax\"",
    ".global _start",
    "_start: la sp, _stack_start",
    "j {main}",
    main = sym main,
);

extern "C" fn main() -> ! {
    crate::measure()
}

/// The console: the machine's serial port.
pub struct Console;

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let data: *mut u8 = core::ptr::with_exposed_provenance_mut(0x1000_0000);
        for byte in text.bytes() {
            // SAFETY: this is the port's data register.
            unsafe { data.write_volatile(byte) };
        }
        Ok(())
    }
}

/// The lowest word of the stack.
pub fn stack_end() -> *mut u32 {
    (&raw const _stack_end).cast_mut()
}

/// The instructions of `run`, under `-icount`.
pub fn instructions(run: &mut dyn FnMut()) -> u32 {
    let before = retired();
    run();
    retired().wrapping_sub(before)
}

fn retired() -> u32 {
    let count;
    // SAFETY: reads a counter.
    unsafe { core::arch::asm!("csrr {}, minstret", out(reg) count) };
    count
}

/// End the emulator.
pub fn exit() -> ! {
    let finisher: *mut u32 = core::ptr::with_exposed_provenance_mut(0x0010_0000);
    loop {
        // SAFETY: the machine's power switch.
        unsafe { finisher.write_volatile(0x5555) };
    }
}
