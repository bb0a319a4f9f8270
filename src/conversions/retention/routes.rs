//! Retention checks over HTTP.

use super::actions;
use super::model::{Answer as Given, RetentionCheck, RetentionStatus};
use super::store;
use crate::conversions::routes::party;
use crate::error::{Problem, Result};
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::reference::ReasonIn;
use crate::trials::{self, Reach, Side};
use crate::values::{ConversionId, RetentionCheckId, Timestamp, TrialId};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_retention_checks).service(confirm_retention).service(report_ending);
}

/// One question to one side: does the business still use the platform?
#[derive(Serialize, ToSchema)]
pub struct RetentionCheckOut {
    id: RetentionCheckId,
    trial_id: TrialId,
    conversion_id: ConversionId,
    /// So many days after the conversion.
    #[schema(minimum = 1, maximum = 3660)]
    days: i64,
    /// The side that is asked.
    side: Side,
    asked_at: Timestamp,
    status: RetentionStatus,
    answered_at: Option<Timestamp>,
    /// Why the business no longer uses it: of the list `ending`.
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    /// For the two sides alone.
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
}

impl From<RetentionCheck> for RetentionCheckOut {
    fn from(it: RetentionCheck) -> Self {
        Self {
            id: it.id,
            trial_id: it.trial_id,
            conversion_id: it.conversion_id,
            days: it.days,
            side: it.side,
            asked_at: it.asked_at,
            status: it.status,
            answered_at: it.answered_at,
            reason_code: it.reason_code,
            reason_text: it.reason_text,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct CheckQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// What was asked about whether a trial's conversion lasts, oldest first.
///
/// For both sides, for reviewers and for staff who follow the trial. Each side is asked 90, 180 and 365 days after the
/// conversion, unless the trial's rules say otherwise; who does not answer has said nothing.
#[utoipa::path(tag = "conversions", operation_id = "list_retention_checks", params(("id" = TrialId, Path, description = "The trial."), CheckQuery),
    responses((status = 200, description = "A page.", body = Paged<RetentionCheckOut>)), security(("session" = [])))]
#[get("/trials/{id}/conversion/retention-checks")]
async fn list_retention_checks(call: Call, who: Person, id: Path<TrialId>, query: Query<CheckQuery>) -> Result<Answer> {
    let page = Page::new("retention checks", &*id, query.0.limit, query.0.cursor.as_deref())?;
    let reach = Reach::by_id(&who);
    let paged = call.read(move |conn| {
        let trial = trials::find_shown(conn, &reach, *id)?;
        let takes_part = !trials::sides(&trial, &reach.businesses, &reach.vendors).is_empty();
        let shown = |it: RetentionCheck| match takes_part {
            true => it,
            // What the sides typed is for each other.
            false => RetentionCheck { reason_text: None, ..it },
        };
        let rows = store::list(conn, *id, &page)?;
        Ok(page.of(rows, |row| vec![row.id.to_string()], |row| RetentionCheckOut::from(shown(row))))
    });
    Answer::page(&paged.await?)
}

async fn answered(call: Call, who: Person, id: RetentionCheckId, given: Given) -> Result<Answer> {
    let party = party(&who);
    call.act(Some(who.account()), move |tx| {
        Answer::ok(&RetentionCheckOut::from(actions::answer(tx, &party, id, &given)?))
    })
    .await
}

/// Say that the business still uses the platform.
///
/// For the side that was asked, once; who is on both sides speaks for the business. The business's word at 90 days or later
/// is evidence level 4.
#[utoipa::path(tag = "conversions", operation_id = "confirm_retention", params(("id" = RetentionCheckId, Path, description = "The check.")),
    responses((status = 200, description = "Noted.", body = RetentionCheckOut), (status = 409, description = "`for_one_side`, or `wrong_state`: answered already, or the conversion counts no longer.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/retention-checks/{id}/confirmation")]
async fn confirm_retention(call: Call, who: Person, id: Path<RetentionCheckId>) -> Result<Answer> {
    answered(call, who, *id, Given::Retained).await
}

/// Say that the business no longer uses the platform.
///
/// For the side that was asked, once, with a reason of the list `ending`. The conversion still counts: it was one.
#[utoipa::path(tag = "conversions", operation_id = "report_ending", params(("id" = RetentionCheckId, Path, description = "The check.")), request_body = ReasonIn,
    responses((status = 200, description = "Noted.", body = RetentionCheckOut), (status = 409, description = "`for_one_side`, or `wrong_state`: answered already, or the conversion counts no longer.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/retention-checks/{id}/ending")]
async fn report_ending(call: Call, who: Person, id: Path<RetentionCheckId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (code, text) = body.0.parse()?;
    answered(call, who, *id, Given::Ended { code, text }).await
}
