//! Sessions in the table.

use super::lifecycle::{Span, span};
use super::model::{Origin, Session};
use crate::accounts::model::Account;
use crate::db::schema::{accounts as a, sessions as s};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::http::Page;
use crate::secrets::Secret;
use crate::values::{AccountId, SessionId, Timestamp};
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use std::collections::HashMap;

/// Whether who acts in a session may go on by the age of the session of their own that they opened it in, and by its last use;
/// when that one is ended, so is the other. In a person's own, nobody acts.
macro_rules! opener_holds {
    ($now:expr) => {{
        let openers = diesel::alias!(s as openers);
        let Span { idle, absolute } = span(true);
        let opener = openers
            .filter(openers.field(s::id).nullable().eq(s::acting_from))
            .filter(openers.field(s::expires_at).gt($now.as_micros()))
            .filter(openers.field(s::created_at).gt($now.minus(absolute).as_micros()))
            .filter(openers.field(s::last_used_at).gt($now.minus(idle).as_micros()));
        s::acting_by.is_null().or(exists(opener))
    }};
}

/// An account's open sessions.
macro_rules! open {
    ($account:expr, $is_staff:expr, $now:expr) => {{
        let Span { idle, absolute } = span($is_staff);
        s::table
            .filter(s::account_id.eq($account))
            .filter(s::ended_at.is_null())
            .filter(s::expires_at.gt($now.as_micros()))
            .filter(s::created_at.gt($now.minus(absolute).as_micros()))
            .filter(s::last_used_at.gt($now.minus(idle).as_micros()))
            .filter(opener_holds!($now))
    }};
}

/// Makes the session; when it expires.
pub fn start(
    tx: &mut Tx<'_>,
    account: &Account,
    secret: &Secret,
    second_factor: bool,
    origin: &Origin,
) -> Result<(SessionId, Timestamp)> {
    let (id, now): (SessionId, _) = (tx.new_id(), tx.now());
    let expires_at = now.plus(span(account.staff_role.is_some()).absolute);
    diesel::insert_into(s::table)
        .values((
            s::id.eq(id),
            s::digest.eq(secret.digest()),
            s::account_id.eq(account.id),
            s::created_at.eq(now.as_micros()),
            s::expires_at.eq(expires_at.as_micros()),
            s::authenticated_at.eq(now.as_micros()),
            s::second_factor_at.eq(second_factor.then_some(now.as_micros())),
            s::network.eq(&origin.network),
            s::user_agent.eq(&origin.user_agent),
            s::last_used_at.eq(now.as_micros()),
        ))
        .execute(&mut **tx)?;
    Ok((id, expires_at))
}

/// The hash of the account's password. On PostgreSQL its row is locked, so that a session is started either before the
/// password is changed, and ended by that, or not at all.
pub fn locked_hash(tx: &mut Tx<'_>, account: AccountId) -> Result<Option<String>> {
    macro_rules! row {
        () => {
            a::table.filter(a::id.eq(account)).select(a::password_hash)
        };
    }
    Ok(match &mut **tx {
        Conn::Sqlite(conn) => row!().first(conn)?,
        Conn::Postgres(conn) => row!().for_update().first(conn)?,
    })
}

/// Open sessions, newest first.
pub fn list(conn: &mut Conn, account: AccountId, is_staff: bool, now: Timestamp, page: &Page) -> Result<Vec<Session>> {
    let before = match page.after.as_deref() {
        Some([id]) => id.clone(),
        // After every id: they are made of small letters and digits.
        _ => "~".to_owned(),
    };
    let rows = open!(account, is_staff, now).filter(s::id.lt(before)).order(s::id.desc()).limit(page.rows());
    Ok(rows.select(Session::as_select()).load(conn)?)
}

/// Open sessions but for so many that were used last.
pub fn least_used(tx: &mut Tx<'_>, account: AccountId, is_staff: bool, but: i64) -> Result<Vec<SessionId>> {
    let now = tx.now();
    let open = open!(account, is_staff, now).order((s::last_used_at.desc(), s::id.desc()));
    // Without a limit of its own, SQLite takes no offset.
    Ok(open.limit(i64::MAX).offset(but).select(s::id).load(&mut **tx)?)
}

/// What the row of a session says that its events do not.
#[derive(Clone, Debug, Default, Queryable)]
pub struct Trace {
    /// From where it was opened, where that is known.
    pub network: Option<String>,
    /// Why staff act for the account in it.
    pub acting_reason: Option<String>,
}

/// The traces of sessions of the account.
pub fn traces(conn: &mut Conn, account: AccountId, ids: Vec<SessionId>) -> Result<HashMap<SessionId, Trace>> {
    let rows = s::table.filter(s::account_id.eq(account)).filter(s::id.eq_any(ids));
    let found: Vec<(SessionId, Trace)> = rows.select((s::id, (s::network, s::acting_reason))).load(conn)?;
    Ok(found.into_iter().collect())
}

/// Ends an open session of the account, and those in which its person acts for somebody that were opened in it; `false` where
/// there is none of this id.
pub fn end(tx: &mut Tx<'_>, account: AccountId, is_staff: bool, id: SessionId) -> Result<bool> {
    let now = tx.now();
    let ended = s::ended_at.eq(now.as_micros());
    let one = open!(account, is_staff, now).filter(s::id.eq(id));
    if diesel::update(one).set(ended).execute(&mut **tx)? == 0 {
        return Ok(false);
    }
    let acting = s::table.filter(s::acting_by.eq(account)).filter(s::acting_from.eq(id)).filter(s::ended_at.is_null());
    diesel::update(acting).set(ended).execute(&mut **tx)?;
    Ok(true)
}

/// Ends the account's sessions, but for the one that goes on; how many.
pub fn end_all(tx: &mut Tx<'_>, account: AccountId, but: Option<SessionId>) -> Result<i64> {
    // Those in which the account's person acts for somebody end with the person's own.
    let of_account = s::account_id.eq(account).or(s::acting_by.eq(account));
    let but = but.map_or_else(String::new, |session| session.to_string());
    let open = s::table.filter(of_account.assume_not_null()).filter(s::ended_at.is_null()).filter(s::id.ne(but));
    let count = diesel::update(open).set(s::ended_at.eq(tx.now().as_micros())).execute(&mut **tx)?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Writes down a use, unless a later one is.
pub fn used(tx: &mut Tx<'_>, id: SessionId, at: Timestamp) -> Result<()> {
    let earlier = s::table.filter(s::id.eq(id)).filter(s::last_used_at.lt(at.as_micros()));
    diesel::update(earlier).set(s::last_used_at.eq(at.as_micros())).execute(&mut **tx)?;
    Ok(())
}

/// Gives the session another token: the old one opens nothing from here on. When the session expires.
pub fn renew_token(tx: &mut Tx<'_>, id: SessionId, secret: &Secret) -> Result<Timestamp> {
    diesel::update(s::table.filter(s::id.eq(id))).set(s::digest.eq(secret.digest())).execute(&mut **tx)?;
    Ok(s::table.filter(s::id.eq(id)).select(s::expires_at).first(&mut **tx)?)
}

/// A session in which staff act for somebody, to be opened.
#[derive(Clone, Debug)]
pub struct NewActing {
    pub by: AccountId,
    /// Their own session, in which they open it.
    pub from: SessionId,
    /// Told to whoever it is.
    pub reason: String,
    pub until: Timestamp,
}

/// Opens a session of an account in which staff act for it. It proves nothing: what wants proof anew stays closed.
pub fn start_acting(tx: &mut Tx<'_>, account: AccountId, secret: &Secret, new: &NewActing) -> Result<SessionId> {
    let (id, now): (SessionId, _) = (tx.new_id(), tx.now());
    let row = (
        s::id.eq(id),
        s::digest.eq(secret.digest()),
        s::account_id.eq(account),
        s::created_at.eq(now.as_micros()),
        s::expires_at.eq(new.until.as_micros()),
        s::authenticated_at.eq(0),
        s::last_used_at.eq(now.as_micros()),
        s::acting_by.eq(new.by),
        s::acting_reason.eq(&new.reason),
        s::acting_from.eq(new.from),
    );
    diesel::insert_into(s::table).values(row).execute(&mut **tx)?;
    Ok(id)
}

/// Who acts in a session, and why; `None` for a person's own.
pub fn acting(conn: &mut Conn, id: SessionId) -> Result<Option<(AccountId, String)>> {
    let row = s::table.filter(s::id.eq(id)).select((s::acting_by, s::acting_reason));
    let (by, reason): (Option<AccountId>, Option<String>) = row.first(conn)?;
    Ok(by.zip(reason))
}

/// Whether who acts in a session may go on, if anybody does.
pub fn opener_holds(conn: &mut Conn, id: SessionId, now: Timestamp) -> Result<bool> {
    Ok(select(exists(s::table.filter(s::id.eq(id)).filter(opener_holds!(now)))).get_result(conn)?)
}

/// Whether nobody ended the session, nor gave it another token than this one. On PostgreSQL who would end it waits until this transaction is over, and so do other
/// writes of the same session: with a weaker lock, two that go on to change or end it would wait for each other.
pub fn is_open(tx: &mut Tx<'_>, id: SessionId, digest: &[u8]) -> Result<bool> {
    macro_rules! row {
        () => {
            s::table.filter(s::id.eq(id)).filter(s::digest.eq(digest)).filter(s::ended_at.is_null()).select(s::id)
        };
    }
    let found: Option<SessionId> = match &mut **tx {
        Conn::Sqlite(conn) => row!().first(conn).optional()?,
        Conn::Postgres(conn) => row!().for_no_key_update().first(conn).optional()?,
    };
    Ok(found.is_some())
}
