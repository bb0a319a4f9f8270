//! Deadlines in the table.

use super::model::{Deadline, DeadlineKind, Settled};
use crate::db::schema::{deadline_turn as turn, deadlines as d};
use crate::db::{Conn, Tx, per_backend};
use crate::error::Result;
use crate::values::Timestamp;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::time::Duration;

/// How long a deadline waits after something went wrong with it.
const PUT_OFF: Duration = Duration::from_secs(3_600);

/// What waits: as a literal, as the index of it says it, since an engine that is given the word later would not use that.
fn waits() -> SqlLiteral<Bool> {
    sql("deadlines.state = 'waiting'")
}

/// One deadline's row, while it waits for the instant that was read: one that was moved meanwhile waits on.
macro_rules! waiting {
    ($deadline:expr) => {
        d::table
            .filter(d::subject_id.eq(&$deadline.subject_id))
            .filter(d::kind.eq($deadline.kind))
            .filter(d::step.eq($deadline.step))
            .filter(d::due_at.eq($deadline.due_at))
            .filter(d::state.eq("waiting"))
    };
}

/// Sets a deadline, or moves the one of its name: it waits, even where it was settled before.
pub fn set(tx: &mut Tx<'_>, deadline: &Deadline) -> Result<()> {
    let key = (d::subject_id.eq(&deadline.subject_id), d::kind.eq(deadline.kind), d::step.eq(deadline.step));
    let due = (d::due_at.eq(deadline.due_at), d::state.eq("waiting"));
    let anew = (d::settled_at.eq(None::<i64>), d::why.eq(None::<String>), d::put_off_until.eq(None::<i64>));
    per_backend!(&mut **tx, |conn| diesel::insert_into(d::table)
        .values((key, d::trial_id.eq(deadline.trial_id), due))
        .on_conflict((d::subject_id, d::kind, d::step))
        .do_update()
        .set((due, anew))
        .execute(conn))?;
    Ok(())
}

/// Sets a deadline unless it was set before.
pub fn set_once(tx: &mut Tx<'_>, deadline: &Deadline) -> Result<()> {
    let key = (d::subject_id.eq(&deadline.subject_id), d::kind.eq(deadline.kind), d::step.eq(deadline.step));
    let due = (d::trial_id.eq(deadline.trial_id), d::due_at.eq(deadline.due_at), d::state.eq("waiting"));
    per_backend!(&mut **tx, |conn| diesel::insert_into(d::table)
        .values((key, due))
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(())
}

/// Whether something is due: asked without a transaction, so that an idle worker writes nothing.
pub fn is_any_due(conn: &mut Conn, now: Timestamp) -> Result<bool> {
    let due = d::table.filter(waits()).filter(d::due_at.le(now));
    let free = due.filter(d::put_off_until.is_null().or(d::put_off_until.le(now.as_micros()).assume_not_null()));
    let first: Option<i64> = free.select(d::step).first(conn).optional()?;
    Ok(first.is_some())
}

/// What is due, in the order of its instants. Of several servers one has the turn until its transaction is over; for the
/// others nothing is due meanwhile.
pub fn due(tx: &mut Tx<'_>, most: i64) -> Result<Vec<Deadline>> {
    if let Conn::Postgres(conn) = &mut **tx {
        let taken: Option<i64> = turn::table.select(turn::id).for_update().skip_locked().first(conn).optional()?;
        if taken.is_none() {
            return Ok(Vec::new());
        }
    }
    let now = tx.now();
    let due = d::table.filter(waits()).filter(d::due_at.le(now));
    let free = due.filter(d::put_off_until.is_null().or(d::put_off_until.le(now.as_micros()).assume_not_null()));
    let ordered = free.order((d::due_at, d::subject_id, d::kind, d::step)).limit(most);
    Ok(ordered.select(Deadline::as_select()).load(&mut **tx)?)
}

/// When the last deadline of a series comes, or came.
pub fn last(conn: &mut Conn, subject_id: &str, kind: DeadlineKind) -> Result<Option<Timestamp>> {
    let series = d::table.filter(d::subject_id.eq(subject_id)).filter(d::kind.eq(kind));
    Ok(series.order(d::due_at.desc()).select(d::due_at).first(conn).optional()?)
}

/// Whether a later one of the same series is due as well.
pub fn is_overtaken(tx: &mut Tx<'_>, deadline: &Deadline) -> Result<bool> {
    let series = d::table.filter(d::subject_id.eq(&deadline.subject_id)).filter(d::kind.eq(deadline.kind));
    let later = series.filter(d::state.eq("waiting")).filter(d::step.gt(deadline.step));
    let first: Option<i64> = later.filter(d::due_at.le(tx.now())).select(d::step).first(&mut **tx).optional()?;
    Ok(first.is_some())
}

/// Writes down what became of a deadline.
pub fn settle(tx: &mut Tx<'_>, deadline: &Deadline, settled: Settled) -> Result<()> {
    let (state, why) = match settled {
        Settled::Done => ("done", None),
        Settled::Skipped(why) => ("skipped", Some(why)),
    };
    let now = tx.now().as_micros();
    let set = (d::state.eq(state), d::why.eq(why), d::settled_at.eq(now), d::put_off_until.eq(None::<i64>));
    diesel::update(waiting!(deadline)).set(set).execute(&mut **tx)?;
    Ok(())
}

/// Lets a deadline wait that something went wrong with, so that it holds up no other.
pub fn put_off(tx: &mut Tx<'_>, deadline: &Deadline) -> Result<()> {
    let until = d::put_off_until.eq(tx.now().plus(PUT_OFF).as_micros());
    diesel::update(waiting!(deadline)).set(until).execute(&mut **tx)?;
    Ok(())
}
