//! The figures of platforms in their table.

use super::Figures;
use crate::db::schema::platform_figures as f;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::values::PlatformId;
use diesel::prelude::*;
use std::collections::HashMap;

/// Adds to a platform's figures: of two transactions at once, one waits for the other.
pub fn add(tx: &mut Tx<'_>, platform: PlatformId, more: Figures) -> Result<()> {
    let none =
        (f::platform_id.eq(platform), f::started.eq(0), f::answered.eq(0), f::answer_seconds.eq(0), f::confirmed.eq(0));
    per_backend!(&mut **tx, |conn| diesel::insert_into(f::table).values(none).on_conflict_do_nothing().execute(conn))?;
    let sums = (
        f::started.eq(f::started + more.started),
        f::answered.eq(f::answered + more.answered),
        f::answer_seconds.eq(f::answer_seconds + more.answer_seconds),
        f::confirmed.eq(f::confirmed + more.confirmed),
    );
    diesel::update(f::table.filter(f::platform_id.eq(platform))).set(sums).execute(&mut **tx)?;
    Ok(())
}

/// The figures of all platforms that have any.
pub fn all(conn: &mut Conn) -> Result<HashMap<PlatformId, Figures>> {
    let rows: Vec<(PlatformId, Figures)> = f::table.select((f::platform_id, Figures::as_select())).load(conn)?;
    Ok(rows.into_iter().collect())
}
