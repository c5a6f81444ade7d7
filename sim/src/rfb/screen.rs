//! What is on the screen: 80 by 25 characters, and the pixels they make.

use super::font::{self, GLYPH_HEIGHT, GLYPH_WIDTH};
use super::pixel::{Colour, PixelFormat};

/// Characters in a row.
pub(crate) const COLUMNS: usize = 80;
/// Rows of characters.
pub(crate) const ROWS: usize = 25;

/// Colours of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Text,
    /// What the machine says of itself.
    Bright,
    Title,
    /// The place where the next key is shown.
    Cursor,
}

impl Style {
    /// Ink and paper.
    fn colours(self) -> (Colour, Colour) {
        const PAPER: Colour = [0x10, 0x14, 0x1b];
        match self {
            Self::Text => ([0xc9, 0xd1, 0xdb], PAPER),
            Self::Bright => ([0x7f, 0xd6, 0x9a], PAPER),
            Self::Title => ([0xf2, 0xf5, 0xf8], [0x2b, 0x4a, 0x78]),
            Self::Cursor => (PAPER, [0xc9, 0xd1, 0xdb]),
        }
    }
}

/// One character on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) character: u8,
    pub(crate) style: Style,
}

impl Cell {
    pub(crate) const BLANK: Self = Self { character: b' ', style: Style::Text };
}

/// A screen full of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Screen {
    rows: [[Cell; COLUMNS]; ROWS],
}

impl Screen {
    pub(crate) const BLANK: Self = Self { rows: [[Cell::BLANK; COLUMNS]; ROWS] };

    /// Set one character; a place off the screen is ignored.
    pub(crate) fn set(&mut self, row: usize, column: usize, cell: Cell) {
        if let Some(place) = self.rows.get_mut(row).and_then(|row| row.get_mut(column)) {
            *place = cell;
        }
    }

    /// Move every row below the title up by one; the last becomes blank.
    pub(crate) fn scroll(&mut self) {
        let [_title, below @ ..] = &mut self.rows;
        below.rotate_left(1);
        if let Some(last) = below.last_mut() {
            *last = [Cell::BLANK; COLUMNS];
        }
    }

    /// For each row a bit for each column that differs from `other`.
    pub(crate) fn difference(&self, other: &Self) -> [u128; ROWS] {
        let mut rows = self.rows.iter().zip(&other.rows).map(|(mine, theirs)| {
            mine.iter().zip(theirs).rev().fold(0, |bits, (a, b)| bits << 1 | u128::from(a != b))
        });
        core::array::from_fn(|_| rows.next().unwrap_or(0))
    }

    /// The pixels of `columns` of a row, line by line.
    pub(crate) fn pixels(
        &self,
        row: usize,
        columns: core::ops::Range<usize>,
        format: PixelFormat,
        out: &mut Vec<u8>,
    ) {
        let cells = self.rows.get(row).and_then(|row| row.get(columns)).unwrap_or(&[]);
        let len = format.len();
        let drawn: Vec<_> = cells
            .iter()
            .map(|cell| {
                let (ink, paper) = cell.style.colours();
                (font::glyph(cell.character), format.pixel(ink), format.pixel(paper))
            })
            .collect();
        for line in 0..GLYPH_HEIGHT {
            for (glyph, ink, paper) in &drawn {
                let bits = glyph.get(line).copied().unwrap_or(0);
                for column in 0..GLYPH_WIDTH {
                    let pixel = if bits & (0x80 >> column) == 0 { paper } else { ink };
                    out.extend_from_slice(pixel.get(..len).unwrap_or(pixel));
                }
            }
        }
    }

    /// The screen as lines of text without the spaces at their ends.
    pub(crate) fn text(&self) -> String {
        let lines = self.rows.iter().map(|row| {
            let line: String = row.iter().map(|cell| char::from(cell.character)).collect();
            format!("{}\n", line.trim_end())
        });
        lines.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(screen: &mut Screen, row: usize, column: usize, character: u8) {
        screen.set(row, column, Cell { character, style: Style::Text });
    }

    #[test]
    fn a_difference_has_one_bit_for_each_changed_character() {
        let mut screen = Screen::BLANK;
        put(&mut screen, 0, 0, b'a');
        put(&mut screen, 24, 79, b'z');
        put(&mut screen, 25, 0, b'?');
        put(&mut screen, 0, 80, b'?');
        let bits = screen.difference(&Screen::BLANK);
        assert_eq!((bits[0], bits[24]), (1, 1 << 79));
        assert_eq!(bits[1..24], [0; 23]);
    }

    #[test]
    fn scrolling_keeps_the_title_and_empties_the_last_row() {
        let mut screen = Screen::BLANK;
        for (row, character) in (b'a'..=b'y').enumerate() {
            put(&mut screen, row, 0, character);
        }
        screen.scroll();
        let expected: String = "acdefghijklmnopqrstuvwxy".chars().flat_map(|c| [c, '\n']).collect();
        assert_eq!(screen.text(), format!("{expected}\n"));
    }

    #[test]
    fn pixels_are_the_glyphs_from_left_to_right_and_top_to_bottom() {
        let mut screen = Screen::BLANK;
        put(&mut screen, 3, 7, b'L');
        let mut pixels = Vec::new();
        screen.pixels(3, 6..9, PixelFormat::NATIVE, &mut pixels);
        assert_eq!(pixels.len(), 3 * GLYPH_WIDTH * GLYPH_HEIGHT * 4);
        let ink = PixelFormat::NATIVE.pixel(Style::Text.colours().0);
        let inked: Vec<usize> = (0..pixels.len() / 4)
            .filter(|at| pixels[at * 4..at * 4 + 4] == ink)
            .map(|at| at % (3 * GLYPH_WIDTH))
            .collect();
        let glyph: u32 = font::glyph(b'L').iter().map(|row| row.count_ones()).sum();
        assert_eq!(inked.len(), glyph as usize);
        assert!(inked.iter().all(|column| (8..16).contains(column)));
    }
}
