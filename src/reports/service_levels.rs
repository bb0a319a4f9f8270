//! How vendors serve requests: whether they answer in time, and how long answers and access take.

use super::about::{About, Cell};
use super::durations::{ByCell, Durations, by_cell};
use super::figures::Table;
use super::figures::row::{AsOf, Closed, Day, Row, day};
use super::plan::{Plan, add};
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

/// Requests, accepted, declined, unanswered, cancelled, waiting, due, answered in time, accepted in time.
type Counts = [u32; 9];

#[derive(Default)]
struct Counted {
    cells: Vec<Counts>,
    to_accept: ByCell,
    to_provision: ByCell,
}

/// Errors: 400 for too many cells.
pub fn service_levels(table: &Table, question: &Question) -> Result<ServiceLevels> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let empty = || Counted { cells: vec![[0; 9]; plan.cells()], ..Counted::default() };
    let each = |all: &mut Counted, _, row: &Row| {
        let asked = !row.is_granted() && as_of.has(row.requested_on());
        if let Some(cell) = plan.cell(row, row.requested_on()).filter(|_| asked) {
            all.count(cell, row, &as_of);
        }
    };
    let counted = table.fold(empty, each, |all, more| {
        add(&mut all.cells, more.cells);
        all.to_accept.extend(more.to_accept);
        all.to_provision.extend(more.to_provision);
    });
    let (to_accept, all_accept) = by_cell(counted.to_accept, plan.cells());
    let (to_provision, all_provision) = by_cell(counted.to_provision, plan.cells());
    let mut sum = [0; 9];
    let mut data = Vec::new();
    let times = to_accept.into_iter().zip(to_provision);
    for (place, (counts, times)) in counted.cells.iter().zip(times).enumerate().filter(|(_, (counts, _))| counts[0] > 0)
    {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        data.push(ServiceLine::of(plan.name(place).into(), *counts, times));
    }
    let withheld = data.iter().map(ServiceLine::withheld).sum();
    let total = ServiceLine::of(Cell::whole(question), sum, (all_accept, all_provision));
    Ok(ServiceLevels { about: About::of(DEFINITION, question, withheld), data, total })
}

impl Counted {
    fn count(&mut self, cell: usize, row: &Row, as_of: &AsOf) {
        let Some(counts) = self.cells.get_mut(cell) else { return };
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
        let facts = [
            true,
            accepted,
            !accepted && closed == Closed::Declined,
            !accepted && closed == Closed::Unanswered,
            cancelled,
            !accepted && closed == Closed::No,
            answered.is_some() || is_late,
            in_time,
            in_time && accepted,
        ];
        counts.iter_mut().zip(facts).for_each(|(count, fact)| *count += u32::from(fact));
        let cell = u32::try_from(cell).unwrap_or_default();
        if accepted {
            self.to_accept.push((cell, row.accepted.saturating_sub(row.requested)));
            if as_of.has(row.started_on()) {
                self.to_provision.push((cell, row.provisioned.saturating_sub(row.accepted)));
            }
        }
    }
}

impl ServiceLine {
    fn of(cell: Cell, counts: Counts, (to_accept, to_provision): (Durations, Durations)) -> Self {
        let [requests, accepted, declined, unanswered, cancelled, waiting, due, in_time, accepted_in_time] =
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
