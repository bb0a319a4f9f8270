//! What the programme's staff do with requests to join that no owner has answered.

use super::{JoinRequestOut, PageQuery, Reader, out, paged};
use crate::accounts::members::MemberRole;
use crate::error::{FaultCode, Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::joining::requests::model::EVIDENCE_LENGTH;
use crate::joining::requests::{actions, store};
use crate::reference::model::ReasonIn;
use crate::values::JoinRequestId;
use actix_web::web::Path;
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::ToSchema;

pub fn routes(routes: &mut Routes<'_>) {
    routes.service(list_unanswered_join_requests);
    routes.service(admit_unanswered_join_request).service(refuse_unanswered_join_request);
}

/// As what staff let somebody in, and by what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "manager", "evidence": "Đã đối chiếu hợp đồng lao động và giấy giới thiệu của công ty."}))]
pub struct JoinAdmissionIn {
    /// `manager` or `member`: who says that the organization is theirs contests it.
    role: MemberRole,
    /// What was shown. Staff alone read it. Nobody's personal number belongs in it.
    #[schema(max_length = 2000)]
    evidence: String,
}

impl JoinAdmissionIn {
    fn parse(&self) -> Result<(MemberRole, String)> {
        let mut faults = Faults::default();
        let evidence = faults.lines("/evidence", &self.evidence, EVIDENCE_LENGTH);
        if self.role == MemberRole::Owner {
            faults.add("/role", FaultCode::NotOneOf, "manager, member");
        }
        faults.finish(evidence.map(|evidence| (self.role, evidence)))
    }
}

/// Requests to join that nobody has answered in time, oldest first.
///
/// For reviewers and auditors: those that have waited for more than fourteen days. Reviewers may decide them; who asked can also contest the
/// organization.
#[utoipa::path(tag = "accounts", operation_id = "list_unanswered_join_requests", params(PageQuery),
    responses((status = 200, description = "A page.", body = Paged<JoinRequestOut>)), security(("session" = [])))]
#[get("/join-requests")]
async fn list_unanswered_join_requests(call: Call, query: Query<PageQuery>) -> Result<Answer> {
    let now = call.app.db.now();
    let page = Page::new("unanswered join requests", &(), query.0.limit, query.0.cursor.as_deref())?;
    paged(call, Reader::Staff, page, move |conn, page| store::overdue(conn, now, page)).await
}

/// Let somebody in whose request no owner has answered.
///
/// For reviewers whom it does not concern, once the owners' fourteen days are over, by the evidence that they name. The owners and who asked are told
/// by mail. Wants proof of who you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "admit_unanswered_join_request", params(("id" = JoinRequestId, Path, description = "The request.")), request_body = JoinAdmissionIn,
    responses((status = 200, description = "A member now.", body = JoinRequestOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`answer_awaited`; `wrong_state`: answered or withdrawn already; or `already_member`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/join-requests/{id}/approval")]
async fn admit_unanswered_join_request(
    call: Call,
    who: Person,
    id: Path<JoinRequestId>,
    body: Body<JoinAdmissionIn>,
) -> Result<Answer> {
    let (by, key, (role, evidence)) = (who.account(), call.app.key.clone(), body.0.parse()?);
    call.act(Some(by), move |tx| {
        let request = actions::admit(tx, &key, by, *id, (role, &evidence))?;
        Answer::ok(&out(tx, request, Reader::Staff)?)
    })
    .await
}

/// Do not let somebody in whose request no owner has answered.
///
/// For reviewers whom it does not concern, once the owners' fourteen days are over, with a reason of the list `join_refusal`. Who asked is told by mail. Wants
/// proof of who you are from the last ten minutes.
#[utoipa::path(tag = "accounts", operation_id = "refuse_unanswered_join_request", params(("id" = JoinRequestId, Path, description = "The request.")), request_body = ReasonIn,
    responses((status = 200, description = "Refused.", body = JoinRequestOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 403, description = "`forbidden`, `second_factor_required` or `conflict_of_interest`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`answer_awaited`; or `wrong_state`: answered or withdrawn already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/join-requests/{id}/refusal")]
async fn refuse_unanswered_join_request(
    call: Call,
    who: Person,
    id: Path<JoinRequestId>,
    body: Body<ReasonIn>,
) -> Result<Answer> {
    let (by, key, reason) = (who.account(), call.app.key.clone(), body.0.parse()?);
    call.act(Some(by), move |tx| {
        let request = actions::turn_down(tx, &key, by, *id, reason.clone())?;
        Answer::ok(&out(tx, request, Reader::Staff)?)
    })
    .await
}
