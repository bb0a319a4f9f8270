//! What changes who belongs to an organization, of a firm to all of it: one verb, one function.

use crate::accounts::members::{self, MemberRole, Membership};
use crate::businesses;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::joining::{self, invitations, requests};
use crate::values::{AccountId, Organization};
use std::cmp::Reverse;

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

/// An owner removes a member, or a member leaves: nor do they come back by an invitation from before, to whatever part of
/// the firm.
///
/// Errors: as [`members::actions::remove`] and [`as_one`].
pub fn remove(tx: &mut Tx<'_>, organization: Organization, by: AccountId, member: AccountId) -> Result<()> {
    as_one(tx, organization, |tx| {
        members::actions::remove(tx, organization, by, member)?;
        let parts = joining::present_parts(tx, organization)?;
        parts.into_iter().try_for_each(|part| invitations::actions::close(tx, part, member))
    })
}

/// An owner makes another member the owner and becomes a manager, in one step.
///
/// Errors: as [`members::actions::transfer`] and [`as_one`].
pub fn transfer(tx: &mut Tx<'_>, organization: Organization, by: AccountId, to: AccountId) -> Result<Membership> {
    as_one(tx, organization, |tx| members::actions::transfer(tx, organization, by, to))
}

/// Does what changes who belongs to an organization. Where that is part of a firm, all parts are locked before, the firm
/// first; afterwards the owners of its seat own every part, and who came into a part by that is there what they are at the
/// seat.
///
/// Errors: those of `act`; 409 where an owner of the seat would own the part no longer.
pub fn as_one<T>(tx: &mut Tx<'_>, organization: Organization, act: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
    let Organization::Business(id) = organization else { return act(tx) };
    let parts = joining::locked(tx, organization)?;
    let seat: Organization = businesses::seat_of(tx, id)?.into();
    let (before, here) = (members::everybody(tx, seat)?, members::owners(tx, organization)?);
    let done = act(tx)?;
    let (after, stay) = (members::everybody(tx, seat)?, members::owners(tx, organization)?);
    if here.iter().any(|it| role_in(&after, *it) == Some(MemberRole::Owner) && !stay.contains(it)) {
        return Err(Error::new(Code::OwnsTheFirm));
    }
    for part in parts.into_iter().filter(|part| *part != seat) {
        follow_seat(tx, part, &before, &after)?;
    }
    Ok(done)
}

/// What has changed at the seat holds in a part: of who owns the seat, and of who came into the part by owning it. Whom the
/// part itself has let in it keeps; but nobody who has left the seat comes in by an invitation from before.
fn follow_seat(tx: &mut Tx<'_>, part: Organization, before: &[Membership], after: &[Membership]) -> Result<()> {
    let there = members::everybody(tx, part)?;
    let gone = before.iter().filter(|it| role_in(after, it.account).is_none());
    let mut people: Vec<AccountId> = after.iter().chain(gone).map(|it| it.account).collect();
    // The new owners first: a part has one at all times.
    people.sort_by_key(|account| Reverse(role_in(after, *account)));
    for account in people {
        let (was, is) = (role_in(before, account), role_in(after, account));
        let in_part = there.iter().find(|it| it.account == account);
        let came_by_seat = in_part.is_some_and(|it| it.follows_seat || was == Some(MemberRole::Owner));
        let follows = is == Some(MemberRole::Owner) || (was != is && came_by_seat);
        if follows && in_part.map(|it| it.role) != is {
            follow(tx, part, account, is)?;
        } else if is.is_none() {
            invitations::actions::close(tx, part, account)?;
        }
    }
    Ok(())
}

fn role_in(members: &[Membership], account: AccountId) -> Option<MemberRole> {
    members.iter().find(|it| it.account == account).map(|it| it.role)
}

/// Somebody is in a part of a firm what they have become at its seat.
fn follow(tx: &mut Tx<'_>, part: Organization, account: AccountId, role: Option<MemberRole>) -> Result<()> {
    members::actions::follow_seat(tx, part, account, role)?;
    requests::actions::close(tx, part, account)?;
    invitations::actions::close(tx, part, account)?;
    tx.record(Event::MemberFollowed { organization: part, account, role: role.map(|it| it.to_string()) })
}
