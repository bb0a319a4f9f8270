//! Erasure over HTTP, for staff.

use super::actions;
use crate::conversions::routes::party;
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person};
use crate::values::TrialId;
use actix_web::post;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(erase_trial_texts);
}

/// Why what people typed is erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason_code": "asked_for"}))]
pub struct TextErasureIn {
    /// A code of the list `text_erasure` at /v1/reasons.
    #[schema(max_length = 60, format = "reason-code")]
    reason_code: String,
}

/// Erase what people typed about a trial.
///
/// For data-protection officers who belong to neither side, with a reason of the list `text_erasure`: what the business
/// needs, and every text beside a reason, an answer, a check, a complaint or a decision, the reason of a grant and what was typed in the review included. Both
/// sides see null from then on, and the reason in the trial's history; answers that were kept for retries are forgotten
/// (`answer_not_kept`). Nothing that is counted changes: codes, stamps, stages, amounts, the plan's name and evidence stay.
/// What is typed later can be erased again. The contact goes with the consent (`consent-withdrawal`). Wants proof of who you
/// are from the last ten minutes.
#[utoipa::path(tag = "trials", operation_id = "erase_trial_texts", params(("id" = TrialId, Path, description = "The trial.")), request_body = TextErasureIn,
    responses((status = 204, description = "Erased."), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`nothing_to_erase`: no text is left.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/text-erasure")]
async fn erase_trial_texts(call: Call, who: Person, id: Path<TrialId>, body: Body<TextErasureIn>) -> Result<Answer> {
    let mut faults = Faults::default();
    let code = faults.line("/reason_code", &body.0.reason_code, 60);
    let (party, code) = (party(&who), faults.finish(code)?);
    call.act(Some(who.account()), move |tx| actions::erase_texts(tx, &party, *id, &code).map(|()| Answer::no_content()))
        .await
}
