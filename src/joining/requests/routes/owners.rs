//! What owners do with requests to join: the same operations for businesses and for vendors.

use super::{JoinRequestOut, Reader, out, paged};
use crate::accounts::members::MemberRole;
use crate::error::{Problem, Result};
use crate::http::{Answer, Body, Call, Page, Paged, Person, Query, Routes};
use crate::joining::organization_name;
use crate::joining::requests::model::JoinRequestStatus;
use crate::joining::requests::{actions, store};
use crate::reference::model::ReasonIn;
use crate::values::{AccountId, BusinessId, JoinRequestId, Organization, VendorId};
use actix_web::web::Path;
use actix_web::{get, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.configure(of_businesses::routes).configure(of_vendors::routes);
}

/// As what the person is let in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "member"}))]
pub struct JoinApprovalIn {
    role: MemberRole,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct StatusQuery {
    /// Only requests of this status.
    status: Option<JoinRequestStatus>,
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

async fn listed(call: Call, organization: Organization, query: StatusQuery) -> Result<Answer> {
    let status = query.status;
    let page = Page::new("join requests", &(organization, status), query.limit, query.cursor.as_deref())?;
    paged(call, Reader::Insider, page, move |conn, page| {
        let found = store::list(conn, organization, status, page)?;
        if found.is_empty() {
            // Auditors ask by any id: an organization that is none is not found.
            organization_name(conn, organization)?;
        }
        Ok(found)
    })
    .await
}

async fn approved(
    call: Call,
    who: (Organization, AccountId),
    id: JoinRequestId,
    body: JoinApprovalIn,
) -> Result<Answer> {
    let (organization, by) = who;
    call.act(Some(by), move |tx| {
        let request = actions::approve(tx, organization, by, id, body.role)?;
        Answer::ok(&out(tx, request, Reader::Insider)?)
    })
    .await
}

async fn refused(call: Call, who: (Organization, AccountId), id: JoinRequestId, body: ReasonIn) -> Result<Answer> {
    let ((organization, by), reason, key) = (who, body.parse()?, call.app.key.clone());
    call.act(Some(by), move |tx| {
        let request = actions::refuse(tx, &key, organization, by, id, reason.clone())?;
        Answer::ok(&out(tx, request, Reader::Insider)?)
    })
    .await
}

/// The operations of one kind of organization.
macro_rules! join_request_operations {
    ($module:ident, $id:ty, $tag:tt, $all:tt $list_name:tt, $approval:tt $approve_name:tt, $refusal:tt $refuse_name:tt) => {
        mod $module {
            use super::*;

            pub fn routes(routes: &mut Routes<'_>) {
                routes.service(list_join_requests).service(approve_join_request).service(refuse_join_request);
            }

            /// Who asks to join the organization, newest first.
            ///
            /// For owners, and for auditors.
            #[utoipa::path(tag = $tag, operation_id = $list_name, params(("id" = $id, Path, description = "The organization."), StatusQuery),
                responses((status = 200, description = "A page.", body = Paged<JoinRequestOut>)), security(("session" = [])))]
            #[get($all)]
            async fn list_join_requests(call: Call, id: Path<$id>, query: Query<StatusQuery>) -> Result<Answer> {
                listed(call, (*id).into(), query.0).await
            }

            /// Let somebody in who asked.
            ///
            /// For owners; with the role that is named. Who asked is told by mail. Wants proof of who you are from the last
            /// ten minutes.
            #[utoipa::path(tag = $tag, operation_id = $approve_name, params(("id" = $id, Path, description = "The organization."), ("request" = JoinRequestId, Path, description = "The request.")),
                request_body = JoinApprovalIn, responses((status = 200, description = "A member now.", body = JoinRequestOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`wrong_state`: answered or withdrawn already; or `already_member`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
            #[post($approval)]
            async fn approve_join_request(
                call: Call,
                who: Person,
                path: Path<($id, JoinRequestId)>,
                body: Body<JoinApprovalIn>,
            ) -> Result<Answer> {
                approved(call, (path.0.into(), who.account()), path.1, body.0).await
            }

            /// Do not let somebody in who asked.
            ///
            /// For owners; with a reason of the list `join_refusal`. Who asked is told by mail.
            #[utoipa::path(tag = $tag, operation_id = $refuse_name, params(("id" = $id, Path, description = "The organization."), ("request" = JoinRequestId, Path, description = "The request.")),
                request_body = ReasonIn, responses((status = 200, description = "Refused.", body = JoinRequestOut), (status = 409, description = "`wrong_state`: answered or withdrawn already.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
            #[post($refusal)]
            async fn refuse_join_request(
                call: Call,
                who: Person,
                path: Path<($id, JoinRequestId)>,
                body: Body<ReasonIn>,
            ) -> Result<Answer> {
                refused(call, (path.0.into(), who.account()), path.1, body.0).await
            }
        }
    };
}

join_request_operations!(
    of_businesses, BusinessId, "businesses",
    "/businesses/{id}/join-requests" "list_business_join_requests",
    "/businesses/{id}/join-requests/{request}/approval" "approve_business_join_request",
    "/businesses/{id}/join-requests/{request}/refusal" "refuse_business_join_request"
);
join_request_operations!(
    of_vendors, VendorId, "vendors",
    "/vendors/{id}/join-requests" "list_vendor_join_requests",
    "/vendors/{id}/join-requests/{request}/approval" "approve_vendor_join_request",
    "/vendors/{id}/join-requests/{request}/refusal" "refuse_vendor_join_request"
);
