//! How vendors serve requests: whether they answer in time, and how long answers and access take.

use super::about::{About, Cell};
use super::durations::{Durations, by_cell};
use super::figures::Table;
use super::figures::row::{AsOf, Closed, Day, Row, day};
use super::plan::Plan;
use super::question::Question;
use super::wilson::Share;
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

pub const DEFINITION: &str = "service_levels/1";

/// Requests, and how they were answered.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ServiceLine {
    pub cell: Cell,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub requests: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub accepted: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub declined: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub unanswered: i64,
    /// The business cancelled before any answer.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub cancelled: i64,
    /// Neither answered nor ended.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub waiting: i64,
    /// Accepted or declined within the working days that the rules give ÷ due: answered, or not answered when that time was over.
    pub answered_in_time: Share,
    /// Accepted within that time ÷ due.
    pub accepted_in_time: Share,
    /// Never answered ÷ due.
    pub unanswered_share: Share,
    /// From the request to its acceptance.
    pub to_accept: Durations,
    /// From the acceptance until access was ready.
    pub to_provision: Durations,
}

/// Service levels of the requests of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ServiceLevels {
    pub about: About,
    /// One line per cell that has requests, in order.
    #[schema(max_items = 2_000)]
    pub data: Vec<ServiceLine>,
    pub total: ServiceLine,
}

/// Requests, accepted, declined, unanswered, cancelled, waiting, due, answered in time, accepted in time, accepted and ready.
type Counts = [u32; 10];
const REQUESTS: usize = 0;
const ACCEPTED: usize = 1;
const READY: usize = 9;

/// Errors: 400 for too many cells.
pub fn service_levels(table: &Table, question: &Question) -> Result<ServiceLevels> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let cell = |row: &Row| plan.cell(row, row.requested_on()).filter(|_| as_of.has(row.requested_on()));
    let counted = plan.count(
        table,
        |_, row| row.requested_on(),
        |counts: &mut Counts, _, row| {
            if as_of.has(row.requested_on()) {
                counts.iter_mut().zip(facts(row, &as_of)).for_each(|(count, fact)| *count += u32::from(fact));
            }
        },
    );
    let times = |fact: usize, seconds: fn(&Row) -> u32| {
        let counts: Vec<u32> = counted.iter().filter_map(|counts| counts.get(fact)).copied().collect();
        by_cell(&counts, |tell| {
            for row in table.rows().filter(|row| !row.is_granted()) {
                if facts(row, &as_of).get(fact) == Some(&true)
                    && let Some(cell) = cell(row)
                {
                    tell(cell, seconds(row));
                }
            }
        })
    };
    // Each of them is a pass of its own.
    let ((to_accept, all_accept), (to_provision, all_provision)) = std::thread::scope(|scope| {
        let other = scope.spawn(|| times(READY, |row| row.provisioned.saturating_sub(row.accepted)));
        let one = times(ACCEPTED, |row| row.accepted.saturating_sub(row.requested));
        (one, other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let mut sum = [0; 10];
    let mut data = Vec::new();
    let times = to_accept.into_iter().zip(to_provision);
    for (place, (counts, times)) in counted.iter().zip(times).enumerate().filter(|(_, (it, _))| it[REQUESTS] > 0) {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        data.push(ServiceLine::of(plan.name(place).into(), *counts, times));
    }
    let withheld = data.iter().map(ServiceLine::withheld).sum();
    let total = ServiceLine::of(Cell::whole(question), sum, (all_accept, all_provision));
    Ok(ServiceLevels { about: About::of(DEFINITION, question, withheld), data, total })
}

/// What is true of a request that was made by then, in the order of [`Counts`].
fn facts(row: &Row, as_of: &AsOf) -> [bool; 10] {
    let accepted = as_of.has(day(row.accepted));
    let closed = if as_of.has(row.closed) { row.closed_how() } else { Closed::No };
    let answered: Option<Day> = match closed {
        _ if accepted => Some(day(row.accepted)),
        Closed::Declined => Some(row.closed),
        _ => None,
    };
    let cancelled = !accepted && closed == Closed::Cancelled;
    let is_late = as_of.is_over(row.respond_by) && !(cancelled && row.closed <= row.respond_by);
    let in_time = answered.is_some_and(|on| on <= row.respond_by);
    [
        true,
        accepted,
        !accepted && closed == Closed::Declined,
        !accepted && closed == Closed::Unanswered,
        cancelled,
        !accepted && closed == Closed::No,
        answered.is_some() || is_late,
        in_time,
        in_time && accepted,
        accepted && as_of.has(row.started_on()),
    ]
}

impl ServiceLine {
    fn of(cell: Cell, counts: Counts, (to_accept, to_provision): (Durations, Durations)) -> Self {
        let [requests, accepted, declined, unanswered, cancelled, waiting, due, in_time, accepted_in_time, _ready] =
            counts.map(i64::from);
        Self {
            cell,
            requests,
            accepted,
            declined,
            unanswered,
            cancelled,
            waiting,
            answered_in_time: Share::of(in_time, due),
            accepted_in_time: Share::of(accepted_in_time, due),
            unanswered_share: Share::of(unanswered, due),
            to_accept,
            to_provision,
        }
    }

    fn withheld(&self) -> i64 {
        let rates = [&self.answered_in_time, &self.accepted_in_time, &self.unanswered_share];
        rates.into_iter().map(Share::withheld).sum::<i64>() + self.to_accept.withheld() + self.to_provision.withheld()
    }
}
