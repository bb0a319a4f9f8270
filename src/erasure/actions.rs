//! What staff erase: one verb, one function.

use crate::conversions::actions::Party;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::http::forget_answers_about;
use crate::joining::contests::model::ContestStatus;
use crate::joining::{contests, requests};
use crate::reference::{self, ReasonList};
use crate::values::{AccountId, Organization, TrialId};
use crate::{accounts, businesses, cases, conversions, reviews, trials};

/// Staff of neither side erase what people typed about a trial, also in answers that are kept for retries.
///
/// Errors: 404 for an unknown trial; 403 for staff who belong to a side, or took part; 409 where no text is left; 422 for a
/// reason that is not on the list.
pub fn erase_texts(tx: &mut Tx<'_>, party: &Party, id: TrialId, code: &str) -> Result<()> {
    let trial = trials::lock(tx, id)?;
    reference::check_reason(tx, ReasonList::TextErasure, code, "/reason_code")?;
    let within = party.is_within(tx, Some(trial.business_id), trial.vendor_id)?;
    if within || trial.requested_by == party.account || conversions::took_part(tx, id, party.account)? {
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

/// Staff whom it does not concern erase what was typed when a person asked to join organizations and contested them, by
/// that person and in answer, also in answers that are kept for retries.
///
/// Errors: 404 for an unknown account; 403 for one's own, and for staff who belong to one of the organizations or decided;
/// 409 where no text is left, and while a contest of theirs is open, which is decided by its texts; 422 for a reason that is not on the list.
pub fn erase_account_texts(tx: &mut Tx<'_>, party: &Party, account: AccountId, code: &str) -> Result<()> {
    accounts::addressee(tx, account)?;
    reference::check_reason(tx, ReasonList::TextErasure, code, "/reason_code")?;
    let (requests, contests) = (requests::with_texts(tx, account)?, contests::with_texts(tx, account)?);
    let firms = businesses::all_of_firms(tx, party.account)?;
    let belongs = |organization| match organization {
        Some(Organization::Business(id)) => firms.contains(&id),
        Some(Organization::Vendor(id)) => party.vendors.contains(&id),
        None => false,
    };
    let asked = requests.iter().map(|it| (it.organization(), it.decided_by_staff));
    let mut concerned = asked.chain(contests.iter().map(|it| (it.organization(), it.decided_by)));
    let is_own = |(organization, by): (_, Option<AccountId>)| belongs(organization) || by == Some(party.account);
    if account == party.account || concerned.any(is_own) {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    if requests.is_empty() && contests.is_empty() {
        return Err(Error::new(Code::NothingToErase));
    }
    if contests.iter().any(|it| it.status == ContestStatus::Open) {
        return Err(Error::new(Code::ContestOpen));
    }
    for request in requests {
        requests::erase_texts(tx, request.id)?;
        forget_answers_about(tx, request.id.as_str())?;
    }
    for contest in contests {
        contests::erase_texts(tx, contest.id)?;
        forget_answers_about(tx, contest.id.as_str())?;
    }
    tx.record(Event::AccountTextsErased { account, reason: code.to_owned() })
}
