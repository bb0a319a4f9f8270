//! What reviewers found in its table, and the day of the next look in that of platforms.

use super::model::{Outcome, Recheck};
use crate::db::schema::{platform_rechecks as r, platforms as p};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{AccountId, LocalDay, PlatformId, VendorId};
use diesel::dsl::max;
use diesel::prelude::*;

/// Notes what a reviewer found.
pub fn insert(
    tx: &mut Tx<'_>,
    (platform, vendor): (PlatformId, VendorId),
    by: AccountId,
    outcome: Outcome,
    comment: &str,
) -> Result<()> {
    let last: Option<i64> = r::table.filter(r::platform_id.eq(platform)).select(max(r::number)).first(&mut **tx)?;
    let row = (
        (r::platform_id.eq(platform), r::number.eq(last.unwrap_or_default() + 1), r::vendor_id.eq(vendor)),
        (r::outcome.eq(outcome), r::comment.eq(comment), r::checked_by.eq(by), r::checked_at.eq(tx.now())),
    );
    diesel::insert_into(r::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// What was found the last time while the listing was this vendor's: what was said to another is not its.
pub fn last(conn: &mut Conn, platform: PlatformId, vendor: VendorId) -> Result<Option<Recheck>> {
    let own = r::table.filter(r::platform_id.eq(platform)).filter(r::vendor_id.eq(vendor));
    Ok(own.order(r::number.desc()).select(Recheck::as_select()).first(conn).optional()?)
}

/// Sets the day on which a listing is looked at again, or that there is none.
pub fn recheck_on(tx: &mut Tx<'_>, id: PlatformId, day: Option<LocalDay>) -> Result<()> {
    diesel::update(p::table.filter(p::id.eq(id))).set(p::recheck_due_on.eq(day)).execute(&mut **tx)?;
    Ok(())
}
