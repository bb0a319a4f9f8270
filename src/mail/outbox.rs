//! The outbox: rows written in the transaction of their cause, leased by a worker, settled once.

use super::{Kind, Outcome};
use crate::db::schema::outbox as o;
use crate::db::{Conn, Tx, insert_all};
use crate::error::{Error, Result};
use crate::values::{AccountId, MailId, RequestId, Timestamp, TypedId};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::time::Duration;

/// How long a worker may hold a row: longer than sending a batch takes at the relay's time-outs.
const LEASE: Duration = Duration::from_secs(30 * 60);

/// Rows a worker takes at once.
const BATCH: i64 = 40;

/// Attempts that may begin without an end (a mail that kills the worker) before a row is parked.
const STARTS: i64 = 3;

/// Minutes to wait after each failed attempt; after the last, twice a day, until [`GIVE_UP`].
const BACK_OFF: [u64; 8] = [1, 5, 15, 30, 60, 120, 240, 480];
const GIVE_UP: Duration = Duration::from_secs(4 * 86_400);

/// A row of the outbox: the mail's kind and ids, never its text.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = o)]
pub struct Queued {
    pub id: MailId,
    pub kind: Kind,
    /// `None`: the subject holds the address.
    pub account_id: Option<AccountId>,
    pub subject_id: String,
    pub request_id: Option<RequestId>,
    pub created_at: Timestamp,
    pub started: i64,
    pub finished: i64,
}

impl Queued {
    /// Whom the mail is for.
    ///
    /// Errors: 500 where it goes to an address that is nobody's.
    pub fn account(&self) -> Result<AccountId> {
        self.account_id.ok_or_else(|| Error::internal(format!("{} is for no account", self.kind)))
    }
}

/// What is to become of a leased row.
#[derive(Clone, Debug)]
pub enum Settle {
    /// An attempt was made.
    Tried(Outcome),
    /// It no longer fits, and why.
    Drop(String),
}

/// A mail to one person, or to the address that its subject holds.
#[derive(Clone, Debug)]
pub struct NewMail {
    pub kind: Kind,
    pub to: Option<AccountId>,
    pub subject_id: String,
}

/// Mails, in the transaction of their cause.
pub fn enqueue(tx: &mut Tx<'_>, mails: &[NewMail]) -> Result<()> {
    insert(tx, mails, "waiting", None)
}

/// As [`enqueue`], for a replay: the rows say what would have been sent, and nobody sends it.
pub fn enqueue_unsent(tx: &mut Tx<'_>, mails: &[NewMail]) -> Result<()> {
    insert(tx, mails, "dropped", Some("replayed, not to be sent"))
}

fn insert(tx: &mut Tx<'_>, mails: &[NewMail], state: &'static str, answer: Option<&'static str>) -> Result<()> {
    let (now, request) = (tx.now(), tx.cause().request);
    let row = |it: &NewMail| {
        (
            (
                o::id.eq(MailId::new_at(now)),
                o::kind.eq(it.kind),
                o::account_id.eq(it.to),
                o::subject_id.eq(it.subject_id.clone()),
            ),
            (o::request_id.eq(request), o::created_at.eq(now), o::due_at.eq(now)),
            (o::state.eq(state), o::answer.eq(answer), o::started.eq(0), o::finished.eq(0)),
        )
    };
    insert_all!(&mut **tx, o::table, mails, row);
    Ok(())
}

/// What waits: as a literal, as the index of it says it, since an engine that is given the word later would not use that.
fn waits() -> SqlLiteral<Bool> {
    sql("outbox.state = 'waiting'")
}

/// Takes what is due, oldest first, under `lease`; parks what began too often without an end.
pub fn lease(tx: &mut Tx<'_>, lease: &[u8]) -> Result<Vec<Queued>> {
    let now = tx.now();
    let due: Vec<MailId> = due(tx, now)?;
    let free = o::table.filter(o::id.eq_any(&due)).filter(o::state.eq("waiting"));
    diesel::update(free)
        .set((o::lease.eq(lease), o::leased_until.eq(now.plus(LEASE)), o::started.eq(o::started + 1)))
        .execute(&mut **tx)?;
    let mine = o::table.filter(o::lease.eq(lease)).filter(o::state.eq("waiting"));
    diesel::update(mine.filter(o::started.gt(o::finished + STARTS)))
        .set((o::state.eq("parked"), o::settled_at.eq(now), o::answer.eq("began three times without an end")))
        .execute(&mut **tx)?;
    Ok(mine.order((o::due_at, o::id)).select(Queued::as_select()).load(&mut **tx)?)
}

/// Ids that are due and free. On PostgreSQL the rows are locked, and those that another worker looks at are passed over.
fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<MailId>> {
    macro_rules! free {
        () => {
            o::table
                .filter(waits())
                .filter(o::due_at.le(now))
                .filter(o::leased_until.is_null().or(o::leased_until.lt(now)))
                .order((o::due_at, o::id))
                .select(o::id)
                .limit(BATCH)
        };
    }
    let ids = match conn {
        Conn::Sqlite(conn) => free!().load(conn)?,
        Conn::Postgres(conn) => free!().for_update().skip_locked().load(conn)?,
    };
    Ok(ids)
}

/// Writes down what became of a leased row. A late worker, whose lease has passed to another, changes nothing.
pub fn settle(tx: &mut Tx<'_>, row: &Queued, lease: &[u8], settle: &Settle) -> Result<bool> {
    let now = tx.now();
    let (state, answer, due) = match settle {
        Settle::Drop(why) => ("dropped", why, None),
        Settle::Tried(Outcome::Sent(answer)) => ("sent", answer, None),
        Settle::Tried(Outcome::Never(answer)) => ("failed", answer, None),
        Settle::Tried(Outcome::Later(answer)) => match next_try(row, now) {
            Some(due) => ("waiting", answer, Some(due)),
            None => ("failed", answer, None),
        },
    };
    let answer: String = answer.chars().filter(|c| !c.is_control()).take(500).collect();
    let mine = o::table.filter(o::id.eq(row.id)).filter(o::lease.eq(lease)).filter(o::state.eq("waiting"));
    let base = (
        o::state.eq(state),
        o::answer.eq(answer),
        o::finished.eq(o::started),
        o::lease.eq(None::<Vec<u8>>),
        o::leased_until.eq(None::<Timestamp>),
    );
    let changed = match due {
        Some(due) => diesel::update(mine).set((base, o::due_at.eq(due))).execute(&mut **tx)?,
        None => diesel::update(mine).set((base, o::settled_at.eq(now))).execute(&mut **tx)?,
    };
    Ok(changed == 1)
}

/// When a refused mail is tried again; `None` when four days are over.
fn next_try(row: &Queued, now: Timestamp) -> Option<Timestamp> {
    let attempt = usize::try_from(row.started.saturating_sub(1)).unwrap_or_default();
    let minutes = BACK_OFF.get(attempt).copied().unwrap_or(12 * 60);
    let next = now.plus(Duration::from_secs(minutes * 60));
    (next <= row.created_at.plus(GIVE_UP)).then_some(next)
}

/// Whether a row is due and free.
pub fn is_any_due(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    let due = o::table.filter(waits()).filter(o::due_at.le(now));
    let free = due.filter(o::leased_until.is_null().or(o::leased_until.lt(now)));
    let first: Option<MailId> = free.order((o::due_at, o::id)).select(o::id).first(conn).optional()?;
    Ok(first.is_some())
}
