//! A trial as it is counted: what it is grouped by in two numbers, and its stamps as days and seconds.

use crate::values::{LocalDay, Timestamp};
use serde::Serialize;

/// A day in Asia/Ho_Chi_Minh, counted from 1 January 1970 there: until 2149. [`NEVER`] stands for no day.
pub type Day = u16;
pub const NEVER: Day = 0;

/// Seconds since 1970-01-01T00:00:00Z: until 2106. 0 stands for no instant.
pub type Seconds = u32;

const A_DAY: i64 = 86_400;
/// The zone has been UTC+7 without daylight saving since 1975.
const ZONE: i64 = 7 * 3_600;

/// The local day of an instant.
pub fn day_of(at: Timestamp) -> Day {
    let seconds = at.as_micros().div_euclid(1_000_000) + ZONE;
    Day::try_from(seconds.div_euclid(A_DAY)).unwrap_or(NEVER)
}

/// The local day of a number of seconds; [`NEVER`] of none.
pub const fn day(seconds: Seconds) -> Day {
    if seconds == 0 { NEVER } else { ((seconds as u64 + ZONE as u64) / A_DAY as u64) as Day }
}

pub fn day_if(at: Option<Timestamp>) -> Day {
    at.map_or(NEVER, day_of)
}

pub fn seconds_if(at: Option<Timestamp>) -> Seconds {
    at.and_then(|at| Seconds::try_from(at.as_micros().div_euclid(1_000_000)).ok()).unwrap_or_default()
}

/// The number of a local day; the last one there is for days after it.
pub fn number(day: LocalDay) -> Day {
    let seconds = day.start().as_micros().div_euclid(1_000_000) + ZONE;
    Day::try_from(seconds.div_euclid(A_DAY).max(0)).unwrap_or(Day::MAX)
}

/// The local day of a number.
pub fn local(day: Day) -> LocalDay {
    let noon = i64::from(day) * A_DAY + A_DAY / 2 - ZONE;
    Timestamp::from_micros(noon * 1_000_000).local_day()
}

/// How a request ended before anything was ready, or a trial before its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Closed {
    #[default]
    No,
    Declined,
    Unanswered,
    Cancelled,
}

/// A trial. What is a text elsewhere is its number in a dictionary here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The last quarter of its id: with its firm and the second of the request it says which one it is.
    pub tag: u32,
    pub requested: Seconds,
    pub accepted: Seconds,
    /// Its access was ready: it started.
    pub provisioned: Seconds,
    pub activated: Seconds,
    pub firm: u32,
    /// The trial of the same firm that was read before it.
    pub before: u32,
    pub offering: u32,
    pub origin: u32,
    pub engaged: Day,
    pub closed: Day,
    /// The last day on which the vendor is in time with an answer.
    pub respond_by: Day,
    pub trial_end: Day,
    /// The last day on which a conversion counts for its cohort.
    pub window_end: Day,
    /// When a conversion was claimed first, whatever became of it.
    pub claimed: Day,
    /// Why it was declined or cancelled.
    pub reason: u8,
    pub bits: u8,
}

impl Row {
    const GRANTED: u8 = 1;
    const EXTENDED: u8 = 2;
    const DISPUTED: u8 = 16;

    pub const fn bits(granted: bool, closed: Closed) -> u8 {
        (granted as u8) | ((closed as u8) << 2)
    }

    /// A second trial, which staff granted: it is in no figure but its own.
    pub const fn is_granted(&self) -> bool {
        self.bits & Self::GRANTED != 0
    }

    pub const fn is_extended(&self) -> bool {
        self.bits & Self::EXTENDED != 0
    }

    pub const fn extend(&mut self) {
        self.bits |= Self::EXTENDED;
    }

    /// Whether a claim was ever disputed.
    pub const fn is_disputed(&self) -> bool {
        self.bits & Self::DISPUTED != 0
    }

    pub const fn dispute(&mut self) {
        self.bits |= Self::DISPUTED;
    }

    pub const fn closed_how(&self) -> Closed {
        match self.bits >> 2 & 3 {
            1 => Closed::Declined,
            2 => Closed::Unanswered,
            3 => Closed::Cancelled,
            _ => Closed::No,
        }
    }

    pub const fn requested_on(&self) -> Day {
        day(self.requested)
    }

    pub const fn started_on(&self) -> Day {
        day(self.provisioned)
    }
}

/// A conversion that both sides have confirmed, whether it still stands or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversion {
    pub converted: Seconds,
    /// When its confirmation was taken back.
    pub withdrawn: Day,
    pub invoiced: Day,
    pub checked: Day,
    /// When the business said, after 90 days or later, that it still uses the platform.
    pub retained: Day,
    pub already_customer: bool,
    /// Why its confirmation was taken back.
    pub withdrawal: u8,
}

/// What an agreed end was until an extension moved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarlierEnd {
    /// The day of the extension.
    pub until: Day,
    pub trial_end: Day,
    pub window_end: Day,
}

/// From when one looks back: what had been recorded by the end of a day, or by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AsOf {
    pub at: Timestamp,
    /// The last day of which anything is known.
    pub known: Day,
    /// The last day that is over.
    pub over: Day,
    /// Whether it lies behind: ends may have been others then.
    pub is_past: bool,
}

impl AsOf {
    pub fn now(now: Timestamp) -> Self {
        let today = day_of(now);
        Self { at: now, known: today, over: today.saturating_sub(1), is_past: false }
    }

    /// The end of a day that is over.
    pub fn end_of(day: LocalDay) -> Self {
        let number = number(day);
        Self { at: day.end(), known: number, over: number, is_past: true }
    }

    /// The last local day of which anything is known.
    pub fn day(&self) -> LocalDay {
        local(self.known)
    }

    /// As it was at the end of the last day that is over: what a day is still to bring lies ahead.
    #[must_use]
    pub const fn at_last_end(&self) -> Self {
        Self { known: self.over, ..*self }
    }

    /// Whether what happened on the day had happened.
    pub const fn has(&self, day: Day) -> bool {
        day != NEVER && day <= self.known
    }

    /// Whether a day that is to end has ended.
    pub const fn is_over(&self, day: Day) -> bool {
        day != NEVER && day <= self.over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn days_are_those_of_the_zone(micros in 200_000_000_000_000i64..4_000_000_000_000_000) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(local(day_of(at)), at.local_day());
            prop_assert_eq!(day(seconds_if(Some(at))), day_of(at));
            prop_assert_eq!(number(at.local_day()), day_of(at));
        }
    }

    #[test]
    fn a_trial_takes_no_more_than_52_bytes() {
        assert_eq!(size_of::<Row>(), 52);
    }

    #[test]
    fn bits_say_what_was_put_into_them() {
        for closed in [Closed::No, Closed::Declined, Closed::Unanswered, Closed::Cancelled] {
            for granted in [false, true] {
                let mut row = Row { bits: Row::bits(granted, closed), ..Row::default() };
                assert_eq!((row.is_granted(), row.closed_how(), row.is_extended()), (granted, closed, false));
                row.extend();
                assert_eq!((row.is_granted(), row.closed_how(), row.is_extended()), (granted, closed, true));
                assert!(!row.is_disputed());
                row.dispute();
                assert_eq!((row.is_granted(), row.closed_how(), row.is_disputed()), (granted, closed, true));
            }
        }
    }
}
