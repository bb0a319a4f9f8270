//! What is counted for targets of one metric, in one pass over all trials.

use super::chain::{HISTORY_DAYS, History};
use super::life::{Converted, Life, Whereabouts, goal};
use super::members::{Member, member};
use super::scopes::Scopes;
use crate::reports::figures::row::{AsOf, Row, day, number};
use crate::reports::figures::{Day, Place, Table};
use crate::targets::model::{Metric, Period, Target, Unit};
use std::collections::HashMap;

/// Weeks whose requests say how many will come.
pub const WEEKS: usize = 8;

/// Days of which the present pace is told.
pub const PACE_DAYS: Day = 28;

/// Trials whose outcome is open, that have the same chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Open {
    /// Days within which it is decided.
    pub left: usize,
    /// Days since the request.
    pub age: usize,
    pub place: usize,
}

/// What is counted for one target.
#[derive(Clone)]
pub struct Tally {
    /// Of a flow what happened in the period; of a rate the members that reached it, of those in the denominator.
    pub numerator: u32,
    /// 0 of a flow.
    pub denominator: u32,
    /// The following are as of the end of the last day that is over. Of a flow what had happened; of a rate all that are or will be in the
    /// denominator, as far as they had begun, and those of them that had reached it.
    pub so_far: u32,
    pub members: u32,
    pub won: u32,
    pub open: HashMap<Open, u32>,
    /// What happened in the last [`PACE_DAYS`] days, in the period or before it.
    pub recent: u32,
    /// Requests of each of the last weeks, the latest first.
    pub requests: [u32; WEEKS],
    /// Days since the first request that there was.
    pub age: usize,
    /// Days from a request to the end of its window, at most.
    pub longest: usize,
    pub history: History,
}

/// The tallies of some targets of one metric, and what happened to all trials there are.
pub struct Tallied {
    pub each: Vec<Tally>,
    pub history: History,
    pub longest: usize,
}

impl Tally {
    fn new(metric: Metric) -> Self {
        Self {
            numerator: 0,
            denominator: 0,
            so_far: 0,
            members: 0,
            won: 0,
            open: HashMap::new(),
            recent: 0,
            requests: [0; WEEKS],
            age: 0,
            longest: 0,
            history: History::new(goal(metric)),
        }
    }

    fn merge(&mut self, more: Self) {
        self.numerator += more.numerator;
        self.denominator += more.denominator;
        self.so_far += more.so_far;
        self.members += more.members;
        self.won += more.won;
        more.open.into_iter().for_each(|(open, count)| *self.open.entry(open).or_default() += count);
        self.recent += more.recent;
        self.requests.iter_mut().zip(more.requests).for_each(|(sum, more)| *sum += more);
        self.age = self.age.max(more.age);
        self.longest = self.longest.max(more.longest);
        self.history.merge(&more.history);
    }
}

/// A trial, read once for all targets.
struct Read<'r> {
    row: &'r Row,
    converted: Converted,
    /// As it is, and as it was at the end of the last day that is over.
    member: Option<Member>,
    earlier: Option<Earlier>,
}

/// A trial as what lies ahead is forecast from.
struct Earlier {
    life: Life,
    member: Option<Member>,
    /// Days from its request to the end of its window.
    window: usize,
}

/// Counts for at most [`super::scopes::AT_ONCE`] targets of a metric.
pub fn tally(table: &Table, metric: Metric, targets: &[&Target], as_of: &AsOf) -> Tallied {
    let scopes: Vec<_> = targets.iter().map(|target| &target.aim.scope).collect();
    let scopes = Scopes::of(table, &scopes);
    let conversions = Conversions::of(table, as_of);
    let then = as_of.at_last_end();
    let empty =
        || Tallied { each: vec![Tally::new(metric); targets.len()], history: History::new(goal(metric)), longest: 0 };
    let each = |all: &mut Tallied, place: Place, row: &Row| {
        if row.is_granted() || !as_of.has(row.requested_on()) {
            return;
        }
        let (converted, ends) = (conversions.of_trial(place, row), table.ends(place, row, as_of));
        let member_then = |then: &AsOf| member(metric, row, ends, converted, then);
        let earlier = Life::of(row, converted, goal(metric), &then).map(|life| {
            let window = usize::from(ends.1.saturating_sub(row.requested_on()));
            Earlier { life, member: member_then(&then), window }
        });
        let read = Read { row, converted, member: member_then(as_of), earlier };
        if let Some(it) = read.earlier.as_ref().filter(|it| it.life.age < usize::from(HISTORY_DAYS)) {
            all.history.add(&it.life);
            all.longest = all.longest.max(it.window);
        }
        for of in scopes.of_trial(row) {
            if let Some((tally, target)) = all.each.get_mut(of).zip(targets.get(of)) {
                tally.add(metric, target.aim.period, &read, (as_of, &then));
            }
        }
    };
    table.fold(empty, each, |all, more| {
        all.each.iter_mut().zip(more.each).for_each(|(tally, more)| tally.merge(more));
        all.history.merge(&more.history);
        all.longest = all.longest.max(more.longest);
    })
}

impl Tally {
    fn add(&mut self, metric: Metric, period: Period, read: &Read<'_>, (as_of, then): (&AsOf, &AsOf)) {
        let (from, to) = (number(period.from), number(period.to));
        let days = from..=to;
        if metric.unit() == Unit::Count {
            let on = happened(metric, read.row, read.converted);
            self.numerator += u32::from(as_of.has(on) && days.contains(&on));
            self.so_far += u32::from(then.has(on) && days.contains(&on));
            self.recent += u32::from(as_of.has(on) && as_of.known - on < PACE_DAYS);
        } else if let Some(it) = read.member.filter(|it| days.contains(&it.on)) {
            self.numerator += u32::from(it.is_counted && it.has_won);
            self.denominator += u32::from(it.is_counted);
        }
        let Some(Earlier { life, member, window }) = &read.earlier else { return };
        self.age = self.age.max(life.age + 1);
        if life.age < usize::from(HISTORY_DAYS) {
            self.history.add(life);
            self.longest = self.longest.max(*window);
        }
        if let Some(count) = self.requests.get_mut(life.age / 7) {
            *count += 1;
        }
        let left = if metric.unit() == Unit::Count {
            Some(to.saturating_sub(then.known))
        } else {
            let member = member.filter(|it| days.contains(&it.on));
            self.members += u32::from(member.is_some());
            self.won += u32::from(member.is_some_and(|it| it.has_won));
            member.and_then(|it| it.left)
        };
        if let (Some(left), Whereabouts::At(place)) = (left, life.whereabouts()) {
            *self.open.entry(Open { left: left.into(), age: life.age, place }).or_default() += 1;
        }
    }
}

/// The day of what a flow counts.
pub fn happened(metric: Metric, row: &Row, converted: Converted) -> Day {
    match metric {
        Metric::Started => row.started_on(),
        Metric::Activated => day(row.activated),
        Metric::Engaged => row.engaged,
        Metric::Conversions => converted.filter(|(_, paid_before)| !paid_before).map_or(0, |(on, _)| on),
        _ => row.requested_on(),
    }
}

/// The conversions that stand, by their trials.
pub struct Conversions(Vec<(Place, Day, bool)>);

impl Conversions {
    pub fn of(table: &Table, as_of: &AsOf) -> Self {
        let mut all: Vec<_> =
            table.standing(*as_of).map(|(place, _, it)| (place, day(it.converted), it.already_customer)).collect();
        all.sort_unstable();
        Self(all)
    }

    pub fn of_trial(&self, place: Place, row: &Row) -> Converted {
        if row.claimed == 0 {
            return None;
        }
        let at = self.0.partition_point(|(known, ..)| *known <= place);
        let (known, on, paid_before) = self.0.get(at.checked_sub(1)?)?;
        (*known == place).then_some((*on, *paid_before))
    }
}
