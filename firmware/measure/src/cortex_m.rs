//! Cortex-M: the MPS2 boards of QEMU.

use core::fmt;

use cortex_m::peripheral::{SYST, syst::SystClkSource};
use cortex_m_rt::entry;
use cortex_m_semihosting::debug;

unsafe extern "C" {
    static _stack_end: u32;
}

#[entry]
fn main() -> ! {
    crate::measure()
}

/// The console: serial port 0 (Arm DDI 0479), switched on by its first byte.
pub struct Console;

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let data: *mut u32 = core::ptr::with_exposed_provenance_mut(0x4000_4000);
        for byte in text.bytes() {
            // SAFETY: these are the port's registers: control, divider, data.
            unsafe {
                data.add(4).write_volatile(16);
                data.add(2).write_volatile(1);
                data.write_volatile(u32::from(byte));
            }
        }
        Ok(())
    }
}

/// The lowest word of the stack.
pub fn stack_end() -> *mut u32 {
    (&raw const _stack_end).cast_mut()
}

/// The instructions of `run`, under `-icount shift=10`: each takes 1,024 ns, 25.6 ticks of a clock
/// of 25 MHz.
pub fn instructions(run: &mut dyn FnMut()) -> u32 {
    // SAFETY: nothing else uses the timer.
    let mut timer = unsafe { cortex_m::Peripherals::steal() }.SYST;
    timer.set_clock_source(SystClkSource::Core);
    timer.set_reload(0x00ff_ffff);
    timer.clear_current();
    timer.enable_counter();
    let before = SYST::get_current();
    run();
    let ticks = before.wrapping_sub(SYST::get_current()) & 0x00ff_ffff;
    ticks * 5 / 128
}

/// End the emulator.
pub fn exit() -> ! {
    loop {
        debug::exit(debug::EXIT_SUCCESS);
    }
}
