//! Changes of offices over HTTP.

use super::model::{Change, ChangeStatus, NewChange, REASON_LENGTH};
use super::{actions, store};
use crate::accounts::model::{Office, StaffRole};
use crate::db::Conn;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::reference::{self, ProvinceList};
use crate::values::{AccountId, StaffChangeId, Timestamp};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(propose_staff_change).service(list_staff_changes).service(get_staff_change);
    routes.service(approve_staff_change).service(refuse_staff_change);
}

/// A change of somebody's office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "new.reviewer@demo.example", "role": "reviewer", "reason": "Demo: joins the team that vets."}))]
pub struct StaffChangeIn {
    /// The address of a verified account.
    #[schema(max_length = 254, format = Email)]
    email: String,
    /// The new role; left out, the office is taken away.
    role: Option<StaffRole>,
    /// A province officer's province: a code of the list of 34. Only for that role.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", format = "province-code")]
    province_code: Option<String>,
    /// Why, for whoever looks at it later.
    #[schema(max_length = 1000)]
    reason: String,
}

impl StaffChangeIn {
    fn parse(&self, conn: &mut Conn) -> Result<NewChange> {
        let mut faults = Faults::default();
        let email = faults.email("/email", &self.email);
        let reason = faults.lines("/reason", &self.reason, REASON_LENGTH);
        let officer = self.role == Some(StaffRole::ProvinceOfficer);
        let wrong = match self.province_code.as_deref() {
            Some(_) if !officer => Some(FaultCode::TakesNoProvince),
            Some(code) if reference::province(conn, ProvinceList::Since2025, code)?.is_some() => None,
            None if !officer => None,
            _ => Some(FaultCode::UnknownProvince),
        };
        if let Some(code) = wrong {
            faults.add("/province_code", code, "");
        }
        let office = self.role.map(|role| Office { role, province: self.province_code.clone() });
        faults.finish(email.zip(reason).map(|(email, reason)| NewChange { email, office, reason }))
    }
}

/// A change of an office, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct StaffChangeOut {
    id: StaffChangeId,
    account_id: AccountId,
    /// Null: the office is taken away.
    role: Option<StaffRole>,
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "48")]
    province_code: Option<String>,
    #[schema(max_length = 1000)]
    reason: String,
    status: ChangeStatus,
    proposed_by: AccountId,
    proposed_at: Timestamp,
    /// The second administrator, or the first where one suffices; null while it waits, and where it expired.
    decided_by: Option<AccountId>,
    decided_at: Option<Timestamp>,
}

impl From<Change> for StaffChangeOut {
    fn from(it: Change) -> Self {
        let Change { id, account_id, role, province_code, reason, status, .. } = it;
        let Change { proposed_by, proposed_at, decided_by, decided_at, .. } = it;
        Self { id, account_id, role, province_code, reason, status, proposed_by, proposed_at, decided_by, decided_at }
    }
}

fn answer(change: Change) -> Result<Answer> {
    let version = change.version;
    Ok(Answer::ok(&StaffChangeOut::from(change))?.version(version))
}

/// Give somebody an office, another one, or take it away.
///
/// For administrators, with a reason. It holds at once; where an administrator is made or dismissed, it waits for a second
/// one, for seven days. Nobody changes the own office. Who is concerned gets a mail and is logged out everywhere. Wants proof of who you
/// are from the last ten minutes.
#[utoipa::path(tag = "staff", operation_id = "propose_staff_change", request_body = StaffChangeIn,
    responses((status = 201, description = "Applied, or pending.", body = StaffChangeOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`own_office`, `same_office` or `change_pending`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/staff-changes")]
async fn propose_staff_change(call: Call, who: Person, body: Body<StaffChangeIn>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| {
        let new = body.0.parse(tx)?;
        let change = actions::propose(tx, by, &new)?;
        let location = Some(format!("/v1/staff-changes/{}", change.id));
        Ok(Answer { status: 201, location, ..answer(change)? })
    })
    .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StaffChangeQuery {
    /// Only changes of this status.
    status: Option<ChangeStatus>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// Changes of offices, newest first.
///
/// For administrators and auditors: what waits, and what was decided by whom.
#[utoipa::path(tag = "staff", operation_id = "list_staff_changes", params(StaffChangeQuery), responses((status = 200, description = "A page.", body = Paged<StaffChangeOut>)), security(("session" = [])))]
#[get("/staff-changes")]
async fn list_staff_changes(call: Call, query: Query<StaffChangeQuery>) -> Result<Answer> {
    let StaffChangeQuery { status, limit, cursor } = query.0;
    let page = Page::new("staff-changes", &status, limit, cursor.as_deref())?;
    let (asked, now) = (page.clone(), call.app.db.now());
    let rows = call.read(move |conn| store::list(conn, status, now, &asked)).await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], StaffChangeOut::from))
}

/// Read a change of an office.
///
/// For administrators and auditors: what it is about, why, and what became of it.
#[utoipa::path(tag = "staff", operation_id = "get_staff_change", params(("id" = StaffChangeId, Path, description = "The change.")),
    responses((status = 200, description = "The change.", body = StaffChangeOut)), security(("session" = [])))]
#[get("/staff-changes/{id}")]
async fn get_staff_change(call: Call, id: Path<StaffChangeId>) -> Result<Answer> {
    let now = call.app.db.now();
    answer(call.read(move |conn| store::find(conn, *id, now)).await?)
}

/// Agree to a change, as the second administrator.
///
/// Neither who proposed it nor whom it is about can. It holds at once. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "staff", operation_id = "approve_staff_change", params(("id" = StaffChangeId, Path, description = "The change.")),
    responses((status = 200, description = "Applied.", body = StaffChangeOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`second_administrator_needed`, `own_office` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/staff-changes/{id}/approval")]
async fn approve_staff_change(call: Call, who: Person, id: Path<StaffChangeId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| answer(actions::approve(tx, by, *id)?)).await
}

/// Refuse a change, or take back one's own.
///
/// For administrators, but for whom it is about. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "staff", operation_id = "refuse_staff_change", params(("id" = StaffChangeId, Path, description = "The change.")),
    responses((status = 200, description = "Refused.", body = StaffChangeOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`own_office` or `wrong_state`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/staff-changes/{id}/refusal")]
async fn refuse_staff_change(call: Call, who: Person, id: Path<StaffChangeId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| answer(actions::refuse(tx, by, *id)?)).await
}
