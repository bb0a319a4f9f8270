//! The flow: what happened in a period, each fact by its own day. For targets; never divided by the starts of the period.

use super::about::{About, Cell};
use super::figures::Table;
use super::figures::row::{Closed, Row, day};
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
    /// Conversions whose confirmation was taken back in the period, whenever they were confirmed.
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
    let each = |cells: &mut Vec<Counts>, _, row: &Row| {
        if row.is_granted() {
            return;
        }
        let cancelled = if row.closed_how() == Closed::Cancelled { row.closed } else { 0 };
        let days =
            [row.requested_on(), day(row.accepted), row.started_on(), day(row.activated), row.engaged, cancelled];
        for (fact, on) in days.into_iter().enumerate().filter(|(_, on)| as_of.has(*on)) {
            let counts = plan.cell(row, on).and_then(|cell| cells.get_mut(cell));
            if let Some(count) = counts.and_then(|counts| counts.get_mut(fact)) {
                *count += 1;
            }
        }
    };
    let mut cells = table.fold(|| vec![[0; 9]; plan.cells()], each, |all, more| add(all, more));
    for (_, row, it) in table.conversions().filter(|(_, row, _)| !row.is_granted()) {
        let fact = if it.already_customer { 7 } else { 6 };
        let confirmed = it.stands(&as_of).then(|| (fact, day(it.converted)));
        let withdrawn = as_of.has(it.withdrawn).then_some((8, it.withdrawn));
        for (fact, on) in [confirmed, withdrawn].into_iter().flatten() {
            let counts = plan.cell(row, on).and_then(|cell| cells.get_mut(cell));
            if let Some(count) = counts.and_then(|counts: &mut Counts| counts.get_mut(fact)) {
                *count += 1;
            }
        }
    }
    cells
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
