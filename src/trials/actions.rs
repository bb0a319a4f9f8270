//! What businesses and vendors do with trials: one verb, one function.

use super::extensions;
use super::lifecycle::{self, Actor, Command};
use super::model::{Counted, Grant, NewTrial, Trial, TrialStatus};
use super::places::actions as places;
use super::store::{self, Reach};
use crate::db::Tx;
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::http::forget_answers_about;
use crate::reference::{self, ReasonList};
use crate::values::{AccountId, BusinessId, LocalDay, PlatformId, Timestamp, TrialId};
use crate::{accounts, businesses, catalog, imported, rules, vendors};

/// A business asks for a trial.
///
/// Errors: 422 for a business or platform that is not there (or not one's own); 409 for a platform without an offer
/// today, of people of one's own, not for this size, tried before, or without a free place, and for a firm that is no SME
/// any more.
pub fn request(tx: &mut Tx<'_>, by: AccountId, reach: &Reach, new: &NewTrial) -> Result<Trial> {
    let counted = check_offer(tx, &reach.businesses, new.business, new.platform)?;
    let (today, rules) = (tx.now().local_day(), rules::find(tx, counted.rules)?);
    let answer_within = u32::try_from(rules.answer_working_days).map_err(Error::internal)?;
    let respond_by = reference::working_days_after(tx, today, answer_within)?.end();
    let id = insert(tx, by, new, &counted, respond_by)?;
    let trial = store::find(tx, id)?;
    // After the row is there: who counts those of a platform for the first time waits for it.
    places::take(tx, &trial, &counted.root_key)?;
    tx.record(Event::TrialRequested {
        trial: id,
        business: new.business,
        platform: new.platform,
        vendor: counted.vendor,
        channel: new.channel.to_string(),
    })?;
    Ok(trial)
}

/// Whether the platform's offer is for the business, today; what a trial would be counted by.
///
/// Errors: 422 for a business or platform that is not there (or not one's own); 409 for a platform without an offer
/// today, of people of one's own, or not for this size, and for a firm that is no SME any more.
pub fn check_offer(
    tx: &mut Tx<'_>,
    mine: &[BusinessId],
    business: BusinessId,
    platform: PlatformId,
) -> Result<Counted> {
    let unknown = |pointer: &'static str| move |_: Error| Error::fault(pointer, FaultCode::UnknownReference, "");
    let business = businesses::find_among(tx, mine, business).map_err(unknown("/business_id"))?;
    // Whoever takes it out of the catalog waits until this is done, or was before.
    catalog::hold(tx, platform).map_err(unknown("/platform_id"))?;
    let today = tx.now().local_day();
    let (platform, offer) = catalog::with_offer(tx, platform, today).map_err(unknown("/platform_id"))?;
    let open = platform.vendor_id.zip(offer).filter(|_| platform.status == catalog::ListingStatus::Published);
    let (vendor, offer) = open.ok_or_else(|| Error::new(Code::PlatformUnavailable))?;
    let sold_by = vendors::find(tx, vendor)?.tax_code;
    let (firm, sellers) = (businesses::firm(tx, &business.root_key)?, vendors::of_firm(tx, &sold_by)?);
    if sold_by.parent() == business.root_key || accounts::shares_people(tx, &firm.parts, &sellers)? {
        return Err(Error::new(Code::OwnPlatform));
    }
    if businesses::has_outgrown(tx, &business.root_key)? {
        return Err(Error::new(Code::BusinessOutgrown));
    }
    let rules = rules::on(tx, today)?;
    let offered = offer.days_for(firm.size_class, firm.employees);
    let days = offered.ok_or_else(|| Error::with(Code::NotEligible, offer.audience()))?;
    if let Some(largest) = rules.largest_employees.filter(|largest| firm.employees > *largest) {
        return Err(Error::with(Code::TooManyEmployees, largest));
    }
    let ministry = reference::category_ministry(tx, &platform.category_code)?
        .ok_or_else(|| Error::internal("a platform without category"))?;
    Ok(Counted {
        legacy_province_code: business.legacy_province_code(),
        root_key: business.root_key,
        vendor,
        province_code: business.province_code,
        industry_version: business.industry_version,
        industry_section: business.industry_section,
        size_class: firm.size_class,
        category_code: platform.category_code,
        ministry_code: ministry,
        days: days.min(rules.longest_trial_days),
        discount: offer.discount,
        price: offer.price_per_month,
        at_end: offer.at_end,
        rules: rules.id,
    })
}

/// The first trial of the platform; or a second one, where staff granted it. One that was imported is a first one too.
fn insert(tx: &mut Tx<'_>, by: AccountId, new: &NewTrial, counted: &Counted, respond_by: Timestamp) -> Result<TrialId> {
    let first = store::insert(tx, by, new, counted, respond_by, false)?;
    // Asked after the insert: an import under way either is seen here, or waits for this transaction.
    if let Some(first) = first
        && !imported::has_tried(tx, &counted.root_key, new.platform)?
    {
        return Ok(first);
    }
    let second = || Error::new(Code::SecondTrial);
    let grant = store::open_grant(tx, &counted.root_key, new.platform)?.ok_or_else(second)?;
    let trial = match first {
        Some(trial) => store::set_granted(tx, trial).map(|()| trial)?,
        None => store::insert(tx, by, new, counted, respond_by, true)?.ok_or_else(second)?,
    };
    store::use_grant(tx, grant, trial)?;
    Ok(trial)
}

/// Staff let a business try a platform a second time. That trial never enters a figure's denominator.
///
/// Errors: 422 for a business or platform that does not exist; 409 when no first trial has started, or when a grant is
/// open already.
pub fn grant_second(
    tx: &mut Tx<'_>,
    by: AccountId,
    business: BusinessId,
    platform: PlatformId,
    reason: &str,
) -> Result<Grant> {
    let unknown = |pointer: &'static str| move |_: Error| Error::fault(pointer, FaultCode::UnknownReference, "");
    let firm = businesses::find(tx, business).map_err(unknown("/business_id"))?;
    let platform = catalog::find(tx, platform).map_err(unknown("/platform_id"))?.id;
    if businesses::is_of_firm(tx, business, by)? {
        return Err(Error::new(Code::ConflictOfInterest));
    }
    let tried = store::has_started(tx, &firm.root_key, platform)? || imported::has_tried(tx, &firm.root_key, platform)?;
    if !tried {
        return Err(Error::new(Code::NoFirstTrial));
    }
    let made = store::insert_grant(tx, by, &firm.root_key, platform, reason)?;
    let grant = made.ok_or_else(|| Error::new(Code::GrantExists))?;
    tx.record(Event::SecondTrialGranted { grant: grant.id, business, platform })?;
    Ok(grant)
}

/// Grants what a business has tried a second time, as [`grant_second`] does: whoever had registered it had no right to. What
/// it still waits for, its new owner can withdraw.
pub fn renew(tx: &mut Tx<'_>, by: AccountId, business: BusinessId, reason: &str) -> Result<()> {
    let root_key = businesses::find(tx, business)?.root_key;
    let parts = businesses::parts(tx, business)?;
    for platform in store::started_by(tx, &parts)? {
        // One that is granted already and not used serves.
        store::insert_grant(tx, by, &root_key, platform, reason)?;
    }
    Ok(())
}

/// The vendor takes the request on.
pub fn accept(tx: &mut Tx<'_>, reach: &Reach, id: TrialId) -> Result<Trial> {
    let accepted = by_person(tx, reach, id, &Command::Accept)?;
    tx.record(Event::TrialAccepted { trial: id })?;
    Ok(accepted)
}

/// The vendor refuses the request, with a reason of the closed list.
pub fn decline(tx: &mut Tx<'_>, reach: &Reach, id: TrialId, code: &str, text: Option<String>) -> Result<Trial> {
    reference::check_reason(tx, ReasonList::Decline, code, "/reason_code")?;
    let declined = by_person(tx, reach, id, &Command::Decline { code: code.to_owned(), text })?;
    tx.record(Event::TrialDeclined { trial: id, reason: code.to_owned() })?;
    Ok(declined)
}

/// The vendor has made access ready: the trial starts, and keeps the rules of this day.
pub fn provision(tx: &mut Tx<'_>, reach: &Reach, id: TrialId, access_reference: &str) -> Result<Trial> {
    let today = tx.now().local_day();
    let rules = rules::on(tx, today)?;
    let access_reference = access_reference.to_owned();
    let command = Command::Provision { access_reference, window: rules.window(), rules: rules.id };
    let started = by_person(tx, reach, id, &command)?;
    let trial_end = started.trial_end.ok_or_else(|| Error::internal("a started trial without an end"))?;
    tx.record(Event::TrialProvisioned { trial: id, trial_end, days: started.days })?;
    Ok(started)
}

/// The vendor reports the first real use.
pub fn activate(tx: &mut Tx<'_>, reach: &Reach, id: TrialId) -> Result<Trial> {
    let activated = by_person(tx, reach, id, &Command::Activate)?;
    tx.record(Event::TrialActivated { trial: id })?;
    Ok(activated)
}

/// The vendor reports that the organization used the platform in a week. The same week again changes nothing.
///
/// Errors: 422 for a day that is no Monday, lies in the future or before the week of the start.
pub fn heartbeat(tx: &mut Tx<'_>, reach: &Reach, id: TrialId, week_of: LocalDay) -> Result<Trial> {
    let (trial, actor) = store::lock_for_person(tx, reach, id)?;
    lifecycle::apply(&trial, &Command::Heartbeat, actor, tx.now())?;
    let today = tx.now().local_day();
    let last = trial.trial_end.map_or(today, |end| end.local_day().min(today)).monday();
    let first = trial.started_on.unwrap_or(week_of).monday();
    if week_of != week_of.monday() || week_of < first || week_of > last {
        return Err(Error::fault("/week_of", FaultCode::NotMonday, format!("{first} – {last}")));
    }
    if !store::add_heartbeat(tx, id, week_of)? {
        return Ok(trial);
    }
    let engaged = command(tx, &trial, &Command::Heartbeat, actor)?;
    tx.record(Event::TrialHeartbeat { trial: id, week_of })?;
    Ok(engaged)
}

/// Either side ends the trial, with a reason of the closed list. The agreed end stays what it was.
pub fn cancel(tx: &mut Tx<'_>, reach: &Reach, id: TrialId, code: &str, text: Option<String>) -> Result<Trial> {
    reference::check_reason(tx, ReasonList::Cancel, code, "/reason_code")?;
    let cancelled = by_person(tx, reach, id, &Command::Cancel { code: code.to_owned(), text })?;
    let side = cancelled.cancelled_by.ok_or_else(|| Error::internal("cancelled by no side"))?.to_string();
    tx.record(Event::TrialCancelled { trial: id, side, reason: code.to_owned() })?;
    Ok(cancelled)
}

/// A conversion of the trial was confirmed: within the window the trial has converted. Later ones do not count for it.
pub fn convert(tx: &mut Tx<'_>, trial: &Trial) -> Result<()> {
    if lifecycle::in_window(trial, tx.now()) {
        command(tx, trial, &Command::Convert, Actor::Programme)?;
    }
    Ok(())
}

/// The confirmation was taken back: where the trial had converted by it, it is what it was.
pub fn unconvert(tx: &mut Tx<'_>, trial: &Trial) -> Result<()> {
    if trial.status == TrialStatus::Converted {
        command(tx, trial, &Command::Unconvert, Actor::Programme)?;
    }
    Ok(())
}

/// The business takes back its consent to pass the contact to the vendor: it is erased, and the vendor is told to erase
/// it, too. The trial goes on.
///
/// Errors: 404 for a trial that is not of one of `mine`; 409 where it was taken back before.
pub fn withdraw_consent(tx: &mut Tx<'_>, mine: &[BusinessId], id: TrialId) -> Result<Trial> {
    let trial = store::lock(tx, id)?;
    if !mine.contains(&trial.business_id) {
        return Err(Error::not_found());
    }
    tx.expects(trial.version)?;
    if trial.consent_withdrawn_at.is_some() {
        return Err(Error::new(Code::ConsentWithdrawn));
    }
    tx.not_before(trial.updated_at);
    store::erase_contact(tx, &trial)?;
    tx.record(Event::ConsentWithdrawn { trial: id })?;
    store::find(tx, id)
}

/// Erases what people typed about the trial and its extensions, and why staff granted it; in how many rows there was any.
/// The contact is erased by whoever gave it, with the consent.
pub fn erase_texts(tx: &mut Tx<'_>, trial: &Trial) -> Result<usize> {
    let grants = store::erase_grant_reasons(tx, trial.id)?;
    for grant in &grants {
        forget_answers_about(tx, grant.as_str())?;
    }
    Ok(store::erase_texts(tx, trial)? + extensions::erase_texts(tx, trial.id)? + grants.len())
}

fn by_person(tx: &mut Tx<'_>, reach: &Reach, id: TrialId, asked: &Command) -> Result<Trial> {
    let (trial, actor) = store::lock_for_person(tx, reach, id)?;
    command(tx, &trial, asked, actor)
}

/// Saves the trial after a command; one that ends leaves its place to the next who waits.
///
/// Errors: 409 where the state does not allow it, and for the wrong side.
pub fn command(tx: &mut Tx<'_>, trial: &Trial, asked: &Command, actor: Actor) -> Result<Trial> {
    tx.not_before(trial.updated_at);
    let mut after = lifecycle::apply(trial, asked, actor, tx.now())?;
    if !trial.status.is_open() && after.status.is_open() {
        after.holds_place = places::regain(tx, trial.platform_id)?;
    }
    store::save(tx, &after)?;
    if trial.holds_place && !after.holds_place {
        places::release(tx, trial.platform_id)?;
    }
    Ok(Trial { version: after.version + 1, ..after })
}
