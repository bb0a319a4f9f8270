//! The cohort table: trials by their start, and how many had converted so many weeks later.

use super::about::{About, Cell, Maturity};
use super::figures::row::Row;
use super::figures::stages::{CLOSED, Counts as Stages, EARLY, IN_WINDOW, STARTED};
use super::figures::{Confirmed, Day, Table};
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
    /// One minus Kaplan–Meier with its 95% band: members are censored only by `as_of`. Null below 10 members, and before the first of them
    /// converted, when the band would say nothing.
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
    let members = |counts: &mut Counts, started: Day, stages: &Stages| {
        counts.started += stages[STARTED];
        counts.closed += stages[CLOSED];
        counts.converted += stages[IN_WINDOW];
        count(&mut counts.ages, (as_of.over + 1).saturating_sub(started), days, stages[STARTED]);
        // Who has converted, or whose window is over, is no more waited for.
        let waited_for = stages[STARTED] - stages[CLOSED] - stages[EARLY];
        count(&mut counts.lives.censored, as_of.known - started, days, waited_for);
    };
    let mut cells = vec![Counts::default(); plan.cells()];
    let Some((sums, of)) = question.sums(table) else {
        let each = |cells: &mut Vec<Counts>, place, row: &Row, confirmed: &[Confirmed]| {
            let Some(counts) = plan.cell(row, row.started_on()).and_then(|cell| cells.get_mut(cell)) else { return };
            if let Some(stages) = table.stages(place, row, confirmed, &as_of) {
                members(counts, row.started_on(), &stages);
                let converted = table.converted_after(place, row, confirmed, &as_of);
                converted.for_each(|after| count(&mut counts.lives.converted, after, days, 1));
            }
        };
        let sum = |all: &mut Vec<Counts>, more: Vec<Counts>| {
            all.iter_mut().zip(&more).for_each(|(sum, more)| sum.add(more));
        };
        return table.fold_beside(|| cells.clone(), each, sum);
    };
    for (value, started, stages) in sums.started(of, &question.days()) {
        if let Some(counts) = plan.cell_of(of, value, started).and_then(|cell| cells.get_mut(cell)) {
            members(counts, started, stages);
        }
    }
    for (started, it) in sums.converted(&question.days()) {
        if let Some(counts) = plan.cell_at(started, it.offering, it.origin).and_then(|cell| cells.get_mut(cell)) {
            count(&mut counts.lives.converted, it.after, days, 1);
        }
    }
    cells
}

/// Adds to a day's count. Later days than are asked for are not kept.
fn count(days: &mut Vec<u32>, day: Day, length: usize, by: u32) {
    if days.len() < length {
        days.resize(length, 0);
    }
    if let Some(count) = days.get_mut(usize::from(day)) {
        *count += by;
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
            incidence: incidence
                .get(week * 7)
                .copied()
                .filter(|_| i64::from(self.started) >= ENOUGH && until(week) > 0),
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
