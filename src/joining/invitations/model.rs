//! An invitation, as stored.

use crate::accounts::members::MemberRole;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, InvitationId, Organization, Timestamp, VendorId};
use diesel::prelude::*;
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// How long an invitation holds.
pub const VALIDITY: Duration = Duration::from_secs(7 * 86_400);

/// Open invitations that an organization may have.
pub const MOST_OPEN: i64 = 50;

/// How long after the last day of its validity an invitation's address is kept.
pub const ADDRESS_KEPT: Duration = Duration::from_secs(30 * 86_400);

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum InvitationStatus {
    /// Waits for an answer.
    Open,
    Accepted,
    Refused,
    /// An owner took it back, or removed who was invited; or they belong to the organization otherwise; or who invited had
    /// been taken over, and has the account again.
    Revoked,
    /// Nobody answered in time.
    Expired,
    /// Who invited is no longer an owner, or has not been one all the while.
    Void,
}

text_enum!(InvitationStatus {
    Open = "open",
    Accepted = "accepted",
    Refused = "refused",
    Revoked = "revoked",
    Expired = "expired",
    Void = "void",
});

/// An address and the role it is invited to.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub email: String,
    pub role: MemberRole,
}

/// An invitation, as stored: one that has expired or is void may still stand there as open.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::invitations)]
pub struct Invitation {
    pub id: InvitationId,
    pub business_id: Option<BusinessId>,
    pub vendor_id: Option<VendorId>,
    /// `None` once it is erased.
    pub email: Option<String>,
    pub email_key: Option<String>,
    pub role: MemberRole,
    pub invited_by: AccountId,
    pub status: InvitationStatus,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub version: i64,
}

impl Invitation {
    pub fn organization(&self) -> Option<Organization> {
        Organization::of_columns(self.business_id, self.vendor_id)
    }
}
