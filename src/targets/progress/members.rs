//! Of a trial, whether it is in a rate, and what it came to: as the reports define it.

use super::life::Converted;
use crate::reports::figures::Day;
use crate::reports::figures::row::{AsOf, Closed, Row, day};
use crate::targets::model::Metric;

/// Days after a trial's start within which a first real use counts.
const ACTIVATION_DAYS: Day = 30;

/// A trial in a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// The day by which it belongs to a period.
    pub on: Day,
    /// Whether it is in the denominator already.
    pub is_counted: bool,
    pub has_won: bool,
    /// Days within which it may still win.
    pub left: Option<Day>,
}

/// The trial as a member of a rate; `None` of what is in none. `ends` are the days of its end and of its window's.
pub fn member(
    metric: Metric,
    row: &Row,
    (trial_end, window_end): (Day, Day),
    converted: Converted,
    as_of: &AsOf,
) -> Option<Member> {
    if metric == Metric::AcceptedInTime {
        return accepted_in_time(row, as_of);
    }
    let started = row.started_on();
    let (on, limit, won) = match metric {
        Metric::ActivatedByDay30 => (started, started + ACTIVATION_DAYS, day(row.activated)),
        Metric::CohortRate | Metric::EndedRate => {
            let converted = converted.filter(|(_, paid_before)| !paid_before);
            (if metric == Metric::EndedRate { trial_end } else { started }, window_end, converted.map_or(0, |it| it.0))
        }
        _ => return None,
    };
    let has_won = as_of.has(won) && won <= limit;
    let left = (!has_won && !as_of.is_over(limit)).then(|| limit.saturating_sub(as_of.known));
    let is_counted = metric != Metric::EndedRate || as_of.is_over(trial_end);
    as_of.has(started).then_some(Member { on, is_counted, has_won, left })
}

/// As in the service levels: of what was due. Who cancels in time asks for no answer any more.
fn accepted_in_time(row: &Row, as_of: &AsOf) -> Option<Member> {
    let on = row.requested_on();
    let accepted = as_of.has(day(row.accepted));
    let closed = if as_of.has(row.closed) { row.closed_how() } else { Closed::No };
    let is_late = as_of.is_over(row.respond_by);
    let counted = |has_won| Some(Member { on, is_counted: true, has_won, left: None });
    match closed {
        _ if accepted => counted(day(row.accepted) <= row.respond_by),
        Closed::Declined => counted(false),
        Closed::Cancelled if row.closed <= row.respond_by => None,
        _ if is_late => counted(false),
        _ => Some(Member {
            on,
            is_counted: false,
            has_won: false,
            left: Some(row.respond_by.saturating_sub(as_of.known)),
        }),
    }
}
