//! Extensions over HTTP.

use super::actions::{self, Case};
use super::lifecycle::present;
use super::model::{ExtensionStatus, NewExtension};
use super::store;
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::reference::ReasonIn;
use crate::trials::{Reach, Side, store as trials};
use crate::values::{ExtensionId, Timestamp, TrialId, integer};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(ask_for_extension).service(list_extensions);
    routes.service(agree_to_extension).service(refuse_extension).service(withdraw_extension);
}

/// More days that one side asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"days": 30, "reason_code": "late_setup", "reason_text": "Demo: dữ liệu cũ vừa chuyển xong."}))]
pub struct ExtensionIn {
    /// Days by which the end moves.
    #[serde(deserialize_with = "integer")]
    #[schema(minimum = 1, maximum = 366)]
    days: i64,
    /// A code of the list `extension` at /v1/reasons.
    #[schema(max_length = 60, format = "reason-code")]
    reason_code: String,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

impl ExtensionIn {
    fn parse(self) -> Result<NewExtension> {
        let mut faults = Faults::default();
        let days = faults.number("/days", self.days, 1..=366);
        let code = faults.line("/reason_code", &self.reason_code, 60);
        let text = faults.optional_lines("/reason_text", self.reason_text.as_deref(), 1000);
        let new = days.zip(code.zip(text));
        faults.finish(new.map(|(days, (reason_code, reason_text))| NewExtension { days, reason_code, reason_text }))
    }
}

/// A wish for more days, and what became of it; to staff what people typed is null.
#[derive(Serialize, ToSchema)]
pub struct ExtensionOut {
    id: ExtensionId,
    trial_id: TrialId,
    status: ExtensionStatus,
    asked_by_side: Side,
    asked_at: Timestamp,
    #[schema(minimum = 1, maximum = 366)]
    days: i64,
    #[schema(max_length = 60)]
    reason_code: String,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
    answered_at: Option<Timestamp>,
    /// Why it was refused: a code of the list `extension_refusal`.
    #[schema(max_length = 60)]
    answer_code: Option<String>,
    #[schema(max_length = 1000)]
    answer_text: Option<String>,
    /// The trial's end, as agreed by now.
    trial_end: Option<Timestamp>,
}

fn out((it, trial): Case, typed: bool) -> ExtensionOut {
    ExtensionOut {
        id: it.id,
        trial_id: it.trial_id,
        status: present(it.status, trial.status),
        asked_by_side: it.asked_by_side,
        asked_at: it.asked_at,
        days: it.days,
        reason_code: it.reason_code,
        reason_text: it.reason_text.filter(|_| typed),
        answered_at: it.answered_at,
        answer_code: it.answer_code,
        answer_text: it.answer_text.filter(|_| typed),
        trial_end: trial.trial_end,
    }
}

fn answer(case: Case) -> Result<Answer> {
    let version = case.0.version;
    Ok(Answer::ok(&out(case, true))?.version(version))
}

/// Ask for more days.
///
/// Either side can while the trial runs, with a reason of the list `extension`; the other side gets a mail and agrees or
/// refuses. At most twice and 90 days in all, unless the rules say otherwise.
#[utoipa::path(tag = "trials", operation_id = "ask_for_extension", params(("id" = TrialId, Path, description = "The trial."), ("If-Match" = Option<String>, Header, description = "The ETag of the trial that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ExtensionIn,
    responses((status = 201, description = "Asked.", body = ExtensionOut), (status = 409, description = "`wrong_state`, `extension_waits` or `extensions_used_up`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/extension-requests")]
async fn ask_for_extension(call: Call, who: Person, id: Path<TrialId>, body: Body<ExtensionIn>) -> Result<Answer> {
    let (by, reach, new) = (who.account(), Reach::of(&who), body.0.parse()?);
    call.act(Some(by), move |tx| {
        let case = actions::ask(tx, by, &reach, *id, &new)?;
        Ok(Answer { status: 201, ..answer(case)? })
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ExtensionQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// A trial's extensions, newest first.
///
/// For both of its sides; for reviewers and for staff who follow it, without what people typed.
#[utoipa::path(tag = "trials", operation_id = "list_extensions", params(("id" = TrialId, Path, description = "The trial."), ExtensionQuery), responses((status = 200, description = "A page.", body = Paged<ExtensionOut>)), security(("session" = [])))]
#[get("/trials/{id}/extension-requests")]
async fn list_extensions(call: Call, who: Person, id: Path<TrialId>, query: Query<ExtensionQuery>) -> Result<Answer> {
    let page = Page::new("extensions", &*id, query.0.limit, query.0.cursor.as_deref())?;
    let reach = Reach::by_id(&who);
    let paged = call.read(move |conn| {
        let trial = trials::find_shown(conn, &reach, *id)?;
        let typed = !trials::sides(&trial, &reach.businesses, &reach.vendors).is_empty();
        let rows = store::list(conn, trial.id, &page)?;
        Ok(page.of(rows, |row| vec![row.id.to_string()], |row| out((row, trial.clone()), typed)))
    });
    Answer::page(&paged.await?)
}

/// Agree to more days.
///
/// Only the side that did not ask can. The end moves, and both sides get a mail; the trial's cohort stays.
#[utoipa::path(tag = "trials", operation_id = "agree_to_extension", params(("id" = ExtensionId, Path, description = "The extension."), ("If-Match" = Option<String>, Header, description = "The ETag of the extension that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Agreed.", body = ExtensionOut), (status = 409, description = "`extension_other_side`, `extensions_used_up` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/extension-requests/{id}/agreement")]
async fn agree_to_extension(call: Call, who: Person, id: Path<ExtensionId>) -> Result<Answer> {
    let (by, reach) = (who.account(), Reach::of(&who));
    call.act(Some(by), move |tx| answer(actions::agree(tx, by, &reach, *id)?)).await
}

/// Refuse more days.
///
/// Only the side that did not ask can, with a reason of the list `extension_refusal`; the side that asked gets a mail.
#[utoipa::path(tag = "trials", operation_id = "refuse_extension", params(("id" = ExtensionId, Path, description = "The extension."), ("If-Match" = Option<String>, Header, description = "The ETag of the extension that this is meant for; without it, whatever it is by then.", max_length = 200)), request_body = ReasonIn,
    responses((status = 200, description = "Refused.", body = ExtensionOut), (status = 409, description = "`extension_other_side` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/extension-requests/{id}/refusal")]
async fn refuse_extension(call: Call, who: Person, id: Path<ExtensionId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (by, reach, (code, text)) = (who.account(), Reach::of(&who), body.0.parse()?);
    call.act(Some(by), move |tx| answer(actions::refuse(tx, by, &reach, *id, &code, text.as_deref())?)).await
}

/// Take a wish for more days back.
///
/// Only the side that asked can, while it waits.
#[utoipa::path(tag = "trials", operation_id = "withdraw_extension", params(("id" = ExtensionId, Path, description = "The extension."), ("If-Match" = Option<String>, Header, description = "The ETag of the extension that this is meant for; without it, whatever it is by then.", max_length = 200)),
    responses((status = 200, description = "Withdrawn.", body = ExtensionOut), (status = 409, description = "`extension_other_side` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/extension-requests/{id}/withdrawal")]
async fn withdraw_extension(call: Call, who: Person, id: Path<ExtensionId>) -> Result<Answer> {
    let (by, reach) = (who.account(), Reach::of(&who));
    call.act(Some(by), move |tx| answer(actions::withdraw(tx, by, &reach, *id)?)).await
}
