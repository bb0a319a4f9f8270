//! A conversion, parsed at the edge and as stored.

use crate::trials::Side;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, ConversionId, LocalDay, Timestamp, TrialId, VendorId, Vnd};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const PLAN_LENGTH: usize = 100;

/// Where a conversion stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum ConversionStatus {
    /// One side says so; it waits for the other. Silence is not agreement.
    Claimed,
    /// The other side says so too.
    Confirmed,
    /// The other side says that it is not right; staff have not said what they think of that.
    Disputed,
    /// Staff find that the dispute is right.
    DisputeUpheld,
    /// Staff find that the dispute is not right. It still does not count: only the other side's confirmation does.
    DisputeDismissed,
    /// The side that claimed took the claim back before it was answered.
    Retracted,
    /// The side that confirmed took its confirmation back: it was counted, and is no longer.
    Withdrawn,
}

text_enum!(ConversionStatus {
    Claimed = "claimed",
    Confirmed = "confirmed",
    Disputed = "disputed",
    DisputeUpheld = "dispute_upheld",
    DisputeDismissed = "dispute_dismissed",
    Retracted = "retracted",
    Withdrawn = "withdrawn",
});

/// What one side claims.
#[derive(Clone, Debug)]
pub struct NewClaim {
    pub plan: String,
    pub amount_per_month: Vnd,
    pub starts_on: LocalDay,
    pub already_customer: bool,
}

/// A conversion, as stored.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::conversions)]
pub struct Conversion {
    pub id: ConversionId,
    pub trial_id: TrialId,
    pub business_id: BusinessId,
    pub vendor_id: VendorId,
    pub claimed_by_side: Side,
    pub claimed_by: AccountId,
    pub claimed_at: Timestamp,
    pub plan: String,
    pub amount_vnd_per_month: Vnd,
    pub starts_on: LocalDay,
    pub status: ConversionStatus,
    pub answered_by: Option<AccountId>,
    pub converted_at: Option<Timestamp>,
    pub disputed_at: Option<Timestamp>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    pub already_customer: bool,
    pub evidence_level: i64,
    pub updated_at: Timestamp,
    pub version: i64,
    /// When the first invoice was shown.
    pub invoiced_at: Option<Timestamp>,
    pub checked_at: Option<Timestamp>,
    pub checked_by: Option<AccountId>,
    pub check_note: Option<String>,
    pub resolved_at: Option<Timestamp>,
    pub resolved_by: Option<AccountId>,
    pub resolution_code: Option<String>,
    pub resolution_text: Option<String>,
    pub retracted_at: Option<Timestamp>,
    pub withdrawn_at: Option<Timestamp>,
    pub withdrawn_by: Option<AccountId>,
}

impl Conversion {
    /// Whether it counts: confirmed by both, of somebody who did not pay before the trial. A cohort asks besides whether that
    /// was within its trial's window.
    pub fn counts(&self) -> bool {
        self.status == ConversionStatus::Confirmed && !self.already_customer
    }
}
