//! Sets of rules in the table.

use super::model::{Rules, RulesStatus, Terms};
use crate::db::schema::programme_rules as r;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{AccountId, LocalDay, RulesId};
use diesel::prelude::*;

pub fn find(conn: &mut Conn, id: RulesId) -> Result<Rules> {
    Ok(r::table.filter(r::id.eq(id)).select(Rules::as_select()).first(conn)?)
}

/// The rules of a local day: of those agreed that hold by then, the newest.
pub fn on(conn: &mut Conn, day: LocalDay) -> Result<Rules> {
    let agreed = r::table.filter(r::status.eq(RulesStatus::Agreed)).filter(r::holds_from.le(day));
    Ok(agreed.order((r::holds_from.desc(), r::id.desc())).select(Rules::as_select()).first(conn)?)
}

/// Agreed sets, by their days and newest first; those of another status likewise.
pub fn list(conn: &mut Conn, status: Option<RulesStatus>, page: &Page) -> Result<Vec<Rules>> {
    let all = r::table.select(Rules::as_select()).order((r::holds_from.desc(), r::id.desc()));
    let mut query = all.limit(page.rows()).into_boxed();
    if let Some(status) = status {
        query = query.filter(r::status.eq(status));
    }
    if let Some([day, id]) = page.after.as_deref() {
        let same_day = r::holds_from.eq(day.clone()).and(r::id.lt(id.clone()));
        query = query.filter(r::holds_from.lt(day.clone()).or(same_day));
    }
    Ok(query.load(conn)?)
}

/// Makes the change, pending.
///
/// Errors: 409 while another waits: the table itself refuses a second one.
pub fn insert(tx: &mut Tx<'_>, by: AccountId, terms: &Terms, reason: &str) -> Result<RulesId> {
    let id: RulesId = tx.new_id();
    let row = (
        (r::id.eq(id), r::holds_from.eq(terms.holds_from), r::longest_trial_days.eq(terms.longest_trial_days)),
        (r::largest_employees.eq(terms.largest_employees), r::extensions.eq(terms.extensions)),
        (r::extension_days.eq(terms.extension_days), r::window_days.eq(terms.window_days)),
        (
            r::answer_working_days.eq(terms.answer_working_days),
            r::escalation_working_days.eq(terms.escalation_working_days),
            r::unanswered_working_days.eq(terms.unanswered_working_days),
        ),
        (
            r::reminder_days.eq(&terms.reminder_days),
            r::claim_reminder_days.eq(&terms.claim_reminder_days),
            r::retention_days.eq(&terms.retention_days),
        ),
        (r::reason.eq(reason), r::status.eq(RulesStatus::Pending)),
        (r::proposed_by.eq(by), r::proposed_at.eq(tx.now()), r::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(r::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    if made == 1 { Ok(id) } else { Err(Error::new(Code::RulesPending)) }
}

/// Decides a change, if it is as it was read: of two decisions at once, the other runs again and finds it decided.
pub fn decide(tx: &mut Tx<'_>, read: &Rules, by: AccountId, status: RulesStatus) -> Result<()> {
    let now = tx.now();
    let same = r::table.filter(r::id.eq(read.id)).filter(r::version.eq(read.version));
    let decided = (r::status.eq(status), r::decided_by.eq(by), r::decided_at.eq(now), r::version.eq(r::version + 1));
    let changed = diesel::update(same).set(decided).execute(&mut **tx)?;
    if changed == 1 { Ok(()) } else { Err(Error::transient(Code::Busy, "the rules were decided on meanwhile")) }
}
