//! The funnel by cohort of start: of the trials that started in a period, how many have reached each stage.

use super::about::{About, Cell, Maturity};
use super::figures::row::Row;
use super::figures::stages::{Counts, STARTED, STATES, add};
use super::figures::{Confirmed, Table};
use super::imported::Imported;
use super::plan::{Bits, Plan};
use super::question::Question;
use super::wilson::Share;
use crate::error::Result;
use serde::Serialize;
use std::collections::BTreeMap;
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

/// Computes the funnel.
///
/// Errors: 400 for too many cells.
pub fn funnel(table: &Table, question: &Question, imported: Option<Imported>) -> Result<Funnel> {
    let plan = Plan::of(question, table, 1)?;
    let counted = question.sums(table).map_or_else(
        || counted(table, question, &plan),
        |(sums, of)| Counted {
            cells: plan.summed(sums, of, &question.days()),
            firms: sums.firms(&question.days()),
            not_started: by_state(sums.not_started(&question.days())),
            second: sums.second(&question.days()),
        },
    );
    let mut sum = [0; 13];
    let mut data = Vec::new();
    for (place, counts) in counted.cells.iter().enumerate().filter(|(_, counts)| counts[STARTED] > 0) {
        add(&mut sum, counts, 1);
        data.push(Stages::of(plan.name(place).into(), counts));
    }
    let total = Stages::of(Cell::whole(question), &sum);
    let withheld = data.iter().map(Stages::withheld).sum();
    let (about, not_started) = (About::of(DEFINITION, question, withheld), lines(table, counted.not_started));
    Ok(Funnel { about, data, total, firms: counted.firms, not_started, second_trials: counted.second, imported })
}

/// What a funnel is made of.
struct Counted {
    cells: Vec<Counts>,
    firms: i64,
    /// By state and reason.
    not_started: BTreeMap<(u8, u8), u32>,
    second: i64,
}

fn by_state(all: impl Iterator<Item = (u8, u8, u32)>) -> BTreeMap<(u8, u8), u32> {
    let mut by_state = BTreeMap::new();
    all.for_each(|(state, reason, count)| *by_state.entry((state, reason)).or_default() += count);
    by_state
}

/// What all trials of the question have reached, in one pass.
fn counted(table: &Table, question: &Question, plan: &Plan) -> Counted {
    #[derive(Default)]
    struct Tally {
        cells: Vec<Counts>,
        firms: Bits,
        not_started: BTreeMap<(u8, u8), u32>,
        second: i64,
    }
    let as_of = question.as_of;
    let each = |tally: &mut Tally, place, row: &Row, confirmed: &[Confirmed]| {
        if as_of.has(row.started_on()) {
            let Some(cell) = plan.cell(row, row.started_on()) else { return };
            if row.is_granted() {
                tally.second += 1;
            } else if let Some(counts) = table.stages(place, row, confirmed, &as_of)
                && let Some(sum) = tally.cells.get_mut(cell)
            {
                add(sum, &counts, 1);
                tally.firms.set(row.firm);
            }
        } else if let Some(state) = row.not_started(&as_of)
            && plan.cell(row, row.requested_on()).is_some()
        {
            *tally.not_started.entry(state).or_default() += 1;
        }
    };
    let empty = || Tally { cells: vec![[0; 13]; plan.cells()], ..Tally::default() };
    let tally = table.fold_beside(empty, each, |all, more| {
        all.cells.iter_mut().zip(&more.cells).for_each(|(sum, counts)| add(sum, counts, 1));
        all.firms.add(&more.firms);
        more.not_started.into_iter().for_each(|(state, count)| *all.not_started.entry(state).or_default() += count);
        all.second += more.second;
    });
    let Tally { cells, firms, not_started, second } = tally;
    Counted { cells, firms: firms.count(), not_started, second }
}

/// Requests that have not started, in words.
fn lines(table: &Table, by_state: BTreeMap<(u8, u8), u32>) -> Vec<NotStarted> {
    let line = |((state, reason), count): ((u8, u8), u32)| NotStarted {
        status: STATES.get(usize::from(state)).copied().unwrap_or_default(),
        reason_code: table.names.reason_code(reason).map(str::to_owned),
        requests: i64::from(count),
    };
    let mut lines: Vec<NotStarted> = by_state.into_iter().filter(|(_, count)| *count > 0).map(line).collect();
    lines.sort_by(|a, b| (a.status, &a.reason_code).cmp(&(b.status, &b.reason_code)));
    lines
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
            _early,
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
