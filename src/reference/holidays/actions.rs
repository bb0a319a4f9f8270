//! What administrators do with the holidays: one verb, one function.

use super::lifecycle;
use super::model::{Change, Days, HolidayChangeStatus};
use super::store;
use crate::accounts::offices;
use crate::db::Tx;
use crate::error::Result;
use crate::events::Event;
use crate::reference::seed;
use crate::values::{AccountId, HolidayChangeId, LocalDay};

/// Proposes a change of holidays, with a reason. It waits for a second administrator.
///
/// Errors: 422 for days that are not ahead, that are holidays already, or that are none.
pub fn propose(tx: &mut Tx<'_>, by: AccountId, days: &Days, reason: &str) -> Result<Change> {
    let today = tx.now().local_day();
    lifecycle::check_proposed(days, today, &store::after(tx, today)?)?;
    let change = store::insert(tx, by, days, reason)?;
    let (added, removed) = named(days);
    tx.record(Event::HolidaysProposed { change, added, removed })?;
    store::find(tx, change)
}

/// A second administrator agrees: the days are changed at once.
///
/// Errors: 404 for an unknown change; 409 for one that was decided, for who proposed it, where who proposed it is no
/// administrator any more, once one of its days has come, and where the holidays have changed meanwhile.
pub fn approve(tx: &mut Tx<'_>, by: AccountId, id: HolidayChangeId) -> Result<Change> {
    // No other change is agreed to, and no seed loaded, between the look at the holidays and the commit.
    seed::lock(tx)?;
    let change = store::find(tx, id)?;
    lifecycle::check_approver(&change, by)?;
    offices::check_proposer(tx, change.proposal.proposed_by)?;
    tx.not_before(change.proposal.proposed_at);
    let today = tx.now().local_day();
    lifecycle::check_still(&change.days, today, &store::after(tx, today)?)?;
    store::decide(tx, &change.proposal, by, HolidayChangeStatus::Agreed)?;
    store::apply(tx, &change.days)?;
    let (added, removed) = named(&change.days);
    tx.record(Event::HolidaysAgreed { change: id, added, removed })?;
    store::find(tx, id)
}

/// An administrator refuses a change, or takes back the own one.
///
/// Errors: 404 for an unknown change; 409 for one that was decided.
pub fn refuse(tx: &mut Tx<'_>, by: AccountId, id: HolidayChangeId) -> Result<Change> {
    let change = store::find(tx, id)?;
    lifecycle::check_pending(&change)?;
    tx.not_before(change.proposal.proposed_at);
    store::decide(tx, &change.proposal, by, HolidayChangeStatus::Refused)?;
    tx.record(Event::HolidaysRefused { change: id })?;
    store::find(tx, id)
}

fn named(days: &Days) -> (Vec<LocalDay>, Vec<LocalDay>) {
    (days.added.iter().map(|it| it.day).collect(), days.removed.clone())
}
