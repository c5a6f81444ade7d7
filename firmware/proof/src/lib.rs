//! Calls of vncurl-core for programs that link only when none of them can panic or allocate.
//!
//! The panic handler calls a symbol that is defined nowhere, so the linker refuses every program in
//! which the optimiser could not show that no panic is reached. There is no allocator, and none of
//! the standard library but `core` is built. Each program in `src/bin` is one feature; what it takes
//! beyond `nothing` is what the feature costs a device. `everything` calls the whole public API;
//! `firmware/check-api` compares it with core's sources.
#![no_std]

#[cfg(feature = "all")]
pub mod console;
#[cfg(feature = "all")]
pub mod flow;
#[cfg(feature = "all")]
pub mod lists;
#[cfg(feature = "all")]
pub mod requests;
#[cfg(feature = "all")]
pub mod shown;
#[cfg(feature = "all")]
pub mod signatures;
pub mod tencent;
#[cfg(feature = "tencent-flow")]
pub mod tencent_flow;
#[cfg(feature = "all")]
pub mod texts;

use core::{hint::black_box, panic::PanicInfo};

use vncurl_core::{Call, Credentials};

unsafe extern "C" {
    safe fn a_panic_can_be_reached() -> !;
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    a_panic_can_be_reached()
}

/// The entry point: runs `$features` once, on input that the optimiser cannot see.
#[macro_export]
macro_rules! entry {
    ($($feature:path),*) => {
        /// Where the linker starts from.
        // SAFETY: no other symbol of the program has this name.
        #[unsafe(no_mangle)]
        pub extern "C" fn _start() -> ! {
            loop {
                $($feature();)*
                core::hint::black_box(());
            }
        }
    };
}

/// A text that the optimiser cannot see.
#[must_use]
pub fn text() -> &'static str {
    black_box("text")
}

/// Optional text that the optimiser cannot see.
#[must_use]
pub fn optional() -> Option<&'static str> {
    black_box(Some("text"))
}

/// Bytes that the optimiser cannot see.
#[must_use]
pub fn bytes() -> &'static [u8] {
    text().as_bytes()
}

/// A number that the optimiser cannot see.
#[must_use]
pub fn number() -> u64 {
    black_box(1)
}

/// A status that the optimiser cannot see.
#[must_use]
pub fn status() -> u16 {
    black_box(200)
}

/// Credentials that the optimiser cannot see.
#[must_use]
pub fn credentials() -> Credentials<'static> {
    Credentials { key_id: text(), secret: text(), token: optional() }
}

/// A call with the usual settings.
#[must_use]
pub fn call() -> Call<'static> {
    Call { region: optional(), timestamp: number(), nonce: text(), ..Call::default() }
}

/// Keep a result.
pub fn keep<T>(result: T) {
    let _ = black_box(result);
}
