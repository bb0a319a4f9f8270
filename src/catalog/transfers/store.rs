//! Transfers in their table.

use super::model::Transfer;
use crate::db::schema::platform_transfers as t;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{AccountId, PlatformId, Timestamp};
use diesel::dsl::max;
use diesel::prelude::*;

/// Notes a transfer.
pub fn insert(tx: &mut Tx<'_>, platform: PlatformId, by: AccountId, it: &Transfer) -> Result<()> {
    let last: Option<i64> = t::table.filter(t::platform_id.eq(platform)).select(max(t::number)).first(&mut **tx)?;
    let row = (
        (t::platform_id.eq(platform), t::number.eq(last.unwrap_or_default() + 1), t::moved_by.eq(by)),
        (t::from_vendor.eq(it.from_vendor), t::to_vendor.eq(it.to_vendor)),
        (t::reason.eq(&it.reason), t::moved_at.eq(it.moved_at)),
    );
    diesel::insert_into(t::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The last one until an instant.
pub fn last_by(conn: &mut Conn, platform: PlatformId, at: Timestamp) -> Result<Option<Transfer>> {
    let own = t::table.filter(t::platform_id.eq(platform)).filter(t::moved_at.le(at)).order(t::number.desc());
    Ok(own.select(Transfer::as_select()).first(conn).optional()?)
}

/// The last one.
pub fn last(conn: &mut Conn, platform: PlatformId) -> Result<Option<Transfer>> {
    let own = t::table.filter(t::platform_id.eq(platform)).order(t::number.desc());
    Ok(own.select(Transfer::as_select()).first(conn).optional()?)
}
