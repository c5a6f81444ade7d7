//! The simulator's one clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Where the simulator's time comes from.
///
/// Everything that depends on time follows it: the allowed skew of a signature, the 15 seconds
/// of an address, nonces, the `Date` header, the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The computer's clock, moved by so many seconds (0: as it is; negative: it runs late).
    Wall {
        /// Seconds that are added.
        offset_s: i64,
    },
    /// Time stands still.
    Frozen {
        /// Seconds since 1970-01-01T00:00:00Z.
        at_s: u64,
    },
}

impl Default for Clock {
    fn default() -> Self {
        Self::Wall { offset_s: 0 }
    }
}

impl Clock {
    /// Milliseconds since 1970-01-01T00:00:00Z on this clock.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        match *self {
            Self::Wall { offset_s } => {
                let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                u64::try_from(wall.as_millis())
                    .unwrap_or(u64::MAX)
                    .saturating_add_signed(offset_s.saturating_mul(1_000))
            }
            Self::Frozen { at_s } => at_s.saturating_mul(1_000),
        }
    }
}
