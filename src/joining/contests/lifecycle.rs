//! The rules of a contest's life, pure.

use super::model::{Contest, ContestStatus};
use crate::error::{Code, Error, Result};
use crate::values::Timestamp;

/// What can be asked of a contest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// An owner answers, once, in time.
    Answer,
    /// Staff hand the organization over: never before its owners were heard, or had the time to be. Where it has none any
    /// more, nobody is waited for.
    HandOver { ownerless: bool },
    /// Staff leave it with its owners.
    Reject,
    /// Who contests takes it back.
    Withdraw,
}

/// Errors: 409 where the contest is not in a state for it.
pub fn check(contest: &Contest, command: Command, now: Timestamp) -> Result<()> {
    let wrong = |state: &str| Err(Error::wrong_state(state, Vec::new()));
    let (answered, over) = (contest.answered_at.is_some(), now > contest.answer_by);
    match (contest.status, command) {
        (ContestStatus::Open, Command::Answer) if answered => wrong("answered"),
        (ContestStatus::Open, Command::Answer) if over => wrong("too_late"),
        (ContestStatus::Open, Command::HandOver { ownerless: false }) if !answered && !over => {
            Err(Error::with(Code::AnswerAwaited, contest.answer_by).in_state("open", vec!["reject_contest"]))
        }
        (ContestStatus::Open, _) => Ok(()),
        (decided, _) => wrong(decided.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{AccountId, ContestId, TypedId};

    #[test]
    fn owners_are_heard_once_and_in_time_before_anything_is_handed_over() {
        use Command::{Answer, HandOver, Reject, Withdraw};
        use ContestStatus::{HandedOver, Open, Rejected, Withdrawn};
        let (made, answer_by) = (Timestamp::from_micros(1_000), Timestamp::from_micros(2_000));
        let late = Timestamp::from_micros(2_001);
        for (status, answered, now, answer, hand_over, reject) in [
            (Open, false, made, true, false, true),
            (Open, false, answer_by, true, false, true),
            (Open, false, late, false, true, true),
            (Open, true, made, false, true, true),
            (Open, true, late, false, true, true),
            (HandedOver, true, late, false, false, false),
            (Rejected, false, made, false, false, false),
            (Withdrawn, false, made, false, false, false),
            (Withdrawn, true, late, false, false, false),
        ] {
            let contest = Contest {
                id: ContestId::new_at(made),
                business_id: None,
                vendor_id: None,
                account_id: AccountId::new_at(made),
                statement: None,
                evidence_reference: None,
                status,
                created_at: made,
                answer_by,
                answer: None,
                answered_by: None,
                answered_at: answered.then_some(made),
                decided_by: None,
                decided_at: None,
                reason_code: None,
                reason_text: None,
                withdrawn_at: None,
                named_tax_code: None,
                round: 1,
            };
            let (heard, at_once) = (HandOver { ownerless: false }, HandOver { ownerless: true });
            let commands =
                [(Answer, answer), (heard, hand_over), (at_once, reject), (Reject, reject), (Withdraw, reject)];
            for (command, may) in commands {
                assert_eq!(check(&contest, command, now).is_ok(), may, "{status} {answered} {now} {command:?}");
            }
        }
    }
}
