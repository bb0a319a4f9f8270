//! Why requests did not start, and why trials did not convert, by the closed lists of reasons.

use super::about::{About, Cell, Maturity};
use super::figures::row::{AsOf, Closed, Row, day};
use super::figures::{Confirmed, Place, Table};
use super::plan::Plan;
use super::question::Question;
use crate::error::Result;
use crate::values::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const DEFINITION: &str = "reasons/2";

/// What came of a request or a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReasonOutcome {
    /// The vendor declined the request.
    Declined,
    /// The vendor never answered it.
    Unanswered,
    /// Cancelled before access was ready.
    CancelledBeforeStart,
    /// Cancelled after the start.
    Cancelled,
    /// A conversion was claimed, and the other side said that it is not right.
    Disputed,
    /// Both sides say that it goes on, and that the business paid before the trial.
    AlreadyCustomer,
    /// A conversion stood, and the side that had confirmed it took that back.
    Withdrawn,
    /// The window closed without a conversion that counts: none was claimed or confirmed, or it came too late.
    Expired,
}

text_enum!(ReasonOutcome {
    Declined = "declined",
    Unanswered = "unanswered",
    CancelledBeforeStart = "cancelled_before_start",
    Cancelled = "cancelled",
    Disputed = "disputed",
    AlreadyCustomer = "already_customer",
    Withdrawn = "withdrawn",
    Expired = "expired",
});

/// An outcome for one reason. The first three are of the requests that were made in the period, the others of the trials that
/// started in it; what still runs, and what converted, is in none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonLine {
    pub cell: Cell,
    pub outcome: ReasonOutcome,
    /// A code of /v1/reasons; null where nobody gives one.
    #[schema(max_length = 60, example = "too_expensive")]
    pub reason_code: Option<String>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub trials: i64,
}

/// Reasons of a period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reasons {
    pub about: About,
    /// By cell, then outcome, then reason.
    #[schema(max_items = 100_000)]
    pub data: Vec<ReasonLine>,
    /// The same of all cells.
    #[schema(max_items = 500)]
    pub total: Vec<ReasonLine>,
    /// Of the trials that started in the period: while windows are open, fewer have expired than will have.
    pub maturity: Maturity,
}

/// Errors: 400 for too many cells.
pub fn reasons(table: &Table, question: &Question) -> Result<Reasons> {
    let (plan, as_of) = (Plan::of(question, table, 1)?, question.as_of);
    let (outcomes, reasons) = (ReasonOutcome::ALL.len(), table.names.reasons.all().len() + 1);
    let each = |tally: &mut Tally, place: Place, row: &Row, confirmed: &[Confirmed]| {
        if row.is_granted() {
            return;
        }
        let on = if as_of.has(row.started_on()) { row.started_on() } else { row.requested_on() };
        let Some(cell) = plan.cell(row, on) else { return };
        if as_of.has(row.started_on()) {
            tally.started += 1;
            tally.closed += u32::from(as_of.is_over(table.ends(place, row, &as_of).1));
        }
        let Some((outcome, reason)) = outcome(table, &as_of, place, row, confirmed) else { return };
        if let Some(count) = tally.counts.get_mut((cell * outcomes + outcome as usize) * reasons + usize::from(reason))
        {
            *count += 1;
        }
    };
    let empty = || Tally { counts: vec![0; plan.cells() * outcomes * reasons], ..Tally::default() };
    let Tally { counts, started, closed } = table.fold_beside(empty, each, |all, more| {
        all.counts.iter_mut().zip(more.counts).for_each(|(sum, more)| *sum += more);
        (all.started, all.closed) = (all.started + more.started, all.closed + more.closed);
    });
    let counts = counts.into_iter().enumerate().filter(|(_, count)| *count > 0).filter_map(|(place, count)| {
        let outcome = ReasonOutcome::ALL.get(place / reasons % outcomes)?;
        Some(((place / reasons / outcomes, *outcome, (place % reasons) as u8), count))
    });
    let mut sum: BTreeMap<(ReasonOutcome, Option<String>), i64> = BTreeMap::new();
    let mut data = Vec::new();
    for ((cell, outcome, reason), count) in counts {
        let reason_code = table.names.reason_code(reason).map(str::to_owned);
        *sum.entry((outcome, reason_code.clone())).or_default() += i64::from(count);
        data.push((cell, ReasonLine { cell: plan.name(cell).into(), outcome, reason_code, trials: count.into() }));
    }
    // Reasons by their codes, and not by the order in which they were met.
    data.sort_by(|(a, one), (b, other)| {
        (a, one.outcome, &one.reason_code).cmp(&(b, other.outcome, &other.reason_code))
    });
    let whole =
        |((outcome, reason_code), trials)| ReasonLine { cell: Cell::whole(question), outcome, reason_code, trials };
    let total = sum.into_iter().map(whole).collect();
    Ok(Reasons {
        about: About::of(DEFINITION, question, 0),
        data: data.into_iter().map(|(_, line)| line).collect(),
        total,
        maturity: Maturity::of(closed.into(), started.into()),
    })
}

#[derive(Default)]
struct Tally {
    /// By cell, outcome and reason.
    counts: Vec<u32>,
    started: u32,
    closed: u32,
}

/// What came of it, and the reason's number.
fn outcome(
    table: &Table,
    as_of: &AsOf,
    place: Place,
    row: &Row,
    confirmed: &[Confirmed],
) -> Option<(ReasonOutcome, u8)> {
    let closed = if as_of.has(row.closed) { row.closed_how() } else { Closed::No };
    if !as_of.has(row.started_on()) {
        let outcome = match closed {
            Closed::Declined => ReasonOutcome::Declined,
            Closed::Unanswered => ReasonOutcome::Unanswered,
            Closed::Cancelled => ReasonOutcome::CancelledBeforeStart,
            Closed::No => return None,
        };
        return Some((outcome, row.reason));
    }
    let window_end = table.ends(place, row, as_of).1;
    let mut standing = confirmed.iter().map(|it| it.it).filter(|it| it.stands(as_of));
    if standing.clone().any(|it| !it.already_customer && day(it.converted) <= window_end) {
        return None;
    }
    if standing.any(|it| it.already_customer) {
        return Some((ReasonOutcome::AlreadyCustomer, 0));
    }
    if let Some(it) = confirmed.iter().map(|it| it.it).rfind(|it| as_of.has(it.withdrawn)) {
        return Some((ReasonOutcome::Withdrawn, it.withdrawal));
    }
    if let Some(reason) = table.dispute(place, row, as_of) {
        return Some((ReasonOutcome::Disputed, reason));
    }
    if closed == Closed::Cancelled {
        return Some((ReasonOutcome::Cancelled, row.reason));
    }
    as_of.is_over(window_end).then_some((ReasonOutcome::Expired, 0))
}
