//! What a target will come to: what is counted already, what will become of those on the way, and what will come new; with the
//! interval in which it lies at 95%.

use super::chain::{AGES, Chances, ENOUGH, History};
use super::life::goal;
use super::tally::{Open, Tallied, Tally, WEEKS};
use crate::reports::figures::row::{AsOf, number};
use crate::reports::wilson::{self, Z};
use crate::targets::model::{Metric, Target, Unit};
use serde::Serialize;
use utoipa::ToSchema;

/// Whose past the chances are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The trials of the target's scope.
    Scope,
    /// All trials, as those of the scope are too few.
    All,
}

/// What a target will come to, in the unit of its metric.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Forecast {
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub expected: i64,
    /// The 95% interval: the number of those on the way who make it, how many come new, and how well both are known.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub low: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub high: i64,
    /// Trials on the way whose outcome counts.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub open: i64,
    /// How many of these are expected to make it.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 12.5)]
    pub from_open: f64,
    /// How many are expected of requests that are still to come; 0 of a rate, where who comes later is taken to be like who is there.
    #[schema(minimum = 0, maximum = 1_000_000_000, example = 3.1)]
    pub from_new: f64,
    pub basis: Basis,
    /// How many trials of the basis came to the goal in two years: what the chances are known by.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub observed: i64,
}

/// The forecasts of targets of one metric; `None` where too little has happened to say anything, and for a period that is over or to come.
pub fn forecasts(metric: Metric, targets: &[&Target], tallied: &Tallied, as_of: &AsOf) -> Vec<Option<Forecast>> {
    let each = targets.iter().zip(&tallied.each);
    let mut sums: Vec<Option<Sums>> =
        each.clone().map(|(target, tally)| Sums::new(target, tally, &tallied.history, as_of)).collect();
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for (sums, tally) in sums.iter_mut().zip(&tallied.each) {
        let Some(sums) = sums else { continue };
        if sums.basis == Basis::Scope {
            own.push((sums, &tally.history));
        } else {
            others.push(sums);
        }
    }
    own.into_iter().for_each(|(sums, history)| add(history, &mut [sums]));
    add(&tallied.history, &mut others);
    let all = each.zip(sums).map(|((target, tally), sums)| match metric.unit() {
        Unit::Count => Some(sums?.flow(tally)),
        Unit::TenthsOfPercent => sums?.rate(target, tally, as_of),
    });
    all.collect()
}

/// What is expected of one target's trials.
struct Sums {
    basis: Basis,
    observed: u32,
    /// The variance of the chances, in squares of themselves.
    doubt: f64,
    /// Trials whose outcome is open, those that are decided first at the end.
    left: Vec<(Open, u32)>,
    /// Days of the period that are to come.
    ahead: usize,
    /// Requests a day, as in the last weeks.
    pace: f64,
    open: f64,
    /// The variance of what comes of those on the way, if the chances are right.
    variance: f64,
    /// What is expected of requests that are still to come, if one came a day.
    new: f64,
}

impl Sums {
    fn new(target: &Target, tally: &Tally, all: &History, as_of: &AsOf) -> Option<Self> {
        let (period, requests) = (target.aim.period, tally.requests.iter().sum::<u32>());
        let is_decided =
            as_of.is_over(number(period.to)) && (target.aim.metric.unit() == Unit::Count || tally.open.is_empty());
        if number(period.from) > as_of.known || is_decided {
            return None;
        }
        let is_asked_for = goal(target.aim.metric) == 0;
        let scope = if is_asked_for { requests } else { tally.history.reached() };
        let (basis, observed) = if scope >= ENOUGH { (Basis::Scope, scope) } else { (Basis::All, all.reached()) };
        if observed < ENOUGH {
            return None;
        }
        let mut left: Vec<(Open, u32)> =
            tally.open.iter().filter(|(open, _)| open.left > 0).map(|(open, count)| (*open, *count)).collect();
        left.sort_unstable_by(|a, b| b.cmp(a));
        let ahead = usize::from(number(period.to).saturating_sub(as_of.known));
        Some(Self {
            basis,
            observed,
            // Requests have no chances: how well their number is known is said by the pace.
            doubt: if is_asked_for { 0.0 } else { 1.0 / f64::from(observed) },
            left,
            ahead,
            pace: f64::from(requests) / (WEEKS * 7) as f64,
            open: 0.0,
            variance: 0.0,
            new: 0.0,
        })
    }

    /// A flow: what has happened, and what comes of those on the way and of those to come.
    fn flow(&self, tally: &Tally) -> Forecast {
        let (so_far, new) = (f64::from(tally.numerator), self.pace * self.new);
        let more = self.open + new;
        let requests: f64 = tally.requests.iter().copied().map(f64::from).sum();
        let variance = self.variance
            + new * dispersion(&tally.requests)
            + new * new * dispersion(&tally.requests) / requests.max(1.0)
            + more * more * self.doubt;
        let spread = Z * variance.sqrt();
        let low = (so_far + more - spread).max(so_far).floor();
        self.forecast(tally, (so_far + more).round(), (low, (so_far + more + spread).ceil()), new)
    }

    /// A rate: of the members, and of those to come in the days ahead, who are taken to be like them; `None` of few.
    fn rate(&self, target: &Target, tally: &Tally, as_of: &AsOf) -> Option<Forecast> {
        let members = f64::from(tally.members);
        if i64::from(tally.members) < wilson::ENOUGH {
            return None;
        }
        let won = f64::from(tally.won) + self.open;
        let share = won / members;
        let behind = f64::from(as_of.known + 1 - number(target.aim.period.from));
        // Who ends in the period has begun long before it.
        let later = if target.aim.metric == Metric::EndedRate { 0.0 } else { members * self.ahead as f64 / behind };
        let of_members = self.variance + self.open * self.open * self.doubt;
        let of_later = later * share * (1.0 - share) + later * later * share * (1.0 - share) / members;
        let spread = Z * (of_members + of_later).sqrt() / (members + later);
        let least = f64::from(tally.won) / (members + later);
        let tenths = |share: f64| (share * 1_000.0).clamp(0.0, 1_000.0);
        let (low, high) = (tenths((share - spread).max(least)).floor(), tenths(share + spread).ceil());
        Some(self.forecast(tally, tenths(share).round(), (low, high), 0.0))
    }

    fn forecast(&self, tally: &Tally, expected: f64, (low, high): (f64, f64), new: f64) -> Forecast {
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        Forecast {
            expected: expected as i64,
            low: low.min(expected) as i64,
            high: high.max(expected) as i64,
            open: tally.open.values().map(|count| i64::from(*count)).sum(),
            from_open: tenth(self.open),
            from_new: tenth(new),
            basis: self.basis,
            observed: self.observed.into(),
        }
    }

    /// Takes what is decided within so many days: on the last of them all that is left, since nothing happens later.
    fn take(&mut self, days: usize, is_last: bool, chances: &Chances) {
        while let Some((open, count)) = self.left.pop_if(|(open, _)| open.left <= days || is_last) {
            let chance = chances.of(open.age, open.place);
            self.open += f64::from(count) * chance;
            self.variance += f64::from(count) * chance * (1.0 - chance);
        }
        if days <= self.ahead {
            let later = if is_last { self.ahead - days } else { 0 };
            self.new += chances.of_new() * (1 + later) as f64;
        }
    }
}

/// Adds what the trials of these targets may come to by one history.
fn add(history: &History, all: &mut [&mut Sums]) {
    let furthest = |sums: &&mut Sums| sums.left.first().map_or(0, |(open, _)| open.left).max(sums.ahead);
    let most = all.iter().map(furthest).max().unwrap_or_default().min(AGES);
    history.chances(most, |days, chances| all.iter_mut().for_each(|sums| sums.take(days, days == most, chances)));
}

/// How much more the weeks differ than chance alone would make them: variance ÷ mean, at least 1.
fn dispersion(weeks: &[u32; WEEKS]) -> f64 {
    let mean = f64::from(weeks.iter().sum::<u32>()) / WEEKS as f64;
    if mean == 0.0 {
        return 1.0;
    }
    let squares: f64 = weeks.iter().map(|count| (f64::from(*count) - mean).powi(2)).sum();
    (squares / (WEEKS - 1) as f64 / mean).max(1.0)
}
