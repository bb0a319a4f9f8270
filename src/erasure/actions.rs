//! What staff erase: one verb, one function.

use crate::conversions::actions::Party;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::http::forget_answers_about;
use crate::reference::{self, ReasonList};
use crate::values::TrialId;
use crate::{cases, conversions, reviews, trials};

/// Staff of neither side erase what people typed about a trial, also in answers that are kept for retries.
///
/// Errors: 404 for an unknown trial; 403 for staff who belong to a side, or took part; 409 where no text is left; 422 for a
/// reason that is not on the list.
pub fn erase_texts(tx: &mut Tx<'_>, party: &Party, id: TrialId, code: &str) -> Result<()> {
    let trial = trials::lock(tx, id)?;
    reference::check_reason(tx, ReasonList::TextErasure, code, "/reason_code")?;
    let of_a_side = !trials::sides(&trial, &party.businesses, &party.vendors).is_empty();
    if of_a_side || trial.requested_by == party.account || conversions::took_part(tx, id, party.account)? {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    tx.not_before(trial.updated_at);
    let of_trial = trials::actions::erase_texts(tx, &trial)?;
    let of_outcome = conversions::actions::erase_texts(tx, id)? + cases::erase_texts(tx, id)?;
    if of_trial + of_outcome + reviews::actions::erase_texts(tx, id)? == 0 {
        return Err(Error::new(Code::NothingToErase));
    }
    forget_answers_about(tx, id.as_str())?;
    tx.record(Event::TextsErased { trial: id, reason: code.to_owned() })
}
