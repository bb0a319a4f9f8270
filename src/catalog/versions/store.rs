//! Versions in their table.

use super::model::{Lane, ListingVersion, Reach, VersionStatus};
use crate::catalog::images;
use crate::catalog::model::{ListingStatus, NewPlatform};
use crate::db::schema::{listing_versions as v, platforms as p};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{PlatformId, VendorId};
use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use std::collections::HashMap;

/// Versions that are the vendor's to whom their listing belongs, or published: what a former vendor worked on is not its
/// follower's, and what a move withdrew is nobody's any more, also where the listing comes back.
macro_rules! present {
    () => {
        v::table
            .inner_join(p::table)
            .filter(
                p::vendor_id.eq(v::vendor_id.nullable()).assume_not_null().or(v::status.eq(VersionStatus::Published)),
            )
            .filter(v::status.ne(VersionStatus::Withdrawn).or(p::status.eq(ListingStatus::Archived)))
    };
}

/// The newest version: the one that is worked on, where there is one.
///
/// Errors: 404 for an illustrative platform, which has none.
pub fn latest(conn: &mut Conn, platform: PlatformId) -> Result<ListingVersion> {
    let own = present!().filter(v::platform_id.eq(platform));
    Ok(own.order(v::number.desc()).select(ListingVersion::as_select()).first(conn)?)
}

/// The number of the next version, whoever has written those before.
pub fn next_number(conn: &mut Conn, platform: PlatformId) -> Result<i64> {
    let last: Option<i64> = v::table.filter(v::platform_id.eq(platform)).select(max(v::number)).first(conn)?;
    Ok(last.unwrap_or_default() + 1)
}

/// The newest versions of several platforms.
pub fn latest_of(conn: &mut Conn, platforms: &[PlatformId]) -> Result<HashMap<PlatformId, ListingVersion>> {
    let all = present!().filter(v::platform_id.eq_any(platforms)).filter(v::status.ne(VersionStatus::Superseded));
    let rows: Vec<ListingVersion> =
        all.order((v::platform_id, v::number)).select(ListingVersion::as_select()).load(conn)?;
    // A later one takes the earlier one's place.
    Ok(rows.into_iter().map(|row| (row.platform_id, row)).collect())
}

/// The published one.
pub fn published(conn: &mut Conn, platform: PlatformId) -> Result<Option<ListingVersion>> {
    let own = v::table.filter(v::platform_id.eq(platform)).filter(v::status.eq(VersionStatus::Published));
    Ok(own.select(ListingVersion::as_select()).first(conn).optional()?)
}

/// The one that was vetted in full last: what was published since corrects slips of it.
pub fn vetted(conn: &mut Conn, platform: PlatformId) -> Result<Option<ListingVersion>> {
    let own = v::table.filter(v::platform_id.eq(platform)).filter(v::published_at.is_not_null());
    let in_full = own.filter(v::lane.is_null().or(v::lane.eq(Lane::Full))).order(v::number.desc());
    Ok(in_full.select(ListingVersion::as_select()).first(conn).optional()?)
}

/// One version by its number.
pub fn find(conn: &mut Conn, platform: PlatformId, number: i64) -> Result<ListingVersion> {
    let one = v::table.filter(v::platform_id.eq(platform)).filter(v::number.eq(number));
    Ok(one.select(ListingVersion::as_select()).first(conn)?)
}

/// The versions of a vendor that were rejected, of whichever listing: no more than reviewers have read.
pub fn rejected(conn: &mut Conn, vendor: VendorId) -> Result<Vec<ListingVersion>> {
    let own = v::table.filter(v::vendor_id.eq(vendor)).filter(v::status.eq(VersionStatus::Rejected));
    let rejected = own.order((v::platform_id, v::number));
    Ok(rejected.select(ListingVersion::as_select()).load(conn)?)
}

/// Versions that somebody sees, newest first.
pub fn list(conn: &mut Conn, platform: PlatformId, reach: &Reach, page: &Page) -> Result<Vec<ListingVersion>> {
    let own = v::table.filter(v::platform_id.eq(platform)).order(v::number.desc()).limit(page.rows());
    let mut query = own.select(ListingVersion::as_select()).into_boxed();
    query = match reach {
        Reach::All => query,
        Reach::Of(vendors) => query.filter(v::published_at.is_not_null().or(v::vendor_id.eq_any(vendors.clone()))),
        Reach::Published => query.filter(v::published_at.is_not_null()),
    };
    if let Some(after) = page.after.as_deref().and_then(|after| after.first()?.parse::<i64>().ok()) {
        query = query.filter(v::number.lt(after));
    }
    Ok(query.load(conn)?)
}

/// Keeps a new version; from now on the images that it names are kept, too.
pub fn insert(tx: &mut Tx<'_>, it: &ListingVersion, said: &NewPlatform) -> Result<()> {
    let row = (
        (
            v::platform_id.eq(it.platform_id),
            v::number.eq(it.number),
            v::status.eq(it.status),
            v::content.eq(&it.content),
        ),
        (v::lane.eq(it.lane), v::created_at.eq(it.created_at), v::updated_at.eq(it.updated_at)),
        (v::submitted_at.eq(it.submitted_at), v::decided_at.eq(it.decided_at), v::published_at.eq(it.published_at)),
        v::vendor_id.eq(it.vendor_id),
    );
    diesel::insert_into(v::table).values(row).execute(&mut **tx)?;
    images::name(tx, &said.profile.images())
}

/// Writes another content into a version that is worked on.
pub fn rewrite(tx: &mut Tx<'_>, it: &ListingVersion, said: &NewPlatform) -> Result<()> {
    let content = ListingVersion::content(said)?;
    let now = tx.now();
    let own = v::table.filter(v::platform_id.eq(it.platform_id)).filter(v::number.eq(it.number));
    let written = diesel::update(own.filter(v::published_at.is_null()))
        .set((v::content.eq(content), v::updated_at.eq(now)))
        .execute(&mut **tx)?;
    one(written)?;
    images::name(tx, &said.profile.images())
}

/// Saves where a version stands; never what it says.
pub fn save(tx: &mut Tx<'_>, it: &ListingVersion) -> Result<()> {
    let now = tx.now();
    let own = v::table.filter(v::platform_id.eq(it.platform_id)).filter(v::number.eq(it.number));
    let set = (
        (v::status.eq(it.status), v::lane.eq(it.lane), v::changed.eq(&it.changed), v::updated_at.eq(now)),
        (v::requested_changes.eq(&it.requested_changes), v::reason_code.eq(&it.reason_code)),
        (v::reason_text.eq(&it.reason_text), v::submitted_at.eq(it.submitted_at)),
        (v::review_started_at.eq(it.review_started_at), v::decided_at.eq(it.decided_at)),
        v::published_at.eq(it.published_at),
    );
    one(diesel::update(own).set(set).execute(&mut **tx)?)
}

fn one(changed: usize) -> Result<()> {
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the version was changed meanwhile")) }
}

/// Vendors' platforms that have no version yet: they were listed before there were any.
pub fn without(conn: &mut Conn) -> Result<Vec<PlatformId>> {
    let versions = v::table.filter(v::platform_id.eq(p::id));
    let before = p::table.filter(p::vendor_id.is_not_null()).filter(not(exists(versions)));
    Ok(before.order(p::id).select(p::id).load(conn)?)
}
