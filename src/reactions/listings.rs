//! What mails about listings say.

use super::compose::{Facts, about, reason, subject};
use crate::accounts;
use crate::catalog::claims::PlatformClaimStatus;
use crate::catalog::rechecks::{self, Outcome};
use crate::catalog::statements::Statement;
use crate::catalog::transfers;
use crate::catalog::versions::{RequestedChange, places};
use crate::catalog::{self, ListingStatus, Platform, VersionStatus};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{Kind, Queued};
use crate::reference::{self, ReasonList};
use crate::trials;
use crate::values::{Locale, PlatformClaimId, PlatformId, TrialId, VendorId};
use crate::vendors;

/// Why a mail of a listing that has gone to another vendor meanwhile, or is nobody's again, is not sent: what is to say of it is not for
/// this one.
const ANOTHERS: &str = "another vendor's or nobody's meanwhile";

/// Whether the mail's person belongs to the vendor of the listing.
fn is_own(tx: &mut Tx<'_>, row: &Queued, platform: &Platform) -> Result<bool> {
    platform.vendor_id.map_or(Ok(false), |vendor| belongs(tx, row, vendor))
}

fn belongs(tx: &mut Tx<'_>, row: &Queued, vendor: VendorId) -> Result<bool> {
    Ok(accounts::members_of_vendor(tx, vendor)?.contains(&row.account()?))
}

/// Whether the mail's person belongs to a vendor with open trials of the platform, which may have been moved to another one since.
fn has_trials(tx: &mut Tx<'_>, row: &Queued, platform: PlatformId) -> Result<bool> {
    for vendor in trials::holders(tx, platform)? {
        if belongs(tx, row, vendor)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The facts of a mail to a listing's vendor; else why it no longer fits.
pub fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let platform = catalog::find(tx, subject::<PlatformId>(row)?)?;
    if matches!(row.kind, Kind::ListingSuspended | Kind::ListingReinstated) {
        return shown(tx, row, (platform, locale), facts);
    }
    if !is_own(tx, row, &platform)? {
        return Ok(Some(ANOTHERS));
    }
    let latest = catalog::latest_version(tx, platform.id)?;
    match row.kind {
        Kind::PlatformPublished => {
            facts.extend([("vendor", platform.vendor_name), ("platform", platform.name)]);
            return Ok(None);
        }
        Kind::ListingChangesRequested if latest.status != VersionStatus::ChangesRequested => {
            return Ok(Some("answered meanwhile"));
        }
        Kind::ListingChangesRequested => {
            facts.insert("changes", changes(&latest.requested_changes()?, &latest.said()?.statements, locale));
        }
        Kind::ListingRejected if latest.status != VersionStatus::Rejected => {
            return Ok(Some("another version meanwhile"));
        }
        Kind::ListingRejected => {
            facts.insert("reason", reason(tx, ReasonList::Rejection, latest.reason_code.as_deref(), locale)?);
        }
        _ => {}
    }
    facts.extend([("vendor", platform.vendor_name), ("platform", latest.said()?.about.name)]);
    Ok(None)
}

/// What is to be changed, place by place as people call it, each once; in the order in which it was asked for.
fn changes(asked: &[RequestedChange], stated: &[Statement], locale: Locale) -> String {
    let criteria: Vec<i64> = stated.iter().map(|it| it.criterion).collect();
    let mut places: Vec<(String, Vec<&str>)> = Vec::new();
    for it in asked {
        let place = places::name(&it.pointer, &criteria, locale);
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, comments)) => comments.push(&it.comment),
            None => places.push((place, vec![&it.comment])),
        }
    }
    let lines: Vec<String> =
        places.into_iter().map(|(place, comments)| format!("{place}: {}", comments.join("\n"))).collect();
    lines.join("\n")
}

/// The facts of a mail about a suspension or its end, to the listing's vendor and to whoever has open trials of it: who is both is told both.
fn shown(
    tx: &mut Tx<'_>,
    row: &Queued,
    (platform, locale): (Platform, Locale),
    facts: &mut Facts,
) -> Result<Option<&'static str>> {
    let (own, trials) = (is_own(tx, row, &platform)?, has_trials(tx, row, platform.id)?);
    if !own && !trials {
        return Ok(Some(ANOTHERS));
    }
    let why = if row.kind == Kind::ListingSuspended { out(tx, &platform, locale, facts)? } else { back(&platform) };
    let yes = |it: bool| if it { "1" } else { "" }.to_owned();
    // As everybody has read it: what another vendor writes now is not this one's to read.
    facts.extend([("vendor", platform.vendor_name), ("platform", platform.name)]);
    facts.extend([("own", yes(own)), ("trials", yes(trials))]);
    Ok(why)
}

/// Why it is suspended, as a fact; else why nothing is to be said of it.
fn out(tx: &mut Tx<'_>, platform: &Platform, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let Some(running) = catalog::suspension(tx, platform.id)? else { return Ok(Some("reinstated meanwhile")) };
    facts.insert("reason", reason(tx, ReasonList::Suspension, Some(&running.reason_code), locale)?);
    Ok(None)
}

fn back(platform: &Platform) -> Option<&'static str> {
    (platform.status != ListingStatus::Published).then_some("taken out again meanwhile")
}

/// The facts of a mail to a vendor whose claim of a platform was decided on.
pub fn claim(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let claim = catalog::claims::find(tx, subject::<PlatformClaimId>(row)?)?;
    if row.kind == Kind::PlatformClaimApproved && claim.status != PlatformClaimStatus::Approved {
        return Ok(Some("rejected meanwhile"));
    }
    if row.kind == Kind::PlatformClaimReopened && claim.status != PlatformClaimStatus::Pending {
        return Ok(Some("decided on or taken back meanwhile"));
    }
    // One of another's approval that was taken back meanwhile.
    if row.kind == Kind::PlatformClaimRejected && claim.status != PlatformClaimStatus::Rejected {
        return Ok(Some("reopened meanwhile"));
    }
    if let Some(code) = &claim.reason_code {
        facts.insert("reason", reason(tx, ReasonList::PlatformClaimRejection, Some(code), locale)?);
    }
    let (mut names, vendor) = (catalog::claims::names(tx, &[claim.platform_id])?, vendors::find(tx, claim.vendor_id)?);
    facts.extend([("vendor", vendor.name), ("platform", names.remove(&claim.platform_id).unwrap_or_default())]);
    Ok(None)
}

/// The facts of a mail about the yearly look at a listing, to its vendor; else why it no longer fits.
pub fn recheck(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let platform = catalog::find(tx, subject::<PlatformId>(row)?)?;
    let Some((vendor, due_on)) = platform.vendor_id.zip(platform.recheck_due_on) else {
        return Ok(Some("archived meanwhile"));
    };
    if !is_own(tx, row, &platform)? {
        return Ok(Some(ANOTHERS));
    }
    if row.kind == Kind::ListingRecheckAhead {
        if due_on > tx.now().local_day().plus_days(rechecks::AHEAD) {
            return Ok(Some("looked at meanwhile"));
        }
        facts.insert("evidence", evidence(tx, platform.id, vendor, locale)?);
    } else {
        let found = rechecks::last(tx, platform.id, vendor)?;
        let Some(wanted) = found.filter(|it| it.outcome == Outcome::EvidenceWanted) else {
            return Ok(Some("confirmed meanwhile"));
        };
        facts.insert("comment", wanted.comment);
    }
    let due_on = due_on.for_people(locale);
    facts.extend([("vendor", platform.vendor_name), ("platform", platform.name), ("due_on", due_on)]);
    Ok(None)
}

/// The facts of a mail to both vendors of a listing that was moved.
pub fn transferred(tx: &mut Tx<'_>, row: &Queued, facts: &mut Facts) -> Result<Option<&'static str>> {
    let platform = catalog::find(tx, subject::<PlatformId>(row)?)?;
    let Some(it) = transfers::last_by(tx, platform.id, row.created_at)? else { return Ok(Some("never moved")) };
    let [from, to] = [it.from_vendor, it.to_vendor].map(|vendor| vendors::find(tx, vendor).map(|it| it.name));
    facts.extend([("platform", platform.name), ("vendor", from?), ("new_vendor", to?)]);
    Ok(None)
}

/// The criteria of which what is published names documents: a line each; nothing where it names none.
fn evidence(tx: &mut Tx<'_>, platform: PlatformId, vendor: VendorId, locale: Locale) -> Result<String> {
    // A former vendor's documents are nothing that this one can see to.
    let own = catalog::published_version(tx, platform)?.filter(|it| it.vendor_id == vendor);
    let stated = own.map(|it| it.said()).transpose()?.map(|said| said.statements).unwrap_or_default();
    let shown = |number: i64| stated.iter().any(|it| it.criterion == number && !it.documents.is_empty());
    let all = reference::criteria(tx)?.into_iter().filter(|it| shown(it.number));
    let lines: Vec<String> = all
        .map(|it| format!("{}. {}", it.number, if locale == Locale::Vi { it.name_vi } else { it.name_en }))
        .collect();
    Ok(lines.join("\n"))
}

/// The facts of a mail to a business with a trial of a platform that is suspended, or back.
pub fn trial(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let trial = trials::find(tx, subject::<TrialId>(row)?)?;
    if !trial.status.is_open() {
        return Ok(Some("the trial has ended"));
    }
    about(tx, &trial, facts)?;
    let platform = catalog::find(tx, trial.platform_id)?;
    if row.kind == Kind::TrialSuspended { out(tx, &platform, locale, facts) } else { Ok(back(&platform)) }
}
