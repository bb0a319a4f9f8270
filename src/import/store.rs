//! What an import is held against once more before it is committed.

use crate::db::schema::{imported_trials as i, trials as t};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::ImportId;
use diesel::prelude::*;

/// Has statements of this transaction planned anew each time. PostgreSQL would go on as it began, with all of a table that
/// was empty: the time of an import would grow with the square of its rows.
pub fn plan_anew(tx: &mut Tx<'_>) -> Result<()> {
    if let Conn::Postgres(conn) = &mut **tx {
        diesel::sql_query("SET LOCAL plan_cache_mode = force_custom_plan").execute(conn)?;
    }
    Ok(())
}

/// Whether a firm of the import has a trial of its platform here. From now on none is requested until this transaction is
/// over, and whoever requests one then finds the import: SQLite writes one at a time anyway.
pub fn is_any_used_up(tx: &mut Tx<'_>, import: ImportId) -> Result<bool> {
    if let Conn::Postgres(conn) = &mut **tx {
        diesel::sql_query("LOCK TABLE trials IN SHARE MODE").execute(conn)?;
    }
    let same = t::root_key.eq(i::root_key).and(t::platform_id.eq(i::platform_id));
    let waits_or_started = t::started_on.is_not_null().or(t::status.eq_any(["requested", "accepted"]));
    let met = i::table.inner_join(t::table.on(same)).filter(i::import_id.eq(import));
    let first: Option<i64> =
        met.filter(t::granted.eq(false)).filter(waits_or_started).select(i::row_number).first(&mut **tx).optional()?;
    Ok(first.is_some())
}
