//! A target week by week: what was planned by then and what was there.

use super::members::member;
use super::scopes::Scopes;
use super::tally::{Conversions, happened};
use crate::reports::figures::row::{AsOf, Row, local, number};
use crate::reports::figures::{Day, Place, Table};
use crate::targets::model::{Target, Unit};
use crate::values::LocalDay;
use serde::Serialize;
use utoipa::ToSchema;

/// What was there by the end of a day, in the unit of the metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Point {
    pub on: LocalDay,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub planned: i64,
    /// Of a flow what had happened; of a rate what has become, as known now, of those that were in it by then. Null of days to come, and of a rate with a denominator below 10.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub actual: Option<i64>,
}

/// The ends of the period's weeks (of seven days since its first), and its last day.
pub fn series(table: &Table, target: &Target, as_of: &AsOf) -> Vec<Point> {
    let (from, to) = (number(target.aim.period.from), number(target.aim.period.to));
    let days = usize::from(to.saturating_sub(from)) + 1;
    let counts = counted(table, target, as_of, (from, days));
    let is_flow = target.aim.metric.unit() == Unit::Count;
    let (mut won, mut members) = (0_i64, 0_i64);
    let mut points = Vec::new();
    for (on, (numerator, denominator)) in (from..=to).zip(counts) {
        won += i64::from(numerator);
        members += i64::from(denominator);
        if (on - from) % 7 != 6 && on != to {
            continue;
        }
        let begun = i64::from(on - from) + 1;
        let days = days as i64;
        let planned = if is_flow { (target.value * begun + days / 2) / days } else { target.value };
        let rate = crate::reports::wilson::rate(won, members).map(|rate| (rate.percent * 10.0).round() as i64);
        let actual = if is_flow { Some(won) } else { rate };
        points.push(Point { on: local(on), planned, actual: actual.filter(|_| on <= as_of.known) });
    }
    points
}

/// Numerators and denominators by the day of the period.
fn counted(table: &Table, target: &Target, as_of: &AsOf, (from, days): (Day, usize)) -> Vec<(u32, u32)> {
    let metric = target.aim.metric;
    let scopes = Scopes::of(table, &[&target.aim.scope]);
    let conversions = Conversions::of(table, as_of);
    let each = |counts: &mut Vec<(u32, u32)>, place: Place, row: &Row| {
        if row.is_granted() || scopes.of_trial(row).next().is_none() {
            return;
        }
        let converted = conversions.of_trial(place, row);
        let (on, won, counted) = match metric.unit() {
            Unit::Count => {
                let on = happened(metric, row, converted);
                (on, as_of.has(on), false)
            }
            Unit::TenthsOfPercent => {
                let Some(it) = member(metric, row, table.ends(place, row, as_of), converted, as_of) else { return };
                (it.on, it.is_counted && it.has_won, it.is_counted)
            }
        };
        let day = on.checked_sub(from).filter(|_| as_of.has(row.requested_on()));
        if let Some((numerator, denominator)) = day.and_then(|day| counts.get_mut(usize::from(day))) {
            *numerator += u32::from(won);
            *denominator += u32::from(counted);
        }
    };
    table.fold(
        || vec![(0, 0); days],
        each,
        |all, more| {
            all.iter_mut().zip(more).for_each(|(sum, more)| {
                sum.0 += more.0;
                sum.1 += more.1;
            });
        },
    )
}
