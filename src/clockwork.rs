//! What becomes of deadlines that have come: one match from deadline to action, as `reactions` has one from event to
//! mails. The one place to look.

use crate::cases::audits::actions as audits;
use crate::cases::signals::actions as signals;
use crate::catalog::rechecks::actions as rechecks;
use crate::conversions;
use crate::db::{Cause, Db, Tx};
use crate::deadlines::{self, Deadline, DeadlineKind, Settled};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::trials::clocks::actions as trials;
use crate::trials::places::actions as places;
use crate::values::{ConversionId, InvoiceId, Month, PlatformId, Timestamp, TypedId, VendorId, WaitingEntryId};

/// Deadlines in one transaction, at most: an interactive write waits for no more.
const BATCH: i64 = 64;

/// Settles a batch of what is due, in the order of its instants; how many. Several servers may ask at once: each deadline
/// is settled once, in the transaction of what it does.
///
/// Errors: 503 while the database is away.
pub async fn settle_due(db: &Db) -> Result<usize> {
    let now = db.now();
    if !db.read(move |conn| deadlines::is_any_due(conn, now)).await? {
        return Ok(0);
    }
    match db.write(Cause::default(), |tx| settle(tx, BATCH)).await {
        Ok(settled) => Ok(settled),
        // One of them stands in the way of the others: each alone, and those that fail later.
        Err(error) => {
            tracing::warn!(%error, "a batch of deadlines failed: each is tried alone");
            settle_alone(db).await
        }
    }
}

async fn settle_alone(db: &Db) -> Result<usize> {
    let mut settled = 0;
    for _ in 0..BATCH {
        match db.write(Cause::default(), |tx| settle(tx, 1)).await {
            Ok(0) => break,
            Ok(_) => settled += 1,
            Err(error) => {
                tracing::error!(%error, "a deadline cannot be settled: it is put off for an hour");
                let put_off = |tx: &mut Tx<'_>| {
                    let due = deadlines::due(tx, 1)?;
                    due.iter().try_for_each(|deadline| deadlines::put_off(tx, deadline))
                };
                db.write(Cause::default(), put_off).await?;
            }
        }
    }
    Ok(settled)
}

fn settle(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let due = deadlines::due(tx, most)?;
    for deadline in &due {
        let settled = fall_due(tx, deadline)?;
        deadlines::settle(tx, deadline, settled)?;
        if let Settled::Skipped(why) = settled {
            // What is of a trial stands in its history, also a reminder of its claim.
            let subject = deadline.trial_id.map_or_else(|| deadline.subject_id.clone(), |trial| trial.to_string());
            tx.record(Event::DeadlineSkipped { subject, deadline: deadline.kind.as_str(), step: deadline.step, why })?;
        }
    }
    Ok(due.len())
}

/// What follows from a deadline that has come.
fn fall_due(tx: &mut Tx<'_>, it: &Deadline) -> Result<Settled> {
    match it.kind {
        DeadlineKind::TrialNudge => trials::nudge(tx, subject(it)?),
        DeadlineKind::TrialEscalation => trials::escalate(tx, subject(it)?),
        DeadlineKind::TrialUnanswered => trials::end_unanswered(tx, subject(it)?),
        DeadlineKind::TrialReminder => {
            let overtaken = deadlines::is_overtaken(tx, it)?;
            trials::remind(tx, subject(it)?, it.step, overtaken)
        }
        DeadlineKind::TrialEnd => trials::expire(tx, subject(it)?),
        DeadlineKind::ClaimReminder => {
            let overtaken = deadlines::is_overtaken(tx, it)?;
            conversions::actions::remind(tx, subject::<ConversionId>(it)?, it.step, overtaken)
        }
        DeadlineKind::RetentionCheck => {
            let overtaken = deadlines::is_overtaken(tx, it)?;
            conversions::retention::actions::ask(tx, subject::<ConversionId>(it)?, it.step, overtaken)
        }
        DeadlineKind::ConversionSignals => signals::look_at_confirmation(tx, subject::<ConversionId>(it)?),
        DeadlineKind::InvoiceSignals => signals::look_at_invoice(tx, subject::<InvoiceId>(it)?),
        DeadlineKind::VendorMonth => {
            let (vendor, month) = (subject::<VendorId>(it)?, month(it)?);
            audits::draw(tx, vendor, month)?;
            signals::look_at_month(tx, vendor, month)
        }
        DeadlineKind::SuspensionNotice => {
            trials::tell_of_suspension(tx, subject::<PlatformId>(it)?, Timestamp::from_micros(it.step))
        }
        DeadlineKind::ReinstatementNotice => {
            trials::tell_of_reinstatement(tx, subject::<PlatformId>(it)?, Timestamp::from_micros(it.step))
        }
        DeadlineKind::ListingRecheck => {
            let overtaken = deadlines::is_overtaken(tx, it)?;
            rechecks::come(tx, subject(it)?, it, overtaken)
        }
        DeadlineKind::PlaceOffer => places::lapse(tx, subject::<WaitingEntryId>(it)?),
        DeadlineKind::PlacesAgain => places::again(tx, subject(it)?),
    }
}

fn month(it: &Deadline) -> Result<Month> {
    Month::from_number(it.step).ok_or_else(|| Error::internal(format!("{} of {}", it.kind, it.step)))
}

fn subject<I: TypedId>(it: &Deadline) -> Result<I> {
    I::parse(&it.subject_id).ok_or_else(|| Error::internal(format!("{} of {}", it.kind, it.subject_id)))
}
