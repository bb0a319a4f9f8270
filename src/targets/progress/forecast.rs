//! What a target will come to: what is counted already, what will become of those on the way, and what will come new; with the
//! interval in which it lies at 95%.

use super::chain::{AGES, Chances, ENOUGH, History};
use super::life::{PLACES, goal};
use super::tally::{Open, Tallied, Tally, WEEKS};
use crate::reports::figures::row::{AsOf, number};
use crate::reports::wilson::{self, Z};
use crate::targets::model::{Metric, Scope, Target, Unit};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Days since a request after which stages before the conversion hardly happen.
const EARLY_DAYS: usize = 90;

/// Days of the shortest offers: who ends within them has begun.
const SHORTEST_DAYS: f64 = 30.0;

/// Days of requests that say how many will come, at least.
const LEAST_PACE_DAYS: usize = 14;

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
    /// How many trials of the basis came to the goal in two years, by which the chances are known; of `requested` how many requests there were in eight weeks.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub observed: i64,
}

/// The forecasts of targets of one metric; `None` where too little has happened to say anything, and for a period that is over or to come.
pub fn forecasts(metric: Metric, targets: &[&Target], tallied: &Tallied, as_of: &AsOf) -> Vec<Option<Forecast>> {
    let each = targets.iter().zip(&tallied.each);
    let mut sums: Vec<Option<Sums>> =
        each.clone().map(|(target, tally)| Sums::new(target, tally, tallied, as_of)).collect();
    // Targets of one scope have one history.
    let mut own: HashMap<&Scope, (&History, Vec<&mut Sums>)> = HashMap::new();
    let mut others = Vec::new();
    for ((target, tally), sums) in each.clone().zip(&mut sums) {
        let Some(sums) = sums else { continue };
        if sums.basis == Basis::Scope {
            own.entry(&target.aim.scope).or_insert((&tally.history, Vec::new())).1.push(sums);
        } else {
            others.push(sums);
        }
    }
    own.into_values().for_each(|(history, mut some)| add(history, &mut some));
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
    /// Requests of the last weeks, in so many days, and how much these weeks differ.
    requests: f64,
    pace_days: f64,
    dispersion: f64,
    open: f64,
    /// The variance of what comes of those on the way, if the chances are right.
    variance: f64,
    /// What is expected of requests that are still to come, if one came a day.
    new: f64,
}

impl Sums {
    fn new(target: &Target, tally: &Tally, all: &Tallied, as_of: &AsOf) -> Option<Self> {
        let (period, then) = (target.aim.period, as_of.at_last_end());
        let is_flow = target.aim.metric.unit() == Unit::Count;
        let is_decided = then.is_over(number(period.to)) && (is_flow || tally.open.is_empty());
        if number(period.from) > as_of.known || is_decided {
            return None;
        }
        let requests = tally.requests.iter().sum::<u32>();
        let is_asked_for = goal(target.aim.metric) == 0;
        let (basis, history, longest) = match () {
            () if is_asked_for || tally.history.reached() >= ENOUGH => (Basis::Scope, &tally.history, tally.longest),
            () => (Basis::All, &all.history, all.longest),
        };
        let observed = if is_asked_for { requests } else { history.reached() };
        let mut left: Vec<(Open, u32)> =
            tally.open.iter().filter(|(open, _)| open.left > 0).map(|(open, count)| (*open, *count)).collect();
        left.sort_unstable_by(|a, b| b.cmp(a));
        let ahead = usize::from(number(period.to).saturating_sub(then.known));
        // Eight weeks, or as long as there have been requests.
        let pace_days = tally.age.min(WEEKS * 7);
        let matters = if goal(target.aim.metric) == PLACES - 1 { longest } else { EARLY_DAYS };
        let is_unknown = observed < ENOUGH || unknown(&left, ahead, matters.min(AGES), history.known_until());
        if (!is_asked_for && is_unknown) || (tally.age > 0 && pace_days < LEAST_PACE_DAYS) {
            return None;
        }
        Some(Self {
            basis,
            observed,
            // Requests have no chances: how well their number is known is said by the pace.
            doubt: if is_asked_for { 0.0 } else { 1.0 / f64::from(observed) },
            left,
            ahead,
            requests: requests.into(),
            pace_days: pace_days.max(WEEKS * 7 * usize::from(tally.age == 0)) as f64,
            dispersion: dispersion(tally.requests.get(..pace_days / 7).unwrap_or_default()),
            open: 0.0,
            variance: 0.0,
            new: 0.0,
        })
    }

    /// A flow: what has happened, and what comes of those on the way and of those to come.
    fn flow(&self, tally: &Tally) -> Forecast {
        let (so_far, new) = (f64::from(tally.so_far), self.new * self.requests / self.pace_days);
        let more = self.open + new;
        // None in eight weeks says that few will come, not that none will (Jeffreys' half).
        let (requests, spare) = (self.requests + 0.5, self.new * (self.requests + 0.5) / self.pace_days);
        let variance = self.variance
            + spare * self.dispersion
            + spare * spare * self.dispersion / requests
            + more * more * self.doubt;
        let spread = Z * variance.sqrt();
        let there = f64::from(tally.numerator);
        let low = (so_far + more - spread).max(there).floor();
        let expected = (so_far + more).max(there).round();
        self.forecast(tally, expected, (low, (so_far + more + spread).ceil()), new)
    }

    /// A rate: of the members, and of those to come in the days ahead, who are taken to be like them; `None` of few.
    fn rate(&self, target: &Target, tally: &Tally, as_of: &AsOf) -> Option<Forecast> {
        let members = f64::from(tally.members);
        if i64::from(tally.members) < wilson::ENOUGH {
            return None;
        }
        let won = f64::from(tally.won) + self.open;
        let share = won / members;
        // Who ends soon has begun already: the members reach so much further ahead.
        let reach = if target.aim.metric == Metric::EndedRate { SHORTEST_DAYS } else { 0.0 };
        let ahead = self.ahead as f64;
        let behind = f64::from(as_of.over + 1) - f64::from(number(target.aim.period.from)) + reach.min(ahead);
        let later = members * (ahead - reach).max(0.0) / behind.max(1.0);
        // All or none of few says no more than most or hardly any (Jeffreys' halves).
        let spare = (won + 0.5) / (members + 1.0);
        let of_members = self.variance + self.open * self.open * self.doubt;
        let of_later = later * spare * (1.0 - spare) + later * later * spare * (1.0 - spare) / members;
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

/// Whether a tenth or more of what is open, or of what is to come, would be known by days since a request that hardly any trial has seen.
/// What happens more than so many days after it does not matter.
fn unknown(left: &[(Open, u32)], ahead: usize, matters: usize, known_until: usize) -> bool {
    let beyond = |days: usize| days.min(matters) > known_until;
    let open: u32 = left.iter().map(|(_, count)| count).sum();
    let blind: u32 = left.iter().filter(|(it, _)| beyond(it.age + it.left)).map(|(_, count)| count).sum();
    let new = ahead.min(matters);
    blind * 10 > open || new.saturating_sub(known_until) * 10 > new
}

/// How much more the weeks differ than chance alone would make them: variance ÷ mean, at least 1.
fn dispersion(weeks: &[u32]) -> f64 {
    let mean = f64::from(weeks.iter().sum::<u32>()) / weeks.len().max(1) as f64;
    if mean == 0.0 || weeks.len() < 2 {
        return 1.0;
    }
    let squares: f64 = weeks.iter().map(|count| (f64::from(*count) - mean).powi(2)).sum();
    (squares / (weeks.len() - 1) as f64 / mean).max(1.0)
}
