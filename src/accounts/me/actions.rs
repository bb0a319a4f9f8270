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
/// keep open for it, before its memberships: whoever is let in at the same moment leaves again.
///
/// Errors: 409 for the last owner of an organization that needs one, and for the last administrator.
pub fn deactivate(tx: &mut Tx<'_>, account: AccountId, also: impl FnOnce(&mut Tx<'_>) -> Result<()>) -> Result<()> {
    // First: what another session is doing is done before anything else is looked at, and nothing is begun after it.
    sessions::store::end_all(tx, account, None)?;
    also(tx)?;
    leave_all(tx, account)?;
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
    tx.record(Event::AccountDeactivated { account })
}

/// Ends every membership. Organizations are locked in the order of their ids, so that two people who go at once do not wait
/// for each other.
fn leave_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let mut organizations: Vec<Organization> =
        members::of_account(tx, account)?.iter().map(|it| it.organization).collect();
    organizations.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
    let mut alone = Vec::new();
    for organization in &organizations {
        if members::store::lock_owners(tx, *organization)? == [account] && needs_an_owner(tx, *organization)? {
            alone.push(organization.as_str().to_owned());
        }
    }
    if !alone.is_empty() {
        return Err(Error::with(Code::LastOwnerOf, alone.join(", ")));
    }
    for organization in organizations {
        if let Some(membership) = members::find(tx, organization, account)? {
            members::store::delete(tx, &membership)?;
            tx.record(Event::MemberLeft { organization, account })?;
        }
    }
    Ok(())
}

/// Whether somebody depends on there being an owner: other members do, and whoever tries or buys a vendor's platforms. A
/// business that nobody else belongs to may be left without: nobody has to stay for it, and who can show that it is theirs
/// contests it.
fn needs_an_owner(tx: &mut Tx<'_>, organization: Organization) -> Result<bool> {
    Ok(match organization {
        Organization::Vendor(_) => true,
        Organization::Business(_) => members::everybody(tx, organization)?.len() > 1,
    })
}
