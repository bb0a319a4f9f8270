//! What members of an organization do with each other: one verb, one function.

use super::model::{Act, MemberRole, Membership};
use super::store;
use crate::accounts::{self, offices};
use crate::db::Tx;
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::values::{AccountId, Organization};

/// Nobody else changes who belongs to the organization until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, organization: Organization) -> Result<()> {
    store::lock_owners(tx, organization).map(drop)
}

/// Makes somebody a member of a locked organization. What led to it is recorded by the caller.
///
/// Errors: 409 for who is a member already, and for an account that its person has ended; 403 for who is in office.
pub fn admit(tx: &mut Tx<'_>, organization: Organization, account: AccountId, role: MemberRole) -> Result<()> {
    check_may_belong(tx, account)?;
    store::insert(tx, organization, account, role)
}

/// The role of who acts, read after the organization is locked: what a session knew may be over.
///
/// Errors: 404 for who does not belong; 403 for who may not.
pub fn acting(tx: &mut Tx<'_>, organization: Organization, by: AccountId, act: Act) -> Result<MemberRole> {
    store::lock_owners(tx, organization)?;
    let mine = store::find(tx, organization, by)?;
    if let Some(mine) = &mine {
        tx.not_before(mine.role_since);
    }
    act.check(mine.map(|mine| mine.role))
}

/// An owner gives a member a role.
///
/// Errors: 404 for who is no member; 412 for a version that it has no more; 409 for the last owner; 403 for a higher role for
/// who is in office.
pub fn change_role(
    tx: &mut Tx<'_>,
    organization: Organization,
    by: AccountId,
    member: AccountId,
    role: MemberRole,
) -> Result<Membership> {
    acting(tx, organization, by, Act::Govern)?;
    let read = store::find(tx, organization, member)?.ok_or_else(Error::not_found)?;
    tx.expects(read.version)?;
    if role == read.role {
        return Ok(read);
    }
    if role > read.role {
        check_may_belong(tx, member)?;
    }
    another_owner(tx, &read)?;
    store::set_role(tx, &read, role)?;
    tx.record(Event::MemberRoleChanged { organization, account: member, role: role.to_string() })?;
    Ok(Membership { role, role_since: tx.now(), follows_seat: false, version: read.version + 1, ..read })
}

/// An owner removes a member, or a member leaves.
///
/// Errors: 404 for who is no member; 412 for a version that it has no more; 409 for the last owner.
pub fn remove(tx: &mut Tx<'_>, organization: Organization, by: AccountId, member: AccountId) -> Result<()> {
    let leaves = by == member;
    acting(tx, organization, by, if leaves { Act::Belong } else { Act::Govern })?;
    let read = store::find(tx, organization, member)?.ok_or_else(Error::not_found)?;
    tx.expects(read.version)?;
    another_owner(tx, &read)?;
    store::delete(tx, &read)?;
    tx.record(if leaves {
        Event::MemberLeft { organization, account: member }
    } else {
        Event::MemberRemoved { organization, account: member }
    })
}

/// An owner makes another member the owner and becomes a manager, in one step.
///
/// Errors: 422 for who is no other member; 403 for who is in office.
pub fn transfer(tx: &mut Tx<'_>, organization: Organization, by: AccountId, to: AccountId) -> Result<Membership> {
    acting(tx, organization, by, Act::Govern)?;
    let unknown = || Error::fault("/member", FaultCode::UnknownReference, "");
    let mine = store::find(tx, organization, by)?.ok_or_else(Error::not_found)?;
    let theirs = store::find(tx, organization, to)?.filter(|_| to != by).ok_or_else(unknown)?;
    if theirs.role != MemberRole::Owner {
        check_may_belong(tx, to)?;
        store::set_role(tx, &theirs, MemberRole::Owner)?;
    }
    store::set_role(tx, &mine, MemberRole::Manager)?;
    tx.record(Event::OwnershipTransferred { organization, from: by, to })?;
    store::find(tx, organization, to)?.ok_or_else(Error::not_found)
}

/// Gives somebody this role in a locked organization, or none: that which they have at the seat of the firm that it is part
/// of. What led to it is recorded by the caller.
pub fn follow_seat(
    tx: &mut Tx<'_>,
    organization: Organization,
    account: AccountId,
    role: Option<MemberRole>,
) -> Result<()> {
    match (store::find(tx, organization, account)?, role) {
        (Some(read), Some(role)) => store::set_role(tx, &read, role)?,
        (Some(read), None) => store::delete(tx, &read)?,
        (None, Some(role)) => store::insert(tx, organization, account, role)?,
        (None, None) => {}
    }
    store::follow_seat(tx, organization, account)
}

/// Makes somebody the only member, and owner, of a locked organization; who belonged to it before. What led to it is
/// recorded by the caller.
///
/// Errors: 409 for an account that its person has ended: it could own nothing; 403 for who is in office.
pub fn hand_over(tx: &mut Tx<'_>, organization: Organization, to: AccountId) -> Result<Vec<AccountId>> {
    check_may_belong(tx, to)?;
    let (theirs, others): (Vec<_>, Vec<_>) =
        store::everybody(tx, organization)?.into_iter().partition(|it| it.account == to);
    match theirs.first() {
        Some(member) => store::set_role(tx, member, MemberRole::Owner)?,
        None => store::insert(tx, organization, to, MemberRole::Owner)?,
    }
    for member in &others {
        store::delete(tx, member)?;
    }
    Ok(others.into_iter().map(|it| it.account).collect())
}

/// Whether the account lives and has no office, which stays so until the transaction is over: an account's row is locked
/// after its organization, by who lets somebody in as by who goes.
fn check_may_belong(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    if accounts::is_deactivated(tx, account)? {
        return Err(Error::wrong_state("deactivated", Vec::new()));
    }
    // Who took an office after asking, being invited or contesting.
    match offices::office(tx, account)? {
        Some(_) if tx.acts() == Some(account) => Err(Error::new(Code::InOffice)),
        Some(_) => Err(Error::new(Code::MemberInOffice)),
        None => Ok(()),
    }
}

/// Whoever stops being an owner leaves another behind.
fn another_owner(tx: &mut Tx<'_>, member: &Membership) -> Result<()> {
    if member.role != MemberRole::Owner {
        return Ok(());
    }
    let others = store::owners(tx, member.organization)?.iter().any(|owner| *owner != member.account);
    if others { Ok(()) } else { Err(Error::new(Code::LastOwner)) }
}
