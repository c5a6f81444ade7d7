//! How often a cloud may be asked, as limiters that are fed with the time.
//!
//! Nothing here sleeps: a limiter says whether to go or until when to wait.
//!
//! The numbers are data of the providers' rows: requests a second for each action, and how many
//! consoles of one instance may be opened in a minute. Alibaba publishes none, so its limiter starts
//! without a limit and learns one from the cloud's own refusals.

use heapless::Vec;

use crate::provider::Provider;

/// Most events of one window that a limiter counts; the clouds' largest number is 40.
pub const WINDOW_MAX: u8 = 40;

/// How much slower an adaptive limiter gets at a refusal, and its longest and first pause: the longest is
/// the longest window that a cloud counts in, a minute; with the first, four requests a second are left,
/// fewer than any published quota. Doubling finds the rate in a few refusals, whatever it is.
const SLOWER: u64 = 2;
const PAUSE_MAX_MS: u64 = 60_000;
const PAUSE_FIRST_MS: u64 = 250;

/// Admits events at the rate that a cloud permits.
///
/// An event takes a place when it begins and gives it back one window after it *ended*. The cloud
/// saw the request some time between the two, so however long the way is, no window of its clock
/// holds more than the permitted number: not one request is throttled.
///
/// # Examples
///
/// ```
/// use vncurl_core::quota::{Limiter, Turn};
///
/// let mut limiter = Limiter::per_second(Some(1));
/// let Turn::Go(place) = limiter.begin(5_000) else { panic!("the first goes at once") };
/// assert_eq!(limiter.begin(5_010), Turn::Full); // until the first has ended
/// limiter.ended(place, 5_200, false);
/// assert_eq!(limiter.begin(5_300), Turn::Wait { until_ms: 6_200 });
/// ```
#[derive(Clone, Debug)]
pub struct Limiter {
    /// Length of the window.
    window_ms: u64,
    /// Most events of a window; nothing where the cloud publishes none.
    limit: Option<u8>,
    /// When each place is free again; `u64::MAX` while its event goes on.
    places: Vec<u64, { WINDOW_MAX as usize }>,
    /// Least time between the beginnings of two events, learned from refusals.
    pause_ms: u64,
    /// Before this, nothing begins.
    not_before_ms: u64,
}

/// What a limiter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Turn {
    /// Begin now; hand the place to [`Limiter::ended`].
    Go(Place),
    /// Ask again at this time, in milliseconds of the caller's clock.
    Wait {
        /// The time.
        until_ms: u64,
    },
    /// Every place belongs to an event that goes on: ask again when one ended.
    Full,
}

/// An event's place in a limiter's window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Place(Option<u8>);

impl Place {
    /// The place as a number, for surfaces that can keep nothing else.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self.0 {
            Some(place) => place,
            None => u8::MAX,
        }
    }

    /// The place of that number; one that no limiter gave is no place in its window.
    #[must_use]
    pub const fn of_number(number: u8) -> Self {
        Self(if number == u8::MAX { None } else { Some(number) })
    }
}

impl Limiter {
    /// A limiter for `limit` events in `window_ms` milliseconds, 1 to [`WINDOW_MAX`]; without a
    /// limit it learns one.
    #[must_use]
    pub fn new(limit: Option<u16>, window_ms: u64) -> Self {
        let limit =
            limit.map(|limit| u8::try_from(limit).unwrap_or(WINDOW_MAX).clamp(1, WINDOW_MAX));
        Self { window_ms, limit, places: Vec::new(), pause_ms: 0, not_before_ms: 0 }
    }

    /// A limiter for the requests of one action.
    #[must_use]
    pub fn per_second(limit: Option<u16>) -> Self {
        Self::new(limit, 1_000)
    }

    /// A limiter for the consoles of one instance.
    #[must_use]
    pub fn of_reconnects(provider: &Provider) -> Self {
        Self::new(Some(provider.connects_per_min), 60_000)
    }

    /// Ask to begin an event at `now_ms`.
    pub fn begin(&mut self, now_ms: u64) -> Turn {
        if now_ms < self.not_before_ms {
            return Turn::Wait { until_ms: self.not_before_ms };
        }
        let place = match self.limit {
            None => Place(None),
            Some(limit) => match self.free_place(limit, now_ms) {
                Ok(place) => Place(Some(place)),
                Err(turn) => return turn,
            },
        };
        self.not_before_ms = now_ms.saturating_add(self.pause_ms);
        Turn::Go(place)
    }

    fn free_place(&mut self, limit: u8, now_ms: u64) -> Result<u8, Turn> {
        if self.places.len() < limit.into() {
            // The vector has room for every limit.
            let _ = self.places.push(0);
        }
        let earliest = (0..limit).zip(&mut self.places).min_by_key(|(_, free)| **free);
        match earliest {
            Some((_, &mut u64::MAX)) | None => Err(Turn::Full),
            Some((_, free)) if *free > now_ms => Err(Turn::Wait { until_ms: *free }),
            Some((place, free)) => {
                *free = u64::MAX;
                Ok(place)
            }
        }
    }

    /// Say that an event ended at `now_ms`, and whether the cloud refused it as one too many.
    pub fn ended(&mut self, place: Place, now_ms: u64, throttled: bool) {
        if let Some(free) = place.0.and_then(|place| self.places.get_mut(usize::from(place))) {
            *free = now_ms.saturating_add(self.window_ms);
        }
        if throttled {
            let slower = self.pause_ms.saturating_mul(SLOWER);
            self.pause_ms = slower.clamp(PAUSE_FIRST_MS, PAUSE_MAX_MS);
            self.not_before_ms = self.not_before_ms.max(now_ms.saturating_add(self.pause_ms));
        } else {
            // A little faster each time, until the pause is gone.
            self.pause_ms = self.pause_ms.saturating_sub(self.pause_ms / 16).saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// The time of each beginning, when every event takes `way_ms` each way and `lanes` go on at
    /// once; with it, the times at which the cloud sees them.
    fn run(limiter: &mut Limiter, events: usize, way_ms: &mut dyn FnMut() -> u64) -> VecDeque<u64> {
        let (mut now, mut seen) = (0, VecDeque::new());
        while seen.len() < events {
            match limiter.begin(now) {
                Turn::Go(place) => {
                    let arrives = now + way_ms();
                    seen.push_back(arrives);
                    now = arrives + way_ms();
                    limiter.ended(place, now, false);
                }
                Turn::Wait { until_ms } => {
                    assert!(until_ms > now);
                    now = until_ms;
                }
                Turn::Full => panic!("one event at a time leaves a place"),
            }
        }
        seen
    }

    #[test]
    fn no_window_of_the_cloud_holds_more_than_the_limit_however_the_way_varies() {
        for limit in [1, 10, 40] {
            let mut ways = (0..).map(|n: u64| n.wrapping_mul(2_654_435_761) >> 7 & 63);
            let seen =
                run(&mut Limiter::per_second(Some(limit)), 500, &mut || ways.next().unwrap());
            for (at, begin) in seen.iter().enumerate() {
                let within = seen.iter().skip(at).take_while(|each| **each < begin + 1_000).count();
                assert!(within <= usize::from(limit), "{within} of {limit}");
            }
        }
    }

    #[test]
    fn the_permitted_rate_is_used() {
        let seen = run(&mut Limiter::per_second(Some(10)), 101, &mut || 1);
        assert!(*seen.back().unwrap() < 10_100, "{seen:?}");
    }

    #[test]
    fn events_that_go_on_keep_their_places() {
        let mut limiter = Limiter::new(Some(2), 60_000);
        let Turn::Go(first) = limiter.begin(0) else { panic!("a free place") };
        let Turn::Go(second) = limiter.begin(0) else { panic!("a free place") };
        let second = Place::of_number(second.number());
        assert_eq!(limiter.begin(100_000), Turn::Full);
        limiter.ended(second, 5_000, false);
        assert_eq!(limiter.begin(5_000), Turn::Wait { until_ms: 65_000 });
        limiter.ended(first, 6_000, false);
        assert_eq!(limiter.begin(64_999), Turn::Wait { until_ms: 65_000 });
        assert!(matches!(limiter.begin(65_000), Turn::Go(_)));
        assert_eq!(limiter.begin(65_000), Turn::Wait { until_ms: 66_000 });
    }

    #[test]
    fn a_limiter_without_a_limit_learns_from_refusals_and_forgets() {
        let mut limiter = Limiter::per_second(None);
        let go = |limiter: &mut Limiter, now| match limiter.begin(now) {
            Turn::Go(place) => place,
            other => panic!("{other:?}"),
        };
        for _ in 0..1_000 {
            go(&mut limiter, 0);
        }
        let place = Place::of_number(go(&mut limiter, 0).number());
        assert_eq!(place, Place(None));
        limiter.ended(place, 10, true);
        assert_eq!(limiter.begin(11), Turn::Wait { until_ms: 260 });
        let place = go(&mut limiter, 260);
        limiter.ended(place, 300, true);
        assert_eq!(limiter.begin(301), Turn::Wait { until_ms: 800 });
        let mut now = 800;
        for _ in 0..200 {
            let place = go(&mut limiter, now);
            limiter.ended(place, now, false);
            now += 500;
        }
        let place = go(&mut limiter, now);
        limiter.ended(place, now, false);
        go(&mut limiter, now);
    }
}
