//! Who may decide on a change of office.

use super::model::{Change, ChangeStatus, VALIDITY};
use crate::accounts::model::{Office, StaffRole};
use crate::error::{Code, Error, Result};
use crate::values::{AccountId, Timestamp};

/// A change as it is at `now`: one that waited for too long has expired.
pub fn present(change: Change, now: Timestamp) -> Change {
    let over = change.status == ChangeStatus::Pending && now >= change.proposed_at.plus(VALIDITY);
    if over { Change { status: ChangeStatus::Expired, ..change } } else { change }
}

/// Whether a change wants a second administrator: where one is made or dismissed.
pub fn wants_two(before: Option<StaffRole>, after: Option<&Office>) -> bool {
    let administers = |role: StaffRole| role == StaffRole::Administrator;
    before.is_some_and(administers) || after.is_some_and(|office| administers(office.role))
}

/// Errors: 409 for one's own office: nobody changes that.
pub fn check_proposer(by: AccountId, account: AccountId) -> Result<()> {
    if by == account { Err(Error::new(Code::OwnOffice)) } else { Ok(()) }
}

/// Errors: 409 for a change that was decided or has expired; for who proposed it, and for whom it is about.
pub fn check_approver(change: &Change, by: AccountId) -> Result<()> {
    check_pending(change)?;
    if by == change.proposed_by {
        let refused = Error::new(Code::SecondAdministratorNeeded);
        return Err(refused.in_state(change.status, vec!["refuse_staff_change"]));
    }
    check_proposer(by, change.account_id)
}

/// Whom it is about does not refuse it; who proposed it takes it back so.
///
/// Errors: 409 for a change that was decided or has expired, and for whom it is about.
pub fn check_refuser(change: &Change, by: AccountId) -> Result<()> {
    check_pending(change)?;
    check_proposer(by, change.account_id)
}

fn check_pending(change: &Change) -> Result<()> {
    match change.status {
        ChangeStatus::Pending => Ok(()),
        status => Err(Error::wrong_state(status, Vec::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{StaffChangeId, TypedId};

    #[test]
    fn two_are_wanted_where_an_administrator_is_made_or_dismissed() {
        use StaffRole::{Administrator, Auditor, Reviewer};
        let office = |role: StaffRole| Some(Office::from(role));
        for (before, after, two) in [
            (None, office(Reviewer), false),
            (Some(Reviewer), office(Auditor), false),
            (Some(Reviewer), None, false),
            (None, office(Administrator), true),
            (Some(Reviewer), office(Administrator), true),
            (Some(Administrator), office(Reviewer), true),
            (Some(Administrator), None, true),
        ] {
            assert_eq!(wants_two(before, after.as_ref()), two, "{before:?} {after:?}");
        }
    }

    #[test]
    fn nobody_decides_alone_or_on_themselves() {
        let at = Timestamp::from_micros(1_795_280_399_000_000);
        let account = || AccountId::new_at(at);
        let (about, proposer, second) = (account(), account(), account());
        let change = |status| Change {
            id: StaffChangeId::new_at(at),
            account_id: about,
            role: Some(StaffRole::Administrator),
            province_code: None,
            reason: String::new(),
            status,
            proposed_by: proposer,
            proposed_at: at,
            decided_by: None,
            decided_at: None,
            version: 1,
        };
        let code = |decided: Result<()>| decided.err().map(|error| error.code());
        let pending = change(ChangeStatus::Pending);
        assert_eq!(code(check_approver(&pending, second)), None);
        assert_eq!(code(check_approver(&pending, proposer)), Some(Code::SecondAdministratorNeeded));
        assert_eq!(code(check_approver(&pending, about)), Some(Code::OwnOffice));
        assert_eq!(code(check_refuser(&pending, proposer)), None);
        assert_eq!(code(check_refuser(&pending, second)), None);
        assert_eq!(code(check_refuser(&pending, about)), Some(Code::OwnOffice));
        for status in [ChangeStatus::Applied, ChangeStatus::Refused, ChangeStatus::Expired] {
            assert_eq!(code(check_approver(&change(status), second)), Some(Code::WrongState));
            assert_eq!(code(check_refuser(&change(status), second)), Some(Code::WrongState));
            assert_eq!(present(change(status), at.plus(VALIDITY)).status, status);
        }
        let last = Timestamp::from_micros(at.plus(VALIDITY).as_micros() - 1);
        assert_eq!(present(change(ChangeStatus::Pending), last).status, ChangeStatus::Pending);
        assert_eq!(present(pending, at.plus(VALIDITY)).status, ChangeStatus::Expired);
    }
}
