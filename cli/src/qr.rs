//! A QR code in the terminal, for a phone's camera.

use qrcodegen::{QrCode, QrCodeEcc};

/// The free space around a code, in modules (ISO/IEC 18004, 9.1).
const QUIET: i32 = 4;

/// Black on white, whatever the terminal's own colours are.
const BLACK_ON_WHITE: &str = "\x1b[30;107m";
const PLAIN: &str = "\x1b[0m";

/// A code as text: two rows of modules in each line, one column in each character.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// How many characters each line has.
    pub(crate) columns: usize,
    /// The lines, each with its end.
    pub(crate) lines: String,
}

/// Draw `text`; nothing where it is too long for a code (2,953 bytes).
///
/// Without colours the light modules are drawn: a terminal that has none shows light on dark.
pub(crate) fn draw(text: &str, coloured: bool) -> Option<Drawing> {
    // A screen neither smears nor tears, so the least redundancy gives the largest modules.
    let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Low).ok()?;
    let end = code.size().saturating_add(QUIET);
    let mut lines = String::new();
    let mut y = QUIET.saturating_neg();
    while y < end {
        lines.push_str(if coloured { BLACK_ON_WHITE } else { "" });
        for x in QUIET.saturating_neg()..end {
            // Beyond its edge a code is light.
            let drawn = |y| code.get_module(x, y) == coloured;
            lines.push(match (drawn(y), drawn(y.saturating_add(1))) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        lines.push_str(if coloured { PLAIN } else { "" });
        lines.push('\n');
        y = y.saturating_add(2);
    }
    let columns = usize::try_from(end.saturating_add(QUIET)).ok()?;
    Some(Drawing { columns, lines })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules of a drawing, row by row, quiet zone and all.
    fn dark(drawing: &Drawing, ink_is_dark: bool) -> Vec<Vec<bool>> {
        let lines = drawing.lines.replace(BLACK_ON_WHITE, "").replace(PLAIN, "");
        let half = |line: &str, blocks: [char; 2]| {
            line.chars().map(|c| blocks.contains(&c) == ink_is_dark).collect()
        };
        lines.lines().flat_map(|line| [half(line, ['█', '▀']), half(line, ['█', '▄'])]).collect()
    }

    #[test]
    fn every_module_is_drawn_within_its_quiet_zone_with_colours_and_without() {
        let text = format!("https://viewer.example/?x={}", "a".repeat(300));
        let code = QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Low).unwrap();
        for coloured in [true, false] {
            let drawing = draw(&text, coloured).unwrap();
            let rows = dark(&drawing, coloured);
            assert_eq!(i32::try_from(drawing.columns), Ok(code.size().saturating_add(8)));
            for (y, row) in (-QUIET..).zip(&rows) {
                assert_eq!(row.len(), drawing.columns);
                for (x, dark) in (-QUIET..).zip(row) {
                    assert_eq!(*dark, code.get_module(x, y), "{x}, {y}");
                }
            }
            assert!(rows.len() >= drawing.columns);
            assert_eq!(drawing.lines.contains('\x1b'), coloured);
        }
        assert!(draw(&"a".repeat(2_954), true).is_none());
    }
}
