//! A QR code in text: two rows of the code to a line.

use core::fmt::Write;

use qrcodegen_no_heap::{QrCode, QrCodeEcc, Version};

/// The largest code that fits a terminal's 89 columns; it holds 666 bytes.
const LARGEST: Version = Version::new(17);

/// White around the code, which readers need.
const MARGIN: i32 = 2;

/// Print `text`, or why that cannot be.
pub fn print(console: &mut impl Write, text: &str) {
    let mut scratch = [0; LARGEST.buffer_len()];
    let mut code = [0; LARGEST.buffer_len()];
    let Some(room) = scratch.get_mut(..text.len()) else {
        let _ = writeln!(console, "vncurl: the URL is too long for a QR code");
        return;
    };
    room.copy_from_slice(text.as_bytes());
    let made = QrCode::encode_binary(
        &mut scratch,
        text.len(),
        &mut code,
        QrCodeEcc::Low,
        Version::MIN,
        LARGEST,
        None,
        true,
    );
    let Ok(code) = made else {
        let _ = writeln!(console, "vncurl: the URL is too long for a QR code");
        return;
    };
    for top in (-MARGIN..code.size() + MARGIN).step_by(2) {
        for left in -MARGIN..code.size() + MARGIN {
            // Terminals are dark, so what is printed is white.
            let sign = match (code.get_module(left, top), code.get_module(left, top + 1)) {
                (false, false) => '\u{2588}',
                (false, true) => '\u{2580}',
                (true, false) => '\u{2584}',
                (true, true) => ' ',
            };
            let _ = console.write_char(sign);
        }
        let _ = console.write_char('\n');
    }
}
