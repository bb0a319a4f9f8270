//! The funnel by cohort of start: of the trials that started in a period, how many have reached each stage.

use super::about::{About, Cell, Maturity};
use super::figures::Table;
use super::figures::row::{Closed, day};
use super::imported::Imported;
use super::plan::Plan;
use super::question::Question;
use super::wilson::Share;
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

/// The definition that an answer was computed by.
pub const DEFINITION: &str = "funnel/2";

/// How many of a cohort's trials have reached each stage.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Stages {
    pub cell: Cell,
    /// Trials whose access was ready: the denominator.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub started: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub activated: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub engaged: i64,
    /// A conversion was claimed, whatever became of the claim: evidence level 0.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub claimed: i64,
    /// Confirmed by the other side, without those who paid before the trial: evidence level 1 or more, the headline.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub confirmed: i64,
    /// Of these, with an invoice, a check by staff or a use that lasts: level 2 or more.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub evidenced: i64,
    /// Of these, checked by staff or with a use that lasts: level 3 or more.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub checked: i64,
    /// Of these, with a use that went on after 90 days or more, as the business says: level 4.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub retained: i64,
    /// Confirmed, but paying before the trial: never counted above.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub already_customer: i64,
    /// Cancelled by either side; they stay in the denominator.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub cancelled: i64,
    pub maturity: Maturity,
    /// Activated ÷ started.
    pub activation: Share,
    /// Confirmed ÷ started, whenever that was.
    pub confirmed_so_far: Share,
    /// Confirmed within the window ÷ started: final when the maturity is not provisional.
    pub cohort_rate: Share,
}

/// Requests that never started, counted apart.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct NotStarted {
    /// `requested` and `accepted` wait; `declined`, `unanswered` and `cancelled` ended.
    #[schema(max_length = 20, example = "declined")]
    pub status: &'static str,
    /// A code of /v1/reasons; null while they wait.
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub requests: i64,
}

/// The funnel of a period, with everything that is counted apart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Funnel {
    pub about: About,
    /// One line per cell that has trials, in order.
    #[schema(max_items = 2_000)]
    pub data: Vec<Stages>,
    /// Of all cells.
    pub total: Stages,
    /// Firms of all cells: one with several trials counts once, its branches one with it.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub firms: i64,
    /// Requests made in the period that have not started, by state and reason.
    #[schema(max_items = 200)]
    pub not_started: Vec<NotStarted>,
    /// Second trials, granted by staff, that started in the period: counted nowhere else.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub second_trials: i64,
    /// Null where figures are asked for by what imported trials do not have: anything but the province.
    pub imported: Option<Imported>,
}

const STARTED: usize = 0;
const ACTIVATED: usize = 1;
const ENGAGED: usize = 2;
const CLAIMED: usize = 3;
const CANCELLED: usize = 4;
const CLOSED: usize = 5;
const CONFIRMED: usize = 6;
const ALREADY: usize = 7;
const EVIDENCED: usize = 8;
const CHECKED: usize = 9;
const RETAINED: usize = 10;
const IN_WINDOW: usize = 11;

/// Counts of one cell, by the constants above.
type Counts = [u32; 12];

/// Computes the funnel.
///
/// Errors: 400 for too many cells.
pub fn funnel(table: &Table, question: &Question, imported: Option<Imported>) -> Result<Funnel> {
    let plan = Plan::of(question, table, 1)?;
    let (cells, firms) = counted(table, question, &plan);
    let mut sum = [0; 12];
    let mut data = Vec::new();
    for (place, counts) in cells.iter().enumerate().filter(|(_, counts)| counts[STARTED] > 0) {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        data.push(Stages::of(plan.name(place).into(), counts));
    }
    let total = Stages::of(Cell::whole(question), &sum);
    let withheld = data.iter().map(Stages::withheld).sum();
    let (not_started, second_trials) = apart(table, question)?;
    let about = About::of(DEFINITION, question, withheld);
    Ok(Funnel { about, data, total, firms, not_started, second_trials, imported })
}

/// What each cell's trials have reached.
fn counted(table: &Table, question: &Question, plan: &Plan) -> (Vec<Counts>, i64) {
    let as_of = question.as_of;
    let mut tally = plan.count(
        table,
        |_, row| row.started_on(),
        |counts: &mut Counts, place, row| {
            if !as_of.has(row.started_on()) {
                return false;
            }
            counts[STARTED] += 1;
            counts[ACTIVATED] += u32::from(as_of.has(day(row.activated)));
            counts[ENGAGED] += u32::from(as_of.has(row.engaged));
            counts[CLAIMED] += u32::from(as_of.has(row.claimed));
            counts[CANCELLED] += u32::from(row.closed_how() == Closed::Cancelled && as_of.has(row.closed));
            counts[CLOSED] += u32::from(as_of.is_over(table.ends(place, row, &as_of).1));
            true
        },
    );
    for (place, row, it) in table.standing(as_of).filter(|(_, row, _)| !row.is_granted()) {
        let Some(counts) = plan.cell(row, row.started_on()).and_then(|cell| tally.cells.get_mut(cell)) else {
            continue;
        };
        if it.already_customer {
            counts[ALREADY] += 1;
            continue;
        }
        let level = it.level(&as_of);
        counts[CONFIRMED] += 1;
        counts[EVIDENCED] += u32::from(level >= 2);
        counts[CHECKED] += u32::from(level >= 3);
        counts[RETAINED] += u32::from(level >= 4);
        counts[IN_WINDOW] += u32::from(day(it.converted) <= table.ends(place, row, &as_of).1);
    }
    (tally.cells, tally.firms)
}

/// Requests of the period that have not started, and second trials that started in it.
fn apart(table: &Table, question: &Question) -> Result<(Vec<NotStarted>, i64)> {
    const STATES: [&str; 5] = ["accepted", "cancelled", "declined", "requested", "unanswered"];
    let plan = Plan::of(&question.as_a_whole(), table, 1)?;
    let as_of = question.as_of;
    let empty = || (vec![0_u32; STATES.len() * 256], 0_u32);
    let each = |(requests, second): &mut (Vec<u32>, u32), _, row: &super::figures::row::Row| {
        let started = as_of.has(row.started_on());
        if row.is_granted() {
            *second += u32::from(started && plan.cell(row, row.started_on()).is_some());
        } else if !started && as_of.has(row.requested_on()) && plan.cell(row, row.requested_on()).is_some() {
            let closed = if as_of.has(row.closed) { row.closed_how() } else { Closed::No };
            let state = match closed {
                Closed::Cancelled => 1,
                Closed::Declined => 2,
                Closed::Unanswered => 4,
                Closed::No if as_of.has(day(row.accepted)) => 0,
                Closed::No => 3,
            };
            let reason = if closed == Closed::No { 0 } else { usize::from(row.reason) };
            if let Some(count) = requests.get_mut(state * 256 + reason) {
                *count += 1;
            }
        }
    };
    let (requests, second) = table.fold(empty, each, |all, more| {
        all.0.iter_mut().zip(more.0).for_each(|(sum, more)| *sum += more);
        all.1 += more.1;
    });
    let line = |(place, count): (usize, u32)| NotStarted {
        status: STATES.get(place / 256).copied().unwrap_or_default(),
        reason_code: table.names.reason_code((place % 256) as u8).map(str::to_owned),
        requests: i64::from(count),
    };
    let mut lines: Vec<NotStarted> =
        requests.into_iter().enumerate().filter(|(_, count)| *count > 0).map(line).collect();
    lines.sort_by(|a, b| (a.status, &a.reason_code).cmp(&(b.status, &b.reason_code)));
    Ok((lines, i64::from(second)))
}

impl Stages {
    fn of(cell: Cell, counts: &Counts) -> Self {
        let [
            started,
            activated,
            engaged,
            claimed,
            cancelled,
            closed,
            confirmed,
            already_customer,
            evidenced,
            checked,
            retained,
            in_window,
        ] = counts.map(i64::from);
        Self {
            cell,
            started,
            activated,
            engaged,
            claimed,
            confirmed,
            evidenced,
            checked,
            retained,
            already_customer,
            cancelled,
            maturity: Maturity::of(closed, started),
            activation: Share::of(activated, started),
            confirmed_so_far: Share::of(confirmed, started),
            cohort_rate: Share::of(in_window, started),
        }
    }

    fn withheld(&self) -> i64 {
        self.activation.withheld() + self.confirmed_so_far.withheld() + self.cohort_rate.withheld()
    }
}
