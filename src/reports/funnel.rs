//! The funnel by cohort of start: of the trials that started in a period, how many have reached each stage.

use super::store;
use super::wilson::{Rate, rate};
use crate::db::Conn;
use crate::error::Result;
use crate::values::text_enum::text_enum;
use crate::values::{LocalDay, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The definition that an answer was computed by.
pub const DEFINITION: &str = "funnel/1";

/// Local days of start, both included, and the instant from which one looks back.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    pub from: LocalDay,
    pub to: LocalDay,
    pub as_of: Timestamp,
}

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
    /// Members whose window has closed: so many days after the trial's end as its rules say, 60 at first. When all have, the figures are final.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub windows_closed: i64,
    /// Confirmed ÷ started, so far: trials that still run may yet convert. Null below 10 started.
    pub confirmed_so_far: Option<Rate>,
}

/// Requests that never started, counted apart.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct NotStarted {
    /// `requested` and `accepted` wait; `declined`, `unanswered` and `cancelled` ended.
    #[schema(max_length = 20, example = "declined")]
    pub status: String,
    /// A code of /v1/reasons; null while they wait.
    #[schema(max_length = 60)]
    pub reason_code: Option<String>,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub requests: i64,
}

/// Trials that were imported from before, by their day of start: what people's own lists said. Nobody confirmed them here,
/// and they are in no other figure.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Imported {
    /// Always 0: nothing is shown for them.
    #[schema(minimum = 0, maximum = 0)]
    pub evidence_level: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub trials: i64,
    /// Firms of these trials, their branches one with them.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub firms: i64,
    /// Of these firms, how many are registered here: found by their tax codes.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub firms_registered: i64,
    /// Trials that the list said were followed by a paid use, whenever that began.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub converted: i64,
}

/// The funnel of a period, with everything that is counted apart.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Funnel {
    /// The definition's id and version.
    #[schema(max_length = 40, example = "funnel/1")]
    pub definition: &'static str,
    pub from: LocalDay,
    pub to: LocalDay,
    /// The only province that is counted: a province officer's own. Null: the whole country.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "48")]
    pub province_code: Option<String>,
    pub group_by: GroupBy,
    pub as_of: Timestamp,
    /// One line per group that has trials, in the order of their keys.
    #[schema(max_items = 10_000)]
    pub data: Vec<Stages>,
    /// The sum of all groups.
    pub total: Stages,
    /// Requests made in the period that have not started, by state and reason.
    #[schema(max_items = 200)]
    pub not_started: Vec<NotStarted>,
    /// Second trials, granted by staff, that started in the period: counted nowhere else.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub second_trials: i64,
    pub imported: Imported,
}

/// Computes the funnel of a period, of the whole country or of one province.
pub fn funnel(conn: &mut Conn, group_by: GroupBy, period: Period, province: Option<&str>) -> Result<Funnel> {
    let data = store::stages(conn, group_by, period, province)?;
    let not_started = store::not_started(conn, period, province)?;
    let second_trials = store::second_trials(conn, period, province)?;
    let imported = store::imported(conn, period, province)?;
    let Period { from, to, as_of } = period;
    let total = total(&data);
    let province_code = province.map(str::to_owned);
    Ok(Funnel {
        definition: DEFINITION,
        from,
        to,
        province_code,
        group_by,
        as_of,
        data,
        total,
        not_started,
        second_trials,
        imported,
    })
}

impl Stages {
    #[must_use]
    pub fn with_rate(mut self) -> Self {
        self.confirmed_so_far = rate(self.confirmed, self.started);
        self
    }
}

fn total(groups: &[Stages]) -> Stages {
    let sum = |of: fn(&Stages) -> i64| groups.iter().map(of).sum();
    Stages {
        group: GroupBy::All.to_string(),
        started: sum(|it| it.started),
        activated: sum(|it| it.activated),
        engaged: sum(|it| it.engaged),
        claimed: sum(|it| it.claimed),
        confirmed: sum(|it| it.confirmed),
        already_customer: sum(|it| it.already_customer),
        cancelled: sum(|it| it.cancelled),
        windows_closed: sum(|it| it.windows_closed),
        confirmed_so_far: None,
    }
    .with_rate()
}
