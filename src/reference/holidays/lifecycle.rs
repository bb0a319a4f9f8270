//! Which days can be changed, and who may decide on it.

use super::model::{Change, Days, HolidayChangeStatus, YEARS};
use crate::error::{Code, Error, FaultCode, Result};
use crate::faults::Faults;
use crate::values::{AccountId, LocalDay};

/// A day of a change that cannot be changed so: where it stands, and why.
type Wrong = (String, LocalDay, FaultCode);

/// What is wrong on this day, while `holidays` are those after it.
fn wrong(days: &Days, today: LocalDay, holidays: &[LocalDay]) -> Vec<Wrong> {
    let added = days.added.iter().enumerate().map(|(place, it)| {
        let taken = holidays.contains(&it.day) && !days.removed.contains(&it.day);
        (format!("/added/{place}/day"), it.day, taken.then_some(FaultCode::AlreadyAHoliday))
    });
    let removed = days.removed.iter().enumerate().map(|(place, day)| {
        let missing = !holidays.contains(day);
        (format!("/removed/{place}"), *day, missing.then_some(FaultCode::NotAHoliday))
    });
    // What has been counted stays.
    let ahead = |day: LocalDay| day > today && YEARS.contains(&day.year());
    let fault = |(pointer, day, other): (String, LocalDay, Option<FaultCode>)| {
        Some((pointer, day, if ahead(day) { other? } else { FaultCode::OutOfRange }))
    };
    added.chain(removed).filter_map(fault).collect()
}

/// Errors: 422 that names each day that is not ahead or lies beyond the last year, each to be added that is a holiday, and
/// each to be taken away that is none.
pub fn check_proposed(days: &Days, today: LocalDay, holidays: &[LocalDay]) -> Result<()> {
    let mut faults = Faults::default();
    for (pointer, _, code) in wrong(days, today, holidays) {
        let range = || format!("{} – {}-12-31", today.plus_days(1), YEARS.end());
        faults.add(&pointer, code, if code == FaultCode::OutOfRange { range() } else { String::new() });
    }
    faults.finish(Some(()))
}

/// Errors: 409 where a day has come since it was proposed, or another change or a seed was before this one.
pub fn check_still(days: &Days, today: LocalDay, holidays: &[LocalDay]) -> Result<()> {
    let wrong = wrong(days, today, holidays);
    if let Some((_, day, _)) = wrong.iter().find(|(.., code)| *code == FaultCode::OutOfRange) {
        return Err(Error::with(Code::HolidaysTooLate, day));
    }
    let others: Vec<&str> = wrong.iter().map(|(_, day, _)| day.as_str()).collect();
    if others.is_empty() { Ok(()) } else { Err(Error::with(Code::HolidaysChanged, others.join(", "))) }
}

/// Errors: 409 for a change that was decided, and for who proposed it.
pub fn check_approver(change: &Change, by: AccountId) -> Result<()> {
    check_pending(change)?;
    match change.proposal.proposed_by == by {
        true => {
            let refused = Error::new(Code::SecondAdministratorNeeded);
            Err(refused.in_state(change.proposal.status, vec!["refuse_holiday_change"]))
        }
        false => Ok(()),
    }
}

/// Errors: 409 for a change that was decided.
pub fn check_pending(change: &Change) -> Result<()> {
    match change.proposal.status {
        HolidayChangeStatus::Pending => Ok(()),
        status => Err(Error::wrong_state(status, Vec::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::holidays::model::{Holiday, Proposal};
    use crate::values::{HolidayChangeId, Timestamp, TypedId};

    fn day(text: &str) -> LocalDay {
        LocalDay::parse(text).expect("a day")
    }

    fn days(added: &[&str], removed: &[&str]) -> Days {
        let named = |text: &&str| Holiday { day: day(text), name_vi: "Nghỉ".to_owned(), name_en: "Off".to_owned() };
        Days { added: added.iter().map(named).collect(), removed: removed.iter().map(|text| day(text)).collect() }
    }

    #[test]
    fn only_days_after_today_change_and_only_as_they_stand() {
        let (today, holidays) = (day("2026-11-16"), [day("2026-11-24"), day("2027-01-01")]);
        use FaultCode::{AlreadyAHoliday, NotAHoliday, OutOfRange};
        for (added, removed, faults) in [
            (vec!["2026-11-17", "2099-12-31"], vec!["2026-11-24"], vec![]),
            (vec!["2026-11-24"], vec!["2026-11-24"], vec![]),
            (
                vec!["2026-11-16", "2100-01-01"],
                vec![],
                vec![("/added/0/day", OutOfRange), ("/added/1/day", OutOfRange)],
            ),
            (vec!["2026-11-18", "2026-11-24"], vec![], vec![("/added/1/day", AlreadyAHoliday)]),
            (
                vec!["2026-11-15"],
                vec!["2027-01-01", "2026-11-18", "2026-11-16"],
                vec![("/added/0/day", OutOfRange), ("/removed/1", NotAHoliday), ("/removed/2", OutOfRange)],
            ),
        ] {
            let days = days(&added, &removed);
            let found = wrong(&days, today, &holidays);
            let found: Vec<(&str, FaultCode)> = found.iter().map(|(at, _, code)| (at.as_str(), *code)).collect();
            assert_eq!(found, faults, "{days:?}");
            assert_eq!(check_proposed(&days, today, &holidays).is_ok(), faults.is_empty());
            let code = check_still(&days, today, &holidays).err().map(|error| error.code());
            let late = faults.iter().any(|(_, code)| *code == OutOfRange);
            let expected = if late { Code::HolidaysTooLate } else { Code::HolidaysChanged };
            assert_eq!(code, (!faults.is_empty()).then_some(expected));
        }
    }

    #[test]
    fn another_administrator_agrees_to_what_waits() {
        let at = Timestamp::from_micros(1_794_794_400_000_000);
        let (proposer, second) = (AccountId::new_at(at), AccountId::new_at(at));
        let change = |status| Change {
            proposal: Proposal {
                id: HolidayChangeId::new_at(at),
                reason: String::new(),
                status,
                proposed_by: proposer,
                proposed_at: at,
                decided_by: None,
                decided_at: None,
                version: 1,
            },
            days: days(&["2026-12-01"], &[]),
        };
        let code = |decided: Result<()>| decided.err().map(|error| error.code());
        let pending = change(HolidayChangeStatus::Pending);
        assert_eq!((code(check_approver(&pending, second)), code(check_pending(&pending))), (None, None));
        assert_eq!(code(check_approver(&pending, proposer)), Some(Code::SecondAdministratorNeeded));
        for status in [HolidayChangeStatus::Agreed, HolidayChangeStatus::Refused] {
            assert_eq!(code(check_approver(&change(status), second)), Some(Code::WrongState));
            assert_eq!(code(check_pending(&change(status))), Some(Code::WrongState));
        }
    }
}
