//! Extensions in the table.

use super::lifecycle::Used;
use super::model::{Extension, ExtensionStatus, NewExtension};
use crate::db::schema::extensions as e;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::trials::Side;
use crate::values::{AccountId, ExtensionId, TrialId};
use diesel::prelude::*;

pub fn find(conn: &mut Conn, id: ExtensionId) -> Result<Extension> {
    Ok(e::table.filter(e::id.eq(id)).select(Extension::as_select()).first(conn)?)
}

/// The wish of a trial that waits for an answer.
pub fn waiting(conn: &mut Conn, trial: TrialId) -> Result<Option<Extension>> {
    let asked = e::table.filter(e::trial_id.eq(trial)).filter(e::status.eq(ExtensionStatus::Asked));
    Ok(asked.select(Extension::as_select()).first(conn).optional()?)
}

/// A trial's extensions, newest first.
pub fn list(conn: &mut Conn, trial: TrialId, page: &Page) -> Result<Vec<Extension>> {
    let of_trial = e::table.filter(e::trial_id.eq(trial)).order(e::id.desc());
    let mut query = of_trial.select(Extension::as_select()).limit(page.rows()).into_boxed();
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(e::id.lt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// What was agreed of a trial.
pub fn used(conn: &mut Conn, trial: TrialId) -> Result<Used> {
    let agreed = e::table.filter(e::trial_id.eq(trial)).filter(e::status.eq(ExtensionStatus::Agreed));
    let days: Vec<i64> = agreed.select(e::days).load(conn)?;
    Ok(Used { times: i64::try_from(days.len()).map_err(Error::internal)?, days: days.iter().sum() })
}

/// Makes the wish.
///
/// Errors: 409 while another of the trial waits: the table itself refuses a second one.
pub fn insert(tx: &mut Tx<'_>, trial: TrialId, side: Side, by: AccountId, new: &NewExtension) -> Result<ExtensionId> {
    let id: ExtensionId = tx.new_id();
    let row = (
        (e::id.eq(id), e::trial_id.eq(trial), e::asked_by_side.eq(side), e::asked_by.eq(by)),
        (e::asked_at.eq(tx.now()), e::days.eq(new.days), e::reason_code.eq(&new.reason_code)),
        (e::reason_text.eq(&new.reason_text), e::status.eq(ExtensionStatus::Asked), e::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(e::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made == 1 { Ok(id) } else { Err(Error::new(Code::ExtensionWaits)) }
}

/// Answers a wish, if it is as it was read: of two answers at once, the other runs again and finds it answered.
pub fn answer(
    tx: &mut Tx<'_>,
    read: &Extension,
    by: AccountId,
    status: ExtensionStatus,
    reason: Option<(&str, Option<&str>)>,
) -> Result<()> {
    let now = tx.now();
    let (code, text) = reason.unzip();
    let same = e::table.filter(e::id.eq(read.id)).filter(e::version.eq(read.version));
    let answered = (
        (e::status.eq(status), e::answered_by.eq(by), e::answered_at.eq(now), e::version.eq(e::version + 1)),
        (e::answer_code.eq(code), e::answer_text.eq(text.flatten())),
    );
    let changed = diesel::update(same).set(answered).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the extension was answered meanwhile")) }
}

/// Erases what was typed about a trial's extensions; how many had any.
pub fn erase_texts(tx: &mut Tx<'_>, trial: TrialId) -> Result<usize> {
    let typed = e::reason_text.is_not_null().or(e::answer_text.is_not_null());
    let nothing = None::<String>;
    let erased = (e::reason_text.eq(&nothing), e::answer_text.eq(&nothing), e::version.eq(e::version + 1));
    Ok(diesel::update(e::table.filter(e::trial_id.eq(trial)).filter(typed)).set(erased).execute(&mut **tx)?)
}
