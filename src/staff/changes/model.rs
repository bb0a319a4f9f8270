//! A change of somebody's office, parsed at the edge and as stored.

use crate::accounts::model::{Office, StaffRole};
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, StaffChangeId, Timestamp};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

pub const REASON_LENGTH: usize = 1_000;

/// How long a change waits for a second administrator.
pub const VALIDITY: Duration = Duration::from_secs(7 * 86_400);

/// What became of a change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum ChangeStatus {
    /// It waits for a second administrator.
    Pending,
    Applied,
    /// A second administrator refused it, or who proposed it took it back.
    Refused,
    /// Nobody decided it within seven days, or before the account that it is about was deactivated.
    Expired,
}

text_enum!(ChangeStatus { Pending = "pending", Applied = "applied", Refused = "refused", Expired = "expired" });

/// A change that an administrator proposes.
#[derive(Clone, Debug)]
pub struct NewChange {
    pub email: String,
    /// `None` takes the office away.
    pub office: Option<Office>,
    pub reason: String,
}

/// A change, as stored: one that has expired may still stand there as pending.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::staff_changes)]
pub struct Change {
    pub id: StaffChangeId,
    pub account_id: AccountId,
    pub role: Option<StaffRole>,
    pub province_code: Option<String>,
    pub reason: String,
    pub status: ChangeStatus,
    pub proposed_by: AccountId,
    pub proposed_at: Timestamp,
    pub decided_by: Option<AccountId>,
    pub decided_at: Option<Timestamp>,
    pub version: i64,
}

impl Change {
    /// The office that the change gives.
    pub fn office(&self) -> Option<Office> {
        self.role.map(|role| Office { role, province: self.province_code.clone() })
    }
}
