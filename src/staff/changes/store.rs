//! Changes of offices in the table.

use super::lifecycle;
use super::model::{Change, ChangeStatus, NewChange, VALIDITY};
use crate::db::schema::staff_changes as c;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, StaffChangeId, Timestamp};
use diesel::prelude::*;

/// The change, as it is at `now`.
pub fn find(conn: &mut Conn, id: StaffChangeId, now: Timestamp) -> Result<Change> {
    let stored = c::table.filter(c::id.eq(id)).select(Change::as_select()).first(conn)?;
    Ok(lifecycle::present(stored, now))
}

/// Changes as they are at `now`, newest first.
pub fn list(conn: &mut Conn, status: Option<ChangeStatus>, now: Timestamp, page: &Page) -> Result<Vec<Change>> {
    let mut query = c::table.select(Change::as_select()).order(c::id.desc()).limit(page.rows()).into_boxed();
    let over = now.minus(VALIDITY);
    query = match status {
        None => query,
        Some(ChangeStatus::Pending) => {
            query.filter(c::status.eq(ChangeStatus::Pending)).filter(c::proposed_at.gt(over.as_micros()))
        }
        Some(ChangeStatus::Expired) => {
            let unnoticed = c::status.eq(ChangeStatus::Pending).and(c::proposed_at.le(over.as_micros()));
            query.filter(c::status.eq(ChangeStatus::Expired).or(unnoticed))
        }
        Some(decided) => query.filter(c::status.eq(decided)),
    };
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(c::id.lt(id.clone()));
    }
    let stored: Vec<Change> = query.load(conn)?;
    Ok(stored.into_iter().map(|change| lifecycle::present(change, now)).collect())
}

/// Writes down that the account's change which waits has expired, if it was proposed until then; without an instant,
/// whenever that was.
pub fn end_proposed(tx: &mut Tx<'_>, account: AccountId, until: Option<Timestamp>) -> Result<()> {
    let until = until.map_or(i64::MAX, Timestamp::as_micros);
    let waiting = c::table.filter(c::account_id.eq(account)).filter(c::status.eq(ChangeStatus::Pending));
    let expired = (c::status.eq(ChangeStatus::Expired), c::version.eq(c::version + 1));
    diesel::update(waiting.filter(c::proposed_at.le(until))).set(expired).execute(&mut **tx)?;
    Ok(())
}

/// Makes the change, pending.
///
/// Errors: 409 while another of the same account waits: the table itself refuses a second one.
pub fn insert(tx: &mut Tx<'_>, id: StaffChangeId, by: AccountId, account: AccountId, new: &NewChange) -> Result<()> {
    let office = new.office.as_ref();
    let row = (
        c::id.eq(id),
        c::account_id.eq(account),
        c::role.eq(office.map(|office| office.role)),
        c::province_code.eq(office.and_then(|office| office.province.as_ref())),
        c::reason.eq(&new.reason),
        c::status.eq(ChangeStatus::Pending),
        c::proposed_by.eq(by),
        c::proposed_at.eq(tx.now()),
        c::version.eq(1),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(c::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made == 1 { Ok(()) } else { Err(Error::new(Code::ChangePending)) }
}

/// Decides a change, if it is as it was read: of two decisions at once, the other runs again and finds it decided.
pub fn decide(tx: &mut Tx<'_>, read: &Change, by: AccountId, status: ChangeStatus) -> Result<()> {
    let now = tx.now();
    let same = c::table.filter(c::id.eq(read.id)).filter(c::version.eq(read.version));
    let decided = (c::status.eq(status), c::decided_by.eq(by), c::decided_at.eq(now), c::version.eq(c::version + 1));
    let changed = diesel::update(same).set(decided).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the change was decided meanwhile")) }
}
