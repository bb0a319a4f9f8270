//! The cohort table: trials by their start, and how many had converted so many weeks later.

use super::about::{About, Cell, Maturity};
use super::figures::Table;
use super::figures::row::{Row, day};
use super::plan::Plan;
use super::question::Question;
use super::survival::{Lives, incidence};
use super::wilson::{ENOUGH, Rate, Share};
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

pub const DEFINITION: &str = "cohort_rate/1";

/// A cohort so many weeks after the start of its members.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Week {
    /// Whole weeks since each member's day of start.
    #[schema(minimum = 1, maximum = 104)]
    pub week: i64,
    /// Confirmed by then, within the window, of those that did not pay before.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub converted: i64,
    /// Members that started so long ago.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub observed: i64,
    /// One minus Kaplan–Meier with its 95% band: members are censored only by `as_of`. Null below 10 members.
    pub incidence: Option<Rate>,
}

/// A cohort: the trials that started in a step of the period.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Cohort {
    pub cell: Cell,
    pub maturity: Maturity,
    /// Confirmed within the window ÷ started: final when the maturity is not provisional.
    pub cohort_rate: Share,
    /// As far as a member has been looked at.
    #[schema(max_items = 104)]
    pub weeks: Vec<Week>,
}

/// The cohorts of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Cohorts {
    pub about: About,
    /// One cohort per cell that has trials, in order.
    #[schema(max_items = 2_000)]
    pub data: Vec<Cohort>,
    /// All as one cohort.
    pub total: Cohort,
}

/// What is counted of one cell's trials, by days since their start up to the last week.
#[derive(Clone, Default)]
struct Counts {
    started: u32,
    closed: u32,
    converted: u32,
    lives: Lives,
    /// Members by how many of their days are over.
    ages: Vec<u32>,
}

/// Errors: 400 for too many cells: cohorts × weeks.
pub fn cohorts(table: &Table, question: &Question, weeks: usize) -> Result<Cohorts> {
    let plan = Plan::of(question, table, weeks)?;
    let counted = counted(table, question, &plan, weeks * 7 + 1);
    let mut sum = Counts::default();
    let mut data = Vec::new();
    for (place, counts) in counted.iter().enumerate().filter(|(_, counts)| counts.started > 0) {
        sum.add(counts);
        data.push(counts.cohort(plan.name(place).into(), weeks));
    }
    let withheld = data.iter().map(Cohort::withheld).sum();
    let total = sum.cohort(Cell::whole(question), weeks);
    Ok(Cohorts { about: About::of(DEFINITION, question, withheld), data, total })
}

fn counted(table: &Table, question: &Question, plan: &Plan, days: usize) -> Vec<Counts> {
    let as_of = question.as_of;
    let each = |cells: &mut Vec<Counts>, place, row: &Row| {
        let started = row.started_on();
        if row.is_granted() || !as_of.has(started) {
            return;
        }
        let Some(counts) = plan.cell(row, started).and_then(|cell| cells.get_mut(cell)) else { return };
        let closed = as_of.is_over(table.ends(place, row, &as_of).1);
        counts.started += 1;
        counts.closed += u32::from(closed);
        count(&mut counts.ages, (as_of.over + 1).saturating_sub(started), days, 1);
        if !closed {
            count(&mut counts.lives.censored, as_of.known - started, days, 1);
        }
    };
    let mut cells = table.fold(
        || vec![Counts::default(); plan.cells()],
        each,
        |all, more| all.iter_mut().zip(&more).for_each(|(sum, more)| sum.add(more)),
    );
    for (place, row, it) in table.standing(as_of).filter(|(_, row, it)| !row.is_granted() && !it.already_customer) {
        let (started, window_end) = (row.started_on(), table.ends(place, row, &as_of).1);
        let Some(counts) = plan.cell(row, started).and_then(|cell| cells.get_mut(cell)) else { continue };
        if day(it.converted) > window_end {
            continue;
        }
        counts.converted += 1;
        count(&mut counts.lives.converted, day(it.converted).saturating_sub(started), days, 1);
        if !as_of.is_over(window_end) {
            // Who has converted is no more waited for.
            count(&mut counts.lives.censored, as_of.known - started, days, u32::MAX);
        }
    }
    cells
}

/// Adds to a day's count; `u32::MAX` takes one away. Later days than are asked for are not kept.
fn count(days: &mut Vec<u32>, day: u16, length: usize, by: u32) {
    if days.len() < length {
        days.resize(length, 0);
    }
    if let Some(count) = days.get_mut(usize::from(day)) {
        *count = count.wrapping_add(by);
    }
}

fn sum(all: &mut Vec<u32>, more: &[u32]) {
    if all.len() < more.len() {
        all.resize(more.len(), 0);
    }
    all.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

impl Counts {
    fn add(&mut self, more: &Self) {
        self.started += more.started;
        self.closed += more.closed;
        self.converted += more.converted;
        sum(&mut self.lives.converted, &more.lives.converted);
        sum(&mut self.lives.censored, &more.lives.censored);
        sum(&mut self.ages, &more.ages);
    }

    fn cohort(&self, cell: Cell, weeks: usize) -> Cohort {
        let started = i64::from(self.started);
        Cohort {
            cell,
            maturity: Maturity::of(self.closed.into(), started),
            cohort_rate: Share::of(self.converted.into(), started),
            weeks: self.weeks(weeks),
        }
    }

    /// Week by week, as long as a member has been looked at for so long.
    fn weeks(&self, weeks: usize) -> Vec<Week> {
        let mut converted = self.lives.converted.clone();
        converted.resize(weeks * 7 + 1, 0);
        let lives = Lives { members: self.started, converted, censored: self.lives.censored.clone() };
        let incidence = incidence(&lives);
        let until = |week: usize| lives.converted.iter().take(week * 7 + 1).sum::<u32>();
        // Those that are younger have fewer days behind them.
        let younger = |week: usize| self.ages.iter().take(week * 7 + 1).sum::<u32>();
        let all = (1..=weeks).map(|week| Week {
            week: week as i64,
            converted: until(week).into(),
            observed: i64::from(self.started) - i64::from(younger(week)),
            incidence: incidence.get(week * 7).copied().filter(|_| i64::from(self.started) >= ENOUGH),
        });
        all.take_while(|week| week.observed > 0).collect()
    }
}

impl Cohort {
    fn withheld(&self) -> i64 {
        let weeks = self.weeks.iter().filter(|week| week.incidence.is_none()).count();
        self.cohort_rate.withheld() + weeks as i64
    }
}
