//! Audits in the table.

use super::model::Audit;
use crate::db::schema::audits as a;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::http::Page;
use diesel::prelude::*;

/// The audit of a month, with this seed unless it has one.
pub fn begin(tx: &mut Tx<'_>, period: &str, seed: &[u8], percent: i64) -> Result<Audit> {
    let row = (a::period.eq(period), a::seed.eq(seed), a::percent.eq(percent), a::drawn_at.eq(tx.now()));
    let nothing_yet = (a::vendors.eq(0), a::conversions.eq(0), a::picked.eq(0));
    per_backend!(&mut **tx, |conn| diesel::insert_into(a::table)
        .values((row, nothing_yet))
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(a::table.filter(a::period.eq(period)).select(Audit::as_select()).first(&mut **tx)?)
}

/// Adds the draw of one vendor.
pub fn add(tx: &mut Tx<'_>, period: &str, conversions: i64, picked: i64) -> Result<()> {
    let sums = (
        a::vendors.eq(a::vendors + 1),
        a::conversions.eq(a::conversions + conversions),
        a::picked.eq(a::picked + picked),
    );
    diesel::update(a::table.filter(a::period.eq(period))).set(sums).execute(&mut **tx)?;
    Ok(())
}

/// The audits, newest first.
pub fn list(conn: &mut Conn, page: &Page) -> Result<Vec<Audit>> {
    let mut query = a::table.select(Audit::as_select()).order(a::period.desc()).limit(page.rows()).into_boxed();
    if let Some([period]) = page.after.as_deref() {
        query = query.filter(a::period.lt(period.clone()));
    }
    Ok(query.load(conn)?)
}
