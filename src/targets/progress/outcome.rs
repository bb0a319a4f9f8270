//! A target's plan beside what was reached.

use super::forecast::Forecast;
use super::tally::{PACE_DAYS, Tally};
use crate::reports::figures::row::{AsOf, number};
use crate::reports::wilson::Share;
use crate::targets::model::{Target, Unit};
use crate::values::text_enum::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The period is over, all is decided, and it was not reached.
    Missed,
    /// The whole interval of the forecast lies below the target.
    Behind,
    /// The target lies within the interval.
    Uncertain,
    /// Too little has happened to say anything.
    Unknown,
    /// The period lies ahead.
    NotBegun,
    /// The whole interval lies at the target or above it.
    OnTrack,
    /// A flow that is reached already, or a rate that was reached when all was decided: by the numbers themselves, not as they are rounded.
    Reached,
}

text_enum!(Verdict {
    Missed = "missed",
    Behind = "behind",
    Uncertain = "uncertain",
    Unknown = "unknown",
    NotBegun = "not_begun",
    OnTrack = "on_track",
    Reached = "reached",
});

/// How far a target has come. Values are in the unit of its metric: a count, or tenths of per cent.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Progress {
    pub verdict: Verdict,
    /// Days of the period, and how many of them are over.
    #[schema(minimum = 1, maximum = 3_661)]
    pub days: i64,
    #[schema(minimum = 0, maximum = 3_661)]
    pub days_over: i64,
    /// What should be there by now: of a flow the value spread evenly over the days; of a rate the value.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub planned: i64,
    /// What is there; null of a rate with a denominator below 10.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub actual: Option<i64>,
    /// Actual less planned.
    #[schema(minimum = -1_000_000_000, maximum = 1_000_000_000)]
    pub difference: Option<i64>,
    /// Of a rate, what it is of, as in the reports, with its interval; null of a flow.
    pub share: Option<Share>,
    /// What must happen in each week that is left, of a flow that is not reached.
    #[schema(minimum = 0, maximum = 7_000_000_000_i64, example = 12.5)]
    pub needed_per_week: Option<f64>,
    /// Of a rate, how many of the open trials must make it: more than there are open, where it is out of reach.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub needed_of_open: Option<i64>,
    /// What happened in a week, of a flow, on average of the last 28 days.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 9.8)]
    pub recent_per_week: Option<f64>,
    pub forecast: Option<Forecast>,
    /// What is expected in the end, in per cent of the target: what targets are ranked by. What is there, where nothing is left to be expected.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 96.4)]
    pub attainment: Option<f64>,
}

impl Progress {
    pub(super) fn of(target: &Target, tally: &Tally, forecast: Option<Forecast>, as_of: &AsOf) -> Self {
        let (value, unit) = (target.value, target.aim.metric.unit());
        let (from, to) = (number(target.aim.period.from), number(target.aim.period.to));
        let days = i64::from(to.saturating_sub(from)) + 1;
        let days_over = (i64::from(as_of.over.min(to)) + 1 - i64::from(from)).max(0);
        let share = Share::of(tally.numerator.into(), tally.denominator.into());
        let actual = match unit {
            Unit::Count => Some(i64::from(tally.numerator)),
            Unit::TenthsOfPercent => share.rate.map(|rate| (rate.percent * 10.0).round() as i64),
        };
        let planned = if unit == Unit::Count { (value * days_over + days / 2) / days } else { value };
        let verdict = verdict(target, tally, (forecast.as_ref(), &share), as_of);
        let decided = actual.filter(|_| matches!(verdict, Verdict::Missed | Verdict::Reached));
        let expected = forecast.map(|it| it.expected).or(decided);
        let is_flow = unit == Unit::Count;
        let missing = value - i64::from(tally.numerator);
        let ahead = days - days_over;
        let needed = (value * i64::from(tally.members) + 999) / 1_000 - i64::from(tally.won);
        let has_open = forecast.is_some_and(|it| it.open > 0);
        Self {
            verdict,
            days,
            days_over,
            planned,
            actual,
            difference: actual.map(|actual| actual - planned),
            share: (!is_flow).then_some(share),
            needed_per_week: (is_flow && missing > 0 && ahead > 0).then(|| tenth(missing as f64 * 7.0 / ahead as f64)),
            needed_of_open: (!is_flow && has_open && needed > 0).then_some(needed),
            recent_per_week: is_flow.then(|| tenth(f64::from(tally.recent) * 7.0 / f64::from(PACE_DAYS))),
            forecast,
            attainment: expected.map(|expected| tenth(expected as f64 * 100.0 / value as f64)),
        }
    }
}

fn verdict(target: &Target, tally: &Tally, (forecast, share): (Option<&Forecast>, &Share), as_of: &AsOf) -> Verdict {
    let (value, is_flow) = (target.value, target.aim.metric.unit() == Unit::Count);
    let (won, members) = (i64::from(tally.numerator), i64::from(tally.denominator));
    let reached = if is_flow { won >= value } else { won * 1_000 >= value * members };
    let is_over = as_of.is_over(number(target.aim.period.to));
    match forecast {
        _ if number(target.aim.period.from) > as_of.known => Verdict::NotBegun,
        _ if is_flow && reached => Verdict::Reached,
        _ if is_flow && is_over => Verdict::Missed,
        Some(it) if it.low >= value => Verdict::OnTrack,
        Some(it) if it.high < value => Verdict::Behind,
        Some(_) => Verdict::Uncertain,
        None if !is_flow && is_over && tally.open.is_empty() && share.rate.is_some() => {
            if reached {
                Verdict::Reached
            } else {
                Verdict::Missed
            }
        }
        None => Verdict::Unknown,
    }
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
