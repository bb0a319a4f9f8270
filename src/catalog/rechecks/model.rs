//! What reviewers found, as stored.

use crate::values::Timestamp;
use crate::values::text_enum::text_enum;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a reviewer finds of a listing that is looked at again.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// What it says still holds: the next look is in a year.
    Confirmed,
    /// Its vendor is to hand a version in with evidence that holds; the day stays as it was.
    EvidenceWanted,
}

text_enum!(Outcome { Confirmed = "confirmed", EvidenceWanted = "evidence_wanted" });

/// A look at a listing.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_rechecks)]
pub struct Recheck {
    pub outcome: Outcome,
    pub comment: String,
    pub checked_at: Timestamp,
}
