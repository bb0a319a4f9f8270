//! Counters in the table.

use super::model::Counter;
use crate::db::schema::limit_counters as c;
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::values::Timestamp;
use diesel::prelude::*;

/// A counter; one that is not there, or means nothing any more, is at its beginning.
pub fn find(conn: &mut Conn, key: &[u8], now: Timestamp) -> Result<Counter> {
    Ok(known(conn, key, now)?.unwrap_or_default())
}

/// A counter that is there and still means something.
pub fn known(conn: &mut Conn, key: &[u8], now: Timestamp) -> Result<Option<Counter>> {
    let of_key = c::table.filter(c::key.eq(key)).filter(c::forget_at.gt(now.as_micros()));
    let found: Option<(i64, i64)> = of_key.select((c::count, c::until_at)).first(conn).optional()?;
    Ok(found.map(|(count, until)| Counter { count, until: Timestamp::from_micros(until) }))
}

/// As [`find`], and nobody else changes it before this transaction ends: two servers cannot take the same last one.
pub fn lock(tx: &mut Tx<'_>, key: &[u8], kind: &str) -> Result<Counter> {
    let now = tx.now();
    if let Conn::Postgres(conn) = &mut **tx {
        let row = (c::key.eq(key), c::kind.eq(kind), c::count.eq(0), c::until_at.eq(0), c::forget_at.eq(0));
        diesel::insert_into(c::table).values(row).on_conflict_do_nothing().execute(conn)?;
        c::table.filter(c::key.eq(key)).select(c::count).for_update().first::<i64>(conn)?;
    }
    find(tx, key, now)
}

pub fn put(tx: &mut Tx<'_>, key: &[u8], kind: &str, counter: Counter, forget_at: Timestamp) -> Result<()> {
    let state =
        (c::count.eq(counter.count), c::until_at.eq(counter.until.as_micros()), c::forget_at.eq(forget_at.as_micros()));
    let row = (c::key.eq(key), c::kind.eq(kind), state);
    per_backend!(&mut **tx, |conn| diesel::insert_into(c::table)
        .values(row)
        .on_conflict(c::key)
        .do_update()
        .set(state)
        .execute(conn))?;
    Ok(())
}

/// Fewer than were counted: it is forgotten when it would have been.
pub fn lower(tx: &mut Tx<'_>, key: &[u8], counter: Counter) -> Result<()> {
    let state = (c::count.eq(counter.count), c::until_at.eq(counter.until.as_micros()));
    diesel::update(c::table.filter(c::key.eq(key))).set(state).execute(&mut **tx)?;
    Ok(())
}

pub fn remove(tx: &mut Tx<'_>, key: &[u8]) -> Result<()> {
    diesel::delete(c::table.filter(c::key.eq(key))).execute(&mut **tx)?;
    Ok(())
}

/// Forgets what means nothing any more.
pub fn forget_old(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now().as_micros();
    Ok(diesel::delete(c::table.filter(c::forget_at.le(now))).execute(&mut **tx)?)
}
