//! How a client wants its pixels: RFB's `PIXEL_FORMAT`.

use super::Violation;

/// Red, green, blue, each 0 to 255.
pub(crate) type Colour = [u8; 3];

/// A true-colour format of 8, 16 or 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PixelFormat {
    bits: u8,
    big_endian: bool,
    max: [u16; 3],
    shift: [u8; 3],
}

impl PixelFormat {
    /// What the server offers: 32 bits, little-endian, `0x00RRGGBB`.
    pub(crate) const NATIVE: Self =
        Self { bits: 32, big_endian: false, max: [255; 3], shift: [16, 8, 0] };

    /// [`PixelFormat::NATIVE`] as it stands in `ServerInit`.
    pub(crate) const NATIVE_BYTES: [u8; 16] =
        [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];

    /// Read the 16 bytes of a `SetPixelFormat`.
    ///
    /// # Errors
    ///
    /// A colour map, another number of bits, or a colour that does not fit into a pixel.
    pub(crate) fn parse(bytes: [u8; 16]) -> Result<Self, Violation> {
        let [bits, _depth, big_endian, true_colour, r1, r0, g1, g0, b1, b0, r, g, b, ..] = bytes;
        let max = [[r1, r0], [g1, g0], [b1, b0]].map(u16::from_be_bytes);
        let shift = [r, g, b];
        if true_colour == 0 {
            return Err(Violation("a colour map was asked for; only true colour is drawn"));
        }
        if !matches!(bits, 8 | 16 | 32) {
            return Err(Violation("a pixel must have 8, 16 or 32 bits"));
        }
        let fits = max.iter().zip(shift).all(|(max, shift)| {
            let top = u64::from(*max).checked_shl(shift.into()).unwrap_or(u64::MAX);
            shift < bits && top >> bits == 0
        });
        if !fits {
            return Err(Violation("a colour of the pixel format does not fit into a pixel"));
        }
        Ok(Self { bits, big_endian: big_endian != 0, max, shift })
    }

    /// Bytes of one pixel: 1, 2 or 4.
    pub(crate) fn len(self) -> usize {
        usize::from(self.bits / 8)
    }

    /// A pixel of this colour; the first [`PixelFormat::len`] bytes count.
    pub(crate) fn pixel(self, colour: Colour) -> [u8; 4] {
        let scaled = colour.iter().zip(self.max).zip(self.shift).fold(0_u32, |pixel, part| {
            let ((&channel, max), shift) = part;
            let level = u32::from(channel).saturating_mul(max.into()).saturating_add(127) / 255;
            pixel | level.checked_shl(shift.into()).unwrap_or(0)
        });
        if self.big_endian {
            let mut bytes = scaled.to_be_bytes();
            bytes.rotate_left(4_usize.saturating_sub(self.len()));
            bytes
        } else {
            scaled.to_le_bytes()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RGB565: [u8; 16] = [16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0];
    const BGR233: [u8; 16] = [8, 8, 0, 1, 0, 7, 0, 7, 0, 3, 0, 3, 6, 0, 0, 0];
    const ORANGE: Colour = [0xff, 0x80, 0x20];

    fn pixel(mut bytes: [u8; 16], big_endian: bool, colour: Colour) -> Vec<u8> {
        bytes[2] = big_endian.into();
        let format = PixelFormat::parse(bytes).unwrap();
        format.pixel(colour)[..format.len()].to_vec()
    }

    #[test]
    fn the_offered_bytes_mean_the_offered_format() {
        assert_eq!(PixelFormat::parse(PixelFormat::NATIVE_BYTES), Ok(PixelFormat::NATIVE));
    }

    #[test]
    fn a_colour_is_written_in_every_width_and_both_byte_orders() {
        let native = PixelFormat::NATIVE_BYTES;
        assert_eq!(pixel(native, false, ORANGE), [0x20, 0x80, 0xff, 0]);
        assert_eq!(pixel(native, true, ORANGE), [0, 0xff, 0x80, 0x20]);
        // 31, 32 of 63, 4 of 31: 11111 100000 00100.
        assert_eq!(pixel(RGB565, false, ORANGE), [0x04, 0xfc]);
        assert_eq!(pixel(RGB565, true, ORANGE), [0xfc, 0x04]);
        // 7, 4 of 7, 0 of 3: 00 100 111.
        assert_eq!(pixel(BGR233, false, ORANGE), [0b00_100_111]);
        assert_eq!(pixel(BGR233, true, ORANGE), [0b00_100_111]);
        assert_eq!(pixel(RGB565, false, [255; 3]), [0xff, 0xff]);
        assert_eq!(pixel(BGR233, false, [255; 3]), [0xff]);
    }

    #[test]
    fn a_format_that_cannot_be_drawn_is_refused() {
        let native = PixelFormat::NATIVE_BYTES;
        for (at, value) in [(0, 24), (0, 0), (0, 64), (3, 0), (10, 25), (10, 32), (12, 255)] {
            let mut bytes = native;
            bytes[at] = value;
            assert!(PixelFormat::parse(bytes).is_err(), "{at} {value}");
        }
        let mut wide = BGR233;
        wide[5] = 255;
        wide[10] = 1;
        assert!(PixelFormat::parse(wide).is_err());
    }
}
