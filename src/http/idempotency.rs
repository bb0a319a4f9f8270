//! Idempotency keys: claimed in the transaction of the effect, with the rendered answer stored before it commits. A
//! second request with the key waits for the first (on the row, or behind the one writer) and is given the same bytes.

use super::Answer;
use super::call::versions;
use super::middleware::Seen;
use crate::db::schema::idempotency_keys as k;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::secrets;
use crate::values::{AccountId, VendorId};
use actix_web::HttpRequest;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Nullable};
use std::time::Duration;

/// How long a key is kept.
const KEPT: Duration = Duration::from_secs(48 * 3_600);

/// A key as it was given, and what it came with.
#[derive(Clone, Debug)]
pub struct Key {
    /// The operation: two operations may be given the same text.
    route: String,
    /// Whose key it is where nobody is logged in: a keyed digest of the address that asks.
    anonymous: String,
    /// Whose it is where a system asks by an API key: that key's vendor, so that a retry after a rotation finds its answer.
    vendor: Option<VendorId>,
    text: String,
    /// A keyed digest of method, path, query, the versions that it is meant for, and body: what was typed cannot be searched
    /// for in it.
    fingerprint: Vec<u8>,
}

impl Key {
    pub fn new(request: &HttpRequest, seen: &Seen, text: &str, key: &secrets::Key, vendor: Option<VendorId>) -> Self {
        let versions = versions(request).unwrap_or_default().join(",");
        let body = secrets::hex(&seen.body_digest);
        let whole = format!("{}\0{}\0{versions}\0{body}", request.method(), request.uri());
        Self {
            route: format!("{} {}", request.method(), seen.route.as_deref().unwrap_or_default()),
            anonymous: secrets::hex(&key.digest(&seen.client.to_string())),
            vendor,
            text: text.to_owned(),
            fingerprint: key.digest(&whole),
        }
    }

    /// Whose key it is, and for which operation: two people may use the same text.
    fn scope(&self, account: Option<AccountId>) -> String {
        let tenant =
            self.vendor.map(|vendor| vendor.to_string()).or_else(|| account.map(|account| account.to_string()));
        format!("{} {}", tenant.as_ref().unwrap_or(&self.anonymous), self.route)
    }
}

type Kept = (Vec<u8>, Option<i64>, Option<String>, Option<String>, Option<Vec<u8>>);

/// Runs `f` unless the key was used; keeps its answer when `keep`.
pub fn once(
    tx: &mut Tx<'_>,
    key: Option<&Key>,
    keep: bool,
    f: &impl Fn(&mut Tx<'_>) -> Result<Answer>,
) -> Result<Answer> {
    attempt(tx, key, keep, &|tx: &mut Tx<'_>| f(tx).map(Ok))?
}

/// As [`once`], where `f` may refuse and have written something down, e.g. a wrong code: that is kept, and the key is
/// free again.
pub fn attempt(
    tx: &mut Tx<'_>,
    key: Option<&Key>,
    keep: bool,
    f: &impl Fn(&mut Tx<'_>) -> Result<Result<Answer>>,
) -> Result<Result<Answer>> {
    let Some(key) = key else { return f(tx) };
    if !claim(tx, key)? {
        return replay(tx, key).map(Ok);
    }
    let row = k::table.filter(k::scope.eq(key.scope(tx.cause().account))).filter(k::key.eq(&key.text));
    let answer = match f(tx)? {
        Ok(answer) => answer,
        Err(refusal) => {
            diesel::delete(row).execute(&mut **tx)?;
            return Ok(Err(refusal));
        }
    };
    if keep {
        let stored = (
            k::status.eq(i64::from(answer.status)),
            k::etag.eq(&answer.etag),
            k::location.eq(&answer.location),
            k::body.eq(answer.body.as_ref()),
        );
        diesel::update(row).set(stored).execute(&mut **tx)?;
    }
    Ok(Ok(answer))
}

/// Makes the key's row; `false` when it is there. On PostgreSQL this waits for a transaction that is making it.
fn claim(tx: &mut Tx<'_>, key: &Key) -> Result<bool> {
    let row = (
        k::scope.eq(key.scope(tx.cause().account)),
        k::key.eq(&key.text),
        k::fingerprint.eq(&key.fingerprint),
        k::created_at.eq(tx.now().as_micros()),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(k::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn));
    let in_flight = |error: Error| {
        let waited_in_vain = error.code() == Code::Busy && !error.is_transient();
        if waited_in_vain { Error::because(Code::InFlight, error) } else { error }
    };
    made.map(|rows| rows == 1).map_err(|error| in_flight(Error::from(error)))
}

fn replay(tx: &mut Tx<'_>, key: &Key) -> Result<Answer> {
    let account = tx.cause().account;
    kept(tx, key, account)?.ok_or_else(Error::not_found)
}

/// The answer that is kept under a key of this person's.
///
/// Errors: 422 where the key came with another request; 409 where the answer was not kept.
pub fn kept(conn: &mut Conn, key: &Key, account: Option<AccountId>) -> Result<Option<Answer>> {
    let found: Option<Kept> = k::table
        .filter(k::scope.eq(key.scope(account)))
        .filter(k::key.eq(&key.text))
        .select((k::fingerprint, k::status, k::etag, k::location, k::body))
        .first(conn)
        .optional()?;
    let Some((fingerprint, status, etag, location, body)) = found else { return Ok(None) };
    if fingerprint != key.fingerprint {
        return Err(Error::new(Code::IdempotencyMismatch));
    }
    let status = status.and_then(|status| u16::try_from(status).ok()).ok_or_else(|| Error::new(Code::AnswerNotKept))?;
    let body = body.unwrap_or_default().into();
    Ok(Some(Answer { status, etag, location, body, replayed: true, ..Answer::no_content() }))
}

/// Forgets keys older than 48 hours.
pub fn forget_old_keys(tx: &mut Tx<'_>) -> Result<usize> {
    let before = tx.now().minus(KEPT).as_micros();
    Ok(diesel::delete(k::table.filter(k::created_at.lt(before))).execute(&mut **tx)?)
}

/// Forgets the answers that name this id, of which something was erased; their keys stay used up. Nothing says what an
/// answer is about but itself: all of the last 48 hours are looked through, and older ones go whole.
pub fn forget_answers_about(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    forget_old_keys(tx)?;
    let named = match &**tx {
        Conn::Sqlite(_) => sql::<Nullable<Bool>>("instr(body, ").bind::<Binary, _>(id.as_bytes()).sql(") > 0"),
        Conn::Postgres(_) => sql::<Nullable<Bool>>("position(").bind::<Binary, _>(id.as_bytes()).sql(" IN body) > 0"),
    };
    let kept = k::table.filter(k::created_at.ge(tx.now().minus(KEPT).as_micros())).filter(named);
    let nothing = (k::status.eq(None::<i64>), k::etag.eq(None::<String>), k::location.eq(None::<String>));
    diesel::update(kept).set((nothing, k::body.eq(None::<Vec<u8>>))).execute(&mut **tx)?;
    Ok(())
}
