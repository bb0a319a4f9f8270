//! The deadlines that follow from events: the one place where they are set; and what their mails say.

use super::compose::{Facts, about, reason, subject};
use super::places;
use crate::catalog::{self, rechecks};
use crate::conversions::{self, Conversion};
use crate::db::{Recorded, Tx};
use crate::deadlines::{self, Deadline, DeadlineKind, morning};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::mail::{Kind, Queued};
use crate::reference::{ReasonList, working_days_after};
use crate::rules::{self, Rules};
use crate::trials::clocks::{after_start, reinstatement_notice, suspension_notice, while_requested};
use crate::trials::extensions;
use crate::trials::{self, Side, Trial, TrialStatus};
use crate::values::{ConversionId, ExtensionId, Locale, Month, PlatformId, Timestamp, TrialId, VendorId};

/// Platforms that a business is shown in place of one whose vendor does not answer, at most.
const OTHERS: usize = 3;

/// Sets the deadlines that follow from recorded events, in their transaction.
pub fn set(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    for it in recorded {
        match &it.event {
            Event::TrialRequested { trial, .. } => {
                let trial = trials::find(tx, *trial)?;
                deadlines::set(tx, &while_requested(&trial, DeadlineKind::TrialNudge, trial.respond_by))?;
            }
            Event::TrialNudged { trial } => next(tx, *trial, DeadlineKind::TrialEscalation)?,
            Event::TrialEscalated { trial } => next(tx, *trial, DeadlineKind::TrialUnanswered)?,
            Event::TrialProvisioned { trial, .. } | Event::TrialExtended { trial, .. } => started(tx, *trial)?,
            Event::ConversionClaimed { conversion, .. } => claimed(tx, *conversion)?,
            Event::PlaceOffered { entry, offered_until, .. } => {
                deadlines::set(tx, &places::until(*entry, *offered_until))?;
            }
            Event::ConversionConfirmed { conversion, .. } => confirmed(tx, *conversion)?,
            Event::InvoiceShown { trial, invoice, .. } => {
                at_once(tx, DeadlineKind::InvoiceSignals, invoice.to_string(), *trial)?;
            }
            Event::ConversionWithdrawn { trial, .. } => runs_again(tx, *trial)?,
            Event::PlatformSuspended { platform, vendor: Some(_), .. } => {
                let due_at = tx.now();
                deadlines::set(tx, &suspension_notice(*platform, Timestamp::from_micros(0), due_at))?;
                deadlines::set(tx, &places::again(*platform, due_at))?;
            }
            Event::PlatformReinstated { platform, vendor: Some(_) } => {
                let due_at = tx.now();
                deadlines::set(tx, &reinstatement_notice(*platform, Timestamp::from_micros(0), due_at))?;
                deadlines::set(tx, &places::again(*platform, due_at))?;
            }
            Event::PlatformArchived { platform, .. } => {
                let due_at = tx.now();
                deadlines::set(tx, &places::again(*platform, due_at))?;
            }
            Event::BusinessChanged { business, outgrown: false, .. } => places::awaited(tx, *business)?,
            Event::PlatformPublished { platform, .. }
            | Event::PlatformRechecked { platform, .. }
            | Event::PlatformTransferred { platform, .. } => {
                looked_at_again(tx, *platform)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// A listing is looked at again on its day, and its vendor told before; a day that stays sets nothing anew.
fn looked_at_again(tx: &mut Tx<'_>, platform: PlatformId) -> Result<()> {
    let Some(due_on) = catalog::find(tx, platform)?.recheck_due_on else { return Ok(()) };
    let known = deadlines::last(tx, platform.as_str(), DeadlineKind::ListingRecheck)?;
    if known == Some(morning(due_on)) {
        return Ok(());
    }
    rechecks::deadlines(platform, due_on).iter().try_for_each(|deadline| deadlines::set(tx, deadline))
}

/// A request still waits: it is looked at again after so many working days.
fn next(tx: &mut Tx<'_>, trial: TrialId, kind: DeadlineKind) -> Result<()> {
    let trial = trials::find(tx, trial)?;
    let rules = rules::find(tx, trial.rules_id)?;
    let days = match kind {
        DeadlineKind::TrialEscalation => rules.escalation_working_days,
        _ => rules.unanswered_working_days,
    };
    let today = tx.now().local_day();
    let in_time = working_days_after(tx, today, u32::try_from(days).unwrap_or(u32::MAX))?.end();
    deadlines::set(tx, &while_requested(&trial, kind, in_time))
}

fn started(tx: &mut Tx<'_>, trial: TrialId) -> Result<()> {
    let trial: Trial = trials::find(tx, trial)?;
    let rules = rules::find(tx, trial.rules_id)?;
    after_start(&trial, rules.reminder_days.iter(), tx.now())
        .iter()
        .try_for_each(|deadline| deadlines::set(tx, deadline))
}

/// A trial that had converted is what it was: what is ahead of it, and its end, which may have passed meanwhile.
fn runs_again(tx: &mut Tx<'_>, trial: TrialId) -> Result<()> {
    if trials::find(tx, trial)?.status.runs() { started(tx, trial) } else { Ok(()) }
}

fn claimed(tx: &mut Tx<'_>, conversion: ConversionId) -> Result<()> {
    let it = conversions::find(tx, conversion)?;
    let rules = rules_of(tx, &it)?;
    month_of(tx, it.vendor_id, it.claimed_at)?;
    mornings(tx, &it, DeadlineKind::ClaimReminder, it.claimed_at, rules.claim_reminder_days.iter())
}

/// Whether a conversion lasts is asked later; of one that does not count, never.
fn confirmed(tx: &mut Tx<'_>, conversion: ConversionId) -> Result<()> {
    let it = conversions::find(tx, conversion)?;
    let Some(converted_at) = it.converted_at.filter(|_| it.counts()) else { return Ok(()) };
    let trial = trials::find(tx, it.trial_id)?;
    let rules = rules::find(tx, trial.rules_id)?;
    at_once(tx, DeadlineKind::ConversionSignals, it.id.to_string(), it.trial_id)?;
    month_of(tx, it.vendor_id, converted_at)?;
    // The vendor's rate is compared once the window of its trials has closed.
    trial.window_end.map_or(Ok(()), |closes| month_of(tx, it.vendor_id, closes))?;
    mornings(tx, &it, DeadlineKind::RetentionCheck, converted_at, rules.retention_days.iter())
}

/// What the worker does right away, once, and not in the request.
fn at_once(tx: &mut Tx<'_>, kind: DeadlineKind, subject_id: String, trial: TrialId) -> Result<()> {
    let due_at = tx.now();
    deadlines::set_once(tx, &Deadline { subject_id, kind, step: 0, trial_id: Some(trial), due_at })
}

/// A vendor's month is looked at on the morning after it: every month in which something happened.
fn month_of(tx: &mut Tx<'_>, vendor: VendorId, at: Timestamp) -> Result<()> {
    let month = Month::of(at.local_day()).ok_or_else(|| Error::internal(format!("{at} is in no month")))?;
    let (subject_id, kind, step) = (vendor.to_string(), DeadlineKind::VendorMonth, month.number());
    let due_at = morning(month.next_first());
    deadlines::set_once(tx, &Deadline { subject_id, kind, step, trial_id: None, due_at })
}

fn rules_of(tx: &mut Tx<'_>, it: &Conversion) -> Result<Rules> {
    let trial = trials::find(tx, it.trial_id)?;
    rules::find(tx, trial.rules_id)
}

/// A conversion's deadlines on the mornings of these days after the day of `from`.
fn mornings(
    tx: &mut Tx<'_>,
    it: &Conversion,
    kind: DeadlineKind,
    from: Timestamp,
    days: impl Iterator<Item = i32>,
) -> Result<()> {
    for days in days {
        let due_at = morning(from.local_day().plus_days(days.unsigned_abs()));
        let (subject_id, step, trial_id) = (it.id.to_string(), i64::from(days), Some(it.trial_id));
        deadlines::set(tx, &Deadline { subject_id, kind, step, trial_id, due_at })?;
    }
    Ok(())
}

/// What the mails of trials' deadlines say; else why they no longer fit.
pub(super) fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let trial = trials::find(tx, subject::<TrialId>(row)?)?;
    about(tx, &trial, facts)?;
    let today = tx.now().local_day();
    match row.kind {
        Kind::TrialNudge | Kind::TrialDelayed => {
            if trial.status != TrialStatus::Requested {
                return Ok(Some("answered meanwhile"));
            }
            facts.insert("requested_on", trial.requested_at.local_day().for_people(locale));
            if row.kind == Kind::TrialDelayed {
                facts.insert("others", others(tx, &trial)?);
            }
        }
        Kind::TrialReminder => {
            let Some(last) = trial.trial_end.map(|end| end.local_day()).filter(|_| trial.status.runs()) else {
                return Ok(Some("the trial has ended"));
            };
            facts.insert("ends_on", last.for_people(locale));
            facts.insert("days", last.days_since(today).max(0).to_string());
        }
        _ => {
            if trial.status != TrialStatus::Expired || conversions::is_any(tx, trial.id)? {
                return Ok(Some("the outcome is known"));
            }
            let last = trial.trial_end.map(|end| end.local_day().for_people(locale));
            facts.insert("ends_on", last.unwrap_or_default());
        }
    }
    Ok(None)
}

/// Other platforms of the category with an offer for the business's size: in turn, by the trial's id, so that none is
/// always the first.
fn others(tx: &mut Tx<'_>, trial: &Trial) -> Result<String> {
    let today = tx.now().local_day();
    let mut names = catalog::offered(tx, &trial.category_code, trial.size_class, trial.platform_id, today)?;
    let turn = trial.id.as_str().bytes().map(usize::from).sum::<usize>().checked_rem(names.len()).unwrap_or_default();
    names.rotate_left(turn);
    Ok(names.into_iter().take(OTHERS).collect::<Vec<_>>().join(", "))
}

/// What the mails of an extension say; else why they no longer fit.
pub(super) fn extension(
    tx: &mut Tx<'_>,
    row: &Queued,
    locale: Locale,
    facts: &mut Facts,
) -> Result<Option<&'static str>> {
    let it = extensions::find(tx, subject::<ExtensionId>(row)?)?;
    let trial = trials::find(tx, it.trial_id)?;
    if row.kind == Kind::ExtensionAsked && (it.answered_at.is_some() || !trial.status.runs()) {
        return Ok(Some("answered meanwhile"));
    }
    about(tx, &trial, facts)?;
    let asker = if it.asked_by_side == Side::Vendor { "vendor" } else { "business" };
    facts.insert("asked_by", facts.get(asker).cloned().unwrap_or_default());
    facts.insert("days", it.days.to_string());
    let end = trial.trial_end.map(|end| end.local_day());
    let (list, code) = match row.kind {
        Kind::ExtensionRefused => (ReasonList::ExtensionRefusal, it.answer_code.as_deref()),
        _ => (ReasonList::Extension, Some(it.reason_code.as_str())),
    };
    facts.insert("reason", reason(tx, list, code, locale)?);
    let name = if row.kind == Kind::ExtensionAgreed { "new_end" } else { "ends_on" };
    facts.insert(name, end.map(|day| day.for_people(locale)).unwrap_or_default());
    Ok(None)
}
