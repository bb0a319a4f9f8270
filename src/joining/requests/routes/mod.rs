//! Requests to join over HTTP: what who asks does with them, and below it owners and staff.

mod owners;
mod staff;

use super::model::{JoinRequest, JoinRequestStatus, MESSAGE_LENGTH};
use super::{actions, store};
use crate::accounts;
use crate::accounts::members::MemberRole;
use crate::db::Conn;
use crate::error::{Error, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::joining::model::{OrganizationKind, Sought};
use crate::joining::{looked_for, organization_name, public_name};
use crate::secrets::Key;
use crate::values::{AccountId, BusinessId, JoinRequestId, LocalDay, Timestamp, VendorId};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(ask_to_join).service(list_my_join_requests).service(get_join_request).service(withdraw_join_request);
    routes.configure(owners::routes).configure(staff::routes);
}

/// Which organization, and what its owners should know.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "business", "tax_code": "9900000016", "message": "Tôi là kế toán của công ty."}))]
pub struct JoinRequestIn {
    kind: OrganizationKind,
    /// 10 digits; a branch's 13, with or without a hyphen; a household business's 12.
    #[schema(max_length = 14, pattern = "^[0-9]{10}(-?[0-9]{3})?$|^[0-9]{12}$", format = "tax-code")]
    tax_code: String,
    /// For the owners. Nobody's personal number belongs in it.
    #[schema(max_length = 1000)]
    message: Option<String>,
}

impl JoinRequestIn {
    fn parse(&self, key: &Key, today: LocalDay) -> Result<(Sought, Option<String>)> {
        let mut faults = Faults::default();
        let sought = Sought::parse(&mut faults, self.kind, &self.tax_code, key, today);
        let message = faults.optional_lines("/message", self.message.as_deref(), MESSAGE_LENGTH);
        faults.finish(sought.zip(message))
    }
}

/// A request to join.
#[derive(Serialize, ToSchema)]
pub struct JoinRequestOut {
    id: JoinRequestId,
    status: JoinRequestStatus,
    /// Null for a vendor's.
    business_id: Option<BusinessId>,
    /// Null for a business's.
    vendor_id: Option<VendorId>,
    /// Null for a household business, for who asks, until they are let in: nobody learns here whose number it is.
    #[schema(max_length = 200)]
    organization_name: Option<String>,
    /// The tax code that who asks has named: of a firm any part may be, and its seat is asked. Null for a household, and where it
    /// is older than this was kept.
    #[schema(max_length = 14, example = "9900000019-001")]
    named_tax_code: Option<String>,
    /// Who asks.
    account_id: AccountId,
    #[schema(max_length = 100)]
    name: String,
    #[schema(max_length = 254, format = Email)]
    email: String,
    #[schema(max_length = 1000)]
    message: Option<String>,
    created_at: Timestamp,
    /// After that, the programme's staff may decide.
    respond_by: Timestamp,
    ended_at: Option<Timestamp>,
    /// Null where it is not approved.
    role: Option<MemberRole>,
    #[schema(max_length = 60)]
    reason_code: Option<String>,
    #[schema(max_length = 1000)]
    reason_text: Option<String>,
    /// Whether the programme's staff decided, as no owner had answered in time.
    decided_by_staff: bool,
    /// By what staff let somebody in; null for everybody else.
    #[schema(max_length = 2000)]
    evidence: Option<String>,
}

/// Who reads a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Who asks to be let in.
    Asker,
    /// Its owners.
    Insider,
    Staff,
}

fn out(conn: &mut Conn, it: JoinRequest, reader: Reader) -> Result<JoinRequestOut> {
    let known = reader != Reader::Asker || it.status == JoinRequestStatus::Approved;
    let organization_name = match it.organization() {
        Some(organization) if known => Some(organization_name(conn, organization)?),
        Some(organization) => public_name(conn, organization)?,
        None => None,
    };
    let asker = accounts::addressee(conn, it.account_id)?;
    Ok(JoinRequestOut {
        id: it.id,
        status: it.status,
        business_id: it.business_id,
        vendor_id: it.vendor_id,
        organization_name,
        named_tax_code: it.named_tax_code,
        account_id: it.account_id,
        name: asker.name,
        email: asker.email,
        message: it.message,
        created_at: it.created_at,
        respond_by: it.respond_by,
        ended_at: it.ended_at,
        role: it.role,
        reason_code: it.reason_code,
        reason_text: it.reason_text,
        decided_by_staff: it.decided_by_staff.is_some(),
        evidence: it.evidence.filter(|_| reader == Reader::Staff),
    })
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

/// A page of what `find` finds.
async fn paged<F>(call: Call, reader: Reader, page: Page, find: F) -> Result<Answer>
where
    F: FnOnce(&mut Conn, &Page) -> Result<Vec<JoinRequest>> + Send + 'static,
{
    let asked = page.clone();
    let rows = call
        .read(move |conn| {
            let found = find(conn, &asked)?;
            found.into_iter().map(|it| out(conn, it, reader)).collect::<Result<Vec<_>>>()
        })
        .await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], |row| row))
}

/// Ask to join an organization.
///
/// The business or vendor that is registered with this tax code. Its owners are told by mail, and have fourteen days to
/// answer, and read which code was named. One request a person and organization is open; a person asks ten times a day at most, refused requests
/// included, and who has registered or looked for as many organizations as is allowed in 24 hours asks no more. Where a firm's
/// branch is not registered, but its head or another branch is, its owners are asked. A message that holds a personal number
/// is refused (`personal_number`).
#[utoipa::path(tag = "accounts", operation_id = "ask_to_join", request_body = JoinRequestIn,
    responses((status = 201, description = "Asked.", body = JoinRequestOut), (status = 409, description = "`already_member` or `join_request_exists`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/join-requests")]
async fn ask_to_join(call: Call, who: Person, body: Body<JoinRequestIn>) -> Result<Answer> {
    let (by, limits) = (who.account(), call.app.limits.clone());
    let key = call.app.key.clone();
    let (sought, message) = body.0.parse(&key, call.app.db.now().local_day())?;
    call.attempt_once(Some(by), move |tx| {
        looked_for(tx, &limits, by, |tx| {
            let request = actions::ask(tx, &key, by, &sought, message.as_deref())?;
            Answer::created(format!("/v1/join-requests/{}", request.id), &out(tx, request, Reader::Asker)?)
        })
    })
    .await
}

/// My requests to join, newest first.
///
/// Those that wait and those that have ended.
#[utoipa::path(tag = "accounts", operation_id = "list_my_join_requests", params(PageQuery),
    responses((status = 200, description = "A page.", body = Paged<JoinRequestOut>)), security(("session" = [])))]
#[get("/me/join-requests")]
async fn list_my_join_requests(call: Call, who: Person, query: Query<PageQuery>) -> Result<Answer> {
    let by = who.account();
    let page = Page::new("my join requests", &by, query.0.limit, query.0.cursor.as_deref())?;
    paged(call, Reader::Asker, page, move |conn, page| store::list_by(conn, by, page)).await
}

/// Read a request to join.
///
/// For who made it, for reviewers and for auditors.
#[utoipa::path(tag = "accounts", operation_id = "get_join_request", params(("id" = JoinRequestId, Path, description = "The request.")),
    responses((status = 200, description = "The request.", body = JoinRequestOut)), security(("session" = [])))]
#[get("/join-requests/{id}")]
async fn get_join_request(call: Call, who: Person, id: Path<JoinRequestId>) -> Result<Answer> {
    let (by, staff) = (who.account(), who.sees_vetting());
    call.read(move |conn| {
        let request = store::find(conn, *id)?;
        let reader = match () {
            () if request.account_id == by => Reader::Asker,
            () if staff => Reader::Staff,
            () => return Err(Error::not_found()),
        };
        Answer::ok(&out(conn, request, reader)?)
    })
    .await
}

/// Withdraw a request to join.
///
/// For who made it, while it is not answered.
#[utoipa::path(tag = "accounts", operation_id = "withdraw_join_request", params(("id" = JoinRequestId, Path, description = "The request.")),
    responses((status = 200, description = "Withdrawn.", body = JoinRequestOut), (status = 409, description = "`wrong_state`: answered or withdrawn already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/join-requests/{id}/withdrawal")]
async fn withdraw_join_request(call: Call, who: Person, id: Path<JoinRequestId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| {
        let request = actions::withdraw(tx, by, *id)?;
        Answer::ok(&out(tx, request, Reader::Asker)?)
    })
    .await
}
