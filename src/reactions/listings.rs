//! What mails about listings say.

use super::compose::{Facts, about, reason, subject};
use crate::catalog::{self, ListingStatus, VersionStatus};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::{Kind, Queued};
use crate::reference::ReasonList;
use crate::values::{Locale, PlatformClaimId, PlatformId, TrialId};
use crate::{trials, vendors};

/// The facts of a mail to a listing's vendor; else why it no longer fits.
pub fn facts(tx: &mut Tx<'_>, row: &Queued, locale: Locale, facts: &mut Facts) -> Result<Option<&'static str>> {
    let platform = catalog::find(tx, subject::<PlatformId>(row)?)?;
    let latest = catalog::latest_version(tx, platform.id)?;
    match row.kind {
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
    if let Some(code) = &claim.reason_code {
        facts.insert("reason", reason(tx, ReasonList::PlatformClaimRejection, Some(code), locale)?);
    }
    let (platform, vendor) = (catalog::find(tx, claim.platform_id)?, vendors::find(tx, claim.vendor_id)?);
    facts.extend([("vendor", vendor.name), ("platform", platform.name)]);
    Ok(None)
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
