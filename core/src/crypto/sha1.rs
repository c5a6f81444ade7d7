//! SHA-1, FIPS 180-4, which the clouds' older signatures are made with.
//!
//! SHA-1 is broken for collisions; an HMAC with it is not, but a new signature has no reason to
//! choose it.

use sha1::block_api::compress;

use super::{hash::Hash, stage::BLOCK};

/// SHA-1.
#[derive(Clone)]
pub(crate) struct Sha1;

impl Hash for Sha1 {
    type State = [u32; 5];

    // FIPS 180-4, section 5.3.1.
    const INITIAL: Self::State = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

    #[inline]
    fn compress(state: &mut Self::State, blocks: &[[u8; BLOCK]]) {
        compress(state, blocks);
    }
}
