//! How long it took from the start, and from the first real use, until both sides said that the business stays.

use super::about::{About, Cell, Maturity};
use super::durations::{Durations, Found, Ranking, Spread};
use super::figures::row::{AsOf, Conversion, Row, day};
use super::figures::{Confirmed, Place, Table};
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
    let each = |cells: &mut Vec<Tally>, place: Place, row: &Row, confirmed: &[Confirmed]| {
        let Some(tally) = cell(&plan, row, &as_of).and_then(|cell| cells.get_mut(cell)) else { return };
        tally.started += 1;
        tally.closed += u32::from(as_of.is_over(table.ends(place, row, &as_of).1));
        for [from_start, from_activation] in times(table, place, row, confirmed, &as_of) {
            from_start.into_iter().for_each(|seconds| tally.from_start.note(seconds));
            from_activation.into_iter().for_each(|seconds| tally.from_activation.note(seconds));
        }
    };
    let cells = table.fold_beside(
        || vec![Tally::default(); plan.cells()],
        each,
        |all, more| {
            all.iter_mut().zip(&more).for_each(|(tally, more)| tally.add(more));
        },
    );
    let spreads = |of: fn(&Tally) -> &Spread| cells.iter().map(|tally| of(tally).clone()).collect();
    let spreads = [spreads(|tally| &tally.from_start), spreads(|tally| &tally.from_activation)];
    let ranking = Ranking::of(spreads);
    let near = |found: &mut Found<2>, place: Place, row: &Row, confirmed: &[Confirmed]| {
        let Some(cell) = cell(&plan, row, &as_of) else { return };
        for kinds in times(table, place, row, confirmed, &as_of) {
            let kinds = kinds.into_iter().enumerate();
            kinds.for_each(|(kind, seconds)| seconds.into_iter().for_each(|seconds| found.note(kind, cell, seconds)));
        }
    };
    let [(from_start, all_starts), (from_activation, all_activations)] =
        ranking.ranked(&table.fold_confirmed(|| ranking.none(), near, Found::add));
    let mut data = Vec::new();
    for (place, (tally, (from_start, from_activation))) in
        cells.iter().zip(from_start.into_iter().zip(from_activation)).enumerate()
    {
        if tally.started > 0 {
            let maturity = Maturity::of(tally.closed.into(), tally.started.into());
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

/// What is counted of the trials of a cell.
#[derive(Clone, Default)]
struct Tally {
    started: u32,
    closed: u32,
    from_start: Spread,
    from_activation: Spread,
}

impl Tally {
    fn add(&mut self, more: &Self) {
        self.started += more.started;
        self.closed += more.closed;
        self.from_start.add(&more.from_start);
        self.from_activation.add(&more.from_activation);
    }
}

/// The cell of a trial that has started by then.
fn cell(plan: &Plan, row: &Row, as_of: &AsOf) -> Option<usize> {
    let started = !row.is_granted() && as_of.has(row.started_on());
    started.then(|| plan.cell(row, row.started_on())).flatten()
}

/// Seconds from the start and from the activation of a trial to each of its conversions that count; the latter where it was
/// activated before.
fn times(
    table: &Table,
    place: Place,
    row: &Row,
    confirmed: &[Confirmed],
    as_of: &AsOf,
) -> impl Iterator<Item = [Option<u32>; 2]> {
    let window_end = table.ends(place, row, as_of).1;
    let counts = move |it: &Conversion| it.stands(as_of) && !it.already_customer && day(it.converted) <= window_end;
    confirmed.iter().map(|it| it.it).filter(counts).map(|it| {
        let activated = as_of.has(day(row.activated)) && row.activated <= it.converted;
        [Some(it.converted.saturating_sub(row.provisioned)), activated.then(|| it.converted - row.activated)]
    })
}
