//! Disputes over HTTP.

use super::actions;
use crate::conversions::routes::{ConversionOut, answer, party};
use crate::error::{Problem, Result};
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::reference::ReasonIn;
use crate::values::TrialId;
use actix_web::post;
use actix_web::web::Path;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(uphold_dispute).service(dismiss_dispute);
}

async fn resolved(call: Call, who: Person, id: TrialId, upheld: bool, body: ReasonIn) -> Result<Answer> {
    let (party, reason) = (party(&who), body.parse()?);
    call.act(Some(who.account()), move |tx| answer(actions::resolve(tx, &party, id, upheld, reason.clone())?)).await
}

/// Uphold a dispute.
///
/// For reviewers who belong to neither side, with a reason of the list `resolution`: what was claimed is not so. It is
/// final, and both who claimed and who disputed are told by mail. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "conversions", operation_id = "uphold_dispute", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Upheld.", body = ConversionOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: not disputed, or resolved already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/dispute/upholding")]
async fn uphold_dispute(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    resolved(call, who, *id, true, body.0).await
}

/// Dismiss a dispute.
///
/// For reviewers who belong to neither side, with a reason of the list `resolution`. The conversion still does not count:
/// staff's word replaces nobody's. Either side may claim anew, and then the other is asked again. Both who claimed and who
/// disputed are told by mail. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "conversions", operation_id = "dismiss_dispute", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the conversion that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Dismissed.", body = ConversionOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: not disputed, or resolved already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/conversion/dispute/dismissal")]
async fn dismiss_dispute(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    resolved(call, who, *id, false, body.0).await
}
