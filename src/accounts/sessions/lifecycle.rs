//! How long sessions hold.

use crate::values::Timestamp;
use std::time::Duration;

/// How long a session holds without being used, and how long at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub idle: Duration,
    pub absolute: Duration,
}

/// Open sessions of an account: a log-in beyond them ends the one that is unused for longest (ASVS 5.0, 7.1.2).
pub const MOST_OPEN: i64 = 50;

const HOUR: u64 = 3_600;

/// A day and a week; for staff, whose sessions open more, an hour and half a day (ASVS 5.0, 7.3).
pub const fn span(is_staff: bool) -> Span {
    let (idle, absolute) = if is_staff { (HOUR, 12 * HOUR) } else { (24 * HOUR, 7 * 24 * HOUR) };
    Span { idle: Duration::from_secs(idle), absolute: Duration::from_secs(absolute) }
}

/// Whether a session that nobody ended holds. Who became staff meanwhile has had staff's time.
pub fn holds(opened: Timestamp, last_used: Timestamp, is_staff: bool, now: Timestamp) -> bool {
    let Span { idle, absolute } = span(is_staff);
    now < opened.plus(absolute) && now < last_used.plus(idle)
}

/// A use is written down when the last one that was is so long ago: a session may end by so much earlier than its idle time.
const WRITTEN_EVERY: Duration = Duration::from_secs(300);

/// Whether a use at `now` is to be written down.
pub fn is_due(last_used: Timestamp, now: Timestamp) -> bool {
    now >= last_used.plus(WRITTEN_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_idle_or_old() {
        let at = |seconds: u64| Timestamp::from_micros(0).plus(Duration::from_secs(seconds));
        for (is_staff, idle, absolute) in [(false, 86_400, 604_800), (true, 3_600, 43_200)] {
            assert!(holds(at(0), at(0), is_staff, at(idle - 1)) && !holds(at(0), at(0), is_staff, at(idle)));
            let used = at(absolute - 1);
            assert!(holds(at(0), used, is_staff, at(absolute - 1)) && !holds(at(0), used, is_staff, at(absolute)));
        }
        assert!(!is_due(at(0), at(299)) && is_due(at(0), at(300)) && !is_due(at(9), at(0)));
    }
}
