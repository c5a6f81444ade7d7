//! How often each account may call each action.

use std::collections::{HashMap, VecDeque};

/// The second that slides: this many milliseconds.
const WINDOW_MS: u64 = 1_000;

/// When each account was last let through to each action.
pub(crate) struct Rates {
    unlimited: bool,
    /// Key id, provider and action; all three come from tables, so there are few of them.
    passed_ms: HashMap<(&'static str, &'static str, &'static str), VecDeque<u64>>,
}

impl Rates {
    /// Nobody has called yet; nobody is ever refused when `unlimited`.
    pub(crate) fn new(unlimited: bool) -> Self {
        Self { unlimited, passed_ms: HashMap::new() }
    }

    /// Let a call through, or tell after how many milliseconds it would be.
    ///
    /// Only calls that were let through count.
    pub(crate) fn pass(
        &mut self,
        now_ms: u64,
        (key_id, provider, action): (&'static str, &'static str, &'static str),
        per_second: usize,
    ) -> Result<(), u64> {
        if self.unlimited {
            return Ok(());
        }
        let passed = self.passed_ms.entry((key_id, provider, action)).or_default();
        // A clock that was set back leaves times ahead of it, which count as well until then.
        while passed.front().is_some_and(|&at| at.abs_diff(now_ms) >= WINDOW_MS) {
            passed.pop_front();
        }
        if passed.len() >= per_second {
            let first = passed.front().copied().unwrap_or(now_ms);
            return Err(first.saturating_add(WINDOW_MS).saturating_sub(now_ms));
        }
        passed.push_back(now_ms);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_slides_and_each_account_and_action_has_its_own() {
        let mut rates = Rates::new(false);
        let key = ("id", "tencent-cvm", "A");
        for ms in [0, 0, 600] {
            assert_eq!(rates.pass(ms, key, 3), Ok(()));
        }
        assert_eq!(rates.pass(601, key, 3), Err(399));
        assert_eq!(rates.pass(999, key, 3), Err(1));
        for other in
            [("id", "tencent-cvm", "B"), ("id2", "tencent-cvm", "A"), ("id", "tencent-ecm", "A")]
        {
            assert_eq!(rates.pass(999, other, 1), Ok(()));
        }
        assert_eq!(rates.pass(1_000, key, 3), Ok(()));
        assert_eq!(rates.pass(1_000, key, 3), Ok(()));
        assert_eq!(rates.pass(1_001, key, 3), Err(599));
    }
}
