//! The codes by their check sums, where flash is short: they take a sixth of the codes' own room.
//!
//! No two known codes share a sum, or the crate does not compile. Of the unknown codes, one in forty
//! million is taken for a known one.

use super::{CODES, Code, RefusalKind};

/// How many there are.
const LEN: usize = {
    let (mut len, mut lists) = (0_usize, CODES);
    while let [list, behind @ ..] = lists {
        len = len.wrapping_add(list.len());
        lists = behind;
    }
    len
};

static SUMS: [u32; LEN] = {
    let (mut sums, mut at) = ([0; LEN], 0_usize);
    while let Some((place, (code, _))) = pair(&mut sums, at) {
        *place = sum(code.as_bytes());
        at = at.wrapping_add(1);
    }
    assert!(differ(&sums));
    sums
};

static KINDS: [RefusalKind; LEN] = {
    let (mut kinds, mut at) = ([RefusalKind::Unknown; LEN], 0_usize);
    while let Some((place, (_, kind))) = pair(&mut kinds, at) {
        *place = *kind;
        at = at.wrapping_add(1);
    }
    kinds
};

/// The word for a code or a family that is known.
#[inline(never)]
pub(super) fn row(wanted: &[u8]) -> Option<RefusalKind> {
    let sum = sum(wanted);
    let found = SUMS.iter().zip(&KINDS).find(|(own, _)| **own == sum);
    found.map(|(_, kind)| *kind)
}

/// A place of a table and the code that belongs there.
const fn pair<T>(table: &mut [T], at: usize) -> Option<(&mut T, &'static Code)> {
    let Some((_, [place, ..])) = table.split_at_mut_checked(at) else { return None };
    let (mut lists, mut at) = (CODES, at);
    while let [list, behind @ ..] = lists {
        if let Some((_, [code, ..])) = list.split_at_checked(at) {
            return Some((place, code));
        }
        at = at.wrapping_sub(list.len());
        lists = behind;
    }
    None
}

const fn differ(mut sums: &[u32]) -> bool {
    while let [first, rest @ ..] = sums {
        let mut others = rest;
        while let [other, behind @ ..] = others {
            if *first == *other {
                return false;
            }
            others = behind;
        }
        sums = rest;
    }
    true
}

/// The 32-bit FNV-1a sum (RFC 9923).
const fn sum(mut text: &[u8]) -> u32 {
    let mut sum: u32 = 0x811c_9dc5;
    while let [byte, rest @ ..] = text {
        sum = (sum ^ *byte as u32).wrapping_mul(0x0100_0193);
        text = rest;
    }
    sum
}
