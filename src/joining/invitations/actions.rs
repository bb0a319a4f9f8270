//! What people do with invitations: one verb, one function.

use super::lifecycle;
use super::model::{Invitation, InvitationStatus, MOST_OPEN, NewInvitation};
use super::store;
use crate::accounts;
use crate::accounts::members::{self, Act};
use crate::accounts::model::email_key;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::joining::membership::actions::as_one;
use crate::joining::requests;
use crate::values::{AccountId, InvitationId, Organization, Timestamp};

/// An owner invites an address. Whether somebody has registered it makes no difference: not to the answer, and not to
/// what is done. An address that has had enough mails gets no further one; the invitation waits there all the same.
///
/// Errors: 404 and 403 as [`members::actions::acting`]; 409 for a member, for an address that is invited already, and
/// where too many invitations are open.
pub fn invite(
    tx: &mut Tx<'_>,
    organization: Organization,
    by: AccountId,
    new: &NewInvitation,
    mailed: bool,
) -> Result<Invitation> {
    let mine = members::actions::acting(tx, organization, by, Act::Govern)?;
    if new.role > mine {
        return Err(members::model::forbidden(new.role));
    }
    if members::has_address(tx, organization, &email_key(&new.email))? {
        return Err(Error::new(Code::AlreadyMember));
    }
    let open = end_what_is_over(tx, organization)?;
    if open.iter().any(|other| other.email_key.as_deref() == Some(email_key(&new.email).as_str())) {
        return Err(Error::new(Code::InvitationExists));
    }
    if i64::try_from(open.len()).unwrap_or(i64::MAX) >= MOST_OPEN {
        return Err(Error::with(Code::TooManyInvitations, MOST_OPEN));
    }
    let invitation = store::insert(tx, organization, by, new)?;
    let (id, role, expires_at) = (invitation.id, new.role.to_string(), invitation.expires_at);
    tx.record(Event::InvitationMade { organization, invitation: id, role, expires_at, mailed })?;
    Ok(invitation)
}

/// What is over, but stands as open, is ended; what is still open is left. Nothing is recorded: it follows from the
/// instants and roles that are.
fn end_what_is_over(tx: &mut Tx<'_>, organization: Organization) -> Result<Vec<Invitation>> {
    let now = tx.now();
    let mut open = Vec::new();
    for invitation in store::standing_open(tx, organization)? {
        match present(tx, &invitation, now)? {
            InvitationStatus::Open => open.push(invitation),
            over => store::end(tx, &invitation, over)?,
        }
    }
    Ok(open)
}

/// What an invitation is at `now`.
pub fn present(conn: &mut Conn, invitation: &Invitation, now: Timestamp) -> Result<InvitationStatus> {
    let organization = organization_of(invitation)?;
    let inviter = members::find(conn, organization, invitation.invited_by)?;
    Ok(lifecycle::present(invitation, inviter.as_ref(), now))
}

/// An owner takes an invitation back.
///
/// Errors: 404 for a foreign one; 412 for a version that it has no more; 410 for one that is over.
pub fn revoke(tx: &mut Tx<'_>, organization: Organization, by: AccountId, id: InvitationId) -> Result<()> {
    members::actions::acting(tx, organization, by, Act::Govern)?;
    let invitation = store::find_of(tx, organization, id)?;
    tx.expects(invitation.version)?;
    // One that is void is taken back all the same: its address may then be invited again.
    let now = tx.now();
    match present(tx, &invitation, now)? {
        InvitationStatus::Open | InvitationStatus::Void if invitation.ended_at.is_none() => {}
        over => return Err(Error::with(Code::InvitationGone, over)),
    }
    store::end(tx, &invitation, InvitationStatus::Revoked)?;
    tx.record(Event::InvitationRevoked { organization, invitation: id })
}

/// Whoever has come to belong to a locked organization otherwise, or belongs to it no longer, does not come in by what was
/// open for an address of theirs, present or former: it is taken back.
pub fn close(tx: &mut Tx<'_>, organization: Organization, account: AccountId) -> Result<()> {
    let addresses = accounts::address::own_keys(tx, account)?;
    let theirs = |it: &Invitation| it.email_key.as_ref().is_some_and(|key| addresses.contains(key));
    take_back(tx, organization, theirs)
}

/// What somebody has invited others to since then is taken back.
pub fn revoke_since(tx: &mut Tx<'_>, organization: Organization, by: AccountId, since: Timestamp) -> Result<()> {
    take_back(tx, organization, |it| it.invited_by == by && it.created_at >= since)
}

fn take_back(tx: &mut Tx<'_>, organization: Organization, which: impl Fn(&Invitation) -> bool) -> Result<()> {
    for invitation in end_what_is_over(tx, organization)?.into_iter().filter(which) {
        store::end(tx, &invitation, InvitationStatus::Revoked)?;
        tx.record(Event::InvitationRevoked { organization, invitation: invitation.id })?;
    }
    Ok(())
}

/// Whoever has verified the address joins.
///
/// Errors: 404 for an invitation of another address; 410 for one that is over; 409 for who is a member already; 403 for who is
/// in office.
pub fn accept(tx: &mut Tx<'_>, by: AccountId, id: InvitationId) -> Result<Invitation> {
    let email = accounts::addressee(tx, by)?.email;
    let invitation = store::find_for(tx, &email, id)?;
    join(tx, by, &invitation)
}

/// As [`accept`], by the link of the mail.
///
/// Errors: 410 for a link that no longer holds; 409 while nobody has verified the address; 403 for who is in office.
pub fn accept_by_link(tx: &mut Tx<'_>, secret: &str) -> Result<Invitation> {
    let gone = || Error::new(Code::LinkGone);
    let invitation = store::find_by_secret(tx, secret)?.ok_or_else(gone)?;
    let address = invitation.email_key.clone().ok_or_else(gone)?;
    let now = tx.now();
    if present(tx, &invitation, now)? != InvitationStatus::Open {
        return Err(gone());
    }
    let owner = accounts::owner_of_address(tx, &address)?.ok_or_else(|| Error::new(Code::NotVerified))?;
    tx.by_link_of(owner);
    let joined = join(tx, owner, &invitation);
    joined.map_err(|error| if error.code() == Code::InvitationGone { gone() } else { error })
}

fn join(tx: &mut Tx<'_>, by: AccountId, invitation: &Invitation) -> Result<Invitation> {
    let organization = organization_of(invitation)?;
    as_one(tx, organization, |tx| {
        open_and_locked(tx, organization, invitation.id)?;
        store::end(tx, invitation, InvitationStatus::Accepted)?;
        members::actions::admit(tx, organization, by, invitation.role)?;
        requests::actions::close(tx, organization, by)?;
        let role = invitation.role.to_string();
        tx.record(Event::InvitationAccepted { organization, invitation: invitation.id, account: by, role })
    })?;
    store::find(tx, invitation.id)
}

/// Whoever has verified the address does not want to join.
///
/// Errors: 404 for an invitation of another address; 410 for one that is over.
pub fn refuse(tx: &mut Tx<'_>, by: AccountId, id: InvitationId) -> Result<Invitation> {
    let email = accounts::addressee(tx, by)?.email;
    let invitation = store::find_for(tx, &email, id)?;
    let organization = organization_of(&invitation)?;
    open_and_locked(tx, organization, id)?;
    store::end(tx, &invitation, InvitationStatus::Refused)?;
    tx.record(Event::InvitationRefused { organization, invitation: id, account: by })?;
    store::find(tx, id)
}

/// Read again once the organization is locked: of several answers at once, the first counts.
fn open_and_locked(tx: &mut Tx<'_>, organization: Organization, id: InvitationId) -> Result<()> {
    members::actions::lock(tx, organization)?;
    let invitation = store::find(tx, id)?;
    let inviter = members::find(tx, organization, invitation.invited_by)?;
    lifecycle::check_open(&invitation, inviter.as_ref(), tx.now())
}

fn organization_of(invitation: &Invitation) -> Result<Organization> {
    invitation.organization().ok_or_else(|| Error::internal("an invitation without an organization"))
}
