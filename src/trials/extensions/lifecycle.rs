//! The rules of extensions: one table, and the programme's cap.

use super::model::{Extension, ExtensionStatus};
use crate::error::{Code, Error, FaultCode, Result};
use crate::rules::Rules;
use crate::trials::{Side, TrialStatus};
use crate::values::AccountId;

/// What is done with a wish that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Agree,
    Refuse,
    /// By the side that asked.
    Withdraw,
}

/// What was agreed of a trial before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    pub times: i64,
    pub days: i64,
}

/// Where a wish stands now: one that waits lapses with its trial.
pub const fn present(status: ExtensionStatus, trial: TrialStatus) -> ExtensionStatus {
    match status {
        ExtensionStatus::Asked if !trial.runs() => ExtensionStatus::Lapsed,
        status => status,
    }
}

/// The state that an answer leads to; `None` where it is refused.
pub const fn next(status: ExtensionStatus, answer: Answer) -> Option<ExtensionStatus> {
    use ExtensionStatus as S;
    match (status, answer) {
        (S::Asked, Answer::Agree) => Some(S::Agreed),
        (S::Asked, Answer::Refuse) => Some(S::Refused),
        (S::Asked, Answer::Withdraw) => Some(S::Withdrawn),
        (S::Agreed | S::Refused | S::Withdrawn | S::Lapsed, Answer::Agree | Answer::Refuse | Answer::Withdraw) => None,
    }
}

/// The programme's cap: so often, and so many days in all.
///
/// Errors: 409 that says what is left, where nothing is; 422 for more days than are left.
pub fn check_cap(rules: &Rules, used: Used, days: i64) -> Result<()> {
    let left = rules.extension_days - used.days;
    if used.times >= rules.extensions || left < 1 {
        return Err(Error::with(Code::ExtensionsUsedUp, format!("{} × {}", rules.extensions, rules.extension_days)));
    }
    if !(1..=left).contains(&days) {
        return Err(Error::fault("/days", FaultCode::OutOfRange, format!("1 – {left}")));
    }
    Ok(())
}

/// Only the other side agrees or refuses, by another person; only the side that asked withdraws.
///
/// Errors: 409 for the wrong side, and where the state does not allow it.
pub fn answered(
    extension: &Extension,
    trial: TrialStatus,
    answer: Answer,
    by: AccountId,
    sides: &[Side],
) -> Result<ExtensionStatus> {
    let status = present(extension.status, trial);
    let open = || possible(extension, trial, by, sides);
    let after = next(status, answer).ok_or_else(|| Error::wrong_state(status, open()))?;
    match admits(extension, answer, by, sides) {
        true => Ok(after),
        false => Err(Error::new(Code::ExtensionOtherSide).in_state(status, open())),
    }
}

fn admits(extension: &Extension, answer: Answer, by: AccountId, sides: &[Side]) -> bool {
    match answer {
        Answer::Withdraw => sides.contains(&extension.asked_by_side),
        Answer::Agree | Answer::Refuse => sides.contains(&extension.asked_by_side.other()) && by != extension.asked_by,
    }
}

/// The operations that are possible now for a person on these sides.
pub fn possible(extension: &Extension, trial: TrialStatus, by: AccountId, sides: &[Side]) -> Vec<&'static str> {
    let status = present(extension.status, trial);
    let answers = [
        (Answer::Agree, "agree_to_extension"),
        (Answer::Refuse, "refuse_extension"),
        (Answer::Withdraw, "withdraw_extension"),
    ];
    let open = answers.iter().filter(|(answer, _)| next(status, *answer).is_some());
    open.filter(|(answer, _)| admits(extension, *answer, by, sides)).map(|(_, operation)| *operation).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ExtensionId, Timestamp, TrialId, TypedId};
    use ExtensionStatus as S;

    fn asked(side: Side, by: AccountId, status: S) -> Extension {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        Extension {
            id: ExtensionId::new_at(at),
            trial_id: TrialId::new_at(at),
            asked_by_side: side,
            asked_by: by,
            asked_at: at,
            days: 14,
            reason_code: "other".into(),
            reason_text: None,
            status,
            answered_by: None,
            answered_at: None,
            answer_code: None,
            answer_text: None,
            version: 1,
        }
    }

    #[test]
    fn every_state_answer_and_side() {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        let (asker, another) = (AccountId::new_at(at), AccountId::new_at(at));
        let parties = [
            (asker, vec![Side::Business]),
            (asker, vec![Side::Business, Side::Vendor]),
            (another, vec![Side::Business]),
            (another, vec![Side::Vendor]),
            (another, vec![Side::Business, Side::Vendor]),
        ];
        for status in S::ALL {
            for trial in TrialStatus::ALL {
                for answer in [Answer::Agree, Answer::Refuse, Answer::Withdraw] {
                    for (by, sides) in &parties {
                        let done = answered(&asked(Side::Business, asker, *status), *trial, answer, *by, sides);
                        let waits = *status == S::Asked && trial.runs();
                        let may = match answer {
                            Answer::Withdraw => sides.contains(&Side::Business),
                            _ => sides.contains(&Side::Vendor) && *by == another,
                        };
                        assert_eq!(done.is_ok(), waits && may, "{status} {trial} {answer:?} {sides:?}");
                        let open = possible(&asked(Side::Business, asker, *status), *trial, *by, sides);
                        let named =
                            open.iter().any(|name| name.contains(["agree", "refuse", "withdraw"][answer as usize]));
                        assert!(named == done.is_ok() && open.iter().all(|name| crate::access::rule(name).is_some()));
                    }
                }
            }
        }
    }

    #[test]
    fn a_wish_lapses_with_its_trial() {
        assert_eq!(present(S::Asked, TrialStatus::Expired), S::Lapsed);
        assert_eq!(present(S::Asked, TrialStatus::Engaged), S::Asked);
        assert_eq!(present(S::Agreed, TrialStatus::Cancelled), S::Agreed);
    }
}
