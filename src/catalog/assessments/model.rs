//! An assessment and a declared conflict, as stored.

use crate::error::{Error, Result};
use crate::values::{AccountId, PlatformId, Timestamp, integer};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How well a criterion is met, in one reviewer's eyes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The criterion's number, see `GET /v1/criteria`.
    #[schema(minimum = 1, maximum = 20)]
    #[serde(deserialize_with = "integer")]
    pub criterion: i64,
    /// 0: not shown, 1: in part, 2: met, 3: more than met.
    #[schema(minimum = 0, maximum = 3)]
    #[serde(deserialize_with = "integer")]
    pub score: i64,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    pub comment: String,
}

/// An assessment: of exactly this content, by one reviewer.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::assessments)]
pub struct Assessment {
    pub platform_id: PlatformId,
    pub number: i64,
    pub digest: String,
    pub account_id: AccountId,
    pub criteria_version: i64,
    pub scores: String,
    pub assessed_at: Timestamp,
}

impl Assessment {
    /// Errors: 500 for what are no scores.
    pub fn scores(&self) -> Result<Vec<Score>> {
        serde_json::from_str(&self.scores).map_err(Error::internal)
    }
}

/// A reviewer has something to do with a platform, as declared.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::conflicts_of_interest)]
pub struct Conflict {
    pub account_id: AccountId,
    pub text: String,
    pub declared_at: Timestamp,
}
