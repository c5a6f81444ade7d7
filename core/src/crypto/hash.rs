//! A hash of SHA-1's construction, FIPS 180-4, fed with text that is written piece by piece.

use core::fmt;

use zeroize::Zeroize;

use super::stage::{BLOCK, Stage, room};
use crate::{COMPACT, text::Sink};

/// What makes one hash different from another.
pub(crate) trait Hash {
    /// The words of its state.
    type State: AsRef<[u32]> + Copy + Zeroize;

    /// The state that it starts from.
    const INITIAL: Self::State;

    /// Take in whole blocks.
    fn compress(state: &mut Self::State, blocks: &[[u8; BLOCK]]);
}

/// Hashes text that is written to it; whoever hashes a secret wipes it afterwards.
///
/// `ROOM` is the stage's, what stands on a device's stack while a request is hashed.
pub(crate) struct HashWriter<H: Hash, const ROOM: usize = { room(5) }> {
    state: H::State,
    /// Bytes hashed before those on the stage.
    hashed: u64,
    stage: Stage<ROOM>,
}

impl<H: Hash> HashWriter<H> {
    #[inline]
    pub(super) fn new() -> Self {
        Self { state: H::INITIAL, hashed: 0, stage: Stage::new() }
    }
}

impl<H: Hash, const ROOM: usize> HashWriter<H, ROOM> {
    /// Go on behind one block, with the state that it left.
    #[inline]
    pub(super) fn behind(state: &H::State) -> Self {
        Self { state: *state, hashed: BLOCK as u64, stage: Stage::new() }
    }

    /// The digest's words.
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    pub(super) fn finish(&mut self) -> &H::State {
        let Self { state, hashed, stage } = self;
        if COMPACT {
            stage.pad(*hashed, |blocks| H::compress(state, blocks));
        } else {
            H::compress(state, stage.padded(*hashed));
        }
        state
    }

    /// The words of the digest of this digest behind one block, which left `state`: in the same
    /// place, since two of them would take a device's stack.
    #[cfg_attr(not(feature = "compact"), inline)]
    #[cfg_attr(feature = "compact", inline(never))]
    pub(super) fn finish_behind(&mut self, state: &H::State) -> &H::State {
        self.finish();
        self.stage.begin_with(self.state.as_ref());
        self.state = *state;
        self.hashed = BLOCK as u64;
        self.finish()
    }

    /// Forget the text and the digest.
    pub(super) fn wipe(&mut self) {
        self.stage.wipe();
        self.wipe_digest();
    }

    /// Forget the digest.
    #[inline]
    pub(super) fn wipe_digest(&mut self) {
        self.state.zeroize();
    }
}

impl<H: Hash, const ROOM: usize> Sink for HashWriter<H, ROOM> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "known pieces become plain stores")]
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        let Self { state, hashed, stage } = self;
        stage.put(pieces, |blocks| {
            *hashed = hashed.wrapping_add(blocks.as_flattened().len() as u64);
            H::compress(state, blocks);
        });
        Ok(())
    }
}
