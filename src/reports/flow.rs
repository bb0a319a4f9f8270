//! The flow: what happened in a period, each fact by its own day. For targets; never divided by the starts of the period.

use super::about::{About, Cell};
use super::figures::row::{Closed, NEVER, Row, day};
use super::figures::{Confirmed, Day, Table};
use super::plan::{Plan, add};
use super::question::Question;
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

pub const DEFINITION: &str = "flow/1";

/// Facts of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FlowLine {
    pub cell: Cell,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub requested: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub accepted: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub started: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub activated: i64,
    /// Used for the first week.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub engaged: i64,
    /// Cancelled by either side, before the start or after it.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub cancelled: i64,
    /// Conversions that both sides confirmed, of those that did not pay before, and that stand: whenever their trial began.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub conversions: i64,
    /// Confirmed, but paying before the trial.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub already_customer: i64,
    /// Conversions whose confirmation was taken back in the period, whenever they were confirmed, also of those that paid before. `conversions` and
    /// `already_customer` leave them out already: they are not to be subtracted once more.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub withdrawn: i64,
}

/// The flow of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Flow {
    pub about: About,
    /// One line per cell in which something happened, in order.
    #[schema(max_items = 2_000)]
    pub data: Vec<FlowLine>,
    pub total: FlowLine,
}

type Counts = [u32; 9];

/// Errors: 400 for too many cells.
pub fn flow(table: &Table, question: &Question) -> Result<Flow> {
    let plan = Plan::of(question, table, 1)?;
    let cells = counted(table, question, &plan);
    let mut sum = [0; 9];
    let mut data = Vec::new();
    for (place, counts) in cells.iter().enumerate().filter(|(_, counts)| counts.iter().any(|count| *count > 0)) {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        data.push(FlowLine::of(plan.name(place).into(), *counts));
    }
    let total = FlowLine::of(Cell::whole(question), sum);
    Ok(Flow { about: About::of(DEFINITION, question, 0), data, total })
}

fn counted(table: &Table, question: &Question, plan: &Plan) -> Vec<Counts> {
    let as_of = question.as_of;
    let each = |cells: &mut Vec<Counts>, _, row: &Row, confirmed: &[Confirmed]| {
        let Some(groups) = plan.groups(row.offering, row.origin).filter(|_| !row.is_granted()) else { return };
        let mut count = |fact: usize, on: Day| {
            let counts = plan.cell_in(groups, on).and_then(|cell| cells.get_mut(cell));
            if let Some(count) = counts.and_then(|counts| counts.get_mut(fact)).filter(|_| as_of.has(on)) {
                *count += 1;
            }
        };
        let cancelled = if row.closed_how() == Closed::Cancelled { row.closed } else { NEVER };
        let days =
            [row.requested_on(), day(row.accepted), row.started_on(), day(row.activated), row.engaged, cancelled];
        days.into_iter().enumerate().for_each(|(fact, on)| count(fact, on));
        for Confirmed { it, .. } in confirmed {
            if it.stands(&as_of) {
                count(if it.already_customer { 7 } else { 6 }, day(it.converted));
            }
            count(8, it.withdrawn);
        }
    };
    table.fold_beside(|| vec![[0; 9]; plan.cells()], each, |all, more| add(all, more))
}

impl FlowLine {
    fn of(cell: Cell, counts: Counts) -> Self {
        let [requested, accepted, started, activated, engaged, cancelled, conversions, already_customer, withdrawn] =
            counts.map(i64::from);
        Self {
            cell,
            requested,
            accepted,
            started,
            activated,
            engaged,
            cancelled,
            conversions,
            already_customer,
            withdrawn,
        }
    }
}
