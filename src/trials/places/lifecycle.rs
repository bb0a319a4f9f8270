//! The rules of waiting for a place: one table.

use super::model::{WaitingEntry, WaitingStatus};
use crate::error::{Error, Result};
use crate::values::Timestamp;

/// What becomes of a business that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A place is kept for it until then.
    Offer {
        until: Timestamp,
    },
    /// It asks for the trial.
    Take,
    /// It let the time pass.
    Lapse,
    /// The platform is out of the catalog for a while: it waits on, where it stood.
    Return,
    Withdraw,
    /// The platform is out of the catalog for good.
    Discontinue,
}

/// The state that a step leads to; `None` where it is refused.
pub const fn next(status: WaitingStatus, step: Step) -> Option<WaitingStatus> {
    use WaitingStatus as S;
    match (status, step) {
        (S::Waiting, Step::Offer { .. }) => Some(S::Offered),
        (S::Offered, Step::Take) => Some(S::Taken),
        (S::Offered, Step::Lapse) => Some(S::Lapsed),
        (S::Offered, Step::Return) => Some(S::Waiting),
        (S::Waiting | S::Offered, Step::Withdraw) => Some(S::Withdrawn),
        (S::Waiting | S::Offered, Step::Discontinue) => Some(S::Discontinued),
        (
            S::Waiting | S::Offered | S::Taken | S::Lapsed | S::Withdrawn | S::Discontinued,
            Step::Offer { .. } | Step::Take | Step::Lapse | Step::Return | Step::Withdraw | Step::Discontinue,
        ) => None,
    }
}

/// The operations that the state allows to who waits; once it has ended, the platform says what else is possible.
fn possible(status: WaitingStatus) -> Vec<&'static str> {
    match status {
        WaitingStatus::Waiting => vec!["leave_waiting_list"],
        WaitingStatus::Offered => vec!["request_trial", "leave_waiting_list"],
        WaitingStatus::Taken | WaitingStatus::Lapsed | WaitingStatus::Withdrawn | WaitingStatus::Discontinued => {
            Vec::new()
        }
    }
}

/// The entry after a step at `now`.
///
/// Errors: 409 where the state does not allow it.
pub fn apply(entry: &WaitingEntry, step: Step, now: Timestamp) -> Result<WaitingEntry> {
    let status = next(entry.status, step).ok_or_else(|| Error::wrong_state(entry.status, possible(entry.status)))?;
    let mut after = WaitingEntry { status, ..entry.clone() };
    match step {
        Step::Offer { until } => (after.offered_at, after.offered_until) = (Some(now), Some(until)),
        Step::Return => (after.offered_at, after.offered_until) = (None, None),
        Step::Take | Step::Lapse | Step::Withdraw | Step::Discontinue => after.ended_at = Some(now),
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use WaitingStatus as S;

    #[test]
    fn every_state_and_step() {
        let until = Timestamp::from_micros(1_795_280_400_000_000);
        let steps = [Step::Offer { until }, Step::Take, Step::Lapse, Step::Return, Step::Withdraw, Step::Discontinue];
        let table = [
            (S::Waiting, [Some(S::Offered), None, None, None, Some(S::Withdrawn), Some(S::Discontinued)]),
            (
                S::Offered,
                [None, Some(S::Taken), Some(S::Lapsed), Some(S::Waiting), Some(S::Withdrawn), Some(S::Discontinued)],
            ),
            (S::Taken, [None; 6]),
            (S::Lapsed, [None; 6]),
            (S::Withdrawn, [None; 6]),
            (S::Discontinued, [None; 6]),
        ];
        assert_eq!(table.len(), S::ALL.len());
        for (status, row) in table {
            for (step, want) in steps.into_iter().zip(row) {
                assert_eq!(next(status, step), want, "{status:?} {step:?}");
            }
        }
    }
}
