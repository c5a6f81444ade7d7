//! Nonces that were used, so that no request of Alibaba's kind is accepted twice.

use std::collections::BTreeMap;

/// Nonces that are remembered at a time; beyond it the one that ends first is forgotten.
const REMEMBERED: usize = 100_000;

/// Used nonces, with the time until which each is remembered.
#[derive(Default)]
pub(crate) struct Nonces {
    until_ms: BTreeMap<String, u64>,
}

impl Nonces {
    /// Remember `nonce` until `until_ms`; false when it is remembered already.
    pub(crate) fn spend(&mut self, now_ms: u64, nonce: &str, until_ms: u64) -> bool {
        if self.until_ms.get(nonce).is_some_and(|&until| until >= now_ms) {
            return false;
        }
        if self.until_ms.len() >= REMEMBERED {
            self.until_ms.retain(|_, until| *until >= now_ms);
        }
        if self.until_ms.len() >= REMEMBERED {
            let first = self.until_ms.iter().min_by_key(|(_, until)| **until);
            if let Some(first) = first.map(|(nonce, _)| nonce.clone()) {
                self.until_ms.remove(&first);
            }
        }
        self.until_ms.insert(nonce.to_owned(), until_ms);
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
    }

    #[test]
    fn memory_of_nonces_is_bounded() {
        let mut nonces = Nonces::default();
        for number in 0..=REMEMBERED {
            assert!(nonces.spend(0, &number.to_string(), 10_u64.saturating_add(number as u64)));
        }
        assert_eq!(nonces.until_ms.len(), REMEMBERED);
        assert!(!nonces.spend(0, "1", 10) && nonces.spend(0, "0", 10));
    }
}
