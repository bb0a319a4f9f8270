//! What came of a platform's trials, as far as lists of the catalog are ordered by it. Rooms behind this one write it down in the
//! transaction of each fact (`reactions`), so that no read counts trials. Table: `platform_figures`.

mod store;

pub use store::{add, all};

use diesel::prelude::*;

/// Cases below which a figure of a platform says too little to be ordered by.
pub const ENOUGH: i64 = 10;

/// Counts of a platform; or what is added to them. Second trials are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_figures)]
pub struct Figures {
    /// Trials that began.
    pub started: i64,
    /// Requests that were accepted, or left unanswered to the end; none that were declined.
    pub answered: i64,
    /// Of these, from the request to that instant, in whole seconds, summed up.
    pub answer_seconds: i64,
    /// Conversions that stand confirmed, of firms that were no customers before.
    pub confirmed: i64,
}

impl Figures {
    /// Confirmed conversions, where there are enough trials.
    pub fn conversions(self) -> Option<i64> {
        (self.started >= ENOUGH).then_some(self.confirmed)
    }

    /// Seconds that a request waits until it is accepted, or given up as nobody answers, on average, where there are enough of them.
    pub fn seconds_to_answer(self) -> Option<i64> {
        if self.answered < ENOUGH { None } else { self.answer_seconds.checked_div(self.answered) }
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            started: self.started + other.started,
            answered: self.answered + other.answered,
            answer_seconds: self.answer_seconds + other.answer_seconds,
            confirmed: self.confirmed + other.confirmed,
        }
    }
}
