//! What the two sides do with extensions: one verb, one function.

use super::lifecycle::{self, Answer};
use super::model::{Extension, NewExtension};
use super::store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::reference::{self, ReasonList};
use crate::rules;
use crate::trials::lifecycle::{extended, possible};
use crate::trials::store as trials;
use crate::trials::{Reach, Side, Trial};
use crate::values::{AccountId, ExtensionId, TrialId};

/// An extension and its trial.
pub type Case = (Extension, Trial);

/// One side asks for more days.
///
/// Errors: 404 for a foreign trial; 409 where it does not run, another wish waits, or the cap is reached; 422 for a reason
/// that is not on the list, and for more days than are left.
pub fn ask(tx: &mut Tx<'_>, by: AccountId, reach: &Reach, id: TrialId, new: &NewExtension) -> Result<Case> {
    let (trial, actor) = trials::lock_for_person(tx, reach, id)?;
    let side = actor.side().ok_or_else(Error::not_found)?;
    reference::check_reason(tx, ReasonList::Extension, &new.reason_code, "/reason_code")?;
    if !trial.status.runs() {
        return Err(Error::wrong_state(trial.status, possible(trial.status, actor)));
    }
    tx.not_before(trial.updated_at);
    let rules = rules::find(tx, trial.rules_id)?;
    lifecycle::check_cap(&rules, store::used(tx, id)?, new.days)?;
    let extension = store::insert(tx, id, side, by, new)?;
    tx.record(Event::ExtensionAsked {
        trial: id,
        extension,
        side: side.to_string(),
        days: new.days,
        reason: new.reason_code.clone(),
    })?;
    Ok((store::find(tx, extension)?, trial))
}

/// The extension and its trial, of a person on one of its sides; a foreign one does not exist.
///
/// Errors: 412 where the request was meant for another version of the extension.
fn case(tx: &mut Tx<'_>, by: AccountId, reach: &Reach, id: ExtensionId) -> Result<(Case, Vec<Side>)> {
    let trial = store::find(tx, id)?.trial_id;
    let trial = trials::lock(tx, trial)?;
    let extension = store::find(tx, id)?;
    let sides = trials::sides(&trial, &reach.businesses, &reach.vendors);
    if sides.is_empty() {
        return Err(Error::not_found());
    }
    let status = lifecycle::present(extension.status, trial.status);
    let open = || lifecycle::possible(&extension, trial.status, by, &sides);
    tx.expects(extension.version).map_err(|stale| stale.in_state(status, open()))?;
    Ok(((extension, trial), sides))
}

/// The other side agrees: the end moves, and with it the window; the cohort stays.
///
/// Errors: 404 for a foreign one; 409 for the side that asked, where it waits no more, and where the cap was reached
/// meanwhile.
pub fn agree(tx: &mut Tx<'_>, by: AccountId, reach: &Reach, id: ExtensionId) -> Result<Case> {
    let ((extension, trial), sides) = case(tx, by, reach, id)?;
    let status = lifecycle::answered(&extension, trial.status, Answer::Agree, by, &sides)?;
    tx.not_before(trial.updated_at.max(extension.asked_at));
    let rules = rules::find(tx, trial.rules_id)?;
    lifecycle::check_cap(&rules, store::used(tx, trial.id)?, extension.days)?;
    store::answer(tx, &extension, by, status, None)?;
    let after = extended(&trial, extension.days, rules.window(), tx.now());
    trials::save(tx, &after)?;
    let trial_end = after.trial_end.ok_or_else(|| Error::internal("a running trial without an end"))?;
    tx.record(Event::TrialExtended { trial: trial.id, extension: id, days: extension.days, trial_end })?;
    Ok((store::find(tx, id)?, trials::find(tx, trial.id)?))
}

/// The other side refuses, with a reason of the closed list.
///
/// Errors: as [`agree`]; 422 for a reason that is not on the list.
pub fn refuse(
    tx: &mut Tx<'_>,
    by: AccountId,
    reach: &Reach,
    id: ExtensionId,
    code: &str,
    text: Option<&str>,
) -> Result<Case> {
    let ((extension, trial), sides) = case(tx, by, reach, id)?;
    reference::check_reason(tx, ReasonList::ExtensionRefusal, code, "/reason_code")?;
    let status = lifecycle::answered(&extension, trial.status, Answer::Refuse, by, &sides)?;
    tx.not_before(extension.asked_at);
    store::answer(tx, &extension, by, status, Some((code, text)))?;
    let side = extension.asked_by_side.other().to_string();
    tx.record(Event::ExtensionRefused { trial: trial.id, extension: id, side, reason: code.to_owned() })?;
    Ok((store::find(tx, id)?, trial))
}

/// The side that asked takes the wish back.
///
/// Errors: as [`agree`].
pub fn withdraw(tx: &mut Tx<'_>, by: AccountId, reach: &Reach, id: ExtensionId) -> Result<Case> {
    let ((extension, trial), sides) = case(tx, by, reach, id)?;
    let status = lifecycle::answered(&extension, trial.status, Answer::Withdraw, by, &sides)?;
    tx.not_before(extension.asked_at);
    store::answer(tx, &extension, by, status, None)?;
    tx.record(Event::ExtensionWithdrawn { trial: trial.id, extension: id })?;
    Ok((store::find(tx, id)?, trial))
}
