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
