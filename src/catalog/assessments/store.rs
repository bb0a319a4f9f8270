//! Assessments and declared conflicts in their tables.

use super::model::{Assessment, Conflict, Score};
use crate::catalog::versions::{ListingVersion, VersionStatus};
use crate::db::schema::{assessments as a, conflicts_of_interest as c, listing_versions as v};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Error, Result};
use crate::values::{AccountId, PlatformId};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use std::collections::HashSet;

/// The assessments of a version as it is, in the order in which they came in; not of those who have declared a conflict.
pub fn of(conn: &mut Conn, version: &ListingVersion) -> Result<Vec<Assessment>> {
    let own = a::table.filter(a::platform_id.eq(version.platform_id)).filter(a::number.eq(version.number));
    let declared = c::table.filter(c::platform_id.eq(version.platform_id)).select(c::account_id);
    let same = own.filter(a::digest.eq(version.digest())).filter(a::account_id.ne_all(declared));
    Ok(same.order((a::assessed_at, a::account_id)).select(Assessment::as_select()).load(conn)?)
}

/// Keeps an assessment.
pub fn insert(
    tx: &mut Tx<'_>,
    version: &ListingVersion,
    by: AccountId,
    criteria_version: i64,
    scores: &[Score],
) -> Result<()> {
    let scores = serde_json::to_string(scores).map_err(Error::internal)?;
    let row = (
        (a::platform_id.eq(version.platform_id), a::number.eq(version.number), a::digest.eq(version.digest())),
        (a::account_id.eq(by), a::criteria_version.eq(criteria_version), a::scores.eq(scores)),
        a::assessed_at.eq(tx.now()),
    );
    diesel::insert_into(a::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Notes a conflict; the first word of a person stays.
pub fn declare(tx: &mut Tx<'_>, platform: PlatformId, by: AccountId, text: &str) -> Result<bool> {
    let row = (c::platform_id.eq(platform), c::account_id.eq(by), c::text.eq(text), c::declared_at.eq(tx.now()));
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(c::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(made == 1)
}

/// Which of these people have declared a conflict with which of these platforms.
pub fn declared_among(
    conn: &mut Conn,
    people: &[AccountId],
    platforms: &[PlatformId],
) -> Result<HashSet<(AccountId, PlatformId)>> {
    let of_them = c::table.filter(c::account_id.eq_any(people)).filter(c::platform_id.eq_any(platforms));
    let rows: Vec<(AccountId, PlatformId)> = of_them.select((c::account_id, c::platform_id)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The platforms with which a person has declared a conflict.
pub fn declared_by(conn: &mut Conn, by: AccountId) -> Result<Vec<PlatformId>> {
    Ok(c::table.filter(c::account_id.eq(by)).select(c::platform_id).load(conn)?)
}

/// Versions in review with their assessments as [`of`] gives them, all at once; those that nobody has assessed are left out.
pub fn assessed(conn: &mut Conn) -> Result<Vec<(ListingVersion, Vec<Assessment>)>> {
    let same = a::platform_id.eq(v::platform_id).and(a::number.eq(v::number));
    let declared = c::table.filter(c::platform_id.eq(a::platform_id)).filter(c::account_id.eq(a::account_id));
    let in_review = v::table.inner_join(a::table.on(same)).filter(v::status.eq(VersionStatus::InReview));
    let rows: Vec<(ListingVersion, Assessment)> = in_review
        .filter(not(exists(declared)))
        .order((v::platform_id, a::assessed_at, a::account_id))
        .select((ListingVersion::as_select(), Assessment::as_select()))
        .load(conn)?;
    let mut all: Vec<(ListingVersion, Vec<Assessment>)> = Vec::new();
    for (version, made) in rows {
        if made.digest != version.digest() {
            continue;
        }
        match all.last_mut().filter(|(known, _)| known.platform_id == version.platform_id) {
            Some((_, others)) => others.push(made),
            None => all.push((version, vec![made])),
        }
    }
    Ok(all)
}

/// The conflicts that were declared with a platform.
pub fn conflicts(conn: &mut Conn, platform: PlatformId) -> Result<Vec<Conflict>> {
    let own = c::table.filter(c::platform_id.eq(platform));
    Ok(own.order((c::declared_at, c::account_id)).limit(100).select(Conflict::as_select()).load(conn)?)
}
