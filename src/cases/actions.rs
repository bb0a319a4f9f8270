//! What is done with cases: one verb, one function.

use super::lifecycle;
use super::model::{Case, NewCase};
use super::store;
use crate::conversions;
use crate::conversions::actions::Party;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::reference::{self, ReasonList};
use crate::values::CaseId;

/// Opens a case; `None` where there is one of its kind about the same already.
pub fn open(tx: &mut Tx<'_>, new: &NewCase) -> Result<Option<CaseId>> {
    let opened = store::insert(tx, new)?;
    if let Some(case) = opened {
        let (kind, trial) = (new.kind.as_str(), new.trial.as_ref().map(|trial| trial.id));
        tx.record(Event::CaseOpened { case, kind, vendor: new.vendor_id, trial })?;
    }
    Ok(opened)
}

/// Staff of neither side close a case with a decision. Nothing else changes.
///
/// Errors: 404 for an unknown case; 403 for staff who belong to a side, or took part; 409 for a case that is closed; 422 for
/// a decision that is not on the list.
pub fn decide(tx: &mut Tx<'_>, party: &Party, id: CaseId, decision: (String, Option<String>)) -> Result<Case> {
    let case = store::find(tx, id)?;
    reference::check_reason(tx, ReasonList::CaseDecision, &decision.0, "/reason_code")?;
    let took_part = case.trial_id.map_or(Ok(false), |trial| conversions::took_part(tx, trial, party.account))?;
    let concerned = took_part || party.is_within(tx, case.business_id, case.vendor_id)?;
    tx.not_before(case.opened_at);
    let (code, account) = (decision.0.clone(), case.opened_by);
    let closed = store::close(tx, &lifecycle::decide(&case, decision, party.account, concerned, tx.now())?)?;
    tx.record(Event::CaseClosed { case: id, kind: closed.kind.as_str(), decision: code, account })?;
    Ok(closed)
}
