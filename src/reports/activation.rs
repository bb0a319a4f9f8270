//! First use by a day: of the trials that started in a period, how many were used within so many days of their start. What leads, as it
//! is known long before any conversion.

use super::about::Cell;
use super::figures::Table;
use super::figures::row::{Day, day};
use super::plan::Plan;
use super::question::Question;
use super::wilson::Share;
use crate::error::Result;

/// Each cell's trials, and those of them that were used first within so many days: 30 is by the end of the thirtieth day after the start.
///
/// Errors: 400 for too many cells.
pub fn activated_within(table: &Table, question: &Question, days: Day) -> Result<Vec<(Cell, Share)>> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let cells = plan.count(
        table,
        |_, row| row.started_on(),
        |counts: &mut [u32; 2], _, row| {
            let (started, activated) = (row.started_on(), day(row.activated));
            if as_of.has(started) {
                counts[0] += 1;
                counts[1] += u32::from(as_of.has(activated) && activated <= started.saturating_add(days));
            }
        },
    );
    let cells = cells.iter().enumerate().filter(|(_, counts)| counts[0] > 0);
    let share = |[started, activated]: [u32; 2]| Share::of(activated.into(), started.into());
    Ok(cells.map(|(place, counts)| (plan.name(place).into(), share(*counts))).collect())
}
