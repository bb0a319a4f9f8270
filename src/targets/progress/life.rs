//! What has become of a trial on its way to what a metric counts, in days since it was asked for.

use super::chain::AGES;
use crate::reports::figures::Day;
use crate::reports::figures::row::{AsOf, Closed, Row, day};
use crate::targets::model::Metric;

/// Never, or not as far as is known.
const NEVER: usize = usize::MAX;

/// Places on the way: asked for, accepted, started, activated, engaged, converted.
pub const PLACES: usize = 6;

/// The place at which a trial counts for a metric; 0 where the request itself does.
pub const fn goal(metric: Metric) -> usize {
    match metric {
        Metric::Requested => 0,
        Metric::AcceptedInTime => 1,
        Metric::Started => 2,
        Metric::Activated | Metric::ActivatedByDay30 => 3,
        Metric::Engaged => 4,
        Metric::Conversions | Metric::CohortRate | Metric::EndedRate => 5,
    }
}

/// The conversion of a trial that stands: its day, and whether the business paid before.
pub type Converted = Option<(Day, bool)>;

/// A trial on its way to a goal.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    /// The day on which it came to each place, or beyond it; the last one that matters is the goal.
    at: [usize; PLACES],
    goal: usize,
    /// The day from which on it can reach the goal no more.
    lost: usize,
    /// Days since the request, of which anything is known.
    pub age: usize,
}

/// Where a trial is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    At(usize),
    Reached,
    Lost,
}

/// Days that a trial spent at one place: on each of them it could have left it, on the last one it did where `to` says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    pub at: usize,
    pub first: usize,
    pub last: usize,
    /// The place to which it went on the last day; [`PLACES`] where it was lost.
    pub to: Option<usize>,
}

impl Life {
    /// `None` for a trial that had not been asked for then.
    pub fn of(row: &Row, converted: Converted, goal: usize, as_of: &AsOf) -> Option<Self> {
        let requested = row.requested_on();
        if !as_of.has(requested) {
            return None;
        }
        let since = |on: Day| if as_of.has(on) { usize::from(on.saturating_sub(requested)) } else { NEVER };
        let (confirmed, paid_before) = converted.unwrap_or_default();
        let confirmed = since(confirmed);
        let counted = if paid_before { NEVER } else { confirmed };
        let mut at = [
            0,
            since(day(row.accepted)),
            since(row.started_on()),
            since(day(row.activated)),
            since(row.engaged),
            counted,
        ];
        let closed = match row.closed_how() {
            Closed::No => NEVER,
            // A trial that was cancelled after its start may still convert: it is in the denominators, too.
            Closed::Cancelled if goal == PLACES - 1 && as_of.has(row.started_on()) => NEVER,
            _ => since(row.closed),
        };
        let lost = if goal == PLACES - 1 && paid_before { closed.min(confirmed) } else { closed };
        // Who is further on has passed what lies before.
        let mut earliest = NEVER;
        for place in at.iter_mut().take(goal + 1).rev() {
            earliest = earliest.min(*place);
            *place = earliest;
        }
        Some(Self { at, goal, lost, age: usize::from(as_of.known - requested) })
    }

    fn reached(&self, place: usize) -> usize {
        self.at.get(place).copied().unwrap_or(NEVER)
    }

    /// Where it is at the end of what is known.
    pub fn whereabouts(&self) -> Whereabouts {
        if self.reached(self.goal) != NEVER {
            return Whereabouts::Reached;
        }
        if self.lost != NEVER || self.age >= AGES {
            return Whereabouts::Lost;
        }
        Whereabouts::At((0..self.goal).rfind(|place| self.reached(*place) != NEVER).unwrap_or_default())
    }

    /// Its days, place by place. On the day of the request a trial is asked for before anything else happens.
    pub fn stays(&self) -> impl Iterator<Item = Stay> {
        let mut next = Some((0, 0));
        std::iter::from_fn(move || {
            let (at, first) = next?;
            let further = (at + 1..=self.goal).find(|place| self.leaves_for(*place));
            let stay = match further.map(|place| (place, self.reached(place))) {
                Some((place, day)) => Stay { at, first, last: day, to: Some(place) },
                None if self.lost != NEVER => Stay { at, first, last: self.lost, to: Some(PLACES) },
                None => Stay { at, first, last: self.age, to: None },
            };
            next = stay.to.filter(|to| *to < self.goal).map(|to| (to, stay.last + 1));
            Some(stay)
        })
    }

    /// Whether it was at this place at the end of a day: it did not pass through it within one, and was not lost on it.
    fn leaves_for(&self, place: usize) -> bool {
        let day = self.reached(place);
        day != NEVER && (place == self.goal || (day != self.reached(place + 1) && day < self.lost))
    }
}
