//! Password hashes in the table.

use crate::db::schema::accounts as a;
use crate::db::{Conn, Tx, history_of};
use crate::error::Result;
use crate::values::{AccountId, Timestamp};
use diesel::prelude::*;

/// The hash of an account's password.
pub fn hash(conn: &mut Conn, account: AccountId) -> Result<Option<String>> {
    Ok(a::table.filter(a::id.eq(account)).select(a::password_hash).first(conn)?)
}

/// Whether the account has got another password since.
pub fn is_newer_than(conn: &mut Conn, account: AccountId, at: Timestamp) -> Result<bool> {
    let last = history_of(conn, account.as_str(), &["password.changed", "password.reset"], None, 1)?;
    Ok(last.first().is_some_and(|changed| changed.at > at))
}

/// Puts a hash in place of any.
pub fn set(tx: &mut Tx<'_>, account: AccountId, hash: &str) -> Result<()> {
    let changed = (a::password_hash.eq(hash), a::updated_at.eq(tx.now().as_micros()), a::version.eq(a::version + 1));
    diesel::update(a::table.filter(a::id.eq(account))).set(changed).execute(&mut **tx)?;
    Ok(())
}

/// Puts a hash in place of this one; `false` where it is another by now.
pub fn replace(tx: &mut Tx<'_>, account: AccountId, hash: &str, instead_of: &str) -> Result<bool> {
    let same = a::table.filter(a::id.eq(account)).filter(a::password_hash.eq(instead_of));
    let changed = (a::password_hash.eq(hash), a::updated_at.eq(tx.now().as_micros()), a::version.eq(a::version + 1));
    Ok(diesel::update(same).set(changed).execute(&mut **tx)? == 1)
}
