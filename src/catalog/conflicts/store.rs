//! Insiders in their table.

use crate::db::schema::listing_insiders as i;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::values::{AccountId, PlatformId};
use diesel::prelude::*;
use std::collections::HashSet;

/// Notes insiders; who is one stays one.
pub fn add(tx: &mut Tx<'_>, platform: PlatformId, people: &[AccountId]) -> Result<()> {
    let now = tx.now();
    for account in people {
        let row = (i::platform_id.eq(platform), i::account_id.eq(account), i::since.eq(now));
        per_backend!(&mut **tx, |conn| diesel::insert_into(i::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(())
}

/// Which of these people are insiders of which of these platforms.
pub fn among(
    conn: &mut Conn,
    people: &[AccountId],
    platforms: &[PlatformId],
) -> Result<HashSet<(AccountId, PlatformId)>> {
    let of_them = i::table.filter(i::account_id.eq_any(people)).filter(i::platform_id.eq_any(platforms));
    let rows: Vec<(AccountId, PlatformId)> = of_them.select((i::account_id, i::platform_id)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The platforms of which somebody is an insider.
pub fn of(conn: &mut Conn, account: AccountId) -> Result<Vec<PlatformId>> {
    Ok(i::table.filter(i::account_id.eq(account)).select(i::platform_id).load(conn)?)
}
