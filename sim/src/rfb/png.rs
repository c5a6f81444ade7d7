//! The screen as a picture file: PNG, uncompressed.
//!
//! Sources: W3C, "Portable Network Graphics (PNG) Specification", third edition, 2025-06;
//! RFC 1950 and RFC 1951 (1996-05).

use super::font::{GLYPH_HEIGHT, GLYPH_WIDTH};
use super::pixel::PixelFormat;
use super::screen::{COLUMNS, ROWS, Screen};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const WIDTH: usize = COLUMNS * GLYPH_WIDTH;
const HEIGHT: usize = ROWS * GLYPH_HEIGHT;
/// 8 bits for each of red, green and blue; not interlaced.
const FORM: [u8; 5] = [8, 2, 0, 0, 0];
/// Most bytes of a block that is not compressed.
const BLOCK_CAP: usize = 65_535;

impl Screen {
    /// The screen as a PNG of 640 by 400 pixels.
    pub(crate) fn png(&self) -> Vec<u8> {
        let mut file = SIGNATURE.to_vec();
        let sides = [WIDTH, HEIGHT].map(|side| u32::try_from(side).unwrap_or(0).to_be_bytes());
        chunk(&mut file, *b"IHDR", &[sides.as_flattened(), &FORM].concat());
        chunk(&mut file, *b"IDAT", &stored(&self.lines()));
        chunk(&mut file, *b"IEND", &[]);
        file
    }

    /// Red, green and blue of every pixel, each line behind the number of its filter: none.
    fn lines(&self) -> Vec<u8> {
        let mut lines = Vec::with_capacity(HEIGHT * (1 + WIDTH * 3));
        for row in 0..ROWS {
            let mut pixels = Vec::new();
            self.pixels(row, 0..COLUMNS, PixelFormat::NATIVE, &mut pixels);
            for line in pixels.chunks_exact(WIDTH * 4) {
                lines.push(0);
                for pixel in line.as_chunks().0 {
                    let [blue, green, red, _] = *pixel;
                    lines.extend([red, green, blue]);
                }
            }
        }
        lines
    }
}

/// Append one chunk: length, kind, content, checksum of the last two.
fn chunk(file: &mut Vec<u8>, kind: [u8; 4], content: &[u8]) {
    file.extend(u32::try_from(content.len()).unwrap_or(0).to_be_bytes());
    let begin = file.len();
    file.extend(kind);
    file.extend(content);
    let sum = crc32(file.get(begin..).unwrap_or(&[]));
    file.extend(sum.to_be_bytes());
}

/// A zlib stream of blocks that are not compressed.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(BLOCK_CAP).peekable();
    while let Some(block) = blocks.next() {
        let len = u16::try_from(block.len()).unwrap_or(0);
        stream.push(blocks.peek().is_none().into());
        stream.extend(len.to_le_bytes());
        stream.extend((!len).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(bytes).to_be_bytes());
    stream
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            sum >> 1 ^ if sum & 1 == 0 { 0 } else { 0xedb8_8320 }
        })
    })
}

fn adler32(bytes: &[u8]) -> u32 {
    let (low, high) = bytes.iter().fold((1_u32, 0_u32), |(low, high), &byte| {
        let low = low.wrapping_add(byte.into()) % 65_521;
        (low, high.wrapping_add(low) % 65_521)
    });
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksums_are_those_of_their_documents() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn the_picture_has_the_pixels_that_a_viewer_is_sent() {
        let mut screen = Screen::BLANK;
        let cell = super::super::Cell { character: b'x', style: super::super::Style::Title };
        screen.set(1, 79, cell);
        let file = screen.png();
        assert_eq!(
            file[..29],
            *b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\x90\x08\x02\0\0\0"
        );
        assert_eq!(file[file.len() - 12..], *b"\0\0\0\0IEND\xae\x42\x60\x82");
        let len = u32::from_be_bytes(file[33..37].try_into().unwrap()) as usize;
        assert_eq!((&file[37..41], file.len()), (b"IDAT".as_slice(), 41 + len + 4 + 12));
        // Take the blocks apart again.
        let (mut stream, mut lines) = (&file[43..41 + len - 4], Vec::<u8>::new());
        while let [last, l0, l1, n0, n1, rest @ ..] = stream {
            let len = u16::from_le_bytes([*l0, *l1]);
            assert_eq!(u16::from_le_bytes([*n0, *n1]), !len);
            lines.extend(&rest[..len.into()]);
            stream = &rest[len.into()..];
            assert_eq!(*last == 1, stream.is_empty());
        }
        assert_eq!(lines.len(), 400 * (1 + 640 * 3));
        let pixel = |x: usize, y: usize| &lines[y * 1_921 + 1 + x * 3..][..3];
        assert_eq!(pixel(632, 16), [0x2b, 0x4a, 0x78]);
        assert_eq!(pixel(631, 16), [0x10, 0x14, 0x1b]);
        assert!((0..16).any(|y| (632..640).any(|x| pixel(x, 16 + y) == [0xf2, 0xf5, 0xf8])));
    }
}
