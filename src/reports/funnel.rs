//! The funnel by cohort of start: of the trials that started in a period, how many have reached each stage.

use super::wilson::{Rate, rate};
use crate::values::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The definition that an answer was computed by.
pub const DEFINITION: &str = "funnel/1";

/// What a funnel is grouped by: each trial as it was at sign-up.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Everything in one group.
    All,
    /// The month of start, local days.
    Month,
    /// The province's code in the list of 34.
    Province,
    /// The industry's version and section, e.g. `2018:G`.
    Industry,
    SizeClass,
    Category,
    Ministry,
    Platform,
    Vendor,
}

text_enum!(GroupBy {
    All = "all",
    Month = "month",
    Province = "province",
    Industry = "industry",
    SizeClass = "size_class",
    Category = "category",
    Ministry = "ministry",
    Platform = "platform",
    Vendor = "vendor",
});

impl GroupBy {
    /// The SQL of the group's key. Closed: nothing that anybody typed reaches it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "CAST('all' AS TEXT)",
            Self::Month => "substr(t.started_on, 1, 7)",
            Self::Province => "t.province_code",
            Self::Industry => "t.industry_version || ':' || t.industry_section",
            Self::SizeClass => "t.size_class",
            Self::Category => "t.category_code",
            Self::Ministry => "t.ministry_code",
            Self::Platform => "t.platform_id",
            Self::Vendor => "t.vendor_id",
        }
    }
}

/// How many of a cohort's trials have reached each stage.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Stages {
    /// The group: a month, a code or an id.
    #[schema(max_length = 60, example = "2026-11")]
    pub group: String,
    /// Trials whose access was ready: the denominator.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub started: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub activated: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub engaged: i64,
    /// A conversion was claimed, whatever became of the claim.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub claimed: i64,
    /// Confirmed by the other side, without those who paid before the trial: the headline.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub confirmed: i64,
    /// Confirmed, but paying before the trial: never counted above.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub already_customer: i64,
    /// Cancelled by either side; they stay in the denominator.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub cancelled: i64,
    /// Confirmed ÷ started, so far: trials that still run may yet convert. Null below 10 started.
    pub confirmed_so_far: Option<Rate>,
}

/// Requests that never started, counted apart.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct NotStarted {
    /// `requested` and `accepted` wait; `declined` and `cancelled` ended.
    #[schema(max_length = 20, example = "declined")]
    pub status: String,
    /// A code of /v1/reasons; null while they wait.
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub requests: i64,
}

impl Stages {
    #[must_use]
    pub fn with_rate(mut self) -> Self {
        self.confirmed_so_far = rate(self.confirmed, self.started);
        self
    }
}
