//! How vendors serve requests: whether they answer in time, and how long answers and access take.

use super::about::{About, Cell};
use super::durations::{Durations, Found, Ranking, Spread};
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
    /// Never answered ÷ due. A request is due after the days for an answer, and counts as never answered only when those for being closed are
    /// over: while some wait, this is too low.
    pub unanswered_share: Share,
    /// Whether a request still waits for an answer: the shares may change.
    pub provisional: bool,
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
const REQUESTS: usize = 0;

/// What is counted of the requests of a cell.
#[derive(Clone, Default)]
struct Tally {
    counts: Counts,
    to_accept: Spread,
    to_provision: Spread,
}

impl Tally {
    fn add(&mut self, more: &Self) {
        self.counts.iter_mut().zip(more.counts).for_each(|(count, more)| *count += more);
        self.to_accept.add(&more.to_accept);
        self.to_provision.add(&more.to_provision);
    }
}

/// Errors: 400 for too many cells.
pub fn service_levels(table: &Table, question: &Question) -> Result<ServiceLevels> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let cell = |row: &Row| {
        let asked = !row.is_granted() && as_of.has(row.requested_on());
        asked.then(|| plan.cell(row, row.requested_on())).flatten()
    };
    let note = |cells: &mut Vec<Tally>, _, row: &Row| {
        let Some(tally) = cell(row).and_then(|cell| cells.get_mut(cell)) else { return };
        tally.counts.iter_mut().zip(facts(row, &as_of)).for_each(|(count, fact)| *count += u32::from(fact));
        to_accept(row, &as_of).into_iter().for_each(|seconds| tally.to_accept.note(seconds));
        to_provision(row, &as_of).into_iter().for_each(|seconds| tally.to_provision.note(seconds));
    };
    let counted = table.fold(
        || vec![Tally::default(); plan.cells()],
        note,
        |all, more| {
            all.iter_mut().zip(&more).for_each(|(tally, more)| tally.add(more));
        },
    );
    let spreads = |of: fn(&Tally) -> &Spread| counted.iter().map(|tally| of(tally).clone()).collect();
    let spreads = [spreads(|tally| &tally.to_accept), spreads(|tally| &tally.to_provision)];
    let ranking = Ranking::of(spreads);
    let near = |found: &mut Found<2>, _, row: &Row| {
        let Some(cell) = cell(row) else { return };
        to_accept(row, &as_of).into_iter().for_each(|seconds| found.note(0, cell, seconds));
        to_provision(row, &as_of).into_iter().for_each(|seconds| found.note(1, cell, seconds));
    };
    let [(to_accept, all_accept), (to_provision, all_provision)] =
        ranking.ranked(&table.fold(|| ranking.none(), near, Found::add));
    let mut sum = [0; 9];
    let mut data = Vec::new();
    let times = to_accept.into_iter().zip(to_provision);
    let lines = counted.iter().map(|tally| tally.counts).zip(times).enumerate();
    for (place, (counts, times)) in lines.filter(|(_, (counts, _))| counts[REQUESTS] > 0) {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        data.push(ServiceLine::of(plan.name(place).into(), counts, times));
    }
    let withheld = data.iter().map(ServiceLine::withheld).sum();
    let total = ServiceLine::of(Cell::whole(question), sum, (all_accept, all_provision));
    Ok(ServiceLevels { about: About::of(DEFINITION, question, withheld), data, total })
}

/// What is true of a request that was made by then, in the order of [`Counts`].
fn facts(row: &Row, as_of: &AsOf) -> [bool; 9] {
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
    ]
}

/// Seconds from the request to its acceptance, where it was accepted by then.
fn to_accept(row: &Row, as_of: &AsOf) -> Option<u32> {
    as_of.has(day(row.accepted)).then(|| row.accepted.saturating_sub(row.requested))
}

/// Seconds from the acceptance until access was ready, where it was by then.
fn to_provision(row: &Row, as_of: &AsOf) -> Option<u32> {
    let ready = as_of.has(day(row.accepted)) && as_of.has(row.started_on());
    ready.then(|| row.provisioned.saturating_sub(row.accepted))
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
            provisional: waiting > 0,
            to_accept,
            to_provision,
        }
    }

    fn withheld(&self) -> i64 {
        let rates = [&self.answered_in_time, &self.accepted_in_time, &self.unanswered_share];
        rates.into_iter().map(Share::withheld).sum::<i64>() + self.to_accept.withheld() + self.to_provision.withheld()
    }
}
