//! What administrators do with offices: one verb, one function.

use super::lifecycle;
use super::model::{Change, ChangeStatus, NewChange, VALIDITY};
use super::store;
use crate::accounts;
use crate::accounts::model::Office;
use crate::accounts::offices;
use crate::db::Tx;
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::values::{AccountId, StaffChangeId};

/// Proposes a change of office; one that wants no second administrator holds at once.
///
/// Errors: 422 for an address that is nobody's; 409 for one's own office, for the office that somebody has already, and
/// while another change of it waits.
pub fn propose(tx: &mut Tx<'_>, by: AccountId, new: &NewChange) -> Result<Change> {
    let person = offices::verified(tx, &new.email)?;
    let person = person.ok_or_else(|| Error::fault("/email", FaultCode::UnknownReference, ""))?;
    lifecycle::check_proposer(by, person.id)?;
    offices::lock(tx, person.id)?;
    if accounts::is_deactivated(tx, person.id)? {
        return Err(Error::fault("/email", FaultCode::UnknownReference, ""));
    }
    let before = offices::office(tx, person.id)?;
    if before == new.office {
        return Err(Error::new(Code::SameOffice));
    }
    let id: StaffChangeId = tx.new_id();
    let over = tx.now().minus(VALIDITY);
    store::end_proposed(tx, person.id, Some(over))?;
    store::insert(tx, id, by, person.id, new)?;
    let (role, province) = words(new.office.as_ref());
    tx.record(Event::StaffChangeProposed { account: person.id, change: id, role, province })?;
    if lifecycle::wants_two(before.map(|office| office.role), new.office.as_ref()) {
        return find(tx, id);
    }
    let change = find(tx, id)?;
    apply(tx, by, &change)
}

/// A second administrator agrees: the change holds at once.
///
/// Errors: 404 for an unknown change; 409 for one that was decided or has expired, for who proposed it and whom it is about, and
/// where who proposed it is no administrator any more.
pub fn approve(tx: &mut Tx<'_>, by: AccountId, id: StaffChangeId) -> Result<Change> {
    let change = find(tx, id)?;
    lifecycle::check_approver(&change, by)?;
    offices::lock(tx, change.account_id)?;
    offices::check_proposer(tx, change.proposed_by)?;
    apply(tx, by, &change)
}

/// Nobody decides any more on a change of who has just ended the account: also on one that was proposed while that waited
/// for it, and is later than its instant.
pub fn close(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    store::end_proposed(tx, account, None)
}

/// An administrator refuses a change, or takes back the own one.
///
/// Errors: 404 for an unknown change; 409 for one that was decided or has expired, and for whom it is about.
pub fn refuse(tx: &mut Tx<'_>, by: AccountId, id: StaffChangeId) -> Result<Change> {
    let change = find(tx, id)?;
    lifecycle::check_refuser(&change, by)?;
    tx.not_before(change.proposed_at);
    store::decide(tx, &change, by, ChangeStatus::Refused)?;
    tx.record(Event::StaffChangeRefused { account: change.account_id, change: id })?;
    find(tx, id)
}

fn find(tx: &mut Tx<'_>, id: StaffChangeId) -> Result<Change> {
    let now = tx.now();
    store::find(tx, id, now)
}

fn apply(tx: &mut Tx<'_>, by: AccountId, change: &Change) -> Result<Change> {
    tx.not_before(change.proposed_at);
    let remain = |all: Vec<AccountId>| all.iter().any(|it| *it != change.account_id);
    if !remain(offices::locked_administrators(tx)?) {
        return Err(Error::new(Code::LastAdministrator));
    }
    store::decide(tx, change, by, ChangeStatus::Applied)?;
    give(tx, change.account_id, change.office().as_ref())?;
    find(tx, change.id)
}

/// Gives an account an office, or takes it away; what was opened with the one before ends.
fn give(tx: &mut Tx<'_>, account: AccountId, office: Option<&Office>) -> Result<()> {
    offices::set_office(tx, account, office)?;
    offices::end_sessions_of(tx, account)?;
    let (role, province) = words(office);
    tx.record(Event::OfficeChanged { account, role, province })
}

/// The command line takes an office away: where two administrators would be needed to dismiss one of two.
///
/// Errors: 404 for an address that is nobody's; 409 for who has no office, and for the last administrator.
pub fn dismiss(tx: &mut Tx<'_>, email: &str) -> Result<AccountId> {
    let person = offices::verified(tx, email)?.ok_or_else(Error::not_found)?;
    offices::lock(tx, person.id)?;
    let office = offices::office(tx, person.id)?.ok_or_else(|| Error::new(Code::SameOffice))?;
    let administers = lifecycle::wants_two(Some(office.role), None);
    if administers && offices::locked_administrators(tx)?.len() <= 1 {
        return Err(Error::new(Code::LastAdministrator));
    }
    give(tx, person.id, None)?;
    Ok(person.id)
}

fn words(office: Option<&Office>) -> (Option<String>, Option<String>) {
    (office.map(|it| it.role.to_string()), office.and_then(|it| it.province.clone()))
}
