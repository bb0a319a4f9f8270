//! Who may decide on a change of the rules, and when it may begin to hold.

use super::model::{Rules, RulesStatus};
use crate::error::{Code, Error, FaultCode, Result};
use crate::values::{AccountId, LocalDay};

/// Days that a set may lie ahead.
const AHEAD: u32 = 731;

/// What has happened is never ruled on again: rules hold from tomorrow at the earliest.
///
/// Errors: 422 for today, a day of the past, or one more than two years ahead.
pub fn check_day(holds_from: LocalDay, today: LocalDay) -> Result<()> {
    let (first, last) = (today.plus_days(1), today.plus_days(AHEAD));
    if (first..=last).contains(&holds_from) {
        return Ok(());
    }
    Err(Error::fault("/holds_from", FaultCode::OutOfRange, format!("{first} – {last}")))
}

/// Errors: 409 for a change that was decided, for who proposed it, and where its day has come meanwhile.
pub fn check_approver(rules: &Rules, by: AccountId, today: LocalDay) -> Result<()> {
    check_pending(rules)?;
    if rules.proposed_by == Some(by) {
        return Err(Error::new(Code::SecondAdministratorNeeded).in_state(rules.status, vec!["refuse_rules"]));
    }
    if rules.holds_from <= today { Err(Error::with(Code::RulesTooLate, rules.holds_from)) } else { Ok(()) }
}

/// Errors: 409 for a change that was decided.
pub fn check_pending(rules: &Rules) -> Result<()> {
    match rules.status {
        RulesStatus::Pending => Ok(()),
        status => Err(Error::wrong_state(status, Vec::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::model::Days;
    use crate::values::{RulesId, Timestamp, TypedId};

    fn day(text: &str) -> LocalDay {
        LocalDay::parse(text).expect("a day")
    }

    #[test]
    fn rules_hold_from_tomorrow_at_the_earliest() {
        let today = day("2026-11-16");
        for (from, sound) in [
            ("2026-11-15", false),
            ("2026-11-16", false),
            ("2026-11-17", true),
            ("2028-11-16", true),
            ("2028-11-17", false),
        ] {
            assert_eq!(check_day(day(from), today).is_ok(), sound, "{from}");
        }
    }

    #[test]
    fn another_administrator_agrees_before_the_day() {
        let at = Timestamp::from_micros(1_794_794_400_000_000);
        let (proposer, second) = (AccountId::new_at(at), AccountId::new_at(at));
        let days = || Days::new(&[1]).expect("a series");
        let rules = |status| Rules {
            id: RulesId::new_at(at),
            holds_from: day("2026-12-01"),
            longest_trial_days: 366,
            largest_employees: None,
            extensions: 2,
            extension_days: 90,
            window_days: 60,
            answer_working_days: 2,
            escalation_working_days: 2,
            unanswered_working_days: 10,
            reminder_days: days(),
            claim_reminder_days: days(),
            retention_days: days(),
            reason: String::new(),
            status,
            proposed_by: Some(proposer),
            proposed_at: at,
            decided_by: None,
            decided_at: None,
            version: 1,
        };
        let code = |decided: Result<()>| decided.err().map(|error| error.code());
        let pending = rules(RulesStatus::Pending);
        assert_eq!(code(check_approver(&pending, second, day("2026-11-30"))), None);
        assert_eq!(code(check_approver(&pending, second, day("2026-12-01"))), Some(Code::RulesTooLate));
        let own = check_approver(&pending, proposer, day("2026-11-30"));
        assert_eq!(code(own), Some(Code::SecondAdministratorNeeded));
        for status in [RulesStatus::Agreed, RulesStatus::Refused] {
            let decided = check_approver(&rules(status), second, day("2026-11-30"));
            assert_eq!(code(decided), Some(Code::WrongState));
            assert_eq!(code(check_pending(&rules(status))), Some(Code::WrongState));
        }
    }
}
