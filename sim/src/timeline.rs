//! The simulator's time as a test moves it: two clocks on top of the one that `Cloud` is handed.

/// The time of the API, and the time of consoles on top of it.
///
/// They are two because an honest signature is refused when the whole clock moves 300 s, while a
/// test of an address's 15 seconds should be able to move time and go on signing.
#[derive(Default)]
pub(crate) struct Timeline {
    all: Shift,
    console: Shift,
}

/// Which clock is moved.
#[derive(Clone, Copy)]
pub(crate) enum Scope {
    /// Everything: signatures, nonces, rates, the journal, the `Date` header, and consoles.
    All,
    /// The addresses and the consoles behind them alone.
    Console,
}

/// One clock's distance from the one below it.
#[derive(Default)]
struct Shift {
    offset_ms: i64,
    /// The time at which it stands still.
    frozen_ms: Option<u64>,
}

/// A change of one clock; what is `None` stays.
pub(crate) struct Change {
    pub(crate) set_ms: Option<u64>,
    pub(crate) advance_ms: i64,
    pub(crate) freeze: Option<bool>,
}

impl Timeline {
    /// The time of the API when the clock below says `now_ms`.
    pub(crate) fn api_ms(&self, now_ms: u64) -> u64 {
        self.all.at(now_ms)
    }

    /// The time of addresses and consoles when the clock below says `now_ms`.
    pub(crate) fn console_ms(&self, now_ms: u64) -> u64 {
        self.console.at(self.api_ms(now_ms))
    }

    /// Change a clock at `now_ms` of the clock below both.
    pub(crate) fn change(&mut self, now_ms: u64, scope: Scope, change: &Change) {
        match scope {
            Scope::All => self.all.change(now_ms, change),
            Scope::Console => {
                let below_ms = self.api_ms(now_ms);
                self.console.change(below_ms, change);
            }
        }
    }
}

impl Shift {
    fn at(&self, below_ms: u64) -> u64 {
        self.frozen_ms.unwrap_or_else(|| below_ms.saturating_add_signed(self.offset_ms))
    }

    fn change(&mut self, below_ms: u64, change: &Change) {
        let moved = change.set_ms.unwrap_or_else(|| self.at(below_ms));
        let moved = moved.saturating_add_signed(change.advance_ms);
        let signed = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
        self.offset_ms = signed(moved).saturating_sub(signed(below_ms));
        let frozen = change.freeze.unwrap_or(self.frozen_ms.is_some());
        self.frozen_ms = frozen.then_some(moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Change = Change { set_ms: None, advance_ms: 0, freeze: None };

    #[test]
    fn a_frozen_clock_stands_can_be_moved_and_goes_on_from_where_it_stood() {
        let mut time = Timeline::default();
        time.change(1_000, Scope::All, &Change { freeze: Some(true), ..NONE });
        assert_eq!(time.api_ms(5_000), 1_000);
        time.change(5_000, Scope::All, &Change { advance_ms: 500, ..NONE });
        assert_eq!(time.api_ms(6_000), 1_500);
        time.change(6_000, Scope::All, &Change { freeze: Some(false), ..NONE });
        assert_eq!(time.api_ms(6_100), 1_600);
        time.change(6_100, Scope::All, &Change { set_ms: Some(50), ..NONE });
        assert_eq!(time.api_ms(6_101), 51);
    }

    #[test]
    fn the_console_clock_moves_alone_and_with_the_other() {
        let mut time = Timeline::default();
        time.change(1_000, Scope::Console, &Change { advance_ms: 15_000, ..NONE });
        assert_eq!((time.api_ms(1_000), time.console_ms(1_000)), (1_000, 16_000));
        time.change(1_000, Scope::All, &Change { advance_ms: -400, ..NONE });
        assert_eq!((time.api_ms(1_000), time.console_ms(1_000)), (600, 15_600));
    }
}
