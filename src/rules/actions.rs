//! What administrators do with the rules: one verb, one function.

use super::lifecycle;
use super::model::{Rules, RulesStatus, Terms};
use super::store;
use crate::accounts::offices;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::values::{AccountId, RulesId};

/// Proposes a whole set of rules, with a reason. It waits for a second administrator.
///
/// Errors: 422 for a day that is not ahead; 409 while another change waits.
pub fn propose(tx: &mut Tx<'_>, by: AccountId, terms: &Terms, reason: &str) -> Result<Rules> {
    lifecycle::check_day(terms.holds_from, tx.now().local_day())?;
    let id = store::insert(tx, by, terms, reason)?;
    tx.record(Event::RulesProposed { rules: id, holds_from: terms.holds_from })?;
    store::find(tx, id)
}

/// A second administrator agrees: the set holds from its day on.
///
/// Errors: 404 for an unknown change; 409 for one that was decided, for who proposed it, once its day has come, and where
/// who proposed it is no administrator any more.
pub fn approve(tx: &mut Tx<'_>, by: AccountId, id: RulesId) -> Result<Rules> {
    let rules = store::find(tx, id)?;
    lifecycle::check_approver(&rules, by, tx.now().local_day())?;
    rules.proposed_by.map(|proposer| offices::check_proposer(tx, proposer)).transpose()?;
    tx.not_before(rules.proposed_at);
    store::decide(tx, &rules, by, RulesStatus::Agreed)?;
    tx.record(Event::RulesAgreed { rules: id, holds_from: rules.holds_from })?;
    store::find(tx, id)
}

/// An administrator refuses a change, or takes back the own one.
///
/// Errors: 404 for an unknown change; 409 for one that was decided.
pub fn refuse(tx: &mut Tx<'_>, by: AccountId, id: RulesId) -> Result<Rules> {
    let rules = store::find(tx, id)?;
    lifecycle::check_pending(&rules)?;
    tx.not_before(rules.proposed_at);
    store::decide(tx, &rules, by, RulesStatus::Refused)?;
    tx.record(Event::RulesRefused { rules: id })?;
    store::find(tx, id)
}
