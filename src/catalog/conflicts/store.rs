//! Insiders in their table.

use crate::db::schema::listing_insiders as i;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::values::{AccountId, PlatformId};
use diesel::dsl::exists;
use diesel::prelude::*;

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

/// Whether somebody is an insider of a platform.
pub fn is_insider(conn: &mut Conn, platform: PlatformId, account: AccountId) -> Result<bool> {
    let own = i::table.filter(i::platform_id.eq(platform)).filter(i::account_id.eq(account));
    Ok(diesel::select(exists(own)).get_result(conn)?)
}

/// The platforms of which somebody is an insider.
pub fn of(conn: &mut Conn, account: AccountId) -> Result<Vec<PlatformId>> {
    Ok(i::table.filter(i::account_id.eq(account)).select(i::platform_id).load(conn)?)
}
