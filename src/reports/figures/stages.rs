//! What has come of a trial, as counts: the same for a pass over all trials and for the sums that are kept of them.

use super::row::{AsOf, Closed, Conversion, Day, Row, day};
use super::table::{Confirmed, Place, Table};

pub const STARTED: usize = 0;
pub const ACTIVATED: usize = 1;
pub const ENGAGED: usize = 2;
pub const CLAIMED: usize = 3;
pub const CANCELLED: usize = 4;
/// Its window is over.
pub const CLOSED: usize = 5;
pub const CONFIRMED: usize = 6;
pub const ALREADY: usize = 7;
pub const EVIDENCED: usize = 8;
pub const CHECKED: usize = 9;
pub const RETAINED: usize = 10;
pub const IN_WINDOW: usize = 11;
/// Confirmed within a window that is not over.
pub const EARLY: usize = 12;

/// How many trials have come to each, by the constants above.
pub type Counts = [u32; 13];

/// States of requests that have not started, in order.
pub const STATES: [&str; 5] = ["accepted", "cancelled", "declined", "requested", "unanswered"];

/// Adds, or takes away what was added before: `by` is 1 or [`AWAY`].
pub fn add(sum: &mut Counts, counts: &Counts, by: u32) {
    sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum = sum.wrapping_add(count.wrapping_mul(by)));
}

/// Minus one.
pub const AWAY: u32 = u32::MAX;

impl Table {
    /// What a trial has come to by then; `None` of one that has not started, and of a second one.
    pub fn stages(&self, place: Place, row: &Row, confirmed: &[Confirmed], as_of: &AsOf) -> Option<Counts> {
        if row.is_granted() || !as_of.has(row.started_on()) {
            return None;
        }
        let window_end = self.ends(place, row, as_of).1;
        let is_closed = as_of.is_over(window_end);
        let mut counts = [0; 13];
        counts[STARTED] = 1;
        counts[ACTIVATED] = u32::from(as_of.has(day(row.activated)));
        counts[ENGAGED] = u32::from(as_of.has(row.engaged));
        counts[CLAIMED] = u32::from(as_of.has(row.claimed));
        counts[CANCELLED] = u32::from(row.closed_how() == Closed::Cancelled && as_of.has(row.closed));
        counts[CLOSED] = u32::from(is_closed);
        for it in confirmed.iter().map(|it| it.it).filter(|it| it.stands(as_of)) {
            if it.already_customer {
                counts[ALREADY] += 1;
                continue;
            }
            let (level, in_window) = (it.level(as_of), day(it.converted) <= window_end);
            counts[CONFIRMED] += 1;
            counts[EVIDENCED] += u32::from(level >= 2);
            counts[CHECKED] += u32::from(level >= 3);
            counts[RETAINED] += u32::from(level >= 4);
            counts[IN_WINDOW] += u32::from(in_window);
            counts[EARLY] += u32::from(in_window && !is_closed);
        }
        Some(counts)
    }

    /// Days from the start of a trial to its conversion, where that counts for the cohort.
    pub fn converted_after(
        &self,
        place: Place,
        row: &Row,
        confirmed: &[Confirmed],
        as_of: &AsOf,
    ) -> impl Iterator<Item = Day> {
        let (started, window_end) = (row.started_on(), self.ends(place, row, as_of).1);
        let counts = move |it: &Conversion| it.stands(as_of) && !it.already_customer && day(it.converted) <= window_end;
        let counting = confirmed.iter().map(|it| it.it).filter(counts);
        counting.map(move |it| day(it.converted).saturating_sub(started))
    }
}

impl Row {
    /// The state of [`STATES`] and the reason of a request that was made by then and has not started.
    pub const fn not_started(&self, as_of: &AsOf) -> Option<(u8, u8)> {
        if self.is_granted() || as_of.has(self.started_on()) || !as_of.has(self.requested_on()) {
            return None;
        }
        let closed = if as_of.has(self.closed) { self.closed_how() } else { Closed::No };
        Some(match closed {
            Closed::Cancelled => (1, self.reason),
            Closed::Declined => (2, self.reason),
            Closed::Unanswered => (4, self.reason),
            Closed::No if as_of.has(day(self.accepted)) => (0, 0),
            Closed::No => (3, 0),
        })
    }
}
