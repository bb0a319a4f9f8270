//! What vendors and staff do with claims: one verb, one function. Each locks the platform first, so that of what several do at once
//! one comes after the other.

use super::lifecycle::{self, Actor, Verb};
use super::model::{ANOTHER_APPROVED, NewPlatformClaim, PlatformClaim, PlatformClaimStatus};
use super::store;
use crate::accounts::members::{Act, Roles};
use crate::catalog::actions::approved;
use crate::catalog::conflicts;
use crate::catalog::evidence;
use crate::catalog::model::{Description, ListingStatus, NewPlatform, Platform};
use crate::catalog::profile::Profile;
use crate::catalog::seed;
use crate::catalog::store as platforms;
use crate::catalog::versions::{ListingVersion, VersionStatus, store as versions};
use crate::catalog::vetting::Vetter;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::reference::{self, ReasonList};
use crate::values::{AccountId, PlatformClaimId, PlatformId, VendorId};
use crate::vendors;

/// A vendor claims an illustrative platform; `say` reads what it says.
///
/// Errors: 404 for a platform that the person does not see; 422 for a vendor that is not one of `mine`; 403 for a member who may not;
/// 409 while the vendor is pending, for a platform that has a vendor, and while an earlier claim of the vendor waits.
pub fn claim(
    tx: &mut Tx<'_>,
    by: AccountId,
    mine: &Roles,
    id: PlatformId,
    say: impl Fn(&mut Conn) -> Result<NewPlatformClaim>,
) -> Result<PlatformClaim> {
    let platform = lock(tx, id)?;
    let seen = |owner: VendorId| platform.status == ListingStatus::Published || mine.of(owner.into()).is_some();
    // What reviewers took out is seen by nobody, though it is nobody's.
    if !platform.vendor_id.map_or(platform.status == ListingStatus::Published, seen) {
        return Err(Error::not_found());
    }
    let new = say(tx)?;
    let vendor = approved(tx, mine, new.vendor)?.id;
    if platform.vendor_id.is_some() {
        return Err(Error::new(Code::NotIllustrative));
    }
    if let Some(waiting) = store::pending(tx, id, vendor)? {
        return Err(Error::with(Code::PlatformClaimExists, waiting));
    }
    let claim = store::insert(tx, id, by, &new)?;
    evidence::name(tx, id, vendor, &new.documents.iter().map(String::as_str).collect::<Vec<_>>())?;
    conflicts::handed_in(tx, id, vendor)?;
    tx.record(Event::PlatformClaimed { platform: id, claim, vendor })?;
    store::find(tx, claim)
}

/// A vendor takes its claim back.
///
/// Errors: 404 for a foreign claim; 403 for a member who may not; 409 for one that was decided on or taken back.
pub fn withdraw(tx: &mut Tx<'_>, mine: &Roles, id: PlatformClaimId) -> Result<PlatformClaim> {
    let (claim, _) = locked(tx, id)?;
    mine.may(claim.vendor_id, Act::ChangeData)?;
    take_back(tx, claim)?;
    store::find(tx, id)
}

/// Takes back all claims of a vendor that wait: nobody is left to answer for them.
pub fn withdraw_all(tx: &mut Tx<'_>, vendor: VendorId) -> Result<()> {
    for id in store::pending_of(tx, vendor)? {
        let (claim, _) = locked(tx, id)?;
        if claim.status == PlatformClaimStatus::Pending {
            take_back(tx, claim)?;
        }
    }
    Ok(())
}

fn take_back(tx: &mut Tx<'_>, claim: PlatformClaim) -> Result<()> {
    let status = step(tx, (&claim, false), Verb::Withdraw, Actor::Vendor)?;
    let (platform, vendor, id) = (claim.platform_id, claim.vendor_id, claim.id);
    store::save(tx, &PlatformClaim { status, ended_at: Some(tx.now()), ..claim })?;
    tx.record(Event::PlatformClaimWithdrawn { platform, claim: id, vendor })
}

/// Staff give the platform to the vendor: it is the vendor's draft from now on, and in no catalog before it is published. Other
/// claims of it that wait are rejected.
///
/// Errors: 404; 403 for who has something to do with it; 409 for one that was decided on or taken back.
pub fn approve(tx: &mut Tx<'_>, by: &Vetter, id: PlatformClaimId) -> Result<PlatformClaim> {
    let (claim, platform) = to_decide(tx, by, id)?;
    if platform.vendor_id.is_none() && platform.status == ListingStatus::Suspended {
        // Who gets it would have it back in the catalog as it was.
        return Err(Error::wrong_state(platform.status, vec!["reinstate_platform"]));
    }
    let waiting = store::waiting(tx, platform.id)?;
    // All of them end now, and none before it was made.
    waiting.iter().for_each(|it| tx.not_before(it.claimed_at));
    let unpublished = seeded(&claim, &platform)?.is_some();
    let status = step(tx, (&claim, unpublished), Verb::Approve, Actor::Reviewer)?;
    let vendor = vendors::find(tx, claim.vendor_id)?;
    let decided_by = Some(by.account);
    store::save(tx, &PlatformClaim { status, ended_at: Some(tx.now()), decided_by, ..claim })?;
    platforms::give(tx, &platform, vendor.id, &vendor.name)?;
    let said = NewPlatform {
        about: platform.about(),
        profile: Profile::default(),
        offers: Vec::new(),
        statements: Vec::new(),
    };
    let number = versions::next_number(tx, platform.id)?;
    let first = ListingVersion::draft(platform.id, vendor.id, number, &said, tx.now())?;
    versions::insert(tx, &first, &said)?;
    tx.record(Event::PlatformClaimApproved { platform: platform.id, claim: id, vendor: vendor.id })?;
    for other in waiting.into_iter().filter(|it| it.id != id) {
        let status = lifecycle::apply((other.status, false), Verb::Reject, Actor::Reviewer)?;
        ended_by(tx, by, other, status, (ANOTHER_APPROVED.to_owned(), None))?;
    }
    store::find(tx, id)
}

/// Staff refuse a claim, with a reason of the closed list; the platform stays as it is. One that was approved by mistake they refuse as long
/// as nothing of the listing was published: it is illustrative again, with what the seed says of it, and what was rejected with the
/// approval waits again.
///
/// Errors: 404; 403 for who has something to do with it; 409 for one that was refused or taken back, or whose platform was published; 422 for a reason that is not on the
/// list, or that only follows from another's approval.
pub fn reject(
    tx: &mut Tx<'_>,
    by: &Vetter,
    id: PlatformClaimId,
    reason: (String, Option<String>),
) -> Result<PlatformClaim> {
    let (claim, platform) = to_decide(tx, by, id)?;
    let list = reference::reasons(tx, ReasonList::PlatformClaimRejection)?;
    let said: Vec<&str> = list.iter().map(|it| it.code.as_str()).filter(|code| *code != ANOTHER_APPROVED).collect();
    if !said.contains(&reason.0.as_str()) {
        return Err(Error::fault("/reason_code", FaultCode::NotOneOf, said.join(", ")));
    }
    let before = seeded(&claim, &platform)?;
    let status = step(tx, (&claim, before.is_some()), Verb::Reject, Actor::Reviewer)?;
    let mut turned_away = Vec::new();
    if let Some((vendor_name, about)) = before {
        turned_away = store::turned_away(tx, &claim)?;
        let latest = versions::latest(tx, platform.id)?;
        // What reviewers refused stays refused: who claims the platform again does not hand it in again.
        if latest.status.is_working() {
            versions::save(tx, &ListingVersion { status: VersionStatus::Withdrawn, ..latest })?;
        }
        platforms::take(tx, &platform, &vendor_name, &about)?;
    }
    ended_by(tx, by, claim, status, reason)?;
    turned_away.into_iter().try_for_each(|other| reopen(tx, other))?;
    store::find(tx, id)
}

/// What was rejected for the sake of an approval that is taken back waits again, as if that had never been.
fn reopen(tx: &mut Tx<'_>, claim: PlatformClaim) -> Result<()> {
    let (platform, id, vendor) = (claim.platform_id, claim.id, claim.vendor_id);
    let status = PlatformClaimStatus::Pending;
    let waits =
        PlatformClaim { status, ended_at: None, decided_by: None, reason_code: None, reason_text: None, ..claim };
    store::save(tx, &waits)?;
    tx.record(Event::PlatformClaimReopened { platform, claim: id, vendor })
}

/// What the catalog said of a platform that was given by this claim, as long as its vendor has published nothing of it: then the approval
/// can be taken back.
fn seeded(claim: &PlatformClaim, platform: &Platform) -> Result<Option<(String, Description)>> {
    let given = claim.status == PlatformClaimStatus::Approved && platform.published_at.is_none();
    if given { seed::illustrative_by(&platform.slug) } else { Ok(None) }
}

/// Saves a rejection.
fn ended_by(
    tx: &mut Tx<'_>,
    by: &Vetter,
    claim: PlatformClaim,
    status: PlatformClaimStatus,
    (code, text): (String, Option<String>),
) -> Result<()> {
    let (platform, id, vendor) = (claim.platform_id, claim.id, claim.vendor_id);
    let (decided_by, reason_code) = (Some(by.account), Some(code.clone()));
    let ended_at = Some(tx.now());
    store::save(tx, &PlatformClaim { status, ended_at, decided_by, reason_code, reason_text: text, ..claim })?;
    tx.record(Event::PlatformClaimRejected { platform, claim: id, vendor, reason: code })
}

/// What a verb leads to.
///
/// Errors: 412 where the request is meant for another version of the claim; 409 where it does not allow the verb.
fn step(
    tx: &mut Tx<'_>,
    (claim, unpublished): (&PlatformClaim, bool),
    verb: Verb,
    actor: Actor,
) -> Result<PlatformClaimStatus> {
    let stand = (claim.status, unpublished);
    tx.expects(claim.version).map_err(|stale| stale.in_state(claim.status, lifecycle::possible(stand, actor)))?;
    lifecycle::apply(stand, verb, actor)
}

/// A platform that is locked.
fn lock(tx: &mut Tx<'_>, id: PlatformId) -> Result<Platform> {
    platforms::lock(tx, id)?;
    let platform = platforms::find(tx, id)?;
    tx.not_before(platform.updated_at);
    Ok(platform)
}

/// A claim and its platform, which is locked.
fn locked(tx: &mut Tx<'_>, id: PlatformClaimId) -> Result<(PlatformClaim, Platform)> {
    let platform = store::find(tx, id)?.platform_id;
    let platform = lock(tx, platform)?;
    let claim = store::find(tx, id)?;
    tx.not_before(claim.claimed_at);
    Ok((claim, platform))
}

/// The same, where this person has nothing to do with the platform and the vendor.
fn to_decide(tx: &mut Tx<'_>, by: &Vetter, id: PlatformClaimId) -> Result<(PlatformClaim, Platform)> {
    let (claim, platform) = locked(tx, id)?;
    conflicts::none(tx, by.account, claim.platform_id, Some(claim.vendor_id))?;
    Ok((claim, platform))
}
