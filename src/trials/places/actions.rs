//! What is done with places: one verb, one function. Whoever takes or frees a place holds the row of the platform's
//! places until the transaction is over: of two who want the last one, one gets it.

use super::lifecycle::{self, Step};
use super::model::{LONGEST_LIST, Places, WaitingEntry, WaitingStatus};
use super::store;
use crate::accounts::members::{Act, Roles};
use crate::businesses;
use crate::catalog::lifecycle::{Actor, Stand, possible};
use crate::catalog::{self, ListingStatus};
use crate::db::Tx;
use crate::deadlines::Settled;
use crate::error::{Code, Error, Result};
use crate::events::Event;
use crate::imported;
use crate::reference;
use crate::rules;
use crate::trials::{Trial, actions as trials, store as of_trials};
use crate::values::{AccountId, BusinessId, PlatformId, Timestamp, WaitingEntryId};

/// The places of a platform, for who may limit them; nobody else changes them until the transaction is over.
///
/// Errors: 404 for a foreign platform; 403 for a member who may not; 409 for one that was archived or is suspended, as nobody takes a
/// place there.
pub fn hold(tx: &mut Tx<'_>, mine: &Roles, platform: PlatformId) -> Result<Option<Places>> {
    let vendor = catalog::find(tx, platform)?.vendor_id.ok_or_else(Error::not_found)?;
    mine.may(vendor, Act::ChangeData)?;
    let held = locked(tx, platform)?;
    // It may have left the catalog while this waited for its turn.
    let (status, latest) = (catalog::find(tx, platform)?.status, catalog::latest_version(tx, platform)?);
    if matches!(status, ListingStatus::Suspended | ListingStatus::Archived) {
        let stand = Stand::of(status, latest.status, latest.lane);
        return Err(Error::wrong_state(status, possible(stand, Actor::Vendor)));
    }
    Ok(held)
}

/// A vendor limits the platform's places, changes the limit, or lifts it (`None`). Trials that are open stay; who waits
/// is offered what gets free. `held` is what [`hold`] found.
pub fn limit(tx: &mut Tx<'_>, platform: PlatformId, held: Option<Places>, places: Option<i64>) -> Result<Places> {
    let before = match (held, places) {
        (Some(before), _) => before,
        // What was never limited has no limit to lift.
        (None, None) => return Ok(Places { platform_id: platform, places, taken: 0 }),
        (None, Some(_)) => first(tx, platform)?,
    };
    if before.places != places {
        store::save(tx, &Places { places, ..before })?;
        let vendor = catalog::find(tx, platform)?.vendor_id.ok_or_else(Error::not_found)?;
        catalog::conflicts::wrote(tx, platform)?;
        tx.record(Event::PlacesLimited { platform, vendor, places })?;
    }
    serve(tx, Places { places, ..before })
}

/// The places of a platform that was not limited before: those that open trials hold are counted, this once.
fn first(tx: &mut Tx<'_>, platform: PlatformId) -> Result<Places> {
    let taken = of_trials::count_open(tx, platform)?;
    let places = Places { platform_id: platform, places: None, taken };
    store::insert(tx, &places)?;
    Ok(places)
}

/// The platform is no vendor's any more, and was never tried: what a vendor limited is forgotten.
pub fn forget(tx: &mut Tx<'_>, platform: PlatformId) -> Result<()> {
    if catalog::find(tx, platform)?.vendor_id.is_some() { Ok(()) } else { store::delete(tx, platform) }
}

/// The places, if there is a limit or was one; where not, nobody sets the first until the transaction is over.
fn locked(tx: &mut Tx<'_>, platform: PlatformId) -> Result<Option<Places>> {
    if let Some(places) = store::lock(tx, platform)? {
        return Ok(Some(places));
    }
    catalog::lock(tx, platform)?;
    // Somebody else may have limited it meanwhile.
    store::lock(tx, platform)
}

/// A request takes a place: the one that is kept for its firm, or a free one.
///
/// Errors: 409 where none is free.
pub fn take(tx: &mut Tx<'_>, trial: &Trial, root_key: &str) -> Result<()> {
    let platform = trial.platform_id;
    let Some(mut places) = store::lock(tx, platform)? else { return Ok(()) };
    let mut entry = store::open_entry(tx, root_key, platform)?;
    // Who was passed over may ask a moment before what is free is offered anew.
    if entry.as_ref().is_some_and(|it| it.status == WaitingStatus::Waiting) {
        places = serve(tx, places)?;
        entry = store::open_entry(tx, root_key, platform)?;
    }
    if let Some(entry) = entry.filter(|it| it.status == WaitingStatus::Offered) {
        store::save_entry(tx, &lifecycle::apply(&entry, Step::Take, tx.now())?)?;
        return tx.record(Event::PlaceTaken { entry: entry.id, trial: trial.id });
    }
    if places.free() == Some(0) {
        return Err(Error::new(Code::NoPlace));
    }
    store::save(tx, &Places { taken: places.taken + 1, ..places })
}

/// A trial holds its place no more: the next who waits is offered it.
pub fn release(tx: &mut Tx<'_>, platform: PlatformId) -> Result<()> {
    let Some(places) = store::lock(tx, platform)? else { return Ok(()) };
    freed(tx, places)
}

/// A trial that had given its place up goes on: it takes a free one. Where there is none it goes on without, as nobody who
/// withdraws a confirmation loses the trial by it, and no limit is exceeded. Returns whether it holds one.
pub fn regain(tx: &mut Tx<'_>, platform: PlatformId) -> Result<bool> {
    let Some(places) = locked(tx, platform)? else { return Ok(true) };
    if places.free() == Some(0) {
        return Ok(false);
    }
    store::save(tx, &Places { taken: places.taken + 1, ..places })?;
    Ok(true)
}

fn freed(tx: &mut Tx<'_>, places: Places) -> Result<()> {
    let left = Places { taken: (places.taken - 1).max(0), ..places };
    store::save(tx, &left)?;
    serve(tx, left).map(drop)
}

/// A platform has left the catalog for a while, and what is kept is taken back; or for good, and nobody waits any more; or it is there
/// again, and what is free is offered; so it is when a firm that waits is an SME again.
pub fn again(tx: &mut Tx<'_>, platform: PlatformId) -> Result<Settled> {
    let Some(mut places) = store::lock(tx, platform)? else { return Ok(Settled::Done) };
    let gone = match catalog::find(tx, platform)?.status {
        ListingStatus::Suspended => false,
        ListingStatus::Archived => true,
        _ => return serve(tx, places).map(|_| Settled::Done),
    };
    for id in store::kept(tx, platform)? {
        let entry = store::find(tx, id)?;
        places.taken = (places.taken - 1).max(0);
        if gone { discontinue(tx, &entry)? } else { give_back(tx, &entry)? }
    }
    if gone {
        let waiting = store::waiting(tx, platform, LONGEST_LIST)?;
        waiting.iter().try_for_each(|entry| discontinue(tx, entry))?;
    }
    store::save(tx, &places)?;
    Ok(Settled::Done)
}

/// Nobody can have what this business waited for.
fn discontinue(tx: &mut Tx<'_>, entry: &WaitingEntry) -> Result<()> {
    store::save_entry(tx, &lifecycle::apply(entry, Step::Discontinue, tx.now())?)?;
    tx.record(Event::WaitingDiscontinued { entry: entry.id, account: entry.joined_by })
}

/// Whoever has waited for what nobody can have now keeps the turn.
fn give_back(tx: &mut Tx<'_>, entry: &WaitingEntry) -> Result<()> {
    store::save_entry(tx, &lifecycle::apply(entry, Step::Return, tx.now())?)?;
    tx.record(Event::PlaceTakenBack { entry: entry.id, account: entry.joined_by })
}

/// Offers the free places to those who wait, in their order.
fn serve(tx: &mut Tx<'_>, mut places: Places) -> Result<Places> {
    // What is out of the catalog cannot be tried: who waits for it waits on.
    if catalog::find(tx, places.platform_id)?.status != ListingStatus::Published {
        return Ok(places);
    }
    let next = next_in_turn(tx, places)?;
    if next.is_empty() {
        return Ok(places);
    }
    let until = offered_until(tx)?;
    for entry in &next {
        store::save_entry(tx, &lifecycle::apply(entry, Step::Offer { until }, tx.now())?)?;
        tx.record(Event::PlaceOffered { entry: entry.id, account: entry.joined_by, offered_until: until })?;
        places.taken += 1;
    }
    store::save(tx, &places)?;
    Ok(places)
}

/// Who gets the free places. A firm that has outgrown the programme could not take one: it is passed over, and stands where
/// it stood.
fn next_in_turn(tx: &mut Tx<'_>, places: Places) -> Result<Vec<WaitingEntry>> {
    let (mut next, mut free) = (Vec::new(), places.free().unwrap_or(LONGEST_LIST));
    if free == 0 {
        return Ok(next);
    }
    for entry in store::waiting(tx, places.platform_id, LONGEST_LIST)? {
        if businesses::has_outgrown(tx, &entry.root_key)? {
            continue;
        }
        next.push(entry);
        free -= 1;
        if free == 0 {
            break;
        }
    }
    Ok(next)
}

/// An offer holds as long as a vendor has to answer a request.
fn offered_until(tx: &mut Tx<'_>) -> Result<Timestamp> {
    let today = tx.now().local_day();
    let days = rules::on(tx, today)?.answer_working_days;
    Ok(reference::working_days_after(tx, today, u32::try_from(days).map_err(Error::internal)?)?.end())
}

/// A business waits for a place.
///
/// Errors: as those of a request for the trial; 409 where a place is free, where the firm waits already, and where the
/// list is full.
pub fn join(
    tx: &mut Tx<'_>,
    by: AccountId,
    businesses: &[BusinessId],
    business: BusinessId,
    platform: PlatformId,
) -> Result<WaitingEntry> {
    let root_key = may_wait(tx, businesses, business, platform)?;
    if store::count_waiting(tx, platform, None)? >= LONGEST_LIST {
        return Err(Error::with(Code::WaitingListFull, LONGEST_LIST));
    }
    let entry = store::insert_entry(tx, by, business, &root_key, platform)?;
    tx.record(Event::WaitingJoined { entry, business, platform })?;
    store::find(tx, entry)
}

/// The firm that could join the list: by its root key.
fn may_wait(tx: &mut Tx<'_>, mine: &[BusinessId], business: BusinessId, platform: PlatformId) -> Result<String> {
    let wanted = trials::check_offer(tx, mine, business, platform)?;
    let tried =
        of_trials::is_tried(tx, &wanted.root_key, platform)? || imported::has_tried(tx, &wanted.root_key, platform)?;
    if tried && of_trials::open_grant(tx, &wanted.root_key, platform)?.is_none() {
        return Err(Error::new(Code::SecondTrial));
    }
    let places = store::lock(tx, platform)?.filter(|places| places.free() == Some(0));
    if places.is_none() {
        return Err(Error::new(Code::PlaceFree));
    }
    if store::open_entry(tx, &wanted.root_key, platform)?.is_some() {
        return Err(Error::new(Code::WaitsAlready));
    }
    Ok(wanted.root_key)
}

/// What is possible for a business whose entry has ended.
fn possible_again(tx: &mut Tx<'_>, mine: &[BusinessId], ended: &WaitingEntry) -> Result<Vec<&'static str>> {
    match may_wait(tx, mine, ended.business_id, ended.platform_id) {
        Ok(_) => Ok(vec!["join_waiting_list"]),
        Err(refused) if refused.code() == Code::PlaceFree => Ok(vec!["request_trial"]),
        Err(refused) if refused.code().status() < 500 => Ok(Vec::new()),
        Err(failed) => Err(failed),
    }
}

/// A business waits no more; what was kept for it goes to the next.
///
/// Errors: 404 for a foreign entry; 409 where it has ended.
pub fn withdraw(tx: &mut Tx<'_>, businesses: &[BusinessId], id: WaitingEntryId) -> Result<WaitingEntry> {
    let entry = store::find(tx, id)?;
    if !businesses.contains(&entry.business_id) {
        return Err(Error::not_found());
    }
    tx.expects(entry.version)?;
    if entry.ended_at.is_some() {
        return Err(Error::wrong_state(entry.status, possible_again(tx, businesses, &entry)?));
    }
    end(tx, &entry, Step::Withdraw)?;
    tx.record(Event::WaitingWithdrawn { entry: id })?;
    store::find(tx, id)
}

/// The time for taking an offered place is over.
pub fn lapse(tx: &mut Tx<'_>, id: WaitingEntryId) -> Result<Settled> {
    let entry = store::find(tx, id)?;
    if entry.status != WaitingStatus::Offered {
        return Ok(Settled::Skipped("answered meanwhile"));
    }
    // Nobody let the time pass who could not use it.
    let platform = catalog::find(tx, entry.platform_id)?;
    if matches!(platform.status, ListingStatus::Suspended | ListingStatus::Archived) {
        return again(tx, entry.platform_id);
    }
    end(tx, &entry, Step::Lapse)?;
    tx.record(Event::PlaceLapsed { entry: id, account: entry.joined_by })?;
    Ok(Settled::Done)
}

fn end(tx: &mut Tx<'_>, read: &WaitingEntry, step: Step) -> Result<()> {
    let places = store::lock(tx, read.platform_id)?;
    let entry = store::find(tx, read.id)?;
    store::save_entry(tx, &lifecycle::apply(&entry, step, tx.now())?)?;
    match places.filter(|_| entry.status == WaitingStatus::Offered) {
        Some(places) => freed(tx, places),
        None => Ok(()),
    }
}
