//! Vetting over HTTP: what reviewers decide on listings.

use super::actions;
use super::model::Vetter;
use crate::accounts::model::StaffRole;
use crate::catalog::Catalog;
use crate::catalog::routes::{PlatformOut, shown};
use crate::catalog::versions::RequestedChange;
use crate::db::Tx;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes, objects};
use crate::reference::ReasonIn;
use crate::values::PlatformId;
use actix_web::post;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use utoipa::ToSchema;

/// Places that a reviewer asks to change at once, at most.
const FIELDS: usize = 50;
const POINTER_LENGTH: usize = 300;
const COMMENT_LENGTH: usize = 1000;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(start_review).service(request_changes).service(reject_platform).service(publish_platform);
    routes.service(suspend_platform).service(reinstate_platform);
}

/// What a reviewer asks the vendor to change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"fields": [{"pointer": "/summary_en", "comment": "Demo: please say what it does in one sentence."}]}))]
pub struct ChangeRequestIn {
    /// Where, and what: at least one place.
    #[schema(min_items = 1, max_items = 50)]
    #[serde(deserialize_with = "objects")]
    fields: Vec<RequestedChange>,
}

impl ChangeRequestIn {
    fn parse(&self) -> Result<Vec<RequestedChange>> {
        let mut faults = Faults::default();
        if self.fields.is_empty() {
            faults.add("/fields", FaultCode::NoEntries, FIELDS.to_string());
        }
        if self.fields.len() > FIELDS {
            faults.add("/fields", FaultCode::TooMany, FIELDS.to_string());
        }
        let mut asked = Vec::new();
        for (place, field) in self.fields.iter().take(FIELDS).enumerate() {
            let pointer = faults.line(&format!("/fields/{place}/pointer"), &field.pointer, POINTER_LENGTH);
            let comment = faults.lines(&format!("/fields/{place}/comment"), &field.comment, COMMENT_LENGTH);
            asked.extend(pointer.zip(comment).map(|(pointer, comment)| RequestedChange { pointer, comment }));
        }
        faults.finish(Some(asked))
    }
}

/// Who vets.
pub fn vetter(who: &Person) -> Vetter {
    let administrator = who.standing().acting_staff() == Some(StaffRole::Administrator);
    Vetter { account: who.account(), administrator }
}

/// One act on a listing by who vets, and the listing afterwards.
pub(in crate::catalog) async fn vet(
    call: Call,
    who: Person,
    id: PlatformId,
    act: impl Fn(&mut Tx<'_>, &Vetter) -> Result<()> + Send + 'static,
) -> Result<Answer> {
    let by = vetter(&who);
    call.act(Some(by.account), move |tx| {
        act(tx, &by)?;
        shown(tx, id)
    })
    .await
}

/// Take a version up for review.
///
/// For reviewers who have nothing to do with it: `conflict_of_interest` says with `own_vendor`, `rival_vendor` or `had_a_part` what it is,
/// `conflict_declared` that they said so. From then on it cannot be changed until it is
/// decided on. What only corrects slips can be decided on without this.
#[utoipa::path(tag = "catalog", operation_id = "start_review", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "In review.", body = PlatformOut), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: no version waits.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/review")]
pub async fn start_review(call: Call, who: Person, id: Path<PlatformId>) -> Result<Answer> {
    let id = *id;
    vet(call, who, id, move |tx, by| actions::start_review(tx, by, id)).await
}

/// Send a version back to its vendor.
///
/// For reviewers who have nothing to do with it. Each field names a place of the version by a JSON pointer (RFC 6901), as
/// `PATCH /v1/platforms/{id}` takes it, e.g. `/summary_en` or `/profile/support/hours_vi`; one that it does not have, or that cannot be changed, is refused. Its people get
/// a mail, change it and hand it in again.
#[utoipa::path(tag = "catalog", operation_id = "request_changes", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    request_body = ChangeRequestIn, responses((status = 200, description = "Sent back.", body = PlatformOut), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: no version is in review.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/change-request")]
pub async fn request_changes(
    call: Call,
    who: Person,
    id: Path<PlatformId>,
    body: Body<ChangeRequestIn>,
) -> Result<Answer> {
    let (id, asked) = (*id, body.0.parse()?);
    vet(call, who, id, move |tx, by| actions::request_changes(tx, by, id, &asked)).await
}

/// Reject a version.
///
/// For reviewers who have nothing to do with it, with a reason of the list `rejection`. Its people get a mail; they can write
/// another version. What was published before stays in the catalog.
#[utoipa::path(tag = "catalog", operation_id = "reject_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    request_body = ReasonIn, responses((status = 200, description = "Rejected.", body = PlatformOut), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: no version is in review.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/rejection")]
pub async fn reject_platform(call: Call, who: Person, id: Path<PlatformId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (id, (code, text)) = (*id, body.0.parse()?);
    vet(call, who, id, move |tx, by| actions::reject(tx, by, id, &code, text.clone())).await
}

/// Put a version into the catalog.
///
/// For reviewers who have nothing to do with it (403 `conflict_of_interest`). A version in review; what only corrects slips (`lane` `fast`) as soon as it is
/// handed in. One that is vetted in full needs two assessments, both with at least 2 in every mandatory criterion (409 `vetting_incomplete` says what
/// is missing), and one of the two who made them publishes it (403 `not_an_assessor`, which names them): nobody else learns anything of the scores before. Where neither can any more, as both have left office or have a conflict by now, another reviewer does. From then on businesses read it, in place of the version before, which is kept. Of a suspended listing it is
/// read once that is reinstated. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "catalog", operation_id = "publish_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Published.", body = PlatformOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest`, `conflict_declared` or `not_an_assessor`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`vetting_incomplete`, or `wrong_state`: no version is in review.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/publication")]
pub async fn publish_platform(call: Call, catalog: Data<Catalog>, who: Person, id: Path<PlatformId>) -> Result<Answer> {
    let (id, app) = (*id, call.app.clone());
    let published = vet(call, who, id, move |tx, by| actions::publish(tx, by, id)).await?;
    catalog.follow(&app.db).await?;
    Ok(published)
}

/// Take a listing out of the catalog for a while.
///
/// For reviewers who have nothing to do with it, with a reason of the list `suspension`; an illustrative platform, too. It is found no more from then on, on
/// every server within a second, and no trial of it can be asked for; trials that are open go on, and their businesses get a mail, as does the
/// vendor. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "catalog", operation_id = "suspend_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    request_body = ReasonIn, responses((status = 200, description = "Suspended.", body = PlatformOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: not in the catalog.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/suspension")]
pub async fn suspend_platform(
    call: Call,
    catalog: Data<Catalog>,
    who: Person,
    id: Path<PlatformId>,
    body: Body<ReasonIn>,
) -> Result<Answer> {
    let (id, app, (code, text)) = (*id, call.app.clone(), body.0.parse()?);
    let suspended = vet(call, who, id, move |tx, by| actions::suspend(tx, by, id, &code, text.as_deref())).await?;
    catalog.follow(&app.db).await?;
    Ok(suspended)
}

/// Put a suspended listing back into the catalog.
///
/// For reviewers who have nothing to do with it; with the version that was published last. Wants proof of who you are from
/// the last ten minutes.
#[utoipa::path(tag = "catalog", operation_id = "reinstate_platform", params(("id" = PlatformId, Path, description = "The platform."), ("If-Match" = Option<String>, Header, description = "The ETag of the listing that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Reinstated.", body = PlatformOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required`, `conflict_of_interest` or `conflict_declared`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: not suspended.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/platforms/{id}/reinstatement")]
pub async fn reinstate_platform(
    call: Call,
    catalog: Data<Catalog>,
    who: Person,
    id: Path<PlatformId>,
) -> Result<Answer> {
    let (id, app) = (*id, call.app.clone());
    let back = vet(call, who, id, move |tx, by| actions::reinstate(tx, by, id)).await?;
    catalog.follow(&app.db).await?;
    Ok(back)
}
