//! Members over HTTP: the same operations for businesses and for vendors.

use super::actions;
use crate::accounts::members::model::Colleague;
use crate::accounts::members::{self, MemberRole};
use crate::db::Conn;
use crate::error::{Problem, Result};
use crate::http::{Answer, Body, Call, IfMatch, Page, Paged, Person, Query, Routes};
use crate::joining::organization_name;
use crate::values::{AccountId, BusinessId, Organization, Timestamp, VendorId};
use actix_web::web::Path;
use actix_web::{delete, get, patch, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.configure(of_businesses::routes).configure(of_vendors::routes);
}

/// A member of a business or a vendor.
#[derive(Serialize, ToSchema)]
pub struct MemberOut {
    account_id: AccountId,
    #[schema(max_length = 100)]
    name: String,
    /// Shown to members of the same organization alone.
    #[schema(max_length = 254, format = Email)]
    email: String,
    role: MemberRole,
    since: Timestamp,
}

impl From<Colleague> for MemberOut {
    fn from(it: Colleague) -> Self {
        let Colleague { membership, name, email } = it;
        Self { account_id: membership.account, name, email, role: membership.role, since: membership.since }
    }
}

/// A role to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"role": "manager"}))]
pub struct MemberPatch {
    role: MemberRole,
}

/// Who becomes the owner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"member": "acc_01936f5e7c4a7b1c8d2e3f4a5b6c7d8e"}))]
pub struct TransferIn {
    /// Another member's account.
    member: AccountId,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MemberQuery {
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    #[param(max_length = 1000)]
    cursor: Option<String>,
}

async fn listed(call: Call, organization: Organization, query: MemberQuery) -> Result<Answer> {
    let page = Page::new("members", &organization, query.limit, query.cursor.as_deref())?;
    let asked = page.clone();
    let list = move |conn: &mut Conn| {
        // Staff ask for any: for one that all have left, or for none.
        organization_name(conn, organization)?;
        members::list(conn, organization, &asked)
    };
    let rows = call.read(list).await?;
    let key = |row: &Colleague| vec![row.membership.since.as_micros().to_string(), row.membership.account.to_string()];
    Answer::page(&page.of(rows, key, MemberOut::from))
}

fn rendered(conn: &mut Conn, organization: Organization, member: AccountId) -> Result<Answer> {
    let member = members::colleague(conn, organization, member)?;
    let version = member.membership.version;
    Ok(Answer::ok(&MemberOut::from(member))?.version(version))
}

async fn changed(call: Call, who: (Organization, AccountId), member: AccountId, role: MemberRole) -> Result<Answer> {
    let (organization, by) = who;
    call.act(Some(by), move |tx| {
        actions::change_role(tx, organization, by, member, role)?;
        rendered(tx, organization, member)
    })
    .await
}

async fn removed(call: Call, who: (Organization, AccountId), member: AccountId) -> Result<Answer> {
    let (organization, by) = who;
    call.act(Some(by), move |tx| actions::remove(tx, organization, by, member).map(|()| Answer::no_content())).await
}

async fn transferred(call: Call, who: (Organization, AccountId), to: AccountId) -> Result<Answer> {
    let (organization, by) = who;
    call.act(Some(by), move |tx| {
        actions::transfer(tx, organization, by, to)?;
        rendered(tx, organization, to)
    })
    .await
}

/// The operations of one kind of organization.
macro_rules! member_operations {
    ($module:ident, $id:ty, $tag:tt, $list:tt $list_name:tt, $one:tt $get_name:tt $change_name:tt $remove_name:tt, $transfer:tt $transfer_name:tt) => {
        mod $module {
            use super::*;

            pub fn routes(routes: &mut Routes<'_>) {
                routes
                    .service(list_members)
                    .service(get_member)
                    .service(change_member)
                    .service(remove_member)
                    .service(transfer_ownership);
            }

            /// Who belongs to the organization, in the order they joined.
            ///
            /// For its members: names, addresses and roles are shown to nobody else.
            #[utoipa::path(tag = $tag, operation_id = $list_name, params(("id" = $id, Path, description = "The organization."), MemberQuery),
                responses((status = 200, description = "A page.", body = Paged<MemberOut>)), security(("session" = [])))]
            #[get($list)]
            async fn list_members(call: Call, id: Path<$id>, query: Query<MemberQuery>) -> Result<Answer> {
                listed(call, (*id).into(), query.0).await
            }

            /// Read one member.
            ///
            /// For the members of the same organization. The ETag is what a change of role and a removal need.
            #[utoipa::path(tag = $tag, operation_id = $get_name, params(("id" = $id, Path, description = "The organization."), ("member" = AccountId, Path, description = "The member's account.")),
                responses((status = 200, description = "The member.", body = MemberOut)), security(("session" = [])))]
            #[get($one)]
            async fn get_member(call: Call, path: Path<($id, AccountId)>) -> Result<Answer> {
                let (organization, member) = *path;
                call.read(move |conn| rendered(conn, organization.into(), member)).await
            }

            /// Give a member a role.
            ///
            /// For owners. The member is told by mail; the last owner stays one. Wants proof of who you are from the last ten
            /// minutes.
            #[utoipa::path(tag = $tag, operation_id = $change_name, params(("id" = $id, Path, description = "The organization."), ("member" = AccountId, Path, description = "The member's account."), ("If-Match" = String, Header, description = "The ETag of the member.", max_length = 200)),
                request_body = MemberPatch, responses((status = 200, description = "Changed.", body = MemberOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`last_owner`, or `owns_the_firm`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
            #[patch($one)]
            async fn change_member(
                call: Call,
                who: Person,
                path: Path<($id, AccountId)>,
                _: IfMatch,
                body: Body<MemberPatch>,
            ) -> Result<Answer> {
                changed(call, (path.0.into(), who.account()), path.1, body.0.role).await
            }

            /// Remove a member, or leave.
            ///
            /// For owners; every member for oneself. Who was removed is told by mail. The last owner cannot go. Wants proof of
            /// who you are from the last ten minutes.
            #[utoipa::path(tag = $tag, operation_id = $remove_name, params(("id" = $id, Path, description = "The organization."), ("member" = AccountId, Path, description = "The member's account."), ("If-Match" = String, Header, description = "The ETag of the member.", max_length = 200)),
                responses((status = 204, description = "No member any more."), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`last_owner`, or `owns_the_firm`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
            #[delete($one)]
            async fn remove_member(
                call: Call,
                who: Person,
                path: Path<($id, AccountId)>,
                _: IfMatch,
            ) -> Result<Answer> {
                removed(call, (path.0.into(), who.account()), path.1).await
            }

            /// Hand the ownership to another member.
            ///
            /// For owners: the member becomes an owner and oneself a manager, in one step. Both are told by mail. API keys of the
            /// organization hold while their maker owns it: those that oneself made stop at once, and the new owner makes others. Wants
            /// proof of who you are from the last ten minutes.
            #[utoipa::path(tag = $tag, operation_id = $transfer_name, params(("id" = $id, Path, description = "The organization.")), request_body = TransferIn,
                responses((status = 200, description = "The new owner.", body = MemberOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`owns_the_firm`: who owns a firm's seat owns all of its parts.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
            #[post($transfer)]
            async fn transfer_ownership(call: Call, who: Person, id: Path<$id>, body: Body<TransferIn>) -> Result<Answer> {
                transferred(call, ((*id).into(), who.account()), body.0.member).await
            }
        }
    };
}

member_operations!(
    of_businesses, BusinessId, "businesses",
    "/businesses/{id}/members" "list_business_members",
    "/businesses/{id}/members/{member}" "get_business_member" "change_business_member" "remove_business_member",
    "/businesses/{id}/ownership-transfer" "transfer_business"
);
member_operations!(
    of_vendors, VendorId, "vendors",
    "/vendors/{id}/members" "list_vendor_members",
    "/vendors/{id}/members/{member}" "get_vendor_member" "change_vendor_member" "remove_vendor_member",
    "/vendors/{id}/ownership-transfer" "transfer_vendor"
);
