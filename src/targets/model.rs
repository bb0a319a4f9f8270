//! Targets and their changes, parsed at the edge and as stored.

use crate::values::text_enum::text_enum;
use crate::values::{AccountId, LocalDay, Month, TargetId, Timestamp, VendorId};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const REASON_LENGTH: usize = 1_000;

/// Of a flow, at most.
const MOST: i64 = 1_000_000_000;

/// The whole, in tenths of per cent.
const WHOLE: i64 = 1_000;

/// What a target is of. Flows count what happened in the period: `requested` trials that were asked for, `started` ones that the vendor handed
/// over, `activated` first real uses, `engaged` trials that were first used weekly, `conversions` that the other side confirmed. Rates:
/// `accepted_in_time` of the requests of the period, those accepted within two working days; `activated_by_day_30` of the trials that started
/// in it, those activated by their thirtieth day; `cohort_rate` of them, those converted by the end of their window; `ended_rate` of the trials
/// that ended in it, those converted. Second trials are in none of them.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema, diesel::AsExpression, diesel::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    Requested,
    Started,
    Activated,
    Engaged,
    Conversions,
    AcceptedInTime,
    #[serde(rename = "activated_by_day_30")]
    ActivatedByDay30,
    CohortRate,
    EndedRate,
}

text_enum!(Metric {
    Requested = "requested",
    Started = "started",
    Activated = "activated",
    Engaged = "engaged",
    Conversions = "conversions",
    AcceptedInTime = "accepted_in_time",
    ActivatedByDay30 = "activated_by_day_30",
    CohortRate = "cohort_rate",
    EndedRate = "ended_rate",
});

/// What a target's value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Trials, or conversions.
    Count,
    /// 125 is 12.5%.
    TenthsOfPercent,
}

impl Metric {
    pub const fn unit(self) -> Unit {
        match self {
            Self::Requested | Self::Started | Self::Activated | Self::Engaged | Self::Conversions => Unit::Count,
            Self::AcceptedInTime | Self::ActivatedByDay30 | Self::CohortRate | Self::EndedRate => Unit::TenthsOfPercent,
        }
    }

    /// What a target of it can be. Nobody aims at nothing.
    pub const fn values(self) -> std::ops::RangeInclusive<i64> {
        match self.unit() {
            Unit::Count => 1..=MOST,
            Unit::TenthsOfPercent => 1..=WHOLE,
        }
    }
}

/// Whose trials: each as it was at sign-up; what is left out means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::targets)]
pub struct Scope {
    pub programme: Option<String>,
    pub ministry_code: Option<String>,
    /// Of the list of 34.
    pub province_code: Option<String>,
    pub category_code: Option<String>,
    pub vendor_id: Option<VendorId>,
}

/// Local days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::targets)]
pub struct Period {
    #[diesel(column_name = period_from)]
    pub from: LocalDay,
    #[diesel(column_name = period_to)]
    pub to: LocalDay,
}

/// What people call a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    Day,
    /// Monday to Sunday (ISO 8601).
    Week,
    Month,
    Quarter,
    Year,
    /// Any other days.
    Other,
}

impl Period {
    /// Days that it may have, at most: ten years.
    pub const LONGEST: u32 = 3_660;

    /// The last day that one may have: the figures count days until then.
    pub fn end() -> LocalDay {
        crate::reports::figures::row::local(crate::reports::figures::Day::MAX)
    }

    pub fn kind(&self) -> PeriodKind {
        let begins = |months: &[&str]| self.from.as_str().get(4..).is_some_and(|rest| months.contains(&rest));
        let whole_months = |many: usize| {
            let first = Month::of(self.from).filter(|month| month.text() + "-01" == self.from.as_str());
            let mut next = first.map(Month::next_first);
            for _ in 1..many {
                next = next.and_then(Month::of).map(Month::next_first);
            }
            next == Some(self.to.plus_days(1))
        };
        match () {
            () if self.from == self.to => PeriodKind::Day,
            () if self.from == self.from.monday() && self.to == self.from.plus_days(6) => PeriodKind::Week,
            () if whole_months(1) => PeriodKind::Month,
            () if whole_months(3) && begins(&["-01-01", "-04-01", "-07-01", "-10-01"]) => PeriodKind::Quarter,
            () if whole_months(12) && begins(&["-01-01"]) => PeriodKind::Year,
            () => PeriodKind::Other,
        }
    }
}

/// What a target is about: one of each holds at a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::targets)]
pub struct Aim {
    pub metric: Metric,
    #[diesel(embed)]
    #[serde(flatten)]
    pub scope: Scope,
    #[diesel(embed)]
    #[serde(flatten)]
    pub period: Period,
}

impl Aim {
    /// All of it in one text, as the table holds it.
    pub fn key(&self) -> String {
        let Scope { programme, ministry_code, province_code, category_code, vendor_id } = &self.scope;
        let vendor = vendor_id.map(|id| id.to_string());
        let scope = [programme, ministry_code, province_code, category_code, &vendor];
        let scope = scope.map(|member| member.as_deref().unwrap_or("-")).join(" ");
        format!("{} {} {} {scope}", self.metric, self.period.from, self.period.to)
    }
}

/// Whether a target holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetStatus {
    /// It holds.
    Set,
    /// It holds no longer; it can still be read.
    Withdrawn,
}

impl std::fmt::Display for TargetStatus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Set => "set",
            Self::Withdrawn => "withdrawn",
        })
    }
}

/// A target, as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::targets)]
pub struct Target {
    pub id: TargetId,
    #[diesel(embed)]
    pub aim: Aim,
    /// In the unit of its metric.
    pub value: i64,
    pub set_at: Timestamp,
    pub updated_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
    pub version: i64,
}

impl Target {
    pub const fn status(&self) -> TargetStatus {
        if self.withdrawn_at.is_some() { TargetStatus::Withdrawn } else { TargetStatus::Set }
    }
}

/// One change of a target, its setting and its withdrawal among them.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::target_changes)]
pub struct TargetChange {
    /// The target's version since.
    pub number: i64,
    pub changed_at: Timestamp,
    pub changed_by: AccountId,
    /// `None` where it was set.
    pub old_value: Option<i64>,
    /// `None` where it was withdrawn.
    pub new_value: Option<i64>,
    pub reason: String,
}

/// Which targets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The only province whose targets an officer sees.
    pub own_province: Option<String>,
    pub metric: Option<Metric>,
    pub status: Option<TargetStatus>,
    /// Members that must be the same.
    pub scope: Scope,
    /// A day in the period.
    pub on: Option<LocalDay>,
    /// The period begins on this day or later.
    pub from: Option<LocalDay>,
    /// The period ends on this day or before.
    pub to: Option<LocalDay>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_called_what_it_is() {
        let day = |text| LocalDay::parse(text).expect("a day");
        for (from, to, kind) in [
            ("2026-11-16", "2026-11-16", PeriodKind::Day),
            ("2026-11-16", "2026-11-22", PeriodKind::Week),
            ("2026-11-15", "2026-11-21", PeriodKind::Other),
            ("2028-02-01", "2028-02-29", PeriodKind::Month),
            ("2027-02-01", "2027-02-28", PeriodKind::Month),
            ("2028-02-01", "2028-02-28", PeriodKind::Other),
            ("2027-02-02", "2027-03-01", PeriodKind::Other),
            ("2027-04-01", "2027-06-30", PeriodKind::Quarter),
            ("2027-05-01", "2027-07-31", PeriodKind::Other),
            ("2027-01-01", "2027-12-31", PeriodKind::Year),
            ("2027-07-01", "2028-06-30", PeriodKind::Other),
            ("2027-01-01", "2027-06-30", PeriodKind::Other),
        ] {
            let period = Period { from: day(from), to: day(to) };
            assert_eq!(period.kind(), kind, "{from} – {to}");
        }
    }

    #[test]
    fn a_rate_is_never_above_the_whole() {
        for metric in Metric::ALL {
            let (least, most) = metric.values().into_inner();
            let wanted = if metric.unit() == Unit::Count { 1_000_000_000 } else { 1_000 };
            assert_eq!((least, most), (1, wanted), "{metric}");
        }
    }
}
