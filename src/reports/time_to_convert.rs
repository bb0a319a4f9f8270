//! How long it took from the start, and from the first real use, until both sides said that the business stays.

use super::about::{About, Cell, Maturity};
use super::durations::{Durations, by_cell};
use super::figures::Table;
use super::figures::row::day;
use super::plan::Plan;
use super::question::Question;
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

pub const DEFINITION: &str = "time_to_convert/1";

/// A cohort's times, over those of its trials that converted within their windows, and over no others.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct TimesLine {
    pub cell: Cell,
    /// While it is provisional, those that take long are missing.
    pub maturity: Maturity,
    pub from_start: Durations,
    /// Without those that were never activated.
    pub from_activation: Durations,
}

/// Times of the trials that started in a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TimeToConvert {
    pub about: About,
    /// One line per cell that has trials, in order.
    #[schema(max_items = 2_000)]
    pub data: Vec<TimesLine>,
    pub total: TimesLine,
}

/// Errors: 400 for too many cells.
pub fn time_to_convert(table: &Table, question: &Question) -> Result<TimeToConvert> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let cells = plan.count(
        table,
        |_, row| row.started_on(),
        |counts: &mut [u32; 2], place, row| {
            counts[0] += u32::from(as_of.has(row.started_on()));
            counts[1] += u32::from(as_of.is_over(table.ends(place, row, &as_of).1));
        },
    );
    let (mut starts, mut activations) = (Times::of(&plan), Times::of(&plan));
    for (place, row, it) in table.standing(as_of).filter(|(_, row, it)| !row.is_granted() && !it.already_customer) {
        let Some(cell) = plan.cell(row, row.started_on()) else { continue };
        if day(it.converted) > table.ends(place, row, &as_of).1 {
            continue;
        }
        starts.push(cell, it.converted.saturating_sub(row.provisioned));
        if as_of.has(day(row.activated)) && row.activated <= it.converted {
            activations.push(cell, it.converted - row.activated);
        }
    }
    let ((from_start, all_starts), (from_activation, all_activations)) = (starts.ranked(), activations.ranked());
    let mut data = Vec::new();
    for (place, ([started, closed], (from_start, from_activation))) in
        cells.iter().zip(from_start.into_iter().zip(from_activation)).enumerate()
    {
        if *started > 0 {
            let maturity = Maturity::of((*closed).into(), (*started).into());
            data.push(TimesLine { cell: plan.name(place).into(), maturity, from_start, from_activation });
        }
    }
    let withheld = data.iter().map(|it| it.from_start.withheld() + it.from_activation.withheld()).sum();
    let sum = |place: fn(&Maturity) -> i64| data.iter().map(|it| place(&it.maturity)).sum();
    let total = TimesLine {
        cell: Cell::whole(question),
        maturity: Maturity::of(sum(|it| it.closed), sum(|it| it.members)),
        from_start: all_starts,
        from_activation: all_activations,
    };
    Ok(TimeToConvert { about: About::of(DEFINITION, question, withheld), data, total })
}

/// Times, each of a cell.
struct Times {
    counts: Vec<u32>,
    all: Vec<(u32, u32)>,
}

impl Times {
    fn of(plan: &Plan) -> Self {
        Self { counts: vec![0; plan.cells()], all: Vec::new() }
    }

    fn push(&mut self, cell: usize, seconds: u32) {
        if let Some((count, number)) = self.counts.get_mut(cell).zip(u32::try_from(cell).ok()) {
            *count += 1;
            self.all.push((number, seconds));
        }
    }

    fn ranked(&self) -> (Vec<Durations>, Durations) {
        by_cell(&self.counts, |tell| self.all.iter().for_each(|(cell, seconds)| tell(*cell as usize, *seconds)))
    }
}
