//! What the mail of a complaint says that staff have decided.

use super::compose::{Facts, about, reason, subject};
use crate::accounts;
use crate::cases;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::Queued;
use crate::reference::ReasonList;
use crate::trials;
use crate::values::{CaseId, Locale};

/// What the mail says; else why it no longer fits.
pub(super) fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let case = cases::find(tx, subject::<CaseId>(row)?)?;
    let trial = case.trial_id.ok_or_else(|| Error::internal(format!("{} is a complaint without a trial", case.id)))?;
    let trial = trials::find(tx, trial)?;
    let (businesses, _) = accounts::organizations(tx, row.account()?)?;
    if !businesses.contains(&trial.business_id) {
        return Ok(Some("left meanwhile"));
    }
    about(tx, &trial, facts)?;
    facts.insert("complained_on", case.opened_at.local_day().for_people(locale));
    facts.insert("reason", reason(tx, ReasonList::Complaint, case.reason_code.as_deref(), locale)?);
    facts.insert("finding", reason(tx, ReasonList::CaseDecision, case.decision_code.as_deref(), locale)?);
    Ok(None)
}
