//! How far targets have come: plan against actual, what is needed, and what they will come to, computed from what was recorded.
//!
//! Words: a trial is *open* for a target while it may still count; its *place* is how far it has come on the way from the request to the
//! conversion; *chances* are what became of those before it that were at the same place so many days after their request.

mod chain;
mod chart;
mod forecast;
mod life;
mod members;
mod outcome;
mod scopes;
mod series;
mod tally;

pub use chart::svg;
pub use forecast::{Basis, Forecast};
pub use outcome::{Progress, Verdict};
pub use series::{Point, series};

use super::model::{Metric, Target};
use crate::reports::figures::Table;
use crate::reports::figures::row::AsOf;

/// The definition that progress is computed by.
pub const DEFINITION: &str = "target_progress/1";

/// What is counted for some targets: the trials are needed no longer.
pub struct Counted {
    targets: Vec<Target>,
    as_of: AsOf,
    /// By metric; the places of the targets, and what was counted for each.
    parts: Vec<(Metric, Vec<usize>, tally::Tallied)>,
}

/// Counts for these targets, in one pass over the trials for each metric and 64 targets.
pub fn count(table: &Table, targets: Vec<Target>, as_of: AsOf) -> Counted {
    let mut parts = Vec::new();
    for metric in Metric::ALL {
        let of_metric: Vec<usize> =
            targets.iter().enumerate().filter(|(_, it)| it.aim.metric == *metric).map(|(place, _)| place).collect();
        for places in of_metric.chunks(scopes::AT_ONCE) {
            let some: Vec<&Target> = places.iter().filter_map(|place| targets.get(*place)).collect();
            parts.push((*metric, places.to_vec(), tally::tally(table, *metric, &some, &as_of)));
        }
    }
    Counted { targets, as_of, parts }
}

impl Counted {
    /// How far the targets have come, in their order.
    pub fn progress(&self) -> Vec<Progress> {
        let mut all: Vec<Option<Progress>> = vec![None; self.targets.len()];
        for (metric, places, tallied) in &self.parts {
            let some: Vec<&Target> = places.iter().filter_map(|place| self.targets.get(*place)).collect();
            let forecasts = forecast::forecasts(*metric, &some, tallied, &self.as_of);
            let counted = some.iter().zip(&tallied.each).zip(forecasts);
            for (place, ((target, tally), forecast)) in places.iter().zip(counted) {
                if let Some(progress) = all.get_mut(*place) {
                    *progress = Some(Progress::of(target, tally, forecast, &self.as_of));
                }
            }
        }
        all.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests;
