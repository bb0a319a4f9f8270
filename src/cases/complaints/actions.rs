//! What a business does with complaints: one verb, one function.

use crate::cases::actions;
use crate::cases::model::{Case, CaseKind, NewCase, NewComplaint};
use crate::cases::store;
use crate::conversions::actions::Party;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::reference::{self, ReasonList};
use crate::trials;
use crate::values::TrialId;
use serde_json::json;

/// A business complains about a trial of its own.
///
/// Errors: 404 for a trial of others; 409 while a complaint of the trial waits; 422 for a reason that is not on the list.
pub fn complain(tx: &mut Tx<'_>, party: &Party, id: TrialId, code: &str, text: Option<String>) -> Result<Case> {
    let trial = trials::find(tx, id)?;
    if !party.businesses.contains(&trial.business_id) {
        return Err(Error::not_found());
    }
    reference::check_reason(tx, ReasonList::Complaint, code, "/reason_code")?;
    tx.not_before(trial.updated_at);
    let new = NewCase {
        kind: CaseKind::Complaint,
        subject_id: id.to_string(),
        period: String::new(),
        vendor_id: trial.vendor_id,
        facts: json!({"reason": code, "trial": id, "trial_status": trial.status}),
        trial: Some(trial),
        complaint: Some(NewComplaint { by: party.account, code: code.to_owned(), text }),
    };
    if let Some(case) = actions::open(tx, &new)? {
        return store::find(tx, case);
    }
    match store::open_complaint(tx, id)? {
        Some(open) => Err(Error::with(Code::ComplaintOpen, open)),
        None => Err(Error::transient(Code::Busy, "the complaint was decided meanwhile")),
    }
}
