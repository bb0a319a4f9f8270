//! Suspensions in their table.

use super::model::Suspension;
use crate::db::schema::platform_suspensions as u;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::PlatformId;
use diesel::dsl::max;
use diesel::prelude::*;

/// Notes a suspension.
pub fn suspend(tx: &mut Tx<'_>, platform: PlatformId, code: &str, text: Option<&str>) -> Result<()> {
    let last: Option<i64> = u::table.filter(u::platform_id.eq(platform)).select(max(u::number)).first(&mut **tx)?;
    let row = (
        (u::platform_id.eq(platform), u::number.eq(last.unwrap_or_default() + 1), u::suspended_at.eq(tx.now())),
        (u::reason_code.eq(code), u::reason_text.eq(text)),
    );
    diesel::insert_into(u::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Ends the suspension that runs.
pub fn lift(tx: &mut Tx<'_>, platform: PlatformId) -> Result<()> {
    let running = u::table.filter(u::platform_id.eq(platform)).filter(u::reinstated_at.is_null());
    diesel::update(running).set(u::reinstated_at.eq(tx.now())).execute(&mut **tx)?;
    Ok(())
}

/// The suspension that runs.
pub fn running(conn: &mut Conn, platform: PlatformId) -> Result<Option<Suspension>> {
    let running = u::table.filter(u::platform_id.eq(platform)).filter(u::reinstated_at.is_null());
    Ok(running.select(Suspension::as_select()).first(conn).optional()?)
}
