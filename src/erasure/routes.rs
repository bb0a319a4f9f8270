//! Erasure over HTTP, for staff.

use super::actions;
use crate::conversions::routes::party;
use crate::db::Tx;
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Person, Routes};
use crate::values::{AccountId, TrialId};
use actix_web::post;
use actix_web::web::Path;
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(erase_trial_texts).service(erase_account_texts);
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

impl TextErasureIn {
    fn parse(&self) -> Result<String> {
        let mut faults = Faults::default();
        let code = faults.line("/reason_code", &self.reason_code, 60);
        faults.finish(code)
    }
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
    let (party, code) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| actions::erase_texts(tx, &party, *id, &code).map(|()| Answer::no_content()))
        .await
}

/// Erase what people typed when somebody wanted to come into organizations.
///
/// For data-protection officers who belong to none of these organizations, with a reason of the list `text_erasure`: of
/// all requests to join and contests of this account the message, the statements, what was shown, and every text beside an
/// answer or a decision. Everybody sees null from then on; answers that were kept for retries are forgotten
/// (`answer_not_kept`). Refused while a contest of theirs is open
/// (`contest_open`), which is decided by what was typed. Who asked what when, and what became of it, stays. What is typed later can be erased again. Texts
/// about trials go with the trial (`/v1/trials/{id}/text-erasure`). Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "erase_account_texts", params(("id" = AccountId, Path, description = "The account, also one that is deactivated.")), request_body = TextErasureIn,
    responses((status = 204, description = "Erased."), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`nothing_to_erase`: no text is left; `contest_open`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/accounts/{id}/text-erasure")]
async fn erase_account_texts(
    call: Call,
    who: Person,
    id: Path<AccountId>,
    body: Body<TextErasureIn>,
) -> Result<Answer> {
    let (party, code) = (party(&who), body.0.parse()?);
    let act =
        move |tx: &mut Tx<'_>| actions::erase_account_texts(tx, &party, *id, &code).map(|()| Answer::no_content());
    call.act(Some(who.account()), act).await
}
