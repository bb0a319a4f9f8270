//! Retention checks in the table.

use super::model::{Answer, RetentionCheck, RetentionStatus};
use crate::conversions::Conversion;
use crate::db::schema::retention_checks as r;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::trials::Side;
use crate::values::{AccountId, ConversionId, RetentionCheckId, TrialId};
use diesel::prelude::*;

pub fn find(conn: &mut Conn, id: RetentionCheckId) -> Result<RetentionCheck> {
    Ok(r::table.filter(r::id.eq(id)).select(RetentionCheck::as_select()).first(conn)?)
}

/// The checks of a trial's conversions, oldest first.
pub fn list(conn: &mut Conn, trial: TrialId, page: &Page) -> Result<Vec<RetentionCheck>> {
    let of_trial = r::table.filter(r::trial_id.eq(trial)).select(RetentionCheck::as_select());
    let mut query = of_trial.order(r::id).limit(page.rows()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(r::id.gt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// The checks of a conversion that wait for an answer.
pub fn waiting(conn: &mut Conn, conversion: ConversionId) -> Result<Vec<RetentionCheck>> {
    let asked = r::table.filter(r::conversion_id.eq(conversion)).filter(r::status.eq(RetentionStatus::Asked));
    Ok(asked.order(r::id).select(RetentionCheck::as_select()).load(conn)?)
}

/// Asks a side. The table itself refuses to ask the same twice.
pub fn insert(tx: &mut Tx<'_>, it: &Conversion, days: i64, side: Side) -> Result<RetentionCheckId> {
    let id: RetentionCheckId = tx.new_id();
    let row = (
        (r::id.eq(id), r::conversion_id.eq(it.id), r::trial_id.eq(it.trial_id), r::days.eq(days), r::side.eq(side)),
        (r::asked_at.eq(tx.now()), r::status.eq(RetentionStatus::Asked)),
    );
    diesel::insert_into(r::table).values(row).execute(&mut **tx)?;
    Ok(id)
}

/// Notes an answer, if none was given: of two at once, the other runs again and finds it answered.
pub fn answer(tx: &mut Tx<'_>, id: RetentionCheckId, by: AccountId, answer: &Answer) -> Result<RetentionCheck> {
    let now = tx.now();
    let (code, text) = match answer {
        Answer::Retained => (None, None),
        Answer::Ended { code, text } => (Some(code), text.as_ref()),
    };
    let answered = (
        (r::status.eq(answer.status()), r::answered_by.eq(by), r::answered_at.eq(now)),
        (r::reason_code.eq(code), r::reason_text.eq(text)),
    );
    let waiting = r::table.filter(r::id.eq(id)).filter(r::status.eq(RetentionStatus::Asked));
    match diesel::update(waiting).set(answered).execute(&mut **tx)? {
        1 => find(tx, id),
        _ => Err(Error::transient(Code::Busy, "the check was answered meanwhile")),
    }
}

/// Erases what was typed in the answers about a trial; how many had any.
pub fn erase_texts(tx: &mut Tx<'_>, trial: TrialId) -> Result<usize> {
    let typed = r::table.filter(r::trial_id.eq(trial)).filter(r::reason_text.is_not_null());
    Ok(diesel::update(typed).set(r::reason_text.eq(None::<String>)).execute(&mut **tx)?)
}
