//! Places and who waits for one, as stored.

use crate::values::text_enum::text_enum;
use crate::values::{AccountId, BusinessId, PlatformId, Timestamp, WaitingEntryId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use utoipa::ToSchema;

/// Places that a vendor can limit a platform to.
pub const PLACES: RangeInclusive<i64> = 1..=100_000;

/// Businesses that wait for one platform, at most.
pub const LONGEST_LIST: i64 = 1_000;

/// Where a business that waits for a place stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum WaitingStatus {
    Waiting,
    /// A place is kept for it, for a limited time.
    Offered,
    /// It asked for the trial in time.
    Taken,
    /// It did not.
    Lapsed,
    /// It waits no more, by its own wish.
    Withdrawn,
    /// The platform was taken out of the catalog for good: nobody can have a place.
    Discontinued,
}

text_enum!(WaitingStatus {
    Waiting = "waiting",
    Offered = "offered",
    Taken = "taken",
    Lapsed = "lapsed",
    Withdrawn = "withdrawn",
    Discontinued = "discontinued",
});

/// The places of a platform whose vendor limits them, or did once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::platform_places)]
pub struct Places {
    pub platform_id: PlatformId,
    /// `None`: not limited any more.
    pub places: Option<i64>,
    /// Held by trials, and kept for businesses that have waited.
    pub taken: i64,
}

impl Places {
    /// How many more can be taken; `None` where they are not limited.
    #[must_use]
    pub fn free(&self) -> Option<i64> {
        self.places.map(|places| (places - self.taken).max(0))
    }
}

/// A business that waits for a place, as stored.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::waiting_entries)]
pub struct WaitingEntry {
    pub id: WaitingEntryId,
    pub platform_id: PlatformId,
    pub business_id: BusinessId,
    pub root_key: String,
    pub joined_by: AccountId,
    pub joined_at: Timestamp,
    pub status: WaitingStatus,
    pub offered_at: Option<Timestamp>,
    pub offered_until: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub version: i64,
}
