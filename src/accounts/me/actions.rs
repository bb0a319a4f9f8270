//! What a person does with the own account as a whole: one verb, one function.

use super::store::{self, Profile};
use crate::accounts::members;
use crate::accounts::model::StaffRole;
use crate::accounts::{address, offices, sessions};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::mail::links::{self, Purpose};
use crate::values::{AccountId, Locale, Organization};

/// Gives the account a name and a language.
pub fn change(tx: &mut Tx<'_>, read: &Profile, name: &str, locale: Locale) -> Result<()> {
    if (read.name.as_str(), read.locale) == (name, locale) {
        return Ok(());
    }
    store::save(tx, read, name, locale)?;
    tx.record(Event::AccountChanged { account: read.id })
}

/// Ends an account: its sessions, memberships and role end, and its address is free; of its links those alone hold on that
/// take a change of its address back, as whoever took it over may end it. `also` ends what later rooms
/// keep open for it, before its memberships: whoever is let in at the same moment leaves again. `needed` says whether an
/// organization cannot be left without an owner.
///
/// Errors: 409 for the last owner of an organization that needs one, and for the last administrator.
pub fn deactivate(
    tx: &mut Tx<'_>,
    account: AccountId,
    also: impl FnOnce(&mut Tx<'_>) -> Result<()>,
    needed: impl Fn(&mut Tx<'_>, Organization) -> Result<bool>,
) -> Result<()> {
    // First: what another session is doing is done before anything else is looked at, and nothing is begun after it.
    sessions::store::end_all(tx, account, None)?;
    also(tx)?;
    let left_alone = leave_all(tx, account, needed)?;
    if store::profile(tx, account)?.staff_role == Some(StaffRole::Administrator)
        && offices::locked_administrators(tx)?.iter().all(|it| *it == account)
    {
        return Err(Error::new(Code::LastAdministrator));
    }
    address::end_all(tx, account)?;
    links::void_all_but(tx, Purpose::ReverseAddressChange, account)?;
    store::deactivate(tx, account)?;
    // From here on nobody lets the account in, as its row is locked. Who did just before is found here, and left once more.
    if !members::of_account(tx, account)?.is_empty() {
        return Err(Error::transient(Code::Busy, "somebody was let in meanwhile"));
    }
    tx.record(Event::AccountDeactivated { account, left_alone })
}

/// Ends every membership. Organizations are locked in the order of their ids, so that two people who go at once do not wait
/// for each other. Those that nobody belongs to from then on.
fn leave_all(
    tx: &mut Tx<'_>,
    account: AccountId,
    needed: impl Fn(&mut Tx<'_>, Organization) -> Result<bool>,
) -> Result<Vec<Organization>> {
    let mut organizations: Vec<Organization> =
        members::of_account(tx, account)?.iter().map(|it| it.organization).collect();
    organizations.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    let mut alone = Vec::new();
    for organization in &organizations {
        if members::store::lock_owners(tx, *organization)? == [account] && needed(tx, *organization)? {
            alone.push(organization.as_str().to_owned());
        }
    }
    if !alone.is_empty() {
        return Err(Error::with(Code::LastOwnerOf, alone.join(", ")));
    }
    let mut left_alone = Vec::new();
    for organization in organizations {
        if let Some(membership) = members::find(tx, organization, account)? {
            members::store::delete(tx, &membership)?;
            tx.record(Event::MemberLeft { organization, account })?;
        }
        if members::everybody(tx, organization)?.is_empty() {
            left_alone.push(organization);
        }
    }
    Ok(left_alone)
}
