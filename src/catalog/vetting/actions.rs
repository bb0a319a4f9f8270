//! What reviewers do with a listing: one verb, one function. None of them has anything to do with it ([`conflicts`]).

use super::model::Vetter;
use super::store;
use crate::catalog::actions::{Locked, lock};
use crate::catalog::assessments::actions::{deciders, decides, lacking, unmet};
use crate::catalog::assessments::{Assessment, WANTED, store as assessments};
use crate::catalog::conflicts;
use crate::catalog::lifecycle::{self, Next, Stand, Verb};
use crate::catalog::model::CHANGEABLE;
use crate::catalog::rechecks::store as rechecks;
use crate::catalog::store as platforms;
use crate::catalog::versions::{Lane, ListingVersion, RequestedChange, VersionStatus, store as versions};
use crate::db::Tx;
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::faults::Faults;
use crate::reference::{self, ReasonList};
use crate::values::{PlatformId, VendorId};

/// A reviewer takes a version up.
///
/// Errors: 404; 403 for who has something to do with it; 409 where none waits.
pub fn start_review(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId) -> Result<()> {
    let (it, next) = vetted(tx, by, id, Verb::StartReview)?;
    let now = tx.now();
    versions::save(
        tx,
        &ListingVersion { status: VersionStatus::InReview, review_started_at: Some(now), ..it.latest.clone() },
    )?;
    it.settle(tx, None, next.listing())?;
    tx.record(Event::ReviewStarted { platform: id, vendor: it.vendor, version: it.latest.number })
}

/// A reviewer sends a version back, with what is to be changed where.
///
/// Errors: 404; 403 for who has something to do with it; 409 where none is in review; 422 for a place that the version does not have.
pub fn request_changes(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, asked: &[RequestedChange]) -> Result<()> {
    let (it, next) = vetted(tx, by, id, Verb::RequestChanges)?;
    there(&it.latest, asked)?;
    let requested = serde_json::to_string(asked).map_err(Error::internal)?;
    decide(tx, &it, next, |decided| decided.requested_changes = Some(requested))?;
    let (vendor, version, places) = (it.vendor, it.latest.number, asked.len() as i64);
    tx.record(Event::ChangesRequested { platform: id, vendor, version, places })
}

/// Every place is one of the version's that its vendor can change.
fn there(version: &ListingVersion, asked: &[RequestedChange]) -> Result<()> {
    let content: serde_json::Value = serde_json::from_str(&version.content).map_err(Error::internal)?;
    let mut faults = Faults::default();
    for (place, change) in asked.iter().enumerate() {
        // The empty pointer is the whole, and says nothing.
        let member = change.pointer.split('/').nth(1).unwrap_or_default();
        if !CHANGEABLE.contains(&member) || content.pointer(&change.pointer).is_none() {
            let possible: Vec<String> = CHANGEABLE.iter().map(|member| format!("/{member}")).collect();
            faults.add(&format!("/fields/{place}/pointer"), FaultCode::NoSuchField, possible.join(", "));
        }
    }
    faults.finish(Some(()))
}

/// A reviewer refuses a version, with a reason of the closed list.
///
/// Errors: 404; 403 for who has something to do with it; 409 where none is in review; 422 for an unknown reason.
pub fn reject(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, code: &str, text: Option<String>) -> Result<()> {
    reference::check_reason(tx, ReasonList::Rejection, code, "/reason_code")?;
    let (it, next) = vetted(tx, by, id, Verb::Reject)?;
    decide(tx, &it, next, |decided| (decided.reason_code, decided.reason_text) = (Some(code.to_owned()), text))?;
    let (vendor, version, reason) = (it.vendor, it.latest.number, code.to_owned());
    tx.record(Event::PlatformRejected { platform: id, vendor, version, reason })
}

/// A reviewer puts a version into the catalog, in place of the one before; of a suspended listing it is published once that is
/// reinstated.
///
/// Errors: 404; 403 for who has something to do with it, or did not assess what is vetted in full while somebody who did still can; 409 where none is in
/// review, or one that is vetted in full lacks assessments or does not meet a mandatory criterion.
pub fn publish(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId) -> Result<()> {
    let (it, next) = vetted(tx, by, id, Verb::Publish)?;
    let in_full = it.latest.lane != Some(Lane::Fast);
    if in_full {
        let made = assessments::of(tx, &it.latest)?;
        // Whether it can be published says something of the scores: who has given none may still have to.
        if made.len() >= WANTED && !decides(tx, by, &it.latest, &made)? {
            let who = deciders(tx, &it.latest, &made)?.unwrap_or_default();
            return Err(Error::with(
                Code::NotAnAssessor,
                who.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            ));
        }
        if let Some(missing) = lacking(tx, &made)? {
            return Err(Error::faulty(Code::VettingIncomplete, unmet(&missing, &made)?));
        }
    }
    if let Some(before) = versions::published(tx, id)? {
        versions::save(tx, &ListingVersion { status: VersionStatus::Superseded, ..before })?;
    }
    let (now, said) = (tx.now(), it.latest.said()?);
    versions::save(
        tx,
        &ListingVersion {
            status: VersionStatus::Published,
            decided_at: Some(now),
            published_at: Some(now),
            ..it.latest.clone()
        },
    )?;
    it.settle(tx, Some(&said), next.listing())?;
    if in_full {
        // Words alone tell nothing of what is looked at each year.
        rechecks::recheck_on(tx, id, Some(now.local_day().next_year()))?;
    }
    let (vendor, version, digest) = (it.vendor, it.latest.number, it.latest.digest());
    tx.record(Event::PlatformPublished { platform: id, vendor, version, digest })
}

/// A reviewer takes a listing out of the catalog for a while, with a reason of the closed list.
///
/// Errors: 404; 403 for who has something to do with it; 409 where it is not in the catalog; 422 for an unknown reason.
pub fn suspend(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, code: &str, text: Option<&str>) -> Result<()> {
    reference::check_reason(tx, ReasonList::Suspension, code, "/reason_code")?;
    let vendor = moved(tx, by, id, Verb::Suspend)?;
    store::suspend(tx, id, code, text)?;
    tx.record(Event::PlatformSuspended { platform: id, vendor, reason: code.to_owned() })
}

/// A reviewer puts a suspended listing back.
///
/// Errors: 404; 403 for who has something to do with it; 409 where it is not suspended.
pub fn reinstate(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId) -> Result<()> {
    let vendor = moved(tx, by, id, Verb::Reinstate)?;
    store::lift(tx, id)?;
    tx.record(Event::PlatformReinstated { platform: id, vendor })
}

/// Takes what is shown out of the catalog or puts it back, an illustrative platform too, of which nothing else is asked; whose it is.
fn moved(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, verb: Verb) -> Result<Option<VendorId>> {
    platforms::lock(tx, id)?;
    let platform = platforms::find(tx, id)?;
    if platform.vendor_id.is_some() {
        let (it, next) = vetted(tx, by, id, verb)?;
        it.settle(tx, None, next.listing())?;
        return Ok(Some(it.vendor));
    }
    tx.not_before(platform.updated_at);
    conflicts::none(tx, by.account, id, None)?;
    let stand = Stand::of(platform.status, VersionStatus::Published, None);
    let of_nobody = |error: Error| error.of_possible(|it| ["suspend_platform", "reinstate_platform"].contains(&it));
    let possible = || lifecycle::possible(stand, by.actor());
    tx.expects(platform.version).map_err(|stale| of_nobody(stale.in_state(stand.status(), possible())))?;
    let next = lifecycle::apply(stand, verb, by.actor()).map_err(of_nobody)?;
    platforms::set_status(tx, &platform, next.listing())?;
    Ok(None)
}

/// A listing that this person may vet, and what the verb leads to.
pub(in crate::catalog) fn vetted(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, verb: Verb) -> Result<(Locked, Next)> {
    let it = lock(tx, id)?;
    conflicts::none(tx, by.account, id, Some(it.vendor))?;
    match it.step(tx, verb, by.actor()) {
        Ok(next) => Ok((it, next)),
        Err(refusal) => {
            let made = assessments::of(tx, &it.latest)?;
            let others = of_others(by, &it.latest, &made, decides(tx, by, &it.latest, &made)?);
            Err(refusal.of_possible(|operation| !others.contains(&operation)))
        }
    }
}

/// Of the operations with a version of which these assessments are in, those that are for others than this person: nobody scores it twice or
/// as a third, and who has scored it publishes it, or who decides in their place.
fn of_others(by: &Vetter, version: &ListingVersion, made: &[Assessment], decides: bool) -> &'static [&'static str] {
    let scored = made.iter().any(|one| one.account_id == by.account);
    match version.lane {
        Some(Lane::Fast) => &[],
        _ if scored => &["assess_platform"],
        _ if made.len() >= WANTED && decides => &["assess_platform"],
        _ if made.len() >= WANTED => &["assess_platform", "publish_platform"],
        _ => &[],
    }
}

/// Saves a decision that does not publish.
fn decide(tx: &mut Tx<'_>, it: &Locked, next: Next, say: impl FnOnce(&mut ListingVersion)) -> Result<()> {
    let status = next.version.unwrap_or(it.latest.status);
    let mut decided = ListingVersion { status, decided_at: Some(tx.now()), ..it.latest.clone() };
    say(&mut decided);
    versions::save(tx, &decided)?;
    it.settle(tx, None, next.listing())
}
