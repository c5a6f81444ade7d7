//! Nonces that were used, so that no request of Alibaba's kind is accepted twice.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest as _, Sha256};

/// Nonces that are remembered at a time; beyond it the one that ends first is forgotten.
const REMEMBERED: usize = 100_000;

/// A nonce's hash: a nonce may be of any length, and memory must not follow it.
type Key = [u8; 32];

/// Used nonces, with the time until which each is remembered.
#[derive(Default)]
pub(crate) struct Nonces {
    until_ms: HashMap<Key, u64>,
    /// The same, the one that ends first in front.
    ends: BTreeSet<(u64, Key)>,
}

impl Nonces {
    /// Remember `nonce` until `until_ms`; false when it is remembered already.
    pub(crate) fn spend(&mut self, now_ms: u64, nonce: &str, until_ms: u64) -> bool {
        let key: Key = Sha256::digest(nonce).into();
        if let Some(&until) = self.until_ms.get(&key) {
            if until >= now_ms {
                return false;
            }
            self.ends.remove(&(until, key));
        } else if self.until_ms.len() >= REMEMBERED
            && let Some((_, first)) = self.ends.pop_first()
        {
            self.until_ms.remove(&first);
        }
        self.until_ms.insert(key, until_ms);
        self.ends.insert((until_ms, key));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_is_spent_once_until_its_time_is_over() {
        let mut nonces = Nonces::default();
        assert!(nonces.spend(1_000, "a", 2_000));
        assert!(!nonces.spend(1_001, "a", 2_000));
        assert!(!nonces.spend(2_000, "a", 3_000));
        assert!(nonces.spend(1_002, "b", 2_000));
        assert!(nonces.spend(2_001, "a", 3_001));
        assert!(!nonces.spend(3_001, "a", 4_000));
        assert_eq!((nonces.until_ms.len(), nonces.ends.len()), (2, 2));
    }

    #[test]
    fn memory_of_nonces_is_bounded() {
        let mut nonces = Nonces::default();
        for number in 0..=REMEMBERED {
            assert!(nonces.spend(0, &number.to_string(), 10_u64.saturating_add(number as u64)));
        }
        assert_eq!((nonces.until_ms.len(), nonces.ends.len()), (REMEMBERED, REMEMBERED));
        assert!(!nonces.spend(0, "1", 10) && nonces.spend(0, "0", 10));
    }
}
