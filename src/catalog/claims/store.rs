//! Claims in their table.

use super::model::{ANOTHER_APPROVED, Filter, NewPlatformClaim, PlatformClaim, PlatformClaimStatus as Status, Reach};
use crate::db::schema::platform_claims as c;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, PlatformClaimId, PlatformId, VendorId};
use diesel::prelude::*;

pub fn find(conn: &mut Conn, id: PlatformClaimId) -> Result<PlatformClaim> {
    Ok(c::table.filter(c::id.eq(id)).select(PlatformClaim::as_select()).first(conn)?)
}

/// A claim that somebody sees.
///
/// Errors: 404 for one that they do not.
pub fn find_for(conn: &mut Conn, reach: &Reach, id: PlatformClaimId) -> Result<PlatformClaim> {
    let claim = find(conn, id)?;
    if reach.all || reach.vendors.contains(&claim.vendor_id) { Ok(claim) } else { Err(Error::not_found()) }
}

/// Claims that somebody sees, oldest first.
pub fn list(conn: &mut Conn, reach: &Reach, filter: Filter, page: &Page) -> Result<Vec<PlatformClaim>> {
    let mut query = c::table.select(PlatformClaim::as_select()).order(c::id).limit(page.rows()).into_boxed();
    if !reach.all {
        query = query.filter(c::vendor_id.eq_any(reach.vendors.clone()));
    }
    if let Some(status) = filter.status {
        query = query.filter(c::status.eq(status));
    }
    if let Some(platform) = filter.platform {
        query = query.filter(c::platform_id.eq(platform));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(c::id.gt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// The claim of a vendor on a platform that waits.
pub fn pending(conn: &mut Conn, platform: PlatformId, vendor: VendorId) -> Result<Option<PlatformClaimId>> {
    let waiting = c::table.filter(c::platform_id.eq(platform)).filter(c::status.eq(Status::Pending));
    Ok(waiting.filter(c::vendor_id.eq(vendor)).select(c::id).first(conn).optional()?)
}

/// The claims of a vendor that wait, in the order of their platforms, by which they are locked.
pub fn pending_of(conn: &mut Conn, vendor: VendorId) -> Result<Vec<PlatformClaimId>> {
    let waiting = c::table.filter(c::vendor_id.eq(vendor)).filter(c::status.eq(Status::Pending));
    Ok(waiting.order(c::platform_id).select(c::id).load(conn)?)
}

/// The claims of a platform that wait, oldest first.
pub fn waiting(conn: &mut Conn, platform: PlatformId) -> Result<Vec<PlatformClaim>> {
    let waiting = c::table.filter(c::platform_id.eq(platform)).filter(c::status.eq(Status::Pending));
    Ok(waiting.order(c::id).select(PlatformClaim::as_select()).load(conn)?)
}

pub fn insert(tx: &mut Tx<'_>, platform: PlatformId, by: AccountId, new: &NewPlatformClaim) -> Result<PlatformClaimId> {
    let id: PlatformClaimId = tx.new_id();
    let documents = serde_json::to_string(&new.documents).map_err(Error::internal)?;
    let row = (
        (c::id.eq(id), c::platform_id.eq(platform), c::vendor_id.eq(new.vendor), c::claimed_by.eq(by)),
        (c::claimed_at.eq(tx.now()), c::statement.eq(&new.statement), c::documents.eq(documents)),
        (c::status.eq(Status::Pending), c::version.eq(1)),
    );
    diesel::insert_into(c::table).values(row).execute(&mut **tx)?;
    Ok(id)
}

/// The claims that were rejected with the approval of another, oldest first.
pub fn turned_away(conn: &mut Conn, approved: &PlatformClaim) -> Result<Vec<PlatformClaim>> {
    let own = c::table.filter(c::platform_id.eq(approved.platform_id)).filter(c::status.eq(Status::Rejected));
    // Those of an earlier approval ended with that one.
    let with_it = own.filter(c::reason_code.eq(ANOTHER_APPROVED)).filter(c::ended_at.eq(approved.ended_at));
    Ok(with_it.order(c::id).select(PlatformClaim::as_select()).load(conn)?)
}

/// Saves where a claim stands now, if it is as it was read.
pub fn save(tx: &mut Tx<'_>, after: &PlatformClaim) -> Result<()> {
    let read = c::table.filter(c::id.eq(after.id)).filter(c::version.eq(after.version));
    let set = (
        (c::status.eq(after.status), c::ended_at.eq(after.ended_at), c::decided_by.eq(after.decided_by)),
        (c::reason_code.eq(&after.reason_code), c::reason_text.eq(&after.reason_text), c::version.eq(c::version + 1)),
    );
    let changed = diesel::update(read).set(set).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the claim was changed meanwhile")) }
}
