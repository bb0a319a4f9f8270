//! Places and those who wait, in the tables.

use super::model::{Places, WaitingEntry, WaitingStatus};
use crate::db::schema::{platform_places as p, waiting_entries as w};
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, BusinessId, PlatformId, WaitingEntryId};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// The places of a platform that is limited, or was once.
pub fn places(conn: &mut Conn, platform: PlatformId) -> Result<Option<Places>> {
    Ok(p::table.filter(p::platform_id.eq(platform)).select(Places::as_select()).first(conn).optional()?)
}

/// As [`places`]; nobody else changes them until the transaction is over.
pub fn lock(tx: &mut Tx<'_>, platform: PlatformId) -> Result<Option<Places>> {
    match &mut **tx {
        // SQLite has one writer at a time.
        conn @ Conn::Sqlite(_) => places(conn, platform),
        Conn::Postgres(conn) => {
            let row = p::table.filter(p::platform_id.eq(platform)).select(Places::as_select());
            Ok(row.for_update().first(conn).optional()?)
        }
    }
}

pub fn insert(tx: &mut Tx<'_>, places: &Places) -> Result<()> {
    let row = (p::platform_id.eq(places.platform_id), p::places.eq(places.places), p::taken.eq(places.taken));
    let now = p::updated_at.eq(tx.now());
    diesel::insert_into(p::table).values((row, now)).execute(&mut **tx)?;
    Ok(())
}

pub fn save(tx: &mut Tx<'_>, places: &Places) -> Result<()> {
    let set = (p::places.eq(places.places), p::taken.eq(places.taken), p::updated_at.eq(tx.now()));
    diesel::update(p::table.filter(p::platform_id.eq(places.platform_id))).set(set).execute(&mut **tx)?;
    Ok(())
}

pub fn delete(tx: &mut Tx<'_>, platform: PlatformId) -> Result<()> {
    diesel::delete(p::table.filter(p::platform_id.eq(platform))).execute(&mut **tx)?;
    Ok(())
}

pub fn find(conn: &mut Conn, id: WaitingEntryId) -> Result<WaitingEntry> {
    Ok(w::table.filter(w::id.eq(id)).select(WaitingEntry::as_select()).first(conn)?)
}

/// The entry of a firm that waits, or for which a place is kept.
pub fn open_entry(conn: &mut Conn, root_key: &str, platform: PlatformId) -> Result<Option<WaitingEntry>> {
    let of_firm = w::table.filter(w::root_key.eq(root_key)).filter(w::platform_id.eq(platform));
    // Spelled out, so that the index of open entries serves it.
    let open = of_firm.filter(sql::<Bool>("waiting_entries.status IN ('waiting', 'offered')"));
    Ok(open.select(WaitingEntry::as_select()).first(conn).optional()?)
}

/// The platforms of which a firm waits for a place.
pub fn awaited(conn: &mut Conn, root_key: &str) -> Result<Vec<PlatformId>> {
    // Spelled out, as above.
    let open: SqlLiteral<Bool> = sql("waiting_entries.status IN ('waiting', 'offered')");
    let waiting = w::table.filter(w::root_key.eq(root_key)).filter(open).filter(waits());
    Ok(waiting.order(w::platform_id).select(w::platform_id).load(conn)?)
}

/// Who waits: as a literal, as the index of them says it, since an engine that is given the word later would not use that.
fn waits() -> SqlLiteral<Bool> {
    sql("waiting_entries.status = 'waiting'")
}

/// Who waits for a place of the platform, in the order of joining.
pub fn waiting(conn: &mut Conn, platform: PlatformId, most: i64) -> Result<Vec<WaitingEntry>> {
    let waiting = w::table.filter(w::platform_id.eq(platform)).filter(waits());
    Ok(waiting.order(w::id).limit(most).select(WaitingEntry::as_select()).load(conn)?)
}

/// For whom places of the platform are kept, in the order of joining.
pub fn kept(conn: &mut Conn, platform: PlatformId) -> Result<Vec<WaitingEntryId>> {
    // As a literal, as above.
    let kept: SqlLiteral<Bool> = sql("waiting_entries.status = 'offered'");
    let own = w::table.filter(w::platform_id.eq(platform)).filter(kept);
    Ok(own.order(w::id).select(w::id).load(conn)?)
}

/// How many wait for a place of the platform, in all or before an entry.
pub fn count_waiting(conn: &mut Conn, platform: PlatformId, before: Option<WaitingEntryId>) -> Result<i64> {
    let waiting = w::table.filter(w::platform_id.eq(platform)).filter(waits());
    Ok(match before {
        Some(entry) => waiting.filter(w::id.lt(entry)).count().get_result(conn)?,
        None => waiting.count().get_result(conn)?,
    })
}

/// Notes that a business waits.
///
/// Errors: 409 where its firm waits already: the table itself refuses a second entry.
pub fn insert_entry(
    tx: &mut Tx<'_>,
    by: AccountId,
    business: BusinessId,
    root_key: &str,
    platform: PlatformId,
) -> Result<WaitingEntryId> {
    let id: WaitingEntryId = tx.new_id();
    let row = (
        (w::id.eq(id), w::platform_id.eq(platform), w::business_id.eq(business), w::root_key.eq(root_key)),
        (w::joined_by.eq(by), w::joined_at.eq(tx.now()), w::status.eq(WaitingStatus::Waiting), w::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(w::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made == 1 { Ok(id) } else { Err(Error::new(Code::WaitsAlready)) }
}

/// Saves an entry after a step, if it is as it was read: otherwise the action runs again.
pub fn save_entry(tx: &mut Tx<'_>, after: &WaitingEntry) -> Result<()> {
    let read = w::table.filter(w::id.eq(after.id)).filter(w::version.eq(after.version));
    let set = (
        (w::status.eq(after.status), w::version.eq(w::version + 1), w::ended_at.eq(after.ended_at)),
        (w::offered_at.eq(after.offered_at), w::offered_until.eq(after.offered_until)),
    );
    let changed = diesel::update(read).set(set).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the entry was changed meanwhile")) }
}

/// The entries of these businesses, or of all, newest first.
pub fn list(
    conn: &mut Conn,
    businesses: Option<&[BusinessId]>,
    status: Option<WaitingStatus>,
    page: &Page,
) -> Result<Vec<WaitingEntry>> {
    let mut query = w::table.order(w::id.desc()).select(WaitingEntry::as_select()).limit(page.rows()).into_boxed();
    if let Some(businesses) = businesses {
        query = query.filter(w::business_id.eq_any(businesses.to_vec()));
    }
    if let Some(status) = status {
        query = query.filter(w::status.eq(status));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(w::id.lt(id.clone()));
    }
    Ok(query.load(conn)?)
}
