//! How a question is answered in one pass: what decides about a trial is looked up by the numbers of its day, its offering and
//! its origin, and gives the place of the cell that it is counted in.

use super::figures::row::{Day, Row, local};
use super::figures::stages::{self, Counts};
use super::figures::{Dimension, OF_OFFERING, Place, Sums, Table};
use super::question::Question;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;
use std::ops::RangeInclusive;

/// Stands for a trial that is not asked for.
const OUT: u32 = u32::MAX;

/// The values of one grouping that occur, in order, and the place of each by its number.
struct Axis {
    dimension: Dimension,
    values: Vec<String>,
    places: Vec<u32>,
}

/// A question over a table.
pub struct Plan {
    first: Day,
    /// The step of each day of the period.
    steps: Vec<u32>,
    periods: Vec<String>,
    /// What each value of each dimension adds to a cell's place; [`OUT`] where it is not asked for.
    values: Vec<Vec<u32>>,
    /// The same of each offering, and of each origin.
    offerings: Vec<u32>,
    origins: Vec<u32>,
    axes: Vec<Axis>,
    /// Cells of one step.
    across: u32,
}

impl Plan {
    /// Errors: 400 for more cells than the question may have, where each has so many `columns`.
    pub fn of(question: &Question, table: &Table, columns: usize) -> Result<Self> {
        let axes: Vec<Axis> = question.group_by.iter().map(|dimension| Axis::of(*dimension, question, table)).collect();
        let (first, last) = question.days().into_inner();
        let (mut steps, mut periods) = (Vec::new(), Vec::new());
        for day in first..=last {
            let period = question.interval.map(|interval| interval.of(local(day)));
            if periods.last() != Some(&period) {
                periods.push(period);
            }
            steps.push(u32::try_from(periods.len() - 1).unwrap_or(OUT));
        }
        let across: usize = axes.iter().map(|axis| axis.values.len()).product();
        let cells = across * periods.len() * columns;
        if cells > question.cells {
            let code = FaultCode::TooManyCells;
            let possible = format!("{cells} > {}", question.cells);
            let pointer = match (question.group_by.as_slice(), columns) {
                ([], 1) => "interval",
                ([], _) => "weeks",
                _ => "group_by",
            };
            return Err(Error::faulty(Code::InvalidQuery, vec![Fault { pointer: pointer.to_owned(), code, possible }]));
        }
        let values: Vec<Vec<u32>> =
            Dimension::ALL.iter().map(|dimension| parts(question, table, &axes, *dimension)).collect();
        let (of_offering, of_origin) = values.split_at(OF_OFFERING);
        Ok(Self {
            first,
            steps,
            periods: periods.into_iter().flatten().collect(),
            offerings: table.names.offerings.all().iter().map(|it| part(of_offering, it)).collect(),
            origins: table.names.origins.all().iter().map(|it| part(of_origin, it)).collect(),
            values,
            axes,
            across: u32::try_from(across).unwrap_or(OUT),
        })
    }

    /// The cell of trials that are counted on a day, by the number of their value of a dimension; `None` where they are not
    /// asked for.
    pub fn cell_of(&self, dimension: Dimension, value: usize, day: Day) -> Option<usize> {
        let step = *self.steps.get(usize::from(day.checked_sub(self.first)?))?;
        let part = *self.values.get(dimension as usize)?.get(value)?;
        (part != OUT).then_some((step * self.across + part) as usize)
    }

    /// The cell of a trial that is counted on a day; `None` where it is not asked for.
    pub fn cell(&self, row: &Row, day: Day) -> Option<usize> {
        self.cell_at(day, row.offering, row.origin)
    }

    /// As [`Plan::cell`], by the numbers of an offering and an origin.
    pub fn cell_at(&self, day: Day, offering: u32, origin: u32) -> Option<usize> {
        self.cell_in(self.groups(offering, origin)?, day)
    }

    /// What an offering and an origin add to a cell; `None` where such trials are not asked for.
    pub fn groups(&self, offering: u32, origin: u32) -> Option<u32> {
        let (offering, origin) = (*self.offerings.get(offering as usize)?, *self.origins.get(origin as usize)?);
        (offering != OUT && origin != OUT).then(|| offering + origin)
    }

    /// The cell of trials of these groups that are counted on a day.
    pub fn cell_in(&self, groups: u32, day: Day) -> Option<usize> {
        let step = *self.steps.get(usize::from(day.checked_sub(self.first)?))?;
        Some((step * self.across + groups) as usize)
    }

    /// What the sums of a dimension's values come to, cell by cell.
    pub fn summed(&self, sums: &Sums, of: Dimension, days: &RangeInclusive<Day>) -> Vec<Counts> {
        let mut cells = vec![[0; 13]; self.cells()];
        for (value, day, counts) in sums.started(of, days) {
            if let Some(sum) = self.cell_of(of, value, day).and_then(|cell| cells.get_mut(cell)) {
                stages::add(sum, counts, 1);
            }
        }
        cells
    }

    /// How many cells there are.
    pub fn cells(&self) -> usize {
        self.periods.len().max(1) * self.across as usize
    }

    /// The step and the groups of a cell.
    pub fn name(&self, cell: usize) -> (Option<String>, Vec<Option<String>>) {
        let mut rest = cell % (self.across as usize).max(1);
        let mut groups: Vec<Option<String>> = Vec::new();
        for axis in self.axes.iter().rev() {
            let length = axis.values.len().max(1);
            groups.push(axis.values.get(rest % length).filter(|value| !value.is_empty()).cloned());
            rest /= length;
        }
        groups.reverse();
        (self.periods.get(cell / (self.across as usize).max(1)).cloned(), groups)
    }

    /// Counts trials by the cell of a day of each; second trials are not counted.
    pub fn count<const K: usize>(
        &self,
        table: &Table,
        day: impl Fn(Place, &Row) -> Day + Sync,
        each: impl Fn(&mut [u32; K], Place, &Row) + Sync,
    ) -> Vec<[u32; K]> {
        let one = |cells: &mut Vec<[u32; K]>, place: Place, row: &Row| {
            if row.is_granted() {
                return;
            }
            if let Some(counts) = self.cell(row, day(place, row)).and_then(|cell| cells.get_mut(cell)) {
                each(counts, place, row);
            }
        };
        table.fold(|| vec![[0; K]; self.cells()], one, |all, more| add(all, more))
    }
}

/// Adds counts of the same cells.
pub fn add<const K: usize>(all: &mut [[u32; K]], more: Vec<[u32; K]>) {
    let counts = all.iter_mut().flatten().zip(more.into_iter().flatten());
    counts.for_each(|(sum, more)| *sum += more);
}

/// What each value of a dimension adds to a cell's place; [`OUT`] where a filter leaves it out.
fn parts(question: &Question, table: &Table, axes: &[Axis], dimension: Dimension) -> Vec<u32> {
    let axis = axes.iter().position(|axis| axis.dimension == dimension);
    let texts = table.names.texts(dimension);
    let Some((axis, others)) = axis.and_then(|place| axes.get(place..)?.split_first()) else {
        return texts.iter().map(|value| if question.takes(dimension, value) { 0 } else { OUT }).collect();
    };
    let weight: usize = others.iter().map(|axis| axis.values.len()).product();
    let weight = u32::try_from(weight).unwrap_or(OUT);
    axis.places.iter().map(|place| if *place == OUT { OUT } else { place * weight }).collect()
}

/// What an offering or an origin adds to a cell's place, by the numbers of its values.
fn part(of: &[Vec<u32>], numbers: &[u32]) -> u32 {
    let parts = of.iter().zip(numbers).map(|(parts, number)| parts.get(*number as usize).filter(|part| **part != OUT));
    parts.sum::<Option<u32>>().unwrap_or(OUT)
}

impl Axis {
    fn of(dimension: Dimension, question: &Question, table: &Table) -> Self {
        let texts = table.names.texts(dimension);
        let mut values: Vec<(Option<u32>, &String, usize)> = Vec::new();
        for (number, value) in texts.iter().enumerate().filter(|(_, value)| question.takes(dimension, value)) {
            // Numbers of days by their size.
            values.push((value.parse().ok().filter(|_| dimension == Dimension::OfferDays), value, number));
        }
        values.sort_unstable();
        let mut places = vec![OUT; texts.len()];
        for (place, (.., number)) in values.iter().enumerate() {
            if let Some(known) = places.get_mut(*number) {
                *known = u32::try_from(place).unwrap_or(OUT);
            }
        }
        Self { dimension, values: values.into_iter().map(|(_, value, _)| value.clone()).collect(), places }
    }
}

/// A set of numbers.
#[derive(Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    pub fn set(&mut self, number: u32) {
        let word = number as usize / 64;
        if word >= self.0.len() {
            self.0.resize((word + 1).next_power_of_two(), 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (number % 64);
        }
    }

    pub fn add(&mut self, more: &Self) {
        self.0.resize(self.0.len().max(more.0.len()), 0);
        self.0.iter_mut().zip(&more.0).for_each(|(word, more)| *word |= more);
    }

    pub fn count(&self) -> i64 {
        self.0.iter().map(|word| i64::from(word.count_ones())).sum()
    }
}
