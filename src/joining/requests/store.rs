//! Requests to join in the tables.

use super::model::{ANSWER_WITHIN, By, End, JoinRequest, JoinRequestStatus as Status};
use crate::db::schema::join_requests as j;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, JoinRequestId, Organization, TaxCode, Timestamp};
use diesel::prelude::*;

/// The rows of an organization: each kind by its own index.
macro_rules! of {
    ($organization:expr) => {{
        let (business, vendor) = $organization.columns();
        j::business_id.eq(business).or(j::vendor_id.eq(vendor))
    }};
}

pub fn find(conn: &mut Conn, id: JoinRequestId) -> Result<JoinRequest> {
    Ok(j::table.filter(j::id.eq(id)).select(JoinRequest::as_select()).first(conn)?)
}

/// The request, if it is to this organization; a foreign one does not exist.
pub fn find_of(conn: &mut Conn, organization: Organization, id: JoinRequestId) -> Result<JoinRequest> {
    let found = find(conn, id)?;
    if found.organization() == Some(organization) { Ok(found) } else { Err(Error::not_found()) }
}

/// The request, if this person made it; a foreign one does not exist.
pub fn find_by(conn: &mut Conn, account: AccountId, id: JoinRequestId) -> Result<JoinRequest> {
    let found = find(conn, id)?;
    if found.account_id == account { Ok(found) } else { Err(Error::not_found()) }
}

/// The request of this person to this organization that waits.
pub fn open(conn: &mut Conn, organization: Organization, account: AccountId) -> Result<Option<JoinRequestId>> {
    let open = j::table.filter(of!(organization)).filter(j::account_id.eq(account)).filter(j::status.eq(Status::Open));
    Ok(open.select(j::id).first(conn).optional()?)
}

/// All requests of this person that wait, in the order of their ids.
pub fn open_by(conn: &mut Conn, account: AccountId) -> Result<Vec<JoinRequest>> {
    let open = j::table.filter(j::account_id.eq(account)).filter(j::status.eq(Status::Open));
    Ok(open.order(j::id).select(JoinRequest::as_select()).load(conn)?)
}

/// The requests to an organization, newest first.
pub fn list(
    conn: &mut Conn,
    organization: Organization,
    status: Option<Status>,
    page: &Page,
) -> Result<Vec<JoinRequest>> {
    let mut query = j::table.filter(of!(organization)).select(JoinRequest::as_select()).into_boxed();
    if let Some(status) = status {
        query = query.filter(j::status.eq(status));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(j::id.lt(id.clone()));
    }
    Ok(query.order(j::id.desc()).limit(page.rows()).load(conn)?)
}

/// A person's own requests, newest first.
pub fn list_by(conn: &mut Conn, account: AccountId, page: &Page) -> Result<Vec<JoinRequest>> {
    let mut query = j::table.filter(j::account_id.eq(account)).select(JoinRequest::as_select()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(j::id.lt(id.clone()));
    }
    Ok(query.order(j::id.desc()).limit(page.rows()).load(conn)?)
}

/// A person's requests of which a text is left.
pub fn with_texts(conn: &mut Conn, account: AccountId) -> Result<Vec<JoinRequest>> {
    let typed = j::message.is_not_null().or(j::reason_text.is_not_null()).or(j::evidence.is_not_null());
    let own = j::table.filter(j::account_id.eq(account)).filter(typed);
    Ok(own.order(j::id).select(JoinRequest::as_select()).load(conn)?)
}

/// Erases what was typed in a request, and in the answer to it.
pub fn erase_texts(tx: &mut Tx<'_>, id: JoinRequestId) -> Result<()> {
    let nothing = None::<String>;
    let erased = (j::message.eq(&nothing), j::reason_text.eq(&nothing), j::evidence.eq(&nothing));
    diesel::update(j::table.filter(j::id.eq(id))).set(erased).execute(&mut **tx)?;
    Ok(())
}

/// The requests that owners have not answered in time, oldest first.
pub fn overdue(conn: &mut Conn, now: Timestamp, page: &Page) -> Result<Vec<JoinRequest>> {
    let late = j::table.filter(j::status.eq(Status::Open)).filter(j::respond_by.lt(now));
    let mut query = late.select(JoinRequest::as_select()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(j::id.gt(id.clone()));
    }
    Ok(query.order(j::id).limit(page.rows()).load(conn)?)
}

pub fn insert(
    tx: &mut Tx<'_>,
    organization: Organization,
    by: AccountId,
    named: Option<&TaxCode>,
    message: Option<&str>,
) -> Result<JoinRequest> {
    let id: JoinRequestId = tx.new_id();
    let ((business, vendor), now) = (organization.columns(), tx.now());
    diesel::insert_into(j::table)
        .values((
            j::id.eq(id),
            j::business_id.eq(business),
            j::vendor_id.eq(vendor),
            j::account_id.eq(by),
            j::named_tax_code.eq(named),
            j::message.eq(message),
            j::status.eq(Status::Open),
            j::created_at.eq(now),
            j::respond_by.eq(now.plus(ANSWER_WITHIN)),
        ))
        .execute(&mut **tx)?;
    find(tx, id)
}

/// Ends a request that is open.
pub fn end(tx: &mut Tx<'_>, id: JoinRequestId, end: &End, by: &By) -> Result<()> {
    let (status, role, code, text) = match end {
        End::Approved(role) => (Status::Approved, Some(*role), None, None),
        End::Refused { code, text } => (Status::Refused, None, Some(code), text.as_deref()),
        End::Withdrawn => (Status::Withdrawn, None, None, None),
    };
    let (staff, evidence) = match by {
        By::Them => (None, None),
        By::Staff(account, evidence) => (Some(*account), evidence.as_deref()),
    };
    let open = j::table.filter(j::id.eq(id)).filter(j::status.eq(Status::Open));
    let ended = (
        j::status.eq(status),
        j::ended_at.eq(tx.now()),
        j::role.eq(role),
        j::reason_code.eq(code),
        j::reason_text.eq(text),
        j::decided_by_staff.eq(staff),
        j::evidence.eq(evidence),
    );
    let changed = diesel::update(open).set(ended).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the request was answered meanwhile")) }
}
