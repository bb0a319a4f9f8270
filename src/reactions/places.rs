//! The deadline of a kept place, and what the mails about it say.

use super::compose::{Facts, subject};
use crate::catalog::ListingStatus;
use crate::db::{Recorded, Tx};
use crate::deadlines::{self, Deadline, DeadlineKind};
use crate::error::Result;
use crate::events::Event;
use crate::mail::{Kind, Queued};
use crate::trials::places;
use crate::trials::places::model::WaitingStatus;
use crate::values::{BusinessId, Locale, PlatformId, Timestamp, WaitingEntryId};
use crate::{businesses, catalog};
use std::time::Duration;

/// The instant after the last one in which the place is kept.
pub(super) fn until(entry: WaitingEntryId, offered_until: Timestamp) -> Deadline {
    let due_at = offered_until.plus(Duration::from_micros(1));
    Deadline { subject_id: entry.to_string(), kind: DeadlineKind::PlaceOffer, step: 0, trial_id: None, due_at }
}

/// What is kept is taken back when the platform is suspended, who waits is offered what is free once it is there again, and nobody waits
/// for what is archived.
pub(super) fn again(platform: PlatformId, due_at: Timestamp) -> Deadline {
    Deadline { subject_id: platform.to_string(), kind: DeadlineKind::PlacesAgain, step: 0, trial_id: None, due_at }
}

/// A firm that was passed over may be an SME again: what is free of what it waits for is offered.
pub(super) fn awaited(tx: &mut Tx<'_>, business: BusinessId) -> Result<()> {
    let (root_key, due_at) = (businesses::find(tx, business)?.root_key, tx.now());
    places::awaited(tx, &root_key)?.into_iter().try_for_each(|platform| deadlines::set(tx, &again(platform, due_at)))
}

/// An approval that was taken back takes what its vendor had limited along.
pub(super) fn forget(tx: &mut Tx<'_>, recorded: &[Recorded]) -> Result<()> {
    for it in recorded {
        if let Event::PlatformClaimRejected { platform, .. } = it.event {
            places::actions::forget(tx, platform)?;
        }
    }
    Ok(())
}

/// What the mails of a waiting list say; else why they no longer fit.
pub(super) fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let entry = places::find(tx, subject::<WaitingEntryId>(row)?)?;
    if row.kind == Kind::PlaceOffered && entry.status != WaitingStatus::Offered {
        return Ok(Some("answered meanwhile"));
    }
    if row.kind == Kind::PlaceTakenBack && entry.status != WaitingStatus::Waiting {
        return Ok(Some("offered again, or left meanwhile"));
    }
    let platform = catalog::find(tx, entry.platform_id)?;
    // An invitation to ask for what nobody can have.
    if matches!(row.kind, Kind::PlaceOffered | Kind::PlaceLapsed) && platform.status != ListingStatus::Published {
        return Ok(Some("out of the catalog meanwhile"));
    }
    let until = entry.offered_until.map(|until| until.local_day().for_people(locale));
    facts.extend([
        ("vendor", platform.vendor_name),
        ("platform", platform.name),
        ("business", businesses::find(tx, entry.business_id)?.name),
        ("offered_until", until.unwrap_or_default()),
    ]);
    Ok(None)
}
