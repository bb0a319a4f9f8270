//! What changes who belongs to an organization, of a firm to all of it: one verb, one function.

use crate::accounts::members::{self, MemberRole, Membership};
use crate::businesses;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::joining::{self, requests};
use crate::values::{AccountId, Organization};

/// An owner gives a member a role.
///
/// Errors: as [`members::actions::change_role`] and [`as_one`].
pub fn change_role(
    tx: &mut Tx<'_>,
    organization: Organization,
    by: AccountId,
    member: AccountId,
    role: MemberRole,
) -> Result<Membership> {
    as_one(tx, organization, |tx| members::actions::change_role(tx, organization, by, member, role))
}

/// An owner removes a member, or a member leaves.
///
/// Errors: as [`members::actions::remove`] and [`as_one`].
pub fn remove(tx: &mut Tx<'_>, organization: Organization, by: AccountId, member: AccountId) -> Result<()> {
    as_one(tx, organization, |tx| members::actions::remove(tx, organization, by, member))
}

/// An owner makes another member the owner and becomes a manager, in one step.
///
/// Errors: as [`members::actions::transfer`] and [`as_one`].
pub fn transfer(tx: &mut Tx<'_>, organization: Organization, by: AccountId, to: AccountId) -> Result<Membership> {
    as_one(tx, organization, |tx| members::actions::transfer(tx, organization, by, to))
}

/// Does what changes who belongs to an organization. Where that is part of a firm, all parts are locked before, the firm
/// first, and the owners of its seat own every part afterwards.
///
/// Errors: those of `act`; 409 where an owner of the seat would own the part no longer.
pub fn as_one<T>(tx: &mut Tx<'_>, organization: Organization, act: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    let Organization::Business(id) = organization else { return act(tx) };
    let parts = joining::locked(tx, organization)?;
    let seat: Organization = businesses::seat_of(tx, id)?.into();
    let (at_seat, here) = (members::owners(tx, seat)?, members::owners(tx, organization)?);
    let done = act(tx)?;
    let (owners, stay) = (members::owners(tx, seat)?, members::owners(tx, organization)?);
    if here.iter().any(|it| owners.contains(it) && !stay.contains(it)) {
        return Err(Error::new(Code::OwnsTheFirm));
    }
    let former: Vec<AccountId> = at_seat.into_iter().filter(|it| !owners.contains(it)).collect();
    for part in parts.into_iter().filter(|part| *part != seat) {
        let theirs = members::owners(tx, part)?;
        for account in owners.iter().filter(|it| !theirs.contains(it)) {
            follow(tx, part, *account, Some(MemberRole::Owner))?;
        }
        for account in former.iter().filter(|it| theirs.contains(it)) {
            let role = members::find(tx, seat, *account)?.map(|it| it.role);
            follow(tx, part, *account, role)?;
        }
    }
    Ok(done)
}

/// Somebody is in a part of a firm what they have become at its seat.
fn follow(tx: &mut Tx<'_>, part: Organization, account: AccountId, role: Option<MemberRole>) -> Result<()> {
    members::actions::put(tx, part, account, role)?;
    requests::actions::close(tx, part, account)?;
    tx.record(Event::MemberFollowed { organization: part, account, role: role.map(|it| it.to_string()) })
}
