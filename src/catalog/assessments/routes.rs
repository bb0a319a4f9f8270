//! Assessments over HTTP: for who vets alone.

use super::actions;
use super::lifecycle::{WANTED, shows_others};
use super::model::{Assessment, Conflict, Score};
use super::store;
use crate::catalog::conflicts::{self, Conflict as Found};
use crate::catalog::store as platforms;
use crate::catalog::versions::{Lane, VersionStatus, store as versions};
use crate::catalog::vetting::Vetter;
use crate::catalog::vetting::routes::vetter;
use crate::db::Conn;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes, objects};
use crate::values::{AccountId, PlatformId, Timestamp};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Array, ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, Type};

/// As many as there can be criteria.
const SCORES: usize = 20;
const COMMENT_LENGTH: usize = 1000;
const CONFLICT_LENGTH: usize = 1000;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(get_vetting).service(assess_platform).service(declare_conflict);
}

/// What a reviewer finds of a version.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"scores": [
    {"criterion": 1, "score": 2, "comment": "Demo."}, {"criterion": 2, "score": 3, "comment": "Demo."}, {"criterion": 3, "score": 2, "comment": "Demo."},
    {"criterion": 4, "score": 1, "comment": "Demo."}, {"criterion": 5, "score": 2, "comment": "Demo."}, {"criterion": 6, "score": 2, "comment": "Demo."}]}))]
pub struct AssessmentIn {
    /// Every criterion of `GET /v1/criteria`, once.
    #[schema(min_items = 1, max_items = 20)]
    #[serde(deserialize_with = "objects")]
    scores: Vec<Score>,
}

impl AssessmentIn {
    fn parse(&self) -> Result<Vec<Score>> {
        let mut faults = Faults::default();
        if self.scores.len() > SCORES {
            faults.add("/scores", FaultCode::TooMany, SCORES.to_string());
        }
        let mut scores = Vec::new();
        for (place, it) in self.scores.iter().take(SCORES).enumerate() {
            let score = faults.number(&format!("/scores/{place}/score"), it.score, 0..=3);
            let comment = faults.lines(&format!("/scores/{place}/comment"), &it.comment, COMMENT_LENGTH);
            let criterion = it.criterion;
            scores.extend(score.zip(comment).map(|(score, comment)| Score { criterion, score, comment }));
        }
        faults.finish(Some(scores))
    }
}

/// What a reviewer has to do with a platform.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Demo: I worked for this vendor until 2024."}))]
pub struct ConflictIn {
    /// What it is: reviewers and auditors read it.
    #[schema(min_length = 1, max_length = 1000)]
    text: String,
}

/// An assessment.
#[derive(Serialize, ToSchema)]
pub struct AssessmentOut {
    /// The reviewer.
    account_id: AccountId,
    /// The version of the criteria by which it was made.
    #[schema(minimum = 1, maximum = 1_000_000)]
    criteria_version: i64,
    #[schema(max_items = 20)]
    scores: Vec<Score>,
    assessed_at: Timestamp,
}

impl AssessmentOut {
    fn of(it: &Assessment) -> Result<Self> {
        let scores = it.scores()?;
        Ok(Self {
            account_id: it.account_id,
            criteria_version: it.criteria_version,
            scores,
            assessed_at: it.assessed_at,
        })
    }
}

/// A declared conflict.
#[derive(Serialize, ToSchema)]
pub struct ConflictOut {
    account_id: AccountId,
    #[schema(max_length = 1000)]
    text: String,
    declared_at: Timestamp,
}

impl From<Conflict> for ConflictOut {
    fn from(it: Conflict) -> Self {
        Self { account_id: it.account_id, text: it.text, declared_at: it.declared_at }
    }
}

/// How the vetting of a listing's newest version stands.
#[derive(Serialize, ToSchema)]
pub struct VettingOut {
    /// The version's number; null for an illustrative platform, which has none.
    #[schema(minimum = 1, maximum = 1_000_000)]
    version: Option<i64>,
    /// Null for an illustrative platform.
    status: Option<VersionStatus>,
    /// Null before it is handed in.
    lane: Option<Lane>,
    /// Assessments of it as it is that are in.
    #[schema(value_type = i64, minimum = 0, maximum = 2)]
    made: usize,
    /// Assessments that a vetting in full needs.
    #[schema(value_type = i64, minimum = 2, maximum = 2)]
    wanted: usize,
    /// One's own; all for who has scored, once both are in, or who decides in their place, and for everybody who vets once the version is decided on.
    #[schema(max_items = 2)]
    assessments: Vec<AssessmentOut>,
    /// Mandatory criteria that not both found met; empty before both are in, and for who is not shown what they found.
    #[schema(schema_with = criteria)]
    not_met: Vec<i64>,
    /// Who has something to do with the platform and decides nothing of it.
    #[schema(max_items = 100)]
    conflicts: Vec<ConflictOut>,
}

fn criteria() -> Array {
    let whole = SchemaFormat::KnownFormat(KnownFormat::Int64);
    let number = ObjectBuilder::new().schema_type(Type::Integer).format(Some(whole)).minimum(Some(1)).maximum(Some(20));
    ArrayBuilder::new().items(number).max_items(Some(20)).build()
}

fn vetting(conn: &mut Conn, id: PlatformId, by: &Vetter) -> Result<VettingOut> {
    let conflicts = store::conflicts(conn, id)?.into_iter().map(ConflictOut::from).collect();
    if platforms::find(conn, id)?.vendor_id.is_none() {
        let (version, status, lane) = (None, None, None);
        let (assessments, not_met) = (Vec::new(), Vec::new());
        return Ok(VettingOut { version, status, lane, made: 0, wanted: WANTED, assessments, not_met, conflicts });
    }
    let latest = versions::latest(conn, id)?;
    let all = store::of(conn, &latest)?;
    let decides = actions::decides(conn, by, &latest, &all)?;
    let others = shows_others(latest.status, all.len(), decides);
    let lacking = if others { actions::lacking(conn, &all)? } else { None };
    let shown = all.iter().filter(|it| others || it.account_id == by.account);
    Ok(VettingOut {
        version: Some(latest.number),
        status: Some(latest.status),
        lane: latest.lane,
        made: all.len(),
        wanted: WANTED,
        assessments: shown.map(AssessmentOut::of).collect::<Result<_>>()?,
        not_met: lacking.map(|missing| missing.criteria).unwrap_or_default(),
        conflicts,
    })
}

/// How the vetting of a listing stands.
///
/// For who vets: the assessments of its newest version. Who has scored it sees the other's once both are in; everybody else, auditors
/// included, once it is published or rejected: whoever steps in for one who declares a conflict has seen none. Where both have scored and
/// neither can decide any more (left office, or has a conflict by now), other reviewers decide, and see what they found. Who belongs to any
/// vendor reads none of it (403 `conflict_of_interest`). An illustrative platform has no version: who declared a conflict stands here.
#[utoipa::path(tag = "catalog", operation_id = "get_vetting", params(("id" = PlatformId, Path, description = "The platform.")),
    responses((status = 200, description = "Its vetting.", body = VettingOut), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[get("/platforms/{id}/vetting")]
pub async fn get_vetting(call: Call, who: Person, id: Path<PlatformId>) -> Result<Answer> {
    let (id, by) = (*id, vetter(&who));
    call.read(move |conn| {
        let vendor = platforms::find(conn, id)?.vendor_id;
        match conflicts::between(conn, by.account, id, vendor)? {
            Some(of_a_vendor @ (Found::OwnVendor | Found::AnotherVendor)) => Err(of_a_vendor.refusal()),
            _ => Answer::ok(&vetting(conn, id, &by)?),
        }
    })
    .await
}

/// Assess a version.
///
/// For reviewers who have nothing to do with the platform: they belong to no vendor and had no part in it (403 `conflict_of_interest`), and have declared no conflict (403 `conflict_declared`): every criterion is scored from 0 to 3, with a comment.
/// Two reviewers do so, each once, of a version in review that is vetted in full; neither sees the other's scores before both are
/// in, and nobody else sees any before it is decided on. One of the two publishes it, or, where neither can any more, another reviewer. It counts for the version as it is: one that is sent back and changed is assessed anew.
#[utoipa::path(tag = "catalog", operation_id = "assess_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = AssessmentIn,
    responses((status = 201, description = "Assessed.", body = VettingOut), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`assessed_already`, or `wrong_state`: nothing is vetted in full.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/assessments")]
pub async fn assess_platform(
    call: Call,
    who: Person,
    id: Path<PlatformId>,
    body: Body<AssessmentIn>,
) -> Result<Answer> {
    let (id, scores) = (*id, body.0.parse()?);
    let by = vetter(&who);
    call.act(Some(by.account), move |tx| {
        actions::assess(tx, &by, id, &scores)?;
        Answer::created(format!("/v1/platforms/{id}/vetting"), &vetting(tx, id, &by)?)
    })
    .await
}

/// Declare a conflict of interest.
///
/// For reviewers and administrators, of any platform, an illustrative one too: from then on they neither assess its versions nor decide on
/// them, on claims of it or on its reviews (403 `conflict_declared`). What they decided before stays; an assessment of theirs counts no more. It cannot be taken back; saying it again changes nothing.
#[utoipa::path(tag = "catalog", operation_id = "declare_conflict", params(("id" = PlatformId, Path, description = "The platform.")), request_body = ConflictIn,
    responses((status = 200, description = "Declared.", body = VettingOut), (status = 403, description = "`forbidden`, `second_factor_required`, or `conflict_of_interest` for who belongs to a vendor or had a part in it: that needs no declaration.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/conflict-declarations")]
pub async fn declare_conflict(call: Call, who: Person, id: Path<PlatformId>, body: Body<ConflictIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let text = faults.lines("/text", &body.0.text, CONFLICT_LENGTH);
    let (id, text) = (*id, faults.finish(text)?);
    let by = vetter(&who);
    call.act(Some(by.account), move |tx| {
        actions::declare(tx, &by, id, &text)?;
        Answer::ok(&vetting(tx, id, &by)?)
    })
    .await
}
