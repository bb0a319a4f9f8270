//! What becomes of trials when a deadline has come: one verb, one function. Each says whether it was done, or why it made
//! no sense any more.

use super::lifecycle::{reinstatement_notice, suspension_notice, unfit};
use crate::catalog::{self, ListingStatus};
use crate::db::{Tx, history_of};
use crate::deadlines::{self, Settled};
use crate::error::Result;
use crate::events::Event;
use crate::trials::actions::command;
use crate::trials::lifecycle::{Actor, Command};
use crate::trials::{Trial, TrialStatus, store};
use crate::values::{PlatformId, Timestamp, TrialId};

/// The facts of a trial by which one sees whether its business knows of a suspension alone, or of its end, too.
const TOLD: &str = "trial.suspension_told";
const TOLD_OF_THE_END: &str = "trial.reinstatement_told";

const ANSWERED: Settled = Settled::Skipped("answered meanwhile");

/// The vendor is asked again for an answer.
pub fn nudge(tx: &mut Tx<'_>, id: TrialId) -> Result<Settled> {
    let trial = store::find(tx, id)?;
    if trial.status != TrialStatus::Requested {
        return Ok(ANSWERED);
    }
    let nudged_at = Some(tx.now());
    store::save(tx, &Trial { nudged_at, updated_at: tx.now(), ..trial })?;
    tx.record(Event::TrialNudged { trial: id })?;
    Ok(Settled::Done)
}

/// The request goes to the staff's queue, and the business is shown other platforms.
pub fn escalate(tx: &mut Tx<'_>, id: TrialId) -> Result<Settled> {
    let trial = store::find(tx, id)?;
    if trial.status != TrialStatus::Requested {
        return Ok(ANSWERED);
    }
    let escalated_at = Some(tx.now());
    store::save(tx, &Trial { escalated_at, updated_at: tx.now(), ..trial })?;
    tx.record(Event::TrialEscalated { trial: id })?;
    Ok(Settled::Done)
}

/// The request ends without an answer; the business may ask again.
pub fn end_unanswered(tx: &mut Tx<'_>, id: TrialId) -> Result<Settled> {
    let trial = store::find(tx, id)?;
    if trial.status != TrialStatus::Requested {
        return Ok(ANSWERED);
    }
    command(tx, &trial, &Command::GiveUp, Actor::Programme)?;
    tx.record(Event::TrialUnanswered { trial: id })?;
    Ok(Settled::Done)
}

/// Somebody is reminded of the end, or asked for the outcome after it.
pub fn remind(tx: &mut Tx<'_>, id: TrialId, days: i64, overtaken: bool) -> Result<Settled> {
    let trial = store::find(tx, id)?;
    if let Some(why) = unfit(&trial, days, overtaken) {
        return Ok(Settled::Skipped(why));
    }
    tx.record(Event::TrialReminded { trial: id, days })?;
    Ok(Settled::Done)
}

/// Businesses with open trials of a suspended platform are told, a batch of them in the order of their requests; the next batch
/// is due at once, in a transaction of its own.
pub fn tell_of_suspension(tx: &mut Tx<'_>, platform: PlatformId, after: Timestamp) -> Result<Settled> {
    if catalog::find(tx, platform)?.status != ListingStatus::Suspended {
        return Ok(Settled::Skipped("reinstated meanwhile"));
    }
    let (trials, more_after) = store::open_after(tx, platform, after)?;
    for trial in trials {
        tx.record(Event::SuspensionTold { trial })?;
    }
    if let Some(last) = more_after {
        let now = tx.now();
        deadlines::set(tx, &suspension_notice(platform, last, now))?;
    }
    Ok(Settled::Done)
}

/// Businesses that were told of a suspension are told of its end, in the same batches, where their trials are still open. Who
/// asked for a trial since, or had been told nothing yet when it ended, has nothing to be told.
pub fn tell_of_reinstatement(tx: &mut Tx<'_>, platform: PlatformId, after: Timestamp) -> Result<Settled> {
    if catalog::find(tx, platform)?.status != ListingStatus::Published {
        return Ok(Settled::Skipped("taken out again meanwhile"));
    }
    let (trials, more_after) = store::open_after(tx, platform, after)?;
    for trial in trials {
        let told = history_of(tx, trial.as_str(), &[TOLD, TOLD_OF_THE_END], None, 1)?;
        if told.first().is_some_and(|last| last.kind == TOLD) {
            tx.record(Event::ReinstatementTold { trial })?;
        }
    }
    if let Some(last) = more_after {
        let now = tx.now();
        deadlines::set(tx, &reinstatement_notice(platform, last, now))?;
    }
    Ok(Settled::Done)
}

/// The agreed end has come.
pub fn expire(tx: &mut Tx<'_>, id: TrialId) -> Result<Settled> {
    let trial = store::find(tx, id)?;
    let Some(trial_end) = trial.trial_end.filter(|_| trial.status.runs()) else {
        let converted = trial.status == TrialStatus::Converted;
        return Ok(Settled::Skipped(if converted { "the trial has converted" } else { "the trial has ended" }));
    };
    command(tx, &trial, &Command::Expire, Actor::Programme)?;
    tx.record(Event::TrialExpired { trial: id, trial_end })?;
    Ok(Settled::Done)
}
