//! Text on its way into a hash, a few blocks at a time, and the padding behind it: the same for SHA-1
//! and SHA-256, FIPS 180-4.

use zeroize::Zeroize;

use crate::{
    COMPACT,
    text::sink::{copy, fill},
};

/// Bytes that both hashes take in at a time.
pub(super) const BLOCK: usize = 64;

/// What SHA-1 and SHA-256 append to a text before its length: at least one bit, then zeros.
const PADDING: [u8; BLOCK] = {
    let mut padding = [0; BLOCK];
    padding[0] = 0x80;
    padding
};

/// A digest's bytes, four for each of its words: the highest first.
#[inline]
pub(super) fn bytes_of<const W: usize, const B: usize>(digest: &[u32; W]) -> [u8; B] {
    let mut bytes = [0; B];
    store(&mut bytes, digest);
    bytes
}

/// Write a digest's bytes to the front of `room`, which is long enough.
#[cfg_attr(not(feature = "compact"), inline)]
#[cfg_attr(feature = "compact", inline(never))]
pub(super) fn store(room: &mut [u8], digest: &[u32]) {
    for (bytes, word) in room.as_chunks_mut().0.iter_mut().zip(digest) {
        *bytes = word.to_be_bytes();
    }
}

/// Text on its way into a hash; where the padding is not written at once, the last block is room for
/// what of it is behind a full stage.
pub(super) struct Stage<const ROOM: usize> {
    bytes: [u8; ROOM],
    /// At most [`Stage::FULL`].
    len: usize,
}

impl<const ROOM: usize> Stage<ROOM> {
    /// How many bytes are gathered.
    const FULL: usize = if COMPACT { ROOM } else { ROOM.saturating_sub(BLOCK) };

    #[inline]
    pub(super) fn new() -> Self {
        Self { bytes: [0; ROOM], len: 0 }
    }

    /// Gather `pieces`; `compress` gets whole blocks as often as the stage is full.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "known pieces become plain stores")]
    pub(super) fn put<const N: usize>(
        &mut self,
        pieces: [&[u8]; N],
        mut compress: impl FnMut(&[[u8; BLOCK]]),
    ) {
        if COMPACT {
            return pieces.into_iter().for_each(|piece| self.overflow(piece, &mut compress));
        }
        // In a register: a copy may write to the field, as far as the compiler sees.
        let mut len = self.len;
        for piece in pieces {
            let room = self.bytes.get_mut(len..Self::FULL);
            if let Some(place) = room.and_then(|room| room.get_mut(..piece.len())) {
                copy(place, piece);
                len = len.wrapping_add(piece.len());
            } else {
                self.len = len;
                self.overflow(piece, &mut compress);
                len = self.len;
            }
        }
        self.len = len;
    }

    /// Gather a digest's bytes alone.
    #[inline]
    pub(super) fn begin_with(&mut self, digest: &[u32]) {
        store(&mut self.bytes, digest);
        self.len = size_of_val(digest);
    }

    /// What is gathered, with the padding of a text of which `hashed` bytes were compressed before.
    #[inline]
    pub(super) fn padded(&mut self, hashed: u64) -> &[[u8; BLOCK]] {
        let Self { bytes, len } = self;
        let bits = hashed.wrapping_add(*len as u64).wrapping_mul(8);
        // The stage is at most full, and the padding never longer than a block before the length.
        if let Some(behind) = bytes.get_mut(*len..).and_then(<[u8]>::first_chunk_mut) {
            *behind = PADDING;
        }
        let last = len.wrapping_add(size_of::<u64>()) / BLOCK;
        let blocks = bytes.as_chunks_mut::<BLOCK>().0;
        if let Some(place) = blocks.get_mut(last).and_then(|block| block.last_chunk_mut()) {
            *place = bits.to_be_bytes();
        }
        blocks.get(..=last).unwrap_or_default()
    }

    /// The same padding in one block's room: `compress` gets the last block or two.
    #[inline]
    pub(super) fn pad(&mut self, hashed: u64, mut compress: impl FnMut(&[[u8; BLOCK]])) {
        let bits = hashed.wrapping_add(self.len as u64).wrapping_mul(8);
        self.overflow(&[0x80], &mut compress);
        self.bytes.get_mut(self.len..).unwrap_or_default().fill(0);
        if self.len > BLOCK.wrapping_sub(size_of::<u64>()) {
            compress(self.bytes.as_chunks().0);
            self.bytes.fill(0);
        }
        if let Some(place) = self.bytes.last_chunk_mut() {
            *place = bits.to_be_bytes();
        }
        compress(self.bytes.as_chunks().0);
    }

    /// Forget the text.
    pub(super) fn wipe(&mut self) {
        self.bytes.zeroize();
    }

    /// Rare, and so out of the way of what is inlined everywhere.
    #[inline(never)]
    fn overflow(&mut self, mut text: &[u8], compress: &mut impl FnMut(&[[u8; BLOCK]])) {
        loop {
            let room = self.bytes.get_mut(self.len..Self::FULL).unwrap_or_default();
            let fitting = room.len().min(text.len());
            let (now, later) = text.split_at_checked(fitting).unwrap_or((text, b""));
            fill(room, &[now]);
            self.len = self.len.wrapping_add(fitting);
            if later.is_empty() {
                return;
            }
            text = later;
            compress(self.bytes.as_chunks().0.get(..Self::FULL / BLOCK).unwrap_or_default());
            self.len = 0;
        }
    }
}

/// Room for a stage of so many blocks, or of the fewest where one function serves all stages.
pub(super) const fn room(blocks: usize) -> usize {
    BLOCK.saturating_mul(if COMPACT { 1 } else { blocks })
}
