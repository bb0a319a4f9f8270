//! What waits for staff, parsed at the edge and as stored.

use crate::conversions::{Conversion, ConversionStatus};
use crate::values::{PlatformId, Timestamp};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Why a conversion waits for staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnsettledState {
    /// The other side has not answered its last reminder.
    Unconfirmed,
    /// The other side says that it is not right.
    Disputed,
}

impl UnsettledState {
    /// The state of the conversions that wait so.
    pub const fn status(self) -> ConversionStatus {
        match self {
            Self::Unconfirmed => ConversionStatus::Claimed,
            Self::Disputed => ConversionStatus::Disputed,
        }
    }
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The only province that a province officer sees.
    pub own_province: Option<String>,
    pub province: Option<String>,
    pub platform: Option<PlatformId>,
    pub state: Option<UnsettledState>,
}

/// A conversion that waits, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::unsettled_conversions)]
pub struct Unsettled {
    pub platform_id: PlatformId,
    pub province_code: String,
    pub since: Timestamp,
    #[diesel(embed)]
    pub conversion: Conversion,
}
