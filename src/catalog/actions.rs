//! What vendors and staff do with listings: one verb, one function.

use super::model::{ListingStatus, NewPlatform, Platform};
use super::offers::{self, Offer, OfferRow};
use super::store;
use crate::accounts::members::{Act, Roles};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::values::{LocalDay, PlatformId, VendorId};
use crate::vendors::{self, VendorStatus};

/// A vendor drafts a listing with its offers.
///
/// Errors: 422 for a vendor that is not one of `mine`; 403 for a member who may not; 409 while the vendor is pending or for a slug that is taken.
pub fn draft(tx: &mut Tx<'_>, mine: &Roles, vendor: VendorId, new: &NewPlatform) -> Result<PlatformId> {
    let foreign = |error: Error| match error.code() {
        Code::NotFound => Error::fault("/vendor_id", FaultCode::UnknownReference, ""),
        _ => error,
    };
    mine.may(vendor, Act::ChangeData).map_err(foreign)?;
    let vendor = vendors::find(tx, vendor)?;
    if vendor.status != VendorStatus::Approved {
        return Err(Error::new(Code::VendorPending));
    }
    let id: PlatformId = tx.new_id();
    store::insert(tx, id, vendor.id, &vendor.name, new)?;
    tx.record(Event::PlatformDrafted { platform: id, vendor: vendor.id })?;
    Ok(id)
}

/// A vendor rewrites a draft.
///
/// Errors: 404 for a foreign listing; 403 for a member who may not; 409 when it is no draft any more; 412 when it has moved on.
pub fn change(
    tx: &mut Tx<'_>,
    mine: &Roles,
    id: PlatformId,
    change: impl Fn(&mut Conn, NewPlatform) -> Result<NewPlatform>,
) -> Result<()> {
    let platform = store::find(tx, id)?;
    let vendor = owner(&platform, mine)?;
    let offers = offers::store::of(tx, id)?;
    tx.expects(tag(&platform, &offers, tx.now().local_day()))?;
    in_status(&platform, ListingStatus::Draft)?;
    tx.not_before(platform.updated_at);
    let profile = store::profile(tx, id)?;
    let offers = offers.into_iter().map(Offer::from).collect();
    let said = NewPlatform { about: platform.about(), profile, offers };
    let new = change(tx, said)?;
    store::save(tx, &platform, &new)?;
    tx.record(Event::PlatformChanged { platform: id, vendor })
}

/// A vendor hands a draft to staff.
///
/// Errors: 404 for a foreign listing; 403 for a member who may not; 409 when it is no draft.
pub fn submit(tx: &mut Tx<'_>, mine: &Roles, id: PlatformId) -> Result<()> {
    let platform = store::find(tx, id)?;
    let vendor = owner(&platform, mine)?;
    in_status(&platform, ListingStatus::Draft)?;
    tx.not_before(platform.updated_at);
    store::set_status(tx, &platform, ListingStatus::Submitted)?;
    tx.record(Event::PlatformSubmitted { platform: id, vendor })
}

/// Staff put a submitted listing into the catalog.
///
/// Errors: 404 for an unknown listing; 409 when it was not submitted.
pub fn publish(tx: &mut Tx<'_>, id: PlatformId) -> Result<()> {
    let platform = store::find(tx, id)?;
    let vendor = platform.vendor_id.ok_or_else(Error::not_found)?;
    in_status(&platform, ListingStatus::Submitted)?;
    tx.not_before(platform.updated_at);
    store::set_status(tx, &platform, ListingStatus::Published)?;
    tx.record(Event::PlatformPublished { platform: id, vendor })
}

/// What an ETag calls the listing on this day: its version, and how often since it was saved an offer has begun or ended.
pub fn tag(platform: &Platform, offers: &[OfferRow], today: LocalDay) -> String {
    let saved = platform.updated_at.local_day();
    let passed = |day: LocalDay| saved < day && day <= today;
    let begun = offers.iter().filter(|offer| passed(offer.valid_from)).count();
    let ended = offers.iter().filter_map(|offer| offer.valid_until).filter(|last| passed(last.plus_days(1))).count();
    match begun + ended {
        0 => platform.version.to_string(),
        turns => format!("{}.{turns}", platform.version),
    }
}

fn owner(platform: &Platform, mine: &Roles) -> Result<VendorId> {
    let vendor = platform.vendor_id.ok_or_else(Error::not_found)?;
    mine.may(vendor, Act::ChangeData)?;
    Ok(vendor)
}

fn in_status(platform: &Platform, status: ListingStatus) -> Result<()> {
    if platform.status == status { Ok(()) } else { Err(Error::wrong_state(platform.status, Vec::new())) }
}
