//! The panic handler that a library without std must bring.

use core::panic::PanicInfo;

/// Never reached: `make test-c` fails when a path to it is left in the library.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
