//! How a question is answered in one pass: what decides about a trial is looked up by the numbers of its day, its offering and
//! its origin, and gives the place of the cell that it is counted in.

use super::figures::row::{Day, Row, local};
use super::figures::{Dimension, Place, Table};
use super::question::Question;
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Fault;

/// Cells of one answer, at most.
pub const CELLS: usize = 2_000;

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
    /// What each offering, and each origin, adds to a cell's place.
    offerings: Vec<u32>,
    origins: Vec<u32>,
    axes: Vec<Axis>,
    /// Cells of one step.
    across: u32,
}

/// Counts of cells, and how many firms they are of.
pub struct Tally<const K: usize> {
    pub cells: Vec<[u32; K]>,
    pub firms: i64,
}

impl Plan {
    /// Errors: 400 for more than [`CELLS`] cells, where each has so many `columns`.
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
        if cells > CELLS {
            let code = FaultCode::TooManyCells;
            let possible = format!("{cells} > {CELLS}");
            return Err(Error::faulty(
                Code::InvalidQuery,
                vec![Fault { pointer: "group_by".to_owned(), code, possible }],
            ));
        }
        let parts = |is_offering: bool, all: &mut dyn Iterator<Item = &[u32]>| -> Vec<u32> {
            all.map(|numbers| part(question, table, &axes, is_offering, numbers)).collect()
        };
        Ok(Self {
            first,
            steps,
            periods: periods.into_iter().flatten().collect(),
            offerings: parts(true, &mut table.names.offerings.all().iter().map(<[u32; 6]>::as_slice)),
            origins: parts(false, &mut table.names.origins.all().iter().map(<[u32; 5]>::as_slice)),
            axes,
            across: u32::try_from(across).unwrap_or(OUT),
        })
    }

    /// The cell of a trial that is counted on a day; `None` where it is not asked for.
    pub fn cell(&self, row: &Row, day: Day) -> Option<usize> {
        let step = *self.steps.get(usize::from(day.checked_sub(self.first)?))?;
        let offering = *self.offerings.get(row.offering as usize)?;
        let origin = *self.origins.get(row.origin as usize)?;
        if offering == OUT || origin == OUT {
            return None;
        }
        Some((step * self.across + offering + origin) as usize)
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

    /// Counts trials by the cell of a day of each; second trials are not counted. `each` says whether the trial is one of the
    /// unit, whose firm is counted, too.
    pub fn count<const K: usize>(
        &self,
        table: &Table,
        day: impl Fn(Place, &Row) -> Day + Sync,
        each: impl Fn(&mut [u32; K], Place, &Row) -> bool + Sync,
    ) -> Tally<K> {
        let empty = || (vec![[0; K]; self.cells()], Bits::default());
        let one = |(cells, firms): &mut (Vec<[u32; K]>, Bits), place: Place, row: &Row| {
            if row.is_granted() {
                return;
            }
            let Some(counts) = self.cell(row, day(place, row)).and_then(|cell| cells.get_mut(cell)) else { return };
            if each(counts, place, row) {
                firms.set(row.firm);
            }
        };
        let (cells, firms) = table.fold(empty, one, |all, more| {
            add(&mut all.0, more.0);
            all.1.add(&more.1);
        });
        Tally { cells, firms: firms.count() }
    }
}

/// Adds counts of the same cells.
pub fn add<const K: usize>(all: &mut [[u32; K]], more: Vec<[u32; K]>) {
    let counts = all.iter_mut().flatten().zip(more.into_iter().flatten());
    counts.for_each(|(sum, more)| *sum += more);
}

/// What an offering or an origin adds to a cell's place; [`OUT`] where a filter leaves it out.
fn part(question: &Question, table: &Table, axes: &[Axis], is_offering: bool, numbers: &[u32]) -> u32 {
    let of = |dimension: Dimension| {
        let (offering, place) = dimension.place();
        (offering == is_offering).then(|| numbers.get(place).copied().unwrap_or(OUT))
    };
    let is_in = Dimension::ALL.iter().all(|dimension| {
        of(*dimension).is_none_or(|number| {
            let value = table.names.texts(*dimension).get(number as usize);
            value.is_some_and(|value| question.takes(*dimension, value))
        })
    });
    if !is_in {
        return OUT;
    }
    let mut weight = 1;
    let mut sum = 0;
    for axis in axes.iter().rev() {
        if let Some(number) = of(axis.dimension) {
            match axis.places.get(number as usize) {
                Some(place) if *place != OUT => sum += place * weight,
                _ => return OUT,
            }
        }
        weight *= u32::try_from(axis.values.len()).unwrap_or(OUT);
    }
    sum
}

impl Axis {
    fn of(dimension: Dimension, question: &Question, table: &Table) -> Self {
        let texts = table.names.texts(dimension);
        let mut values: Vec<String> = texts.iter().filter(|value| question.takes(dimension, value)).cloned().collect();
        // Numbers of days by their size.
        values.sort_by_key(|value| {
            (value.parse::<u32>().ok().filter(|_| dimension == Dimension::OfferDays), value.clone())
        });
        let place = |value: &String| values.iter().position(|it| it == value).and_then(|it| u32::try_from(it).ok());
        let places = texts.iter().map(|value| place(value).unwrap_or(OUT)).collect();
        Self { dimension, values, places }
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

    pub fn has(&self, number: u32) -> bool {
        self.0.get(number as usize / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    pub fn add(&mut self, more: &Self) {
        self.0.resize(self.0.len().max(more.0.len()), 0);
        self.0.iter_mut().zip(&more.0).for_each(|(word, more)| *word |= more);
    }

    pub fn count(&self) -> i64 {
        self.0.iter().map(|word| i64::from(word.count_ones())).sum()
    }
}
