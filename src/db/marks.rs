//! What the database remembers of the program that serves it, by name: its seed, its key, whether it holds the demo.

use super::schema::marks as m;
use super::{Conn, Tx, per_backend};
use crate::error::Result;
use diesel::prelude::*;

/// The value of a mark, where it was set.
pub fn marked(conn: &mut Conn, name: &str) -> Result<Option<String>> {
    Ok(m::table.filter(m::name.eq(name)).select(m::value).first(conn).optional()?)
}

/// Sets a mark, in place of the one before.
pub fn mark(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    let set = (m::value.eq(value), m::at.eq(tx.now().as_micros()));
    per_backend!(&mut **tx, |conn| diesel::insert_into(m::table)
        .values((m::name.eq(name), set))
        .on_conflict(m::name)
        .do_update()
        .set(set)
        .execute(conn))?;
    Ok(())
}

/// Sets a mark that is not there yet, for one alone of several that do so at once; `false` where it is.
pub fn mark_once(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<bool> {
    let row = (m::name.eq(name), m::value.eq(value), m::at.eq(tx.now().as_micros()));
    let set = per_backend!(&mut **tx, |conn| diesel::insert_into(m::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(set == 1)
}

/// Takes a mark away.
pub fn unmark(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    diesel::delete(m::table.filter(m::name.eq(name))).execute(&mut **tx)?;
    Ok(())
}
