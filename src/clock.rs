//! The one place that asks what time it is.

use crate::values::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// The system's clock, or one that tests, the demo or a replay move by hand.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Moved(Arc<Moved>),
}

/// A clock that stands still, or moves on by a tick with each look at it.
#[derive(Debug)]
pub struct Moved {
    micros: AtomicI64,
    tick: i64,
}

impl Clock {
    /// A clock that stands at `at` until it is moved.
    pub fn fixed(at: Timestamp) -> Self {
        Self::ticking(at, Duration::ZERO)
    }

    /// A clock that begins at `at` and moves on by `tick` with each look: played events get instants of their own.
    pub fn ticking(at: Timestamp, tick: Duration) -> Self {
        let tick = i64::try_from(tick.as_micros()).unwrap_or_default();
        Self::Moved(Arc::new(Moved { micros: AtomicI64::new(at.as_micros()), tick }))
    }

    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
            }
            Self::Moved(moved) => Timestamp::from_micros(moved.micros.fetch_add(moved.tick, Ordering::SeqCst)),
        }
    }

    /// Moves the clock forward; the system's clock moves by itself.
    pub fn advance(&self, by: Duration) {
        if let Self::Moved(moved) = self {
            moved.micros.fetch_add(i64::try_from(by.as_micros()).unwrap_or_default(), Ordering::SeqCst);
        }
    }

    /// Moves the clock to `at`, unless it is there or later already.
    pub fn advance_to(&self, at: Timestamp) {
        if let Self::Moved(moved) = self {
            moved.micros.fetch_max(at.as_micros(), Ordering::SeqCst);
        }
    }
}
