//! Invitations in the tables.

use super::model::{ADDRESS_KEPT, Invitation, InvitationStatus as Status, NewInvitation, VALIDITY};
use crate::accounts::model::email_key;
use crate::db::schema::{invitation_links as l, invitations as i};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::secrets::Secret;
use crate::values::{AccountId, InvitationId, Organization, Timestamp};
use diesel::prelude::*;

/// The rows of an organization: each kind by its own index.
macro_rules! of {
    ($organization:expr) => {{
        let (business, vendor) = $organization.columns();
        i::business_id.eq(business).or(i::vendor_id.eq(vendor))
    }};
}

pub fn find(conn: &mut Conn, id: InvitationId) -> Result<Invitation> {
    Ok(i::table.filter(i::id.eq(id)).select(Invitation::as_select()).first(conn)?)
}

/// The invitation, if it is of this organization; a foreign one does not exist.
pub fn find_of(conn: &mut Conn, organization: Organization, id: InvitationId) -> Result<Invitation> {
    let found = find(conn, id)?;
    if found.organization() == Some(organization) { Ok(found) } else { Err(Error::not_found()) }
}

/// The invitation, if it went to this address; a foreign one does not exist.
pub fn find_for(conn: &mut Conn, email: &str, id: InvitationId) -> Result<Invitation> {
    let found = find(conn, id)?;
    let mine = found.email_key.as_deref() == Some(email_key(email).as_str());
    if mine { Ok(found) } else { Err(Error::not_found()) }
}

/// The invitation of a mail's link.
pub fn find_by_secret(conn: &mut Conn, secret: &str) -> Result<Option<Invitation>> {
    let id: Option<InvitationId> =
        l::table.filter(l::digest.eq(Secret::digest_of(secret))).select(l::invitation_id).first(conn).optional()?;
    id.map(|id| find(conn, id)).transpose()
}

/// A new link: its secret is only ever in the mail.
pub fn issue_link(tx: &mut Tx<'_>, id: InvitationId) -> Result<Secret> {
    let secret = Secret::random()?;
    let row = (l::digest.eq(secret.digest()), l::invitation_id.eq(id), l::created_at.eq(tx.now()));
    diesel::insert_into(l::table).values(row).execute(&mut **tx)?;
    Ok(secret)
}

/// The invitations of an organization, newest first.
pub fn list(conn: &mut Conn, organization: Organization, page: &Page) -> Result<Vec<Invitation>> {
    let mut query = i::table.filter(of!(organization)).select(Invitation::as_select()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(i::id.lt(id.clone()));
    }
    Ok(query.order(i::id.desc()).limit(page.rows()).load(conn)?)
}

/// The invitations that wait for whoever has this address at `now`, newest first.
pub fn waiting(conn: &mut Conn, email: &str, now: Timestamp, page: &Page) -> Result<Vec<Invitation>> {
    let mut query = i::table
        .filter(i::email_key.eq(email_key(email)))
        .filter(i::status.eq(Status::Open))
        .filter(i::expires_at.gt(now))
        .select(Invitation::as_select())
        .into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(i::id.lt(id.clone()));
    }
    Ok(query.order(i::id.desc()).limit(page.rows()).load(conn)?)
}

/// Every invitation of an organization that stands as open; there are few.
pub fn standing_open(conn: &mut Conn, organization: Organization) -> Result<Vec<Invitation>> {
    let open = i::table.filter(of!(organization)).filter(i::status.eq(Status::Open));
    Ok(open.select(Invitation::as_select()).order(i::id).load(conn)?)
}

pub fn insert(tx: &mut Tx<'_>, organization: Organization, by: AccountId, new: &NewInvitation) -> Result<Invitation> {
    let id: InvitationId = tx.new_id();
    let (business, vendor) = organization.columns();
    let now = tx.now();
    diesel::insert_into(i::table)
        .values((
            i::id.eq(id),
            i::business_id.eq(business),
            i::vendor_id.eq(vendor),
            i::email.eq(&new.email),
            i::email_key.eq(email_key(&new.email)),
            i::role.eq(new.role),
            i::invited_by.eq(by),
            i::status.eq(Status::Open),
            i::created_at.eq(now),
            i::expires_at.eq(now.plus(VALIDITY)),
            i::version.eq(1),
        ))
        .execute(&mut **tx)?;
    find(tx, id)
}

/// Ends an invitation that stands as open: at this instant, but for one that has expired before.
pub fn end(tx: &mut Tx<'_>, invitation: &Invitation, status: Status) -> Result<()> {
    let open = i::table.filter(i::id.eq(invitation.id)).filter(i::status.eq(Status::Open));
    let at = if status == Status::Expired { invitation.expires_at } else { tx.now() };
    let ended = (i::status.eq(status), i::ended_at.eq(at), i::version.eq(i::version + 1));
    let changed = diesel::update(open).set(ended).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the invitation was ended meanwhile")) }
}

/// Erases addresses that are no longer needed; how many.
pub fn forget_addresses(tx: &mut Tx<'_>) -> Result<usize> {
    let old = i::table.filter(i::expires_at.lt(tx.now().minus(ADDRESS_KEPT))).filter(i::email.is_not_null());
    let erased = (i::email.eq(None::<String>), i::email_key.eq(None::<String>));
    Ok(diesel::update(old).set(erased).execute(&mut **tx)?)
}
