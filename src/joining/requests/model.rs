//! A request to join, as stored.

use crate::accounts::members::MemberRole;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, JoinRequestId, Organization, Timestamp, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// How long owners have for their answer.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(14 * 86_400);
pub const MESSAGE_LENGTH: usize = 1000;
pub const EVIDENCE_LENGTH: usize = 2000;

/// What has become of a request to join.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum JoinRequestStatus {
    /// Waits for an owner's answer, however long.
    Open,
    Approved,
    Refused,
    /// Who asked took it back.
    Withdrawn,
}

text_enum!(JoinRequestStatus { Open = "open", Approved = "approved", Refused = "refused", Withdrawn = "withdrawn" });

/// How a request ends.
#[derive(Clone, Debug)]
pub enum End {
    Approved(MemberRole),
    /// By a reason of the closed list, and free text beside it.
    Refused {
        code: String,
        text: Option<String>,
    },
    Withdrawn,
}

/// Who ends a request.
#[derive(Clone, Debug)]
pub enum By {
    /// An owner, or who asked.
    Them,
    /// Staff, by what was shown to them where they let somebody in.
    Staff(AccountId, Option<String>),
}

/// A request to join, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::join_requests)]
pub struct JoinRequest {
    pub id: JoinRequestId,
    pub business_id: Option<BusinessId>,
    pub vendor_id: Option<VendorId>,
    pub account_id: AccountId,
    pub message: Option<String>,
    pub status: JoinRequestStatus,
    pub created_at: Timestamp,
    pub respond_by: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub role: Option<MemberRole>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    /// `None` where an owner decided.
    pub decided_by_staff: Option<AccountId>,
    /// What was shown to staff who let somebody in.
    pub evidence: Option<String>,
    /// Of a firm any part may have been named. Nothing is kept of a household's number.
    pub named_tax_code: Option<String>,
}

impl JoinRequest {
    pub fn organization(&self) -> Option<Organization> {
        Organization::of_columns(self.business_id, self.vendor_id)
    }
}
