//! What reviewers find, and that they have something to do with a platform: one verb, one function.

use super::lifecycle::{self, Missing, WANTED, missing};
use super::model::{Assessment, Score};
use super::store;
use crate::accounts::model::StaffRole;
use crate::accounts::offices;
use crate::catalog::conflicts::{self, Conflict};
use crate::catalog::lifecycle::Verb;
use crate::catalog::store as platforms;
use crate::catalog::versions::ListingVersion;
use crate::catalog::vetting::Vetter;
use crate::catalog::vetting::actions::vetted;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, FaultCode, Result};
use crate::events::Event;
use crate::faults::{Fault, Faults};
use crate::reference;
use crate::values::{AccountId, PlatformId};

/// A reviewer scores every criterion of a version in review.
///
/// Errors: 404; 403 for who has something to do with it; 409 where none is vetted in full, for a second time, and
/// where two have; 422 where a criterion lacks or is unknown.
pub fn assess(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, scores: &[Score]) -> Result<()> {
    let (it, _) = vetted(tx, by, id, Verb::Assess)?;
    let criteria = reference::criteria(tx)?;
    each_once(&criteria.iter().map(|it| it.number).collect::<Vec<_>>(), scores)?;
    let made = store::of(tx, &it.latest)?;
    if made.iter().any(|it| it.account_id == by.account) || made.len() >= WANTED {
        return Err(Error::new(Code::AssessedAlready));
    }
    let version = criteria.iter().map(|it| it.version).max().unwrap_or_default();
    store::insert(tx, &it.latest, by.account, version, scores)?;
    tx.record(Event::PlatformAssessed { platform: id, vendor: it.vendor, version: it.latest.number })
}

/// Every criterion is scored, and once.
fn each_once(criteria: &[i64], scores: &[Score]) -> Result<()> {
    let mut faults = Faults::default();
    for (place, score) in scores.iter().enumerate() {
        let pointer = format!("/scores/{place}/criterion");
        if !criteria.contains(&score.criterion) {
            let possible: Vec<String> = criteria.iter().map(ToString::to_string).collect();
            faults.add(&pointer, FaultCode::NotOneOf, possible.join(", "));
        } else if scores.iter().take(place).any(|other| other.criterion == score.criterion) {
            faults.add(&pointer, FaultCode::Repeated, "");
        }
    }
    let lacking = criteria.iter().filter(|number| scores.iter().all(|score| score.criterion != **number));
    let lacking: Vec<String> = lacking.map(ToString::to_string).collect();
    if !lacking.is_empty() {
        faults.add("/scores", FaultCode::CriteriaMissing, lacking.join(", "));
    }
    faults.finish(Some(()))
}

/// A reviewer has something to do with a platform, and decides nothing of it from now on; of an illustrative one nothing of its claims.
///
/// Errors: 404; 403 for who has something to do with it anyway: that needs no declaration.
pub fn declare(tx: &mut Tx<'_>, by: &Vetter, id: PlatformId, text: &str) -> Result<()> {
    platforms::lock(tx, id)?;
    let platform = platforms::find(tx, id)?;
    tx.not_before(platform.updated_at);
    let vendor = platform.vendor_id;
    match conflicts::between(tx, by.account, id, vendor)? {
        None | Some(Conflict::Declared) => {}
        Some(other) => return Err(other.refusal()),
    }
    if store::declare(tx, id, by.account, text)? {
        tx.record(Event::ConflictDeclared { platform: id, vendor })?;
    }
    Ok(())
}

/// Who decides on a version with these assessments, see `lifecycle::deciders`: of those who made them, whoever is in office and has nothing else
/// to do with the listing. The assessments of who has declared a conflict are not among them.
pub fn deciders(conn: &mut Conn, version: &ListingVersion, made: &[Assessment]) -> Result<Option<Vec<AccountId>>> {
    let mut in_office = offices::able(conn, StaffRole::Reviewer, None)?;
    in_office.extend(offices::able(conn, StaffRole::Administrator, None)?);
    let made_by: Vec<AccountId> = made.iter().map(|it| it.account_id).collect();
    let mut can_vet = Vec::new();
    for account in made_by.iter().copied().filter(|it| in_office.contains(it)) {
        if conflicts::between(conn, account, version.platform_id, Some(version.vendor_id))?.is_none() {
            can_vet.push(account);
        }
    }
    Ok(lifecycle::deciders(&made_by, &can_vet))
}

/// Whether somebody who vets decides on a version with these assessments: who made one does, and who stands in where neither of those
/// can.
pub fn decides(conn: &mut Conn, by: &Vetter, version: &ListingVersion, made: &[Assessment]) -> Result<bool> {
    if made.iter().any(|it| it.account_id == by.account) {
        return Ok(true);
    }
    let (platform, vendor) = (version.platform_id, Some(version.vendor_id));
    if made.len() < WANTED || conflicts::between(conn, by.account, platform, vendor)?.is_some() {
        return Ok(false);
    }
    Ok(deciders(conn, version, made)?.is_none())
}

/// Listings in review that wait for others than somebody who vets: one's own score is in and the other's is not; or both are, and others
/// decide.
pub fn left_to_others(conn: &mut Conn, by: &Vetter) -> Result<Vec<PlatformId>> {
    let mut left = Vec::new();
    for version in store::assessed(conn)? {
        let made = store::of(conn, &version)?;
        let waits_for_scores = made.len() < WANTED;
        let has_scored = made.iter().any(|it| it.account_id == by.account);
        if if waits_for_scores { has_scored } else { !decides(conn, by, &version, &made)? } {
            left.push(version.platform_id);
        }
    }
    Ok(left)
}

/// What a version with these assessments lacks that is vetted in full.
pub fn lacking(conn: &mut Conn, made: &[Assessment]) -> Result<Option<Missing>> {
    let criteria = reference::criteria(conn)?;
    let mandatory: Vec<i64> = criteria.iter().filter(|it| it.mandatory).map(|it| it.number).collect();
    let scores = made.iter().map(Assessment::scores).collect::<Result<Vec<_>>>()?;
    Ok(missing(&mandatory, &scores))
}

/// What is missing, one by one, with its place in what [`super::routes::get_vetting`] answers once both are in; that also says
/// whose it is.
///
/// Errors: 500 for what are no scores.
pub fn unmet(missing: &Missing, made: &[Assessment]) -> Result<Vec<Fault>> {
    if missing.made < WANTED {
        let possible = format!("{}/{WANTED}", missing.made);
        return Ok(vec![Fault { pointer: "/made".to_owned(), code: FaultCode::AssessmentsMissing, possible }]);
    }
    let mut faults = Faults::default();
    for (place, one) in made.iter().enumerate() {
        let scores = one.scores()?;
        for criterion in &missing.criteria {
            let found = scores.iter().enumerate().find(|(_, it)| it.criterion == *criterion);
            let at = format!("/assessments/{place}/scores");
            match found {
                Some((_, it)) if it.is_met() => {}
                Some((number, it)) => {
                    let found = format!("{criterion}: {}", it.score);
                    faults.add(&format!("{at}/{number}/score"), FaultCode::CriterionNotMet, found);
                }
                // It became a criterion after this reviewer had scored.
                None => faults.add(&at, FaultCode::CriterionNotMet, format!("{criterion}: –")),
            }
        }
    }
    Ok(faults.into_all())
}
