//! The ended rate: of the trials that ended in a period, how many have converted. For month-by-month operations.

use super::about::{About, Cell, Maturity};
use super::figures::row::{Conversion, Row, day};
use super::figures::{Confirmed, Place, Table};
use super::plan::{Plan, add};
use super::question::Question;
use super::wilson::Share;
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

pub const DEFINITION: &str = "ended_rate/1";

/// Trials by their agreed end, also where they were cancelled before it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct EndedLine {
    pub cell: Cell,
    /// How far the windows of these trials have closed.
    pub maturity: Maturity,
    /// Confirmed within the window, of those that did not pay before ÷ ended.
    pub ended_rate: Share,
}

/// The ended rate of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EndedRate {
    pub about: About,
    /// One line per cell that has trials, in order.
    #[schema(max_items = 2_000)]
    pub data: Vec<EndedLine>,
    pub total: EndedLine,
}

/// Ended, closed windows, converted.
type Counts = [u32; 3];

/// Errors: 400 for too many cells.
pub fn ended(table: &Table, question: &Question) -> Result<EndedRate> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let each = |cells: &mut Vec<Counts>, place: Place, row: &Row, confirmed: &[Confirmed]| {
        let (trial_end, window_end) = table.ends(place, row, &as_of);
        let ended = !row.is_granted() && as_of.has(row.started_on()) && as_of.is_over(trial_end);
        let cell = ended.then(|| plan.cell(row, trial_end)).flatten();
        let Some(counts) = cell.and_then(|cell| cells.get_mut(cell)) else { return };
        counts[0] += 1;
        counts[1] += u32::from(as_of.is_over(window_end));
        let counted = |it: &Conversion| it.stands(&as_of) && !it.already_customer && day(it.converted) <= window_end;
        counts[2] += confirmed.iter().map(|confirmed| u32::from(counted(&confirmed.it))).sum::<u32>();
    };
    let cells = table.fold_beside(|| vec![[0; 3]; plan.cells()], each, |all, more| add(all, more));
    let line = |cell: Cell, [ended, closed, converted]: Counts| EndedLine {
        cell,
        maturity: Maturity::of(closed.into(), ended.into()),
        ended_rate: Share::of(converted.into(), ended.into()),
    };
    let mut sum = [0; 3];
    let mut data = Vec::new();
    for (place, counts) in cells.iter().enumerate().filter(|(_, counts)| counts[0] > 0) {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        data.push(line(plan.name(place).into(), *counts));
    }
    let withheld = data.iter().map(|it| it.ended_rate.withheld()).sum();
    let total = line(Cell::whole(question), sum);
    Ok(EndedRate { about: About::of(DEFINITION, question, withheld), data, total })
}
