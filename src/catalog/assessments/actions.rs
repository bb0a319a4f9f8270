//! What reviewers find, and that they have something to do with a platform: one verb, one function.

use super::lifecycle::{self, Missing, WANTED, missing};
use super::model::{Assessment, Score};
use super::store;
use crate::accounts::model::StaffRole;
use crate::accounts::offices;
use crate::catalog::conflicts::{self, Conflict, Ties};
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

/// Who can decide on versions: everybody who vets, and what they have to do with the platforms.
struct Vetters {
    in_office: Vec<AccountId>,
    ties: Ties,
}

impl Vetters {
    fn of(conn: &mut Conn, people: &[AccountId], platforms: &[PlatformId]) -> Result<Self> {
        let mut in_office = offices::able(conn, StaffRole::Reviewer, None)?;
        in_office.extend(offices::able(conn, StaffRole::Administrator, None)?);
        Ok(Self { in_office, ties: Ties::of(conn, people, platforms)? })
    }

    fn has_nothing_to_do(&self, account: AccountId, version: &ListingVersion) -> bool {
        self.ties.between(account, version.platform_id, Some(version.vendor_id)).is_none()
    }

    fn deciders(&self, version: &ListingVersion, made: &[Assessment]) -> Option<Vec<AccountId>> {
        let made_by = assessors(made);
        let can = |it: &AccountId| self.in_office.contains(it) && self.has_nothing_to_do(*it, version);
        let can_vet: Vec<AccountId> = made_by.iter().copied().filter(can).collect();
        lifecycle::deciders(&made_by, &can_vet)
    }

    fn decides(&self, by: AccountId, version: &ListingVersion, made: &[Assessment]) -> bool {
        let stands_in =
            || made.len() >= WANTED && self.has_nothing_to_do(by, version) && self.deciders(version, made).is_none();
        assessors(made).contains(&by) || stands_in()
    }
}

fn assessors(made: &[Assessment]) -> Vec<AccountId> {
    made.iter().map(|it| it.account_id).collect()
}

/// Who decides on a version with these assessments, see `lifecycle::deciders`: of those who made them, whoever is in office and has nothing else
/// to do with the listing. The assessments of who has declared a conflict are not among them.
pub fn deciders(conn: &mut Conn, version: &ListingVersion, made: &[Assessment]) -> Result<Option<Vec<AccountId>>> {
    Ok(Vetters::of(conn, &assessors(made), &[version.platform_id])?.deciders(version, made))
}

/// Whether somebody who vets decides on a version with these assessments: who made one does, and who stands in where neither of those
/// can.
pub fn decides(conn: &mut Conn, by: &Vetter, version: &ListingVersion, made: &[Assessment]) -> Result<bool> {
    let people = [assessors(made), vec![by.account]].concat();
    Ok(Vetters::of(conn, &people, &[version.platform_id])?.decides(by.account, version, made))
}

/// Listings in review that wait for others than somebody who vets: one's own score is in and the other's is not; or both are, and others
/// decide. Looked up at once, however many there are.
pub fn left_to_others(conn: &mut Conn, by: &Vetter) -> Result<Vec<PlatformId>> {
    let assessed = store::assessed(conn)?;
    let platforms: Vec<PlatformId> = assessed.iter().map(|(version, _)| version.platform_id).collect();
    let mut people: Vec<AccountId> = assessed.iter().flat_map(|(_, made)| assessors(made)).collect();
    people.push(by.account);
    let vetters = Vetters::of(conn, &people, &platforms)?;
    let is_left = |(version, made): &(ListingVersion, Vec<Assessment>)| {
        let has_scored = assessors(made).contains(&by.account);
        if made.len() < WANTED { has_scored } else { !vetters.decides(by.account, version, made) }
    };
    Ok(assessed.into_iter().filter(is_left).map(|(version, _)| version.platform_id).collect())
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
