//! An extension, parsed at the edge and as stored.

use crate::trials::Side;
use crate::values::text_enum::text_enum;
use crate::values::{AccountId, ExtensionId, Timestamp, TrialId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where a wish for more days stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionStatus {
    /// It waits for the other side.
    Asked,
    /// The trial's end has moved.
    Agreed,
    Refused,
    /// The side that asked took it back.
    Withdrawn,
    /// The trial ended before the other side answered.
    Lapsed,
}

text_enum!(ExtensionStatus {
    Asked = "asked",
    Agreed = "agreed",
    Refused = "refused",
    Withdrawn = "withdrawn",
    Lapsed = "lapsed",
});

/// What one side asks for.
#[derive(Clone, Debug)]
pub struct NewExtension {
    pub days: i64,
    pub reason_code: String,
    pub reason_text: Option<String>,
}

/// An extension, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::extensions)]
pub struct Extension {
    pub id: ExtensionId,
    pub trial_id: TrialId,
    pub asked_by_side: Side,
    pub asked_by: AccountId,
    pub asked_at: Timestamp,
    pub days: i64,
    pub reason_code: String,
    pub reason_text: Option<String>,
    pub status: ExtensionStatus,
    pub answered_by: Option<AccountId>,
    pub answered_at: Option<Timestamp>,
    pub answer_code: Option<String>,
    pub answer_text: Option<String>,
    pub version: i64,
}
