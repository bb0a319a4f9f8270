//! Complaints over HTTP.

use super::actions;
use crate::cases::model::{Case, CaseKind, CaseState, Filter};
use crate::cases::store;
use crate::conversions::routes::party;
use crate::error::{Error, Problem, Result};
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::reference::ReasonIn;
use crate::trials;
use crate::values::{CaseId, Timestamp, TrialId};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(file_complaint).service(list_complaints);
}

/// A complaint about a trial, and what staff decided.
#[derive(Serialize, ToSchema)]
pub struct ComplaintOut {
    id: CaseId,
    trial_id: TrialId,
    state: CaseState,
    opened_at: Timestamp,
    /// Of the list `complaint`.
    #[schema(max_length = 60)]
    reason_code: String,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
    decided_at: Option<Timestamp>,
    /// Of the list `case_decision`.
    #[schema(max_length = 60)]
    decision_code: Option<String>,
    /// What staff wrote to the business.
    #[schema(max_length = 1000)]
    decision_text: Option<String>,
}

impl ComplaintOut {
    fn of(trial_id: TrialId, it: Case) -> Self {
        Self {
            id: it.id,
            trial_id,
            state: it.state,
            opened_at: it.opened_at,
            reason_code: it.reason_code.unwrap_or_default(),
            reason_text: it.reason_text,
            decided_at: it.decided_at,
            decision_code: it.decision_code,
            decision_text: it.decision_text,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ComplaintQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Complain about a trial.
///
/// For members of its business, in any state of the trial, with a reason of the list `complaint`. Programme staff look at it,
/// and who complained gets a mail once they have decided; the vendor is not told. One complaint of a trial waits at a time.
#[utoipa::path(tag = "cases", operation_id = "file_complaint", params(("id" = TrialId, Path, description = "The trial.")), request_body = ReasonIn,
    responses((status = 201, description = "It waits for staff.", body = ComplaintOut), (status = 409, description = "`complaint_open`: one waits already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/trials/{id}/complaints")]
async fn file_complaint(call: Call, who: Person, id: Path<TrialId>, body: Body<ReasonIn>) -> Result<Answer> {
    let (party, (code, text)) = (party(&who), body.0.parse()?);
    call.act(Some(who.account()), move |tx| {
        let case = actions::complain(tx, &party, *id, &code, text.clone())?;
        Answer::created(format!("/v1/trials/{id}/complaints"), &ComplaintOut::of(*id, case))
    })
    .await
}

/// The complaints about a trial, oldest first.
///
/// For members of its business, who read what staff decided; for reviewers, and for staff who follow the trial. Its vendor
/// does not see them.
#[utoipa::path(tag = "cases", operation_id = "list_complaints", params(("id" = TrialId, Path, description = "The trial."), ComplaintQuery),
    responses((status = 200, description = "A page.", body = Paged<ComplaintOut>)), security(("session" = [])))]
#[get("/trials/{id}/complaints")]
async fn list_complaints(call: Call, who: Person, id: Path<TrialId>, query: Query<ComplaintQuery>) -> Result<Answer> {
    let page = Page::new("complaints", &*id, query.0.limit, query.0.cursor.as_deref())?;
    let paged = call.read(move |conn| {
        let trial = trials::find(conn, *id)?;
        let settles = who.settles().is_some_and(|watch| watch.covers(&trial.province_code));
        // Staff who belong to the vendor are its people before anything else.
        let of_staff = settles && !who.vendors().contains(&trial.vendor_id);
        if !(who.businesses().contains(&trial.business_id) || of_staff) {
            return Err(Error::not_found());
        }
        let of_trial = Filter { kind: Some(CaseKind::Complaint), trial: Some(*id), ..Filter::default() };
        let rows = store::list(conn, &of_trial, &page)?;
        Ok(page.of(rows, |row| vec![row.id.to_string()], |row| ComplaintOut::of(*id, row)))
    });
    Answer::page(&paged.await?)
}
