//! Where text is written to.

use core::fmt;

/// Takes text in pieces.
///
/// Every [`fmt::Write`] is one: a `String`, a `Formatter`. The crate's own writers take bytes
/// instead, which spares the check that digits and separators are UTF-8, and look once for each
/// call whether all of it fits.
pub trait Sink {
    /// Take `pieces` of text, one after another: each whole characters, in UTF-8.
    ///
    /// # Errors
    ///
    /// Those of the writer behind it; a [`fmt::Write`] also refuses what is not UTF-8.
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result;
}

impl<W: fmt::Write + ?Sized> Sink for W {
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        pieces.into_iter().try_for_each(|piece| {
            self.write_str(core::str::from_utf8(piece).map_err(|_| fmt::Error)?)
        })
    }
}

/// Any writer, for a function that goes on with [`shared`].
pub(crate) struct ByRef<'o, S: ?Sized>(pub(crate) &'o mut S);

impl<S: Sink + ?Sized> Sink for ByRef<'_, S> {
    #[inline]
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        self.0.put(pieces)
    }
}

/// A writer behind a pointer: what the functions that write text are compiled for, once for all
/// writers, where flash is short.
#[cfg(feature = "compact")]
pub(crate) trait AnySink {
    /// As [`Sink::put`].
    fn put_each(&mut self, pieces: &[&[u8]]) -> fmt::Result;
}

#[cfg(feature = "compact")]
impl<S: Sink> AnySink for S {
    #[inline(never)]
    fn put_each(&mut self, pieces: &[&[u8]]) -> fmt::Result {
        pieces.iter().try_for_each(|piece| self.put([piece]))
    }
}

#[cfg(feature = "compact")]
impl Sink for dyn AnySink + '_ {
    #[inline]
    fn put<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        self.put_each(&pieces)
    }
}

/// `out` as the crate's own functions take it: as it is, so that they are compiled for it.
#[cfg(not(feature = "compact"))]
#[inline]
pub(crate) fn shared<S: Sink>(out: &mut S) -> &mut S {
    out
}

/// `out` as the crate's own functions take it: behind a pointer.
#[cfg(feature = "compact")]
#[inline]
pub(crate) fn shared<'a>(out: &'a mut (dyn AnySink + 'a)) -> &'a mut (dyn AnySink + 'a) {
    out
}

/// The length of all `pieces`.
#[inline(always)]
#[expect(clippy::inline_always, reason = "known pieces become plain stores")]
pub(crate) fn total_len<const N: usize>(pieces: &[&[u8]; N]) -> usize {
    pieces.iter().fold(0, |len, piece| len.saturating_add(piece.len()))
}

/// Copy `pieces` to the front of `room`, which is long enough.
#[cfg_attr(not(feature = "compact"), inline(always))]
#[cfg_attr(
    not(feature = "compact"),
    expect(clippy::inline_always, reason = "known pieces become plain stores")
)]
#[cfg_attr(feature = "compact", inline(never))]
pub(crate) fn fill<const N: usize>(mut room: &mut [u8], pieces: &[&[u8]; N]) {
    for piece in pieces {
        let Some((front, rest)) = room.split_at_mut_checked(piece.len()) else { return };
        front.copy_from_slice(piece);
        room = rest;
    }
}

/// Copy a text to a place of the same length.
///
/// Most texts are short, and then a call of `memcpy` costs more than the copy: it is made of two
/// parts that overlap, each of a size that is known.
#[inline(always)]
#[expect(clippy::inline_always, reason = "known pieces become plain stores")]
pub(crate) fn copy(to: &mut [u8], from: &[u8]) {
    #[cfg(not(feature = "compact"))]
    if from.len() <= 32 && (copy_ends::<16>(to, from) || copy_ends::<8>(to, from)) {
        return;
    }
    to.copy_from_slice(from);
}

#[cfg(not(feature = "compact"))]
/// Copy the first and the last `N` bytes; false when there are fewer.
#[inline(always)]
#[expect(clippy::inline_always, reason = "known pieces become plain stores")]
fn copy_ends<const N: usize>(to: &mut [u8], from: &[u8]) -> bool {
    let (Some(first), Some(last)) = (from.first_chunk::<N>(), from.last_chunk::<N>()) else {
        return false;
    };
    if let Some(place) = to.first_chunk_mut() {
        *place = *first;
    }
    if let Some(place) = to.last_chunk_mut() {
        *place = *last;
    }
    true
}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    #[test]
    fn pieces_of_every_length_are_copied_whole_and_nothing_behind_them() {
        let bytes: Vec<u8> = (1..=100).collect();
        for len in 0..=bytes.len() {
            let mut room = [0; 104];
            let (first, second) = bytes.split_at(len);
            fill(&mut room[..101], &[first, second, b"\xff"]);
            assert_eq!((&room[..100], &room[100..]), (&*bytes, &[0xff, 0, 0, 0][..]), "{len}");
        }
    }

    #[test]
    fn a_text_of_every_length_is_copied_whole() {
        let bytes: Vec<u8> = (1..=100).collect();
        for len in 0..=bytes.len() {
            let mut place = [0; 100];
            copy(&mut place[..len], &bytes[..len]);
            assert_eq!((&place[..len], &place[len..]), (&bytes[..len], &[0; 100][len..]), "{len}");
        }
    }
}
