//! Invitations over HTTP: the same operations for businesses and for vendors, and those of whoever is invited.

use super::model::{Invitation, InvitationStatus, NewInvitation};
use super::{actions, store};
use crate::accounts::members::MemberRole;
use crate::accounts::{self, model::email_key};
use crate::db::Conn;
use crate::error::{Problem, Result};
use crate::faults::Faults;
use crate::http::{Answer, Body, Call, IfMatch, Page, Paged, Person, Query, Routes};
use crate::joining::organization_name;
use crate::limits::{Limit, Occasion};
use crate::values::{AccountId, BusinessId, InvitationId, Organization, Timestamp, VendorId};
use actix_web::web::Path;
use actix_web::{delete, get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub fn routes(routes: &mut Routes<'_>) {
    routes.configure(of_businesses::routes).configure(of_vendors::routes);
    routes.service(list_my_invitations).service(accept_invitation).service(refuse_invitation);
}

/// Whom to invite, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"email": "colleague@demo.example", "role": "member"}))]
pub struct InvitationIn {
    #[schema(max_length = 254, format = Email)]
    email: String,
    role: MemberRole,
}

impl InvitationIn {
    fn parse(self) -> Result<NewInvitation> {
        let mut faults = Faults::default();
        let new = faults.email("/email", &self.email).map(|email| NewInvitation { email, role: self.role });
        faults.finish(new)
    }
}

/// An invitation, as the organization's owners and auditors see it.
#[derive(Serialize, ToSchema)]
pub struct InvitationOut {
    id: InvitationId,
    /// Null once it is erased, 30 days after the invitation's last day.
    #[schema(max_length = 254)]
    email: Option<String>,
    role: MemberRole,
    status: InvitationStatus,
    /// An owner's account.
    invited_by: AccountId,
    created_at: Timestamp,
    /// It holds until then: seven days.
    expires_at: Timestamp,
    /// When it was answered or taken back, when it expired, or when one that is void was found to be.
    ended_at: Option<Timestamp>,
}

/// An invitation, as whoever is invited sees it.
#[derive(Serialize, ToSchema)]
pub struct MyInvitationOut {
    id: InvitationId,
    /// Null for a vendor's.
    business_id: Option<BusinessId>,
    /// Null for a business's.
    vendor_id: Option<VendorId>,
    #[schema(max_length = 200)]
    organization_name: String,
    role: MemberRole,
    status: InvitationStatus,
    /// The name of the owner who invites.
    #[schema(max_length = 100)]
    invited_by_name: String,
    created_at: Timestamp,
    expires_at: Timestamp,
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

fn out(conn: &mut Conn, it: Invitation, now: Timestamp) -> Result<InvitationOut> {
    let status = actions::present(conn, &it, now)?;
    let Invitation { id, email, role, invited_by, created_at, expires_at, ended_at, .. } = it;
    let expired = (status == InvitationStatus::Expired).then_some(expires_at);
    let ended_at = ended_at.or(expired);
    Ok(InvitationOut { id, email, role, status, invited_by, created_at, expires_at, ended_at })
}

fn mine(conn: &mut Conn, it: &Invitation, now: Timestamp) -> Result<MyInvitationOut> {
    let organization = it.organization().map(|organization| organization_name(conn, organization)).transpose()?;
    Ok(MyInvitationOut {
        id: it.id,
        business_id: it.business_id,
        vendor_id: it.vendor_id,
        organization_name: organization.unwrap_or_default(),
        role: it.role,
        status: actions::present(conn, it, now)?,
        invited_by_name: accounts::addressee(conn, it.invited_by)?.name,
        created_at: it.created_at,
        expires_at: it.expires_at,
    })
}

async fn made(call: Call, who: (Organization, AccountId), place: String, body: InvitationIn) -> Result<Answer> {
    let ((organization, by), new, limits) = (who, body.parse()?, call.app.limits.clone());
    call.act(Some(by), move |tx| {
        limits.take(tx, Limit::Invitations, organization.as_str())?;
        limits.take(tx, Limit::InvitationsBy, by.as_str())?;
        let mailed = limits.may_mail(tx, Occasion::Invitation(organization.as_str()), &email_key(&new.email))?;
        let invitation = actions::invite(tx, organization, by, &new, mailed)?;
        let (id, version, now) = (invitation.id, invitation.version, tx.now());
        Ok(Answer::created(format!("{place}/{id}"), &out(tx, invitation, now)?)?.version(version))
    })
    .await
}

async fn listed(call: Call, organization: Organization, query: PageQuery) -> Result<Answer> {
    let page = Page::new("invitations", &organization, query.limit, query.cursor.as_deref())?;
    let (asked, now) = (page.clone(), call.app.db.now());
    let rows = call
        .read(move |conn| {
            let found = store::list(conn, organization, &asked)?;
            if found.is_empty() {
                // Auditors ask by any id: an organization that is none is not found.
                organization_name(conn, organization)?;
            }
            found.into_iter().map(|it| out(conn, it, now)).collect::<Result<Vec<_>>>()
        })
        .await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], |row| row))
}

async fn one(call: Call, organization: Organization, id: InvitationId) -> Result<Answer> {
    let now = call.app.db.now();
    call.read(move |conn| {
        let found = store::find_of(conn, organization, id)?;
        let version = found.version;
        Ok(Answer::ok(&out(conn, found, now)?)?.version(version))
    })
    .await
}

async fn revoked(call: Call, who: (Organization, AccountId), id: InvitationId) -> Result<Answer> {
    let (organization, by) = who;
    call.act(Some(by), move |tx| actions::revoke(tx, organization, by, id).map(|()| Answer::no_content())).await
}

/// The invitations that wait for me.
///
/// Those that went to the address that I have verified and that are neither answered nor expired, newest first. One is
/// `void` when who invited is no longer an owner.
#[utoipa::path(tag = "accounts", operation_id = "list_my_invitations", params(PageQuery),
    responses((status = 200, description = "A page.", body = Paged<MyInvitationOut>)), security(("session" = [])))]
#[get("/me/invitations")]
async fn list_my_invitations(call: Call, who: Person, query: Query<PageQuery>) -> Result<Answer> {
    let page = Page::new("my invitations", &who.account(), query.0.limit, query.0.cursor.as_deref())?;
    let (asked, now, email) = (page.clone(), call.app.db.now(), who.standing().email.clone());
    let rows = call
        .read(move |conn| {
            let found = store::waiting(conn, &email, now, &asked)?;
            found.iter().map(|it| mine(conn, it, now)).collect::<Result<Vec<_>>>()
        })
        .await?;
    Answer::page(&page.of(rows, |row| vec![row.id.to_string()], |row| row))
}

/// Accept an invitation.
///
/// For the person who has verified the invited address: that person becomes a member with the invitation's role.
#[utoipa::path(tag = "accounts", operation_id = "accept_invitation", params(("id" = InvitationId, Path, description = "The invitation.")),
    responses((status = 200, description = "A member now.", body = MyInvitationOut), (status = 409, description = "`already_member`.", body = Problem, content_type = "application/problem+json"), (status = 410, description = "`invitation_gone`: answered, taken back, expired, or void because who invited is no longer an owner.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/invitations/{id}/acceptance")]
async fn accept_invitation(call: Call, who: Person, id: Path<InvitationId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| {
        let (accepted, now) = (actions::accept(tx, by, *id)?, tx.now());
        Answer::ok(&mine(tx, &accepted, now)?)
    })
    .await
}

/// Refuse an invitation.
///
/// For the person who has verified the invited address.
#[utoipa::path(tag = "accounts", operation_id = "refuse_invitation", params(("id" = InvitationId, Path, description = "The invitation.")),
    responses((status = 200, description = "Refused.", body = MyInvitationOut), (status = 410, description = "`invitation_gone`: answered, taken back, expired, or void because who invited is no longer an owner.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
#[post("/invitations/{id}/refusal")]
async fn refuse_invitation(call: Call, who: Person, id: Path<InvitationId>) -> Result<Answer> {
    let by = who.account();
    call.act(Some(by), move |tx| {
        let (refused, now) = (actions::refuse(tx, by, *id)?, tx.now());
        Answer::ok(&mine(tx, &refused, now)?)
    })
    .await
}

/// The operations of one kind of organization.
macro_rules! invitation_operations {
    ($module:ident, $id:ty, $tag:tt, $all:tt $invite_name:tt $list_name:tt, $one:tt $get_name:tt $revoke_name:tt) => {
        mod $module {
            use super::*;

            pub fn routes(routes: &mut Routes<'_>) {
                routes.service(invite).service(list_invitations).service(get_invitation).service(revoke_invitation);
            }

            /// Invite an address.
            ///
            /// For owners; as the role that is named, never more than one's own. The invitation goes to the address by mail
            /// and holds for seven days. Whether somebody has registered the address makes no difference; who has not yet
            /// finds the invitation once the address is verified. An address that has had its mails of the hour gets none,
            /// and the invitation waits there all the same. At most 50 are open; an organization, and an account in all of
            /// its organizations, sends at most 50 within 24 hours, those taken back included (429 `too_many_invited`). Wants
            /// proof of who you are from the last ten minutes.
            #[utoipa::path(tag = $tag, operation_id = $invite_name, params(("id" = $id, Path, description = "The organization.")), request_body = InvitationIn,
                responses((status = 201, description = "Invited.", body = InvitationOut), (status = 401, description = "`unauthenticated` or `reauthentication_needed`.", body = Problem, content_type = "application/problem+json"), (status = 409, description = "`already_member`, `invitation_exists` or `too_many_invitations`.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
            #[post($all)]
            async fn invite(call: Call, who: Person, id: Path<$id>, body: Body<InvitationIn>) -> Result<Answer> {
                let place = format!("/v1{}", $all.replace("{id}", id.as_str()));
                made(call, ((*id).into(), who.account()), place, body.0).await
            }

            /// Whom the organization has invited, newest first.
            ///
            /// For owners, and for auditors.
            #[utoipa::path(tag = $tag, operation_id = $list_name, params(("id" = $id, Path, description = "The organization."), PageQuery),
                responses((status = 200, description = "A page.", body = Paged<InvitationOut>)), security(("session" = [])))]
            #[get($all)]
            async fn list_invitations(call: Call, id: Path<$id>, query: Query<PageQuery>) -> Result<Answer> {
                listed(call, (*id).into(), query.0).await
            }

            /// Read an invitation.
            ///
            /// For owners, and for auditors. The ETag is what taking it back needs.
            #[utoipa::path(tag = $tag, operation_id = $get_name, params(("id" = $id, Path, description = "The organization."), ("invitation" = InvitationId, Path, description = "The invitation.")),
                responses((status = 200, description = "The invitation.", body = InvitationOut)), security(("session" = [])))]
            #[get($one)]
            async fn get_invitation(call: Call, path: Path<($id, InvitationId)>) -> Result<Answer> {
                one(call, path.0.into(), path.1).await
            }

            /// Take an invitation back.
            ///
            /// For owners, while it is not answered; its link no longer works.
            #[utoipa::path(tag = $tag, operation_id = $revoke_name, params(("id" = $id, Path, description = "The organization."), ("invitation" = InvitationId, Path, description = "The invitation."), ("If-Match" = String, Header, description = "The ETag of the invitation.", max_length = 200)),
                responses((status = 204, description = "Taken back."), (status = 410, description = "`invitation_gone`: answered, taken back or expired.", body = Problem, content_type = "application/problem+json")), security(("session" = [])))]
            #[delete($one)]
            async fn revoke_invitation(
                call: Call,
                who: Person,
                path: Path<($id, InvitationId)>,
                _: IfMatch,
            ) -> Result<Answer> {
                revoked(call, (path.0.into(), who.account()), path.1).await
            }
        }
    };
}

invitation_operations!(
    of_businesses, BusinessId, "businesses",
    "/businesses/{id}/invitations" "invite_to_business" "list_business_invitations",
    "/businesses/{id}/invitations/{invitation}" "get_business_invitation" "revoke_business_invitation"
);
invitation_operations!(
    of_vendors, VendorId, "vendors",
    "/vendors/{id}/invitations" "invite_to_vendor" "list_vendor_invitations",
    "/vendors/{id}/invitations/{invitation}" "get_vendor_invitation" "revoke_vendor_invitation"
);
