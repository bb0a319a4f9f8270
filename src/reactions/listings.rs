//! What mails about listings say.

use super::compose::{Facts, about, reason, subject};
use crate::accounts;
use crate::catalog::claims::PlatformClaimStatus;
use crate::catalog::rechecks::{self, Outcome};
use crate::catalog::transfers;
use crate::catalog::{self, ListingStatus, Platform, VersionStatus};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{Kind, Queued};
use crate::reference::{self, ReasonList};
use crate::trials;
use crate::values::{Locale, PlatformClaimId, PlatformId, TrialId, VendorId};
use crate::vendors;

/// Why a mail of a listing that has gone to another vendor meanwhile is not sent: what is to say of it is for that one.
const ANOTHERS: &str = "another vendor's meanwhile";

/// Whether the listing is of a vendor that the mail's person does not belong to.
fn is_anothers(tx: &mut Tx<'_>, row: &Queued, platform: &Platform) -> Result<bool> {
    let Some(vendor) = platform.vendor_id else { return Ok(false) };
    Ok(!accounts::members_of_vendor(tx, vendor)?.contains(&row.account()?))
}

/// The facts of a mail to a listing's vendor; else why it no longer fits.
pub fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let platform = catalog::find(tx, subject::<PlatformId>(row)?)?;
    if is_anothers(tx, row, &platform)? {
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
            let asked = latest.requested_changes()?;
            let lines: Vec<String> = asked.iter().map(|it| format!("{}: {}", it.pointer, it.comment)).collect();
            facts.insert("changes", lines.join("\n"));
        }
        Kind::ListingRejected if latest.status != VersionStatus::Rejected => {
            return Ok(Some("another version meanwhile"));
        }
        Kind::ListingRejected => {
            facts.insert("reason", reason(tx, ReasonList::Rejection, latest.reason_code.as_deref(), locale)?);
        }
        Kind::ListingReinstated if platform.status != ListingStatus::Published => {
            return Ok(Some("taken out again meanwhile"));
        }
        Kind::ListingReinstated => {}
        _ => match suspension(tx, platform.id, locale)? {
            Some(reason) => drop(facts.insert("reason", reason)),
            None => return Ok(Some("reinstated meanwhile")),
        },
    }
    facts.extend([("vendor", platform.vendor_name), ("platform", latest.said()?.about.name)]);
    Ok(None)
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
    if is_anothers(tx, row, &platform)? {
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

/// The facts of a mail to a business with a trial of a suspended platform.
pub fn suspended(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let trial = trials::find(tx, subject::<TrialId>(row)?)?;
    if !trial.status.is_open() {
        return Ok(Some("the trial has ended"));
    }
    let Some(reason) = suspension(tx, trial.platform_id, locale)? else { return Ok(Some("reinstated meanwhile")) };
    about(tx, &trial, facts)?;
    facts.insert("reason", reason);
    Ok(None)
}

/// Why a platform is suspended, where it is.
fn suspension(tx: &mut Tx<'_>, platform: PlatformId, locale: Locale) -> Result<Option<String>> {
    let running = catalog::suspension(tx, platform)?;
    running.map(|it| reason(tx, ReasonList::Suspension, Some(&it.reason_code), locale)).transpose()
}
