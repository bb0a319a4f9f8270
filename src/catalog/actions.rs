//! What vendors do with listings: one verb, one function. What reviewers do stands in `vetting`.

use super::conflicts;
use super::evidence;
use super::lifecycle::{self, Actor, Next, Stand, Verb};
use super::model::{ListingStatus, NewPlatform, Platform};
use super::offers::Offer;
use super::rechecks::store as rechecks;
use super::statements::documents_of;
use super::store;
use super::versions::{ListingVersion, VersionStatus, store as versions};
use crate::accounts::members::{Act, Roles};
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::faults::Fault;
use crate::values::{LocalDay, PlatformId, VendorId};
use crate::vendors::{self, Vendor, VendorStatus};

/// What an ETag calls the listing on this day: its version, and how often since it was saved an offer has begun or ended.
pub fn tag(platform: &Platform, offers: &[Offer], today: LocalDay) -> String {
    let saved = platform.updated_at.local_day();
    let passed = |day: LocalDay| saved < day && day <= today;
    let begun = offers.iter().filter(|offer| passed(offer.period.from)).count();
    let ended = offers.iter().filter_map(|offer| offer.period.until).filter(|last| passed(last.plus_days(1))).count();
    match begun + ended {
        0 => platform.version.to_string(),
        turns => format!("{}.{turns}", platform.version),
    }
}

/// A listing that is locked, with its latest version.
pub(super) struct Locked {
    pub platform: Platform,
    pub vendor: VendorId,
    pub latest: ListingVersion,
}

/// Locks a listing: what two do with it at once comes one after the other.
///
/// Errors: 404 for an unknown one, and for an illustrative one, which can only be claimed.
pub(super) fn lock(tx: &mut Tx<'_>, id: PlatformId) -> Result<Locked> {
    store::lock(tx, id)?;
    let platform = store::find(tx, id)?;
    let vendor = platform.vendor_id.ok_or_else(Error::not_found)?;
    let latest = versions::latest(tx, id)?;
    tx.not_before(platform.updated_at);
    Ok(Locked { platform, vendor, latest })
}

impl Locked {
    /// As it stands, for the table of its life.
    pub fn stand(&self) -> Stand {
        Stand::of(self.platform.status, self.latest.status, self.latest.lane)
    }

    /// What a verb leads to.
    ///
    /// Errors: 412 where the request is meant for another version of the listing; 409 where it does not allow the verb. Both say how it
    /// stands and what is possible.
    pub fn step(&self, tx: &mut Tx<'_>, verb: Verb, actor: Actor) -> Result<Next> {
        let offers = self.latest.said()?.offers;
        let stand = self.stand();
        let meant = tx.expects(tag(&self.platform, &offers, tx.now().local_day()));
        meant.map_err(|stale| stale.in_state(stand.status(), lifecycle::possible(stand, actor)))?;
        lifecycle::apply(stand, verb, actor)
    }

    /// Saves the listing's own row: what people read of it where `said`, and its status.
    pub fn settle(&self, tx: &mut Tx<'_>, said: Option<&NewPlatform>, status: ListingStatus) -> Result<()> {
        let Some(said) = said else { return store::set_status(tx, &self.platform, status) };
        store::save(tx, &self.platform, said)?;
        if self.platform.status == status {
            return Ok(());
        }
        let saved = store::find(tx, self.platform.id)?;
        store::set_status(tx, &saved, status)
    }

    fn take_out(&self, tx: &mut Tx<'_>) -> Result<()> {
        let next = self.step(tx, Verb::Archive, Actor::Vendor)?;
        if let Some(status) = next.version {
            versions::save(tx, &ListingVersion { status, ..self.latest.clone() })?;
        }
        self.settle(tx, None, next.listing())?;
        rechecks::recheck_on(tx, self.platform.id, None)?;
        tx.record(Event::PlatformArchived { platform: self.platform.id, vendor: self.vendor })
    }

    fn is_for(&self, mine: &Roles) -> Result<()> {
        mine.may(self.vendor, Act::ChangeData).map(|_| ())
    }
}

/// The approved vendor that a person names whose listings they may change.
///
/// Errors: 422 for a vendor that is not one of `mine`; 403 for a member who may not; 409 while the vendor is pending.
pub(super) fn approved(tx: &mut Tx<'_>, mine: &Roles, vendor: VendorId) -> Result<Vendor> {
    let foreign = |error: Error| match error.code() {
        Code::NotFound => Error::fault("/vendor_id", FaultCode::UnknownReference, ""),
        _ => error,
    };
    mine.may(vendor, Act::ChangeData).map_err(foreign)?;
    let vendor = vendors::find(tx, vendor)?;
    if vendor.status == VendorStatus::Approved { Ok(vendor) } else { Err(Error::new(Code::VendorPending)) }
}

/// Listings of one vendor that were never published, at most: each holds a slug for good, so that archived ones are counted, too.
pub(super) const MOST_UNPUBLISHED: i64 = 1_000;

/// A vendor drafts a listing with its offers.
///
/// Errors: 422 for a vendor that is not one of `mine`; 403 for a member who may not; 409 while the vendor is pending, for a slug that is taken,
/// and for one draft too many.
pub fn draft(tx: &mut Tx<'_>, mine: &Roles, vendor: VendorId, new: &NewPlatform) -> Result<PlatformId> {
    let vendor = approved(tx, mine, vendor)?;
    // Two at once are counted one after the other.
    vendors::lock(tx, vendor.id)?;
    if store::unpublished(tx, vendor.id)? >= MOST_UNPUBLISHED {
        return Err(Error::with(Code::TooManyDrafts, MOST_UNPUBLISHED));
    }
    let id: PlatformId = tx.new_id();
    store::insert(tx, id, vendor.id, &vendor.name, new)?;
    let first = ListingVersion::draft(id, vendor.id, 1, new, tx.now())?;
    versions::insert(tx, &first, new)?;
    evidence::name(tx, id, vendor.id, &documents_of(&new.statements))?;
    conflicts::wrote(tx, id)?;
    tx.record(Event::PlatformDrafted { platform: id, vendor: vendor.id })?;
    Ok(id)
}

/// A vendor rewrites the version that it works on, or begins the next one; what says the same changes nothing.
///
/// Errors: 404 for a foreign listing; 403 for a member who may not; 409 while reviewers have a version, and once it is archived; 412 when it has moved on.
pub fn change(
    tx: &mut Tx<'_>,
    mine: &Roles,
    id: PlatformId,
    change: impl Fn(&mut Conn, VendorId, NewPlatform) -> Result<NewPlatform>,
) -> Result<()> {
    let it = lock(tx, id)?;
    it.is_for(mine)?;
    let next = it.step(tx, Verb::Change, Actor::Vendor)?;
    let before = it.latest.said_for(it.vendor)?;
    let said = change(tx, it.vendor, before.clone())?;
    if said == before {
        return Ok(());
    }
    if it.latest.status.is_working() {
        versions::rewrite(tx, &it.latest, &said)?;
    } else {
        let number = versions::next_number(tx, id)?;
        let another = ListingVersion::draft(id, it.vendor, number, &said, tx.now())?;
        versions::insert(tx, &another, &said)?;
    }
    evidence::name(tx, id, it.vendor, &documents_of(&said.statements))?;
    conflicts::wrote(tx, id)?;
    // What was never published stands in the listing's own rows, too: lists show its name.
    let shown = it.platform.published_at.is_none().then_some(&said);
    it.settle(tx, shown, next.listing())?;
    tx.record(Event::PlatformChanged { platform: id, vendor: it.vendor })
}

/// A vendor hands a version to the reviewers.
///
/// Errors: 404 for a foreign listing; 403 for a member who may not; 409 when there is none to hand in, for one without an offer that
/// holds today or later, and for one that says what was rejected: everybody who vets has read its scores, and would score it again.
pub fn submit(tx: &mut Tx<'_>, mine: &Roles, id: PlatformId) -> Result<()> {
    let it = lock(tx, id)?;
    it.is_for(mine)?;
    let next = it.step(tx, Verb::Submit, Actor::Vendor)?;
    offered(&it.latest.said()?.offers, tx.now().local_day())?;
    let (published, vetted) = (versions::published(tx, id)?, versions::vetted(tx, id)?);
    is_no_rejected_one(tx, &it.latest, published.as_ref())?;
    let handed_in = it.latest.submitted(published.as_ref(), vetted.as_ref(), tx.now())?;
    versions::save(tx, &ListingVersion { status: VersionStatus::Submitted, ..handed_in })?;
    it.settle(tx, None, next.listing())?;
    conflicts::handed_in(tx, id, it.vendor)?;
    tx.record(Event::PlatformSubmitted { platform: id, vendor: it.vendor, version: it.latest.number })
}

/// What a version says was not rejected; what says the same as is published is for people to read already, whatever was rejected since.
///
/// Errors: 409 for one that was.
fn is_no_rejected_one(conn: &mut Conn, it: &ListingVersion, published: Option<&ListingVersion>) -> Result<()> {
    let essence = it.essence()?;
    if published.is_some_and(|published| published.essence().is_ok_and(|other| other == essence)) {
        return Ok(());
    }
    for rejected in versions::rejected(conn, it.vendor_id)? {
        if rejected.essence()? == essence {
            return Err(Error::new(Code::SameAsRejected));
        }
    }
    Ok(())
}

/// Days within which an offer of what is handed in begins: further ahead, nobody can ask for a trial in any time that reviewers look at.
const AHEAD: u32 = 366;

/// What is handed in is offered today or within a year. What was claimed has no offer at first, and while others look at a version its offers
/// go by.
fn offered(offers: &[Offer], today: LocalDay) -> Result<()> {
    let ahead = today.plus_days(AHEAD);
    if offers.iter().any(|offer| !offer.period.is_over(today) && offer.period.from <= ahead) {
        return Ok(());
    }
    if let Some(first) = offers.iter().map(|offer| offer.period.from).filter(|from| *from > ahead).min() {
        let (code, possible) = (FaultCode::OffersFarAhead, format!("{first} > {ahead}"));
        return Err(Error::faulty(Code::OfferMissing, vec![Fault { pointer: "/offers".to_owned(), code, possible }]));
    }
    let last = offers.iter().filter_map(|offer| offer.period.until).max();
    let (code, possible) =
        last.map_or((FaultCode::NoOffer, String::new()), |last| (FaultCode::OffersOver, last.to_string()));
    Err(Error::faulty(Code::OfferMissing, vec![Fault { pointer: "/offers".to_owned(), code, possible }]))
}

/// A vendor takes a listing out for good; trials go on to their end.
///
/// Errors: 404 for a foreign listing; 403 for a member who may not; 409 when it is archived already.
pub fn archive(tx: &mut Tx<'_>, mine: &Roles, id: PlatformId) -> Result<()> {
    let it = lock(tx, id)?;
    it.is_for(mine)?;
    it.take_out(tx)
}

/// Archives what a vendor has never published; `false`, where people find something of it, or will again: then that is to
/// be archived first, and nothing is done yet.
pub fn end_unpublished(tx: &mut Tx<'_>, vendor: VendorId) -> Result<bool> {
    let mut unpublished = Vec::new();
    for id in store::unarchived(tx, vendor)? {
        let it = lock(tx, id)?;
        match it.platform.status {
            ListingStatus::Published | ListingStatus::Suspended => return Ok(false),
            ListingStatus::Archived => {}
            _ => unpublished.push(it),
        }
    }
    unpublished.iter().try_for_each(|it| it.take_out(tx))?;
    Ok(true)
}
