//! A retention check, parsed at the edge and as stored.

use crate::trials::Side;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, ConversionId, RetentionCheckId, Timestamp, TrialId};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// Where a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum RetentionStatus {
    /// It waits for the side's answer. Silence says nothing.
    Asked,
    /// The business still uses the platform.
    Retained,
    /// It no longer does.
    Ended,
}

text_enum!(RetentionStatus { Asked = "asked", Retained = "retained", Ended = "ended" });

/// What a side answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Retained,
    /// For a reason of the list `ending`.
    Ended {
        code: String,
        text: Option<String>,
    },
}

impl Answer {
    pub const fn status(&self) -> RetentionStatus {
        match self {
            Self::Retained => RetentionStatus::Retained,
            Self::Ended { .. } => RetentionStatus::Ended,
        }
    }
}

/// A retention check, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::retention_checks)]
pub struct RetentionCheck {
    pub id: RetentionCheckId,
    pub conversion_id: ConversionId,
    pub trial_id: TrialId,
    /// So many days after the conversion.
    pub days: i64,
    /// The side that is asked.
    pub side: Side,
    pub asked_at: Timestamp,
    pub status: RetentionStatus,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    pub answered_by: Option<AccountId>,
    pub answered_at: Option<Timestamp>,
}
