//! What waits for whom since something happened: after the deadlines, which say until when.

use crate::db::{Recorded, Tx};
use crate::deadlines::{self, DeadlineKind};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::tasks::lifecycle::{of_case, of_listing, of_place, of_platform_claim, of_trial};
use crate::tasks::model::{Check, KeptPlace, Standing, Wish};
use crate::trials::places::{self, model::WaitingStatus};
use crate::trials::{self, extensions};
use crate::values::{CaseId, PlatformClaimId, PlatformId, Timestamp, TrialId, TypedId, WaitingEntryId};
use crate::{businesses, cases, catalog, conversions, reviews, tasks};
use std::collections::BTreeSet;
use std::time::Duration;

/// Whether an event leaves everything as it stood.
const fn changes_nothing(event: &Event) -> bool {
    matches!(
        event,
        Event::TrialReminded { .. }
            | Event::ClaimReminded { .. }
            | Event::DeadlineSkipped { .. }
            | Event::SuspensionTold { .. }
            | Event::ReinstatementTold { .. }
    )
}

/// Writes the tasks of what something happened to anew, in the order of ids, so that of two transactions
/// one waits for the other, and not each for each.
pub fn write(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    let changed = recorded.iter().filter(|it| !changes_nothing(&it.event));
    for subject in changed.map(|it| it.event.subject()).collect::<BTreeSet<_>>() {
        if let Some(trial) = TrialId::parse(subject) {
            trial_tasks(tx, trial)?;
        } else if let Some(entry) = WaitingEntryId::parse(subject) {
            place_tasks(tx, entry)?;
        } else if let Some(case) = CaseId::parse(subject) {
            let task = of_case(&cases::find(tx, case)?);
            tasks::write(tx, subject, task.into_iter().collect())?;
        } else if let Some(platform) = PlatformId::parse(subject) {
            listing_tasks(tx, platform)?;
        }
    }
    for claim in recorded.iter().filter_map(|it| claim_of(&it.event)).collect::<BTreeSet<_>>() {
        let task = of_platform_claim(&catalog::claims::find(tx, claim)?);
        tasks::write(tx, claim.as_str(), task.into_iter().collect())?;
    }
    // What a kept place waits for is the new vendor's.
    for it in recorded {
        let Event::PlatformTransferred { platform, .. } = &it.event else { continue };
        for entry in places::kept(tx, *platform)? {
            place_tasks(tx, entry)?;
        }
    }
    Ok(())
}

/// Nothing waits where a platform is nobody's.
fn listing_tasks(tx: &mut Tx<'_>, id: PlatformId) -> Result<()> {
    let task = match catalog::find(tx, id)?.vendor_id {
        Some(vendor) => of_listing(vendor, &catalog::latest_version(tx, id)?),
        None => None,
    };
    tasks::write(tx, id.as_str(), task.into_iter().collect())
}

/// The claim of a platform that an event speaks of: the event itself is about the platform, which is locked.
const fn claim_of(event: &Event) -> Option<PlatformClaimId> {
    match event {
        Event::PlatformClaimed { claim, .. }
        | Event::PlatformClaimApproved { claim, .. }
        | Event::PlatformClaimRejected { claim, .. }
        | Event::PlatformClaimWithdrawn { claim, .. }
        | Event::PlatformClaimReopened { claim, .. } => Some(*claim),
        _ => None,
    }
}

/// The trial is locked first, so that what two transactions at once change of it is all seen by the later one.
fn trial_tasks(tx: &mut Tx<'_>, id: TrialId) -> Result<()> {
    let trial = trials::lock(tx, id)?;
    let escalated = trial.escalated_at.is_some();
    let unanswered = deadline(tx, escalated.then_some(id.as_str()), DeadlineKind::TrialUnanswered)?;
    // Before it starts there is nothing beside a trial, and most never have a conversion.
    let started = trial.provisioned_at.is_some();
    let wish = if trial.status.runs() { extensions::waiting(tx, id)? } else { None };
    let conversion = if started { conversions::latest(tx, id)? } else { None };
    // Only what was used is reviewed.
    let review = if trial.activated_at.is_some() { reviews::of_trial(tx, id)? } else { None };
    let (mut last_reminder, mut unsettled_since, mut checks) = (None, None, Vec::new());
    if let Some(it) = &conversion {
        last_reminder = deadline(tx, Some(it.id.as_str()), DeadlineKind::ClaimReminder)?;
        unsettled_since = conversions::unsettled::since(tx, id)?;
        checks = conversions::retention::waiting(tx, it.id)?;
    }
    let standing = Standing {
        trial: &trial,
        answerable_until: unanswered.map(|at| at.minus(Duration::from_micros(1))),
        wish: wish.map(|it| Wish { id: it.id, by: it.asked_by_side, asked_at: it.asked_at }),
        conversion: conversion.as_ref(),
        last_reminder,
        unsettled_since,
        checks: checks.iter().map(|it| Check { id: it.id, side: it.side, asked_at: it.asked_at }).collect(),
        review: review.and_then(|it| Some((it.id, it.waits_since?))),
    };
    tasks::write(tx, id.as_str(), of_trial(&standing))
}

fn deadline(tx: &mut Tx<'_>, subject: Option<&str>, kind: DeadlineKind) -> Result<Option<Timestamp>> {
    Ok(subject.map(|id| deadlines::last(tx, id, kind)).transpose()?.flatten())
}

fn place_tasks(tx: &mut Tx<'_>, id: WaitingEntryId) -> Result<()> {
    let entry = places::find(tx, id)?;
    let kept = entry.offered_at.zip(entry.offered_until).filter(|_| entry.status == WaitingStatus::Offered);
    let Some((offered_at, offered_until)) = kept else { return tasks::write(tx, id.as_str(), Vec::new()) };
    let vendor = catalog::find(tx, entry.platform_id)?.vendor_id;
    let place = KeptPlace {
        entry: id,
        business: entry.business_id,
        province_code: &businesses::find(tx, entry.business_id)?.province_code,
        platform: entry.platform_id,
        vendor: vendor.ok_or_else(|| Error::internal(format!("{id} waits for a platform of no vendor")))?,
        offered_at,
        offered_until,
    };
    tasks::write(tx, id.as_str(), vec![of_place(&place)])
}
