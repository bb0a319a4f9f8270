//! Silence: since when nobody has asked for a trial, where some did before.

use super::about::Cell;
use super::figures::Table;
use super::figures::row::{Day, Row, local};
use super::plan::Plan;
use super::question::Question;
use crate::error::Result;
use crate::values::LocalDay;

/// The last request of a cell, and how many there were around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRequest {
    pub cell: Cell,
    pub on: LocalDay,
    /// In so many days that end with it.
    pub until_then: i64,
    /// In so many days that end with the question's last one.
    pub lately: i64,
}

/// Of each cell that has requests in the period, the last one; beside it how many came in the `earlier` days that end with it, and how many in the
/// last `late` days of the period.
///
/// Errors: 400 for too many cells.
pub fn last_requests(table: &Table, question: &Question, earlier: Day, late: Day) -> Result<Vec<LastRequest>> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let asked = |row: &Row| {
        let on = row.requested_on();
        let counts = !row.is_granted() && as_of.has(on);
        plan.cell(row, on).filter(|_| counts).map(|cell| (cell, on))
    };
    let last = table.fold(
        || vec![0; plan.cells()],
        |all: &mut Vec<Day>, _, row| {
            if let Some((cell, on)) = asked(row)
                && let Some(last) = all.get_mut(cell)
            {
                *last = on.max(*last);
            }
        },
        |all, more| all.iter_mut().zip(more).for_each(|(last, more)| *last = more.max(*last)),
    );
    let lately_from = question.days().end().saturating_sub(late);
    let counted = table.fold(
        || vec![[0_u32; 2]; plan.cells()],
        |all: &mut Vec<[u32; 2]>, _, row| {
            if let Some((cell, on)) = asked(row)
                && let Some((counts, last)) = all.get_mut(cell).zip(last.get(cell))
            {
                counts[0] += u32::from(on > last.saturating_sub(earlier));
                counts[1] += u32::from(on > lately_from);
            }
        },
        |all, more| super::plan::add(all, more),
    );
    let cells = last.iter().zip(counted).enumerate().filter(|(_, (last, _))| **last > 0);
    let line = |(place, (last, [until_then, lately])): (usize, (&Day, [u32; 2]))| LastRequest {
        cell: plan.name(place).into(),
        on: local(*last),
        until_then: until_then.into(),
        lately: lately.into(),
    };
    Ok(cells.map(line).collect())
}
