//! What is asked of the trials: a period of local days, in which steps, of which trials, grouped by what, and as of when.

use super::figures::row::{AsOf, number};
use super::figures::{Day, Dimension, Sums, Table};
use crate::values::LocalDay;
use crate::values::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// In which steps a period is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    /// `2026-11-16`
    Day,
    /// Weeks of ISO 8601, from Monday: `2026-W47`
    Week,
    /// `2026-11`
    Month,
    /// `2026-Q4`
    Quarter,
    /// `2026`
    Year,
}

text_enum!(Interval { Day = "day", Week = "week", Month = "month", Quarter = "quarter", Year = "year" });

impl Interval {
    /// The step in which a day lies.
    pub fn of(self, day: LocalDay) -> String {
        match self {
            Self::Day => day.to_string(),
            Self::Week => day.week(),
            Self::Month => day.month(),
            Self::Quarter => day.quarter(),
            Self::Year => day.year().to_string(),
        }
    }
}

/// Only trials that have one of these values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Filter {
    pub dimension: Dimension,
    #[schema(max_items = 50)]
    pub values: Vec<FilterValue>,
}

/// A code or an id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(value_type = String, max_length = 60, example = "79")]
pub struct FilterValue(pub String);

/// Cells of one answer to somebody, at most.
pub const CELLS: usize = 2_000;

/// A question, checked.
#[derive(Clone, Debug)]
pub struct Question {
    pub from: LocalDay,
    pub to: LocalDay,
    pub interval: Option<Interval>,
    /// At most two.
    pub group_by: Vec<Dimension>,
    pub filters: Vec<Filter>,
    pub as_of: AsOf,
    /// The only province that is counted, where who asks sees no other.
    pub province_code: Option<String>,
    /// Days that a conversion may come after its trial's end: of all rules that there are.
    pub window_days: Vec<i64>,
    /// Cells that the answer may have, at most.
    pub cells: usize,
}

impl Question {
    /// All trials of a period that is over, by month, as known at its end.
    pub fn by_month(from: LocalDay, to: LocalDay) -> Self {
        let (as_of, group_by, filters) = (AsOf::end_of(to), Vec::new(), Vec::new());
        let (interval, province_code, window_days) = (Some(Interval::Month), None, Vec::new());
        Self { from, to, interval, group_by, filters, as_of, province_code, window_days, cells: CELLS }
    }

    /// The sums that answer it, and the dimension of theirs by which it groups (any, where it does not): as of now, without
    /// filters, in one grouping at most.
    pub fn sums<'a>(&self, table: &'a Table) -> Option<(&'a Sums, Dimension)> {
        let of = match self.group_by.as_slice() {
            [] => Dimension::Programme,
            [one] => *one,
            _ => return None,
        };
        let all = self.filters.is_empty() && self.province_code.is_none();
        all.then(|| table.sums(of, &self.as_of)).flatten().map(|sums| (sums, of))
    }

    pub fn days(&self) -> std::ops::RangeInclusive<Day> {
        number(self.from)..=number(self.to)
    }

    /// Whether a trial with this value of a dimension is counted.
    pub fn takes(&self, dimension: Dimension, value: &str) -> bool {
        let own = dimension != Dimension::Province || self.province_code.as_deref().is_none_or(|own| own == value);
        let of_dimension = |filter: &&Filter| filter.dimension == dimension;
        own && self.filters.iter().filter(of_dimension).all(|it| it.values.iter().any(|known| known.0 == value))
    }
}
