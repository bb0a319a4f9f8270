//! The gapless order of events. PostgreSQL commits out of the order of its sequences, so a place (`seq`) is given after
//! the commit: whoever has seen place n never sees an event appear before it.
//!
//! Among those that wait, the order is that of their instants, and of their ids where these are equal: a transaction's
//! instants are not before any that it has seen, and its ids are in the order of recording.

use super::schema::{event_order as o, events as e};
use super::{Cause, Conn, Db, Tx};
use crate::error::Result;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use std::ops::RangeInclusive;

/// Events that are given their places in one transaction, at most: an interactive write waits for no more.
const BATCH: i64 = 1_000;

/// The same on both engines. Nobody else gives places meanwhile: the row of `event_order` is held.
const GIVE: &str = "UPDATE events SET seq = numbered.place FROM (SELECT id, $1 + ROW_NUMBER() OVER (ORDER BY at, id) AS place \
    FROM events WHERE seq IS NULL ORDER BY at, id LIMIT $2) AS numbered WHERE events.id = numbered.id";

impl Db {
    /// Gives every event that is committed its place; the last one. Several servers may do so at once.
    ///
    /// Errors: 503 while the database is away.
    pub async fn order_events(&self) -> Result<i64> {
        loop {
            // In this order: what somebody else gives a place in between is among those up to the last one.
            let (waiting, last) = self.read(|conn| Ok((is_any_waiting(conn)?, last(conn)?))).await?;
            if !waiting {
                return Ok(last);
            }
            self.write(Cause::default(), give_places).await?;
        }
    }
}

/// The last place that was given.
pub fn last(conn: &mut Conn) -> Result<i64> {
    Ok(o::table.select(o::last).first(conn)?)
}

fn is_any_waiting(conn: &mut Conn) -> Result<bool> {
    let waiting = e::table.filter(e::seq.is_null()).select(e::id).limit(1);
    Ok(waiting.first::<String>(conn).optional()?.is_some())
}

fn give_places(tx: &mut Tx<'_>) -> Result<()> {
    let held = o::table.select(o::last);
    let last: i64 = match &mut **tx {
        // It has one writer.
        Conn::Sqlite(conn) => held.first(conn)?,
        Conn::Postgres(conn) => held.for_update().first(conn)?,
    };
    let given = diesel::sql_query(GIVE).bind::<BigInt, _>(last).bind::<BigInt, _>(BATCH).execute(&mut **tx)?;
    diesel::update(o::table).set(o::last.eq(o::last + given as i64)).execute(&mut **tx)?;
    Ok(())
}

/// What events speak of that come after this place in the order, or have none yet; of subjects whose ids begin so.
pub fn subjects_after(conn: &mut Conn, place: i64, prefix: &str) -> Result<Vec<String>> {
    let begins = [prefix, "\\_%"].concat();
    // In this order: what is given its place in between is found by it.
    let waiting = e::table.filter(e::seq.is_null()).filter(e::subject_id.like(&begins).escape('\\'));
    let mut subjects: Vec<String> = waiting.select(e::subject_id).load(conn)?;
    let ordered = e::table.filter(e::seq.gt(place)).filter(e::subject_id.like(&begins).escape('\\'));
    subjects.extend(ordered.select(e::subject_id).load::<String>(conn)?);
    subjects.sort_unstable();
    subjects.dedup();
    Ok(subjects)
}

/// Whether an event of these kinds has one of these places.
pub fn happened_within(conn: &mut Conn, places: RangeInclusive<i64>, kinds: &[&str]) -> Result<bool> {
    let (first, last) = places.into_inner();
    let among = e::table.filter(e::seq.ge(first)).filter(e::seq.le(last)).filter(e::kind.eq_any(kinds));
    Ok(among.select(e::id).limit(1).first::<String>(conn).optional()?.is_some())
}
