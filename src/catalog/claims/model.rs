//! A claim, as it is sent and as stored.

use crate::error::{Error, Result};
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, PlatformClaimId, PlatformId, Timestamp, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const STATEMENT_LENGTH: usize = 2000;

/// Why a claim is rejected when another vendor's is approved; staff never say it themselves.
pub const ANOTHER_APPROVED: &str = "another_approved";

/// Where a claim of a platform stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum PlatformClaimStatus {
    /// It waits for staff.
    Pending,
    /// The platform is the vendor's.
    Approved,
    /// Staff refused it, or approved another's.
    Rejected,
    /// The vendor took it back.
    Withdrawn,
}

text_enum!(PlatformClaimStatus {
    Pending = "pending",
    Approved = "approved",
    Rejected = "rejected",
    Withdrawn = "withdrawn",
});

/// What a vendor says of a platform that it claims.
#[derive(Clone, Debug)]
pub struct NewPlatformClaim {
    pub vendor: VendorId,
    pub statement: String,
    /// Digests of documents of its own.
    pub documents: Vec<String>,
}

/// Whose claims somebody sees: those of these vendors; where they vet and belong to none, those of all.
#[derive(Clone, Debug, Serialize)]
pub struct Reach {
    pub vendors: Vec<VendorId>,
    pub all: bool,
}

/// What a list of claims is narrowed by.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Filter {
    pub status: Option<PlatformClaimStatus>,
    pub platform: Option<PlatformId>,
}

/// A claim, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_claims)]
pub struct PlatformClaim {
    pub id: PlatformClaimId,
    pub platform_id: PlatformId,
    pub vendor_id: VendorId,
    pub claimed_by: AccountId,
    pub claimed_at: Timestamp,
    pub statement: String,
    pub documents: String,
    pub status: PlatformClaimStatus,
    /// When it was decided on or taken back.
    pub ended_at: Option<Timestamp>,
    pub decided_by: Option<AccountId>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    pub version: i64,
}

impl PlatformClaim {
    /// Errors: 500 for what is no list.
    pub fn documents(&self) -> Result<Vec<String>> {
        serde_json::from_str(&self.documents).map_err(Error::internal)
    }
}
