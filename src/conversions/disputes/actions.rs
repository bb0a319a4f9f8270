//! What staff do with disputes: one verb, one function.

use crate::conversions::Conversion;
use crate::conversions::actions::{self, Party};
use crate::conversions::lifecycle::Command;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::reference::{self, ReasonList};
use crate::values::TrialId;

/// Staff of neither side find that a dispute is right, or that it is not.
///
/// Errors: 404 for an unknown trial or one without a claim; 409 unless it is disputed and not resolved; 403 for staff who
/// belong to a side; 422 for a reason that is not on the list.
pub fn resolve(
    tx: &mut Tx<'_>,
    party: &Party,
    trial: TrialId,
    upheld: bool,
    (code, text): (String, Option<String>),
) -> Result<Conversion> {
    reference::check_reason(tx, ReasonList::Resolution, &code, "/reason_code")?;
    let resolve = Command::Resolve { upheld, code: code.clone(), text };
    let after = actions::by_staff(tx, party, trial, &resolve)?;
    tx.record(Event::DisputeResolved { trial, conversion: after.id, upheld, reason: code })?;
    Ok(after)
}
