//! Changes of address in the table.

use super::model::Change;
use crate::accounts::store::owner_of_address;
use crate::accounts::{model::email_key, second_factor};
use crate::db::schema::{accounts as a, address_changes as c};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{AccountId, AddressChangeId, Timestamp};
use diesel::prelude::*;

pub fn find(conn: &mut Conn, id: AddressChangeId) -> Result<Change> {
    Ok(c::table.filter(c::id.eq(id)).select(Change::as_select()).first(conn)?)
}

/// A change that waits.
pub fn insert(tx: &mut Tx<'_>, account: AccountId, new_email: &str) -> Result<AddressChangeId> {
    let id: AddressChangeId = tx.new_id();
    let old_email: String = a::table.filter(a::id.eq(account)).select(a::email).first(&mut **tx)?;
    let had_second_factor = second_factor::status(tx, account)?.active;
    let row = (
        c::id.eq(id),
        c::account_id.eq(account),
        c::old_email.eq(old_email),
        c::new_email.eq(new_email),
        c::asked_at.eq(tx.now().as_micros()),
        c::had_second_factor.eq(had_second_factor),
    );
    diesel::insert_into(c::table).values(row).execute(&mut **tx)?;
    Ok(id)
}

/// What an account is found by, now or at any time before: its address and those that it was changed from and to. Not one
/// that is somebody else's by now.
pub fn own_keys(conn: &mut Conn, account: AccountId) -> Result<Vec<String>> {
    let done = c::table.filter(c::account_id.eq(account)).filter(c::done_at.is_not_null());
    let changed: Vec<(String, String)> = done.select((c::old_email, c::new_email)).load(conn)?;
    let present: String = a::table.filter(a::id.eq(account)).select(a::email).first(conn)?;
    let mut keys: Vec<String> =
        changed.into_iter().flat_map(|(old, new)| [old, new]).chain([present]).map(|it| email_key(&it)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut own = Vec::new();
    for key in keys {
        if owner_of_address(conn, &key)?.is_none_or(|owner| owner == account) {
            own.push(key);
        }
    }
    Ok(own)
}

/// Whether a former address may take a change back that was done since then.
pub fn may_return(conn: &mut Conn, account: AccountId, since: Timestamp) -> Result<bool> {
    let done = c::table.filter(c::account_id.eq(account)).filter(c::done_at.ge(since.as_micros()));
    let open: i64 = done.filter(c::reversed_at.is_null()).count().get_result(conn)?;
    Ok(open > 0)
}

/// Ends what waits of a person.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    let waiting = c::table.filter(c::account_id.eq(account)).filter(c::done_at.is_null()).filter(c::ended_at.is_null());
    diesel::update(waiting).set(c::ended_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    Ok(())
}

/// Ends a change; `false` where it waits no more.
pub fn end(tx: &mut Tx<'_>, id: AddressChangeId) -> Result<bool> {
    let waiting = c::table.filter(c::id.eq(id)).filter(c::done_at.is_null()).filter(c::ended_at.is_null());
    Ok(diesel::update(waiting).set(c::ended_at.eq(tx.now().as_micros())).execute(&mut **tx)? == 1)
}

/// Gives the account the address back that it had before the change, and no password; one that was ended since lives again.
///
/// Errors: 409 where the address is somebody else's by now.
pub fn give_back(tx: &mut Tx<'_>, change: &Change) -> Result<()> {
    let changed = (
        a::email.eq(&change.old_email),
        a::email_key.eq(email_key(&change.old_email)),
        a::password_hash.eq(None::<String>),
        a::deactivated_at.eq(None::<i64>),
        a::updated_at.eq(tx.now().as_micros()),
        a::version.eq(a::version + 1),
    );
    diesel::update(a::table.filter(a::id.eq(change.account_id))).set(changed).execute(&mut **tx)?;
    Ok(())
}

/// Marks a change as taken back, and with it what was done after it: all of these, oldest first; none where it was already.
pub fn reverse(tx: &mut Tx<'_>, change: &Change) -> Result<Vec<AddressChangeId>> {
    let done = c::table.filter(c::done_at.is_not_null()).filter(c::reversed_at.is_null());
    let since = done.filter(c::account_id.eq(change.account_id)).filter(c::id.ge(change.id));
    let held: Vec<AddressChangeId> = since.order(c::id).select(c::id).load(&mut **tx)?;
    if held.first() != Some(&change.id) {
        return Ok(Vec::new());
    }
    diesel::update(since).set(c::reversed_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    Ok(held)
}

/// A change to an address that the account has left since then takes back what led away from it: nobody at an address in
/// between takes anything back any more.
pub fn settle_return(tx: &mut Tx<'_>, change: &Change, since: Timestamp) -> Result<()> {
    let held = c::table.filter(c::account_id.eq(change.account_id)).filter(c::reversed_at.is_null());
    let before = held.filter(c::done_at.ge(since.as_micros())).filter(c::id.lt(change.id)).order(c::id);
    let left: Vec<(AddressChangeId, String)> = before.select((c::id, c::old_email)).load(&mut **tx)?;
    let led_away = left.into_iter().find(|(_, old)| email_key(old) == email_key(&change.new_email));
    if let Some((first, _)) = led_away {
        let undone = held.filter(c::done_at.is_not_null()).filter(c::id.ge(first));
        diesel::update(undone).set(c::reversed_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    }
    Ok(())
}

/// Carries a change out; `false` where it waits no more.
///
/// Errors: 409 where the address is somebody's by now.
pub fn carry_out(tx: &mut Tx<'_>, change: &Change) -> Result<bool> {
    let now = tx.now().as_micros();
    let waiting = c::table.filter(c::id.eq(change.id)).filter(c::done_at.is_null()).filter(c::ended_at.is_null());
    if diesel::update(waiting).set(c::done_at.eq(now)).execute(&mut **tx)? == 0 {
        return Ok(false);
    }
    let changed = (
        a::email.eq(&change.new_email),
        a::email_key.eq(email_key(&change.new_email)),
        a::updated_at.eq(now),
        a::version.eq(a::version + 1),
    );
    diesel::update(a::table.filter(a::id.eq(change.account_id))).set(changed).execute(&mut **tx)?;
    Ok(true)
}
