//! Second factors and recovery codes in the tables, and what sessions remember of them.

use super::model::Status;
use super::seal::{self, Sealed};
use crate::db::schema::{recovery_codes as r, second_factors as f, sessions as s};
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::secrets::Key;
use crate::values::{AccountId, SessionId, Timestamp};
use diesel::prelude::*;

/// An account's second factor, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = f)]
pub struct Factor {
    key_id: Option<String>,
    seed: Option<Vec<u8>>,
    pending_key_id: Option<String>,
    pending_seed: Option<Vec<u8>>,
    pub wrong_codes: i64,
    pub paused_until: Option<Timestamp>,
}

impl Factor {
    pub fn active(&self) -> Option<Sealed> {
        self.key_id.clone().zip(self.seed.clone()).map(|(key_id, bytes)| Sealed { key_id, bytes })
    }

    pub fn pending(&self) -> Option<Sealed> {
        self.pending_key_id.clone().zip(self.pending_seed.clone()).map(|(key_id, bytes)| Sealed { key_id, bytes })
    }
}

/// The account's second factor, active or pending. On PostgreSQL its row is locked, so that codes given at once are
/// looked at one after the other.
pub fn locked(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<Factor>> {
    macro_rules! row {
        () => {
            f::table.filter(f::account_id.eq(account)).select(Factor::as_select())
        };
    }
    let found = match &mut **tx {
        Conn::Sqlite(conn) => row!().first(conn),
        Conn::Postgres(conn) => row!().for_update().first(conn),
    };
    Ok(found.optional()?)
}

pub fn status(conn: &mut Conn, account: AccountId) -> Result<Status> {
    let active: i64 =
        f::table.filter(f::account_id.eq(account)).filter(f::seed.is_not_null()).count().get_result(conn)?;
    let recovery_codes_left =
        r::table.filter(r::account_id.eq(account)).filter(r::used_at.is_null()).count().get_result(conn)?;
    Ok(Status { active: active > 0, recovery_codes_left })
}

/// Keeps a seed that waits for its first code, in place of one that waits already.
pub fn begin(tx: &mut Tx<'_>, account: AccountId, sealed: &Sealed) -> Result<()> {
    let pending = (
        f::pending_key_id.eq(&sealed.key_id),
        f::pending_seed.eq(&sealed.bytes),
        f::pending_since.eq(tx.now().as_micros()),
    );
    let row = (f::account_id.eq(account), f::last_step.eq(0), f::wrong_codes.eq(0), pending);
    per_backend!(&mut **tx, |conn| diesel::insert_into(f::table)
        .values(row)
        .on_conflict(f::account_id)
        .do_update()
        .set(pending)
        .execute(conn))?;
    Ok(())
}

/// Makes the pending seed the active one, with the step of its first code; `false` where none waits.
pub fn activate(tx: &mut Tx<'_>, account: AccountId, step: i64) -> Result<bool> {
    let waiting = f::table.filter(f::account_id.eq(account)).filter(f::pending_seed.is_not_null());
    let active = (
        f::key_id.eq(f::pending_key_id),
        f::seed.eq(f::pending_seed),
        f::activated_at.eq(tx.now().as_micros()),
        f::last_step.eq(step),
        f::wrong_codes.eq(0),
        f::paused_until.eq(None::<i64>),
        f::pending_key_id.eq(None::<String>),
        f::pending_seed.eq(None::<Vec<u8>>),
        f::pending_since.eq(None::<i64>),
    );
    Ok(diesel::update(waiting).set(active).execute(&mut **tx)? == 1)
}

/// An active second factor of an account that has none.
pub fn install(tx: &mut Tx<'_>, account: AccountId, sealed: &Sealed) -> Result<()> {
    let row = (
        f::account_id.eq(account),
        f::key_id.eq(&sealed.key_id),
        f::seed.eq(&sealed.bytes),
        f::activated_at.eq(tx.now().as_micros()),
        f::last_step.eq(0),
        f::wrong_codes.eq(0),
    );
    diesel::insert_into(f::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Uses a step up; `false` when it, or a later one, was used before.
pub fn use_step(tx: &mut Tx<'_>, account: AccountId, step: i64) -> Result<bool> {
    let unused = f::table.filter(f::account_id.eq(account)).filter(f::last_step.lt(step));
    let used = (f::last_step.eq(step), f::wrong_codes.eq(0), f::paused_until.eq(None::<i64>));
    Ok(diesel::update(unused).set(used).execute(&mut **tx)? == 1)
}

/// Writes down how many codes in a row were wrong, and until when no other is looked at.
pub fn count(tx: &mut Tx<'_>, account: AccountId, wrong_codes: i64, paused_until: Option<Timestamp>) -> Result<()> {
    let counted = (f::wrong_codes.eq(wrong_codes), f::paused_until.eq(paused_until.map(Timestamp::as_micros)));
    diesel::update(f::table.filter(f::account_id.eq(account))).set(counted).execute(&mut **tx)?;
    Ok(())
}

/// Uses a recovery code up; `false` when it is not one of the account's, or was used before.
pub fn use_recovery_code(tx: &mut Tx<'_>, account: AccountId, digest: &[u8]) -> Result<bool> {
    let unused = r::table.filter(r::digest.eq(digest)).filter(r::account_id.eq(account)).filter(r::used_at.is_null());
    Ok(diesel::update(unused).set(r::used_at.eq(tx.now().as_micros())).execute(&mut **tx)? == 1)
}

/// Puts a new set of recovery codes in place of all there were.
pub fn renew_recovery_codes(tx: &mut Tx<'_>, account: AccountId, digests: &[Vec<u8>]) -> Result<()> {
    diesel::delete(r::table.filter(r::account_id.eq(account))).execute(&mut **tx)?;
    for digest in digests {
        let row = (r::digest.eq(digest), r::account_id.eq(account), r::created_at.eq(tx.now().as_micros()));
        diesel::insert_into(r::table).values(row).execute(&mut **tx)?;
    }
    Ok(())
}

/// Makes the recovery codes void that were made since then; how many could still be used.
pub fn void_recovery_codes_since(tx: &mut Tx<'_>, account: AccountId, since: Timestamp) -> Result<usize> {
    let unused = r::table.filter(r::account_id.eq(account)).filter(r::used_at.is_null());
    Ok(diesel::delete(unused.filter(r::created_at.ge(since.as_micros()))).execute(&mut **tx)?)
}

/// Forgets the second factor with its recovery codes, in all sessions too; `false` where there was none.
pub fn remove(tx: &mut Tx<'_>, account: AccountId) -> Result<bool> {
    diesel::delete(r::table.filter(r::account_id.eq(account))).execute(&mut **tx)?;
    let sessions = s::table.filter(s::account_id.eq(account)).filter(s::second_factor_at.is_not_null());
    diesel::update(sessions).set(s::second_factor_at.eq(None::<i64>)).execute(&mut **tx)?;
    Ok(diesel::delete(f::table.filter(f::account_id.eq(account))).execute(&mut **tx)? == 1)
}

/// The session's person has just given a code.
pub fn mark(tx: &mut Tx<'_>, session: SessionId) -> Result<()> {
    let row = s::table.filter(s::id.eq(session));
    diesel::update(row).set(s::second_factor_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    Ok(())
}

/// The session's person has just proved who they are.
pub fn authenticated(tx: &mut Tx<'_>, session: SessionId) -> Result<()> {
    let row = s::table.filter(s::id.eq(session));
    diesel::update(row).set(s::authenticated_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    Ok(())
}

/// How many seeds this key does not open; without a key, none opens.
pub fn unopened(conn: &mut Conn, key: Option<&Key>) -> Result<i64> {
    let of = key.map(seal::key_id).transpose()?.unwrap_or_default();
    let other = f::key_id.is_not_null().and(f::key_id.ne(of.clone()));
    let other_pending = f::pending_key_id.is_not_null().and(f::pending_key_id.ne(of));
    let unopened = f::table.filter(other.or(other_pending).assume_not_null());
    Ok(unopened.count().get_result(conn)?)
}
