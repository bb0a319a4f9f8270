//! Cases in the table.

use super::model::{Case, CaseKind, CaseState, Filter, NewCase};
use crate::db::schema::cases as c;
use crate::db::{Conn, Tx, per_backend};
use crate::error::{Code, Error, Result};
use crate::http::Page;
use crate::values::{CaseId, TrialId};
use diesel::prelude::*;

pub fn find(conn: &mut Conn, id: CaseId) -> Result<Case> {
    Ok(c::table.filter(c::id.eq(id)).select(Case::as_select()).first(conn)?)
}

/// Opens a case; `None` where the table holds one of its kind about the same already.
pub fn insert(tx: &mut Tx<'_>, new: &NewCase) -> Result<Option<CaseId>> {
    let id: CaseId = tx.new_id();
    let (trial, complaint) = (new.trial.as_ref(), new.complaint.as_ref());
    let row = (
        (c::id.eq(id), c::kind.eq(new.kind), c::subject_id.eq(&new.subject_id), c::period.eq(&new.period)),
        (c::vendor_id.eq(new.vendor_id), c::trial_id.eq(trial.map(|it| it.id))),
        (c::business_id.eq(trial.map(|it| it.business_id)), c::platform_id.eq(trial.map(|it| it.platform_id))),
        (c::province_code.eq(trial.map(|it| it.province_code.clone())), c::facts.eq(new.facts.to_string())),
        (c::opened_at.eq(tx.now()), c::opened_by.eq(complaint.map(|it| it.by))),
        (
            c::reason_code.eq(complaint.map(|it| it.code.clone())),
            c::reason_text.eq(complaint.and_then(|it| it.text.clone())),
        ),
        (c::state.eq(CaseState::Open), c::version.eq(1)),
    );
    let made = per_backend!(&mut **tx, |conn| diesel::insert_into(c::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok((made == 1).then_some(id))
}

/// The complaint of a trial that waits for staff.
pub fn open_complaint(conn: &mut Conn, trial: TrialId) -> Result<Option<CaseId>> {
    let complaints = c::table.filter(c::trial_id.eq(trial)).filter(c::kind.eq(CaseKind::Complaint));
    Ok(complaints.filter(c::state.eq(CaseState::Open)).select(c::id).first(conn).optional()?)
}

/// Cases, the oldest first.
pub fn list(conn: &mut Conn, filter: &Filter, page: &Page) -> Result<Vec<Case>> {
    let mut query = c::table.select(Case::as_select()).order(c::id).limit(page.rows()).into_boxed();
    for province in filter.own_province.iter().chain(&filter.province) {
        query = query.filter(c::province_code.eq(province.clone()));
    }
    if !filter.hidden.is_empty() {
        query = query.filter(c::vendor_id.ne_all(filter.hidden.clone()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(c::kind.eq(kind));
    }
    if let Some(state) = filter.state {
        query = query.filter(c::state.eq(state));
    }
    if let Some(vendor) = filter.vendor {
        query = query.filter(c::vendor_id.eq(vendor));
    }
    if let Some(trial) = filter.trial {
        query = query.filter(c::trial_id.eq(trial));
    }
    if let Some([id]) = page.after.as_deref() {
        query = query.filter(c::id.gt(id.clone()));
    }
    Ok(query.load(conn)?)
}

/// Closes a case, if it is as it was read: of two decisions at once, the other runs again and finds it closed.
pub fn close(tx: &mut Tx<'_>, after: &Case) -> Result<Case> {
    let read = c::table.filter(c::id.eq(after.id)).filter(c::version.eq(after.version));
    let decided = (
        (c::state.eq(after.state), c::version.eq(c::version + 1)),
        (c::decision_code.eq(&after.decision_code), c::decision_text.eq(&after.decision_text)),
        (c::decided_by.eq(after.decided_by), c::decided_at.eq(after.decided_at)),
    );
    match diesel::update(read).set(decided).execute(&mut **tx)? {
        1 => find(tx, after.id),
        _ => Err(Error::transient(Code::Busy, "the case was decided meanwhile")),
    }
}

/// Erases what was typed in complaints about a trial and in decisions of its cases; how many had any.
pub fn erase_texts(tx: &mut Tx<'_>, trial: TrialId) -> Result<usize> {
    let typed = c::reason_text.is_not_null().or(c::decision_text.is_not_null());
    let nothing = None::<String>;
    let erased = (c::reason_text.eq(&nothing), c::decision_text.eq(&nothing), c::version.eq(c::version + 1));
    Ok(diesel::update(c::table.filter(c::trial_id.eq(trial)).filter(typed)).set(erased).execute(&mut **tx)?)
}
