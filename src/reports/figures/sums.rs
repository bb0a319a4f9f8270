//! What all trials together have come to by today, by their day and by each value of each dimension: so much is asked of it that
//! it is kept, and follows each trial that changes. What is asked otherwise (filters, two groupings, the past) is counted in
//! a pass over all trials; both say the same.

use super::names::Dimension;
use super::row::{AsOf, Day, NEVER};
use super::stages::{AWAY, Counts, add};
use super::table::Table;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// Values of a dimension whose sums are kept, at most: more are seldom asked for at once.
const VALUES: usize = 500;

/// Sums as of a day.
#[derive(Debug)]
pub struct Sums {
    as_of: AsOf,
    /// By dimension, by the number of its value, by the day of start.
    started: [Vec<Days<Counts>>; Dimension::ALL.len()],
    /// By the day of start, those that converted within their windows.
    converted: Days<Vec<Converted>>,
    /// Trials by their day of start, and by that of the one of the same firm before it: [`NEVER`] where there is none.
    firms: Days<BTreeMap<Day, u32>>,
    /// By the day of the request, its state and the reason.
    not_started: BTreeMap<(Day, u8, u8), u32>,
    /// Second trials by their day of start.
    second: BTreeMap<Day, u32>,
}

/// A trial that converted so many days after its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Converted {
    pub after: Day,
    pub offering: u32,
    pub origin: u32,
}

/// Something of each of some days in a row.
#[derive(Clone, Debug, Default)]
struct Days<T> {
    first: Day,
    all: Vec<T>,
}

impl<T: Clone + Default> Days<T> {
    /// That of a day.
    fn on(&mut self, day: Day) -> Option<&mut T> {
        if self.all.is_empty() {
            self.first = day;
        }
        let before = usize::from(self.first.saturating_sub(day));
        self.all.splice(..0, std::iter::repeat_n(T::default(), before));
        self.first = self.first.min(day);
        let place = usize::from(day - self.first);
        if place >= self.all.len() {
            self.all.resize(place + 1, T::default());
        }
        self.all.get_mut(place)
    }

    /// Adds what another has of each day.
    fn merge(&mut self, more: Self, add: impl Fn(&mut T, T)) {
        for (day, more) in (more.first..).zip(more.all) {
            if let Some(own) = self.on(day) {
                add(own, more);
            }
        }
    }

    fn within(&self, days: &RangeInclusive<Day>) -> impl Iterator<Item = (Day, &T)> {
        let skipped = days.start().saturating_sub(self.first);
        let first = self.first.saturating_add(skipped);
        (first..=*days.end()).zip(self.all.iter().skip(usize::from(skipped)))
    }
}

impl Sums {
    /// Those of all trials, as of a day that is not over: each core counts some firms.
    pub fn of(table: &Table, as_of: AsOf) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let some = |core: usize| {
            let mut sums = Self::none(as_of);
            (0..table.firms()).skip(core).step_by(cores).for_each(|firm| sums.count(table, firm, 1));
            sums
        };
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..cores).map(|core| scope.spawn(move || some(core))).collect();
            let mut all = some(0);
            for other in others {
                all.merge(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            all
        })
    }

    fn none(as_of: AsOf) -> Self {
        Self {
            as_of,
            started: Default::default(),
            converted: Days::default(),
            firms: Days::default(),
            not_started: BTreeMap::new(),
            second: BTreeMap::new(),
        }
    }

    /// Takes over what was counted of other firms.
    fn merge(&mut self, more: Self) {
        for (values, more) in self.started.iter_mut().zip(more.started) {
            values.resize(values.len().max(more.len()), Days::default());
            values.iter_mut().zip(more).for_each(|(days, more)| days.merge(more, |sum, more| add(sum, &more, 1)));
        }
        self.converted.merge(more.converted, |all, more| all.extend(more));
        self.firms.merge(more.firms, |before, more| {
            more.into_iter().for_each(|(day, trials)| counted(before.entry(day).or_default(), trials));
        });
        more.not_started.into_iter().for_each(|(key, count)| counted(self.not_started.entry(key).or_default(), count));
        more.second.into_iter().for_each(|(day, count)| counted(self.second.entry(day).or_default(), count));
    }

    pub fn is_of(&self, as_of: &AsOf) -> bool {
        !as_of.is_past && as_of.known == self.as_of.known
    }

    /// Counts the trials of a firm, or takes away what they were counted for.
    fn count(&mut self, table: &Table, firm: u32, by: u32) {
        let mut starts: Vec<Day> = Vec::new();
        for (place, row) in table.trials_of(firm) {
            let started = row.started_on();
            let confirmed = table.confirmed(place);
            if let Some(counts) = table.stages(place, row, confirmed, &self.as_of) {
                starts.push(started);
                for after in table.converted_after(place, row, confirmed, &self.as_of) {
                    let it = Converted { after, offering: row.offering, origin: row.origin };
                    self.converted.on(started).into_iter().for_each(|all| listed(all, it, by));
                }
                let offering = table.names.offerings.all().get(row.offering as usize).into_iter().flatten();
                let origin = table.names.origins.all().get(row.origin as usize).into_iter().flatten();
                for (values, value) in self.started.iter_mut().zip(offering.chain(origin)) {
                    let value = *value as usize;
                    if value >= values.len() && value < VALUES {
                        values.resize(value + 1, Days::default());
                    }
                    if let Some(sum) = values.get_mut(value).and_then(|days| days.on(started)) {
                        add(sum, &counts, by);
                    }
                }
            } else if let Some((state, reason)) = row.not_started(&self.as_of) {
                counted(self.not_started.entry((row.requested_on(), state, reason)).or_default(), by);
            } else if row.is_granted() && self.as_of.has(started) {
                counted(self.second.entry(started).or_default(), by);
            }
        }
        starts.sort_unstable();
        let mut before = NEVER;
        for started in starts {
            if let Some(trials) = self.firms.on(started) {
                counted(trials.entry(before).or_default(), by);
            }
            before = started;
        }
    }

    /// What the trials of each day of start have come to, by the number of their value of a dimension.
    pub fn started<'a>(
        &'a self,
        of: Dimension,
        days: &'a RangeInclusive<Day>,
    ) -> impl Iterator<Item = (usize, Day, &'a Counts)> {
        let values = self.started.get(of as usize).map(Vec::as_slice).unwrap_or_default();
        let of_value = move |(value, all): (usize, &'a Days<Counts>)| {
            all.within(days).map(move |(day, counts)| (value, day, counts))
        };
        values.iter().enumerate().flat_map(of_value)
    }

    /// Those that started on these days and converted within their windows.
    pub fn converted(&self, days: &RangeInclusive<Day>) -> impl Iterator<Item = (Day, &Converted)> {
        self.converted.within(days).flat_map(|(day, all)| all.iter().map(move |it| (day, it)))
    }

    /// Distinct firms of the trials that started: each has one trial that none of these days came before.
    pub fn firms(&self, days: &RangeInclusive<Day>) -> i64 {
        let firsts = self.firms.within(days).flat_map(|(_, before)| before.range(..*days.start()));
        firsts.map(|(_, trials)| i64::from(*trials)).sum()
    }

    /// Requests of these days that have not started, by state and reason.
    pub fn not_started(&self, days: &RangeInclusive<Day>) -> impl Iterator<Item = (u8, u8, u32)> {
        let requests = self.not_started.range((*days.start(), 0, 0)..=(*days.end(), u8::MAX, u8::MAX));
        requests.map(|((_, state, reason), count)| (*state, *reason, *count))
    }

    /// Second trials that started on these days.
    pub fn second(&self, days: &RangeInclusive<Day>) -> i64 {
        self.second.range(days.clone()).map(|(_, trials)| i64::from(*trials)).sum()
    }
}

/// Adds one to a list, or takes one like it away.
fn listed(all: &mut Vec<Converted>, it: Converted, by: u32) {
    match all.iter().position(|known| by == AWAY && *known == it) {
        Some(place) => drop(all.swap_remove(place)),
        None => all.push(it),
    }
}

fn counted(count: &mut u32, by: u32) {
    *count = count.wrapping_add(by);
}

impl Table {
    /// The sums as of now, where they are kept of this dimension.
    pub fn sums(&self, of: Dimension, as_of: &AsOf) -> Option<&Sums> {
        self.sums.as_ref().filter(|sums| sums.is_of(as_of) && self.names.texts(of).len() <= VALUES)
    }

    /// Changes trials of these firms, and their sums with them.
    pub fn change(&mut self, firms: &[u32], change: impl FnOnce(&mut Self)) {
        let Some(mut sums) = self.sums.take() else { return change(self) };
        let firms: BTreeSet<u32> = firms.iter().copied().collect();
        firms.iter().for_each(|firm| sums.count(self, *firm, AWAY));
        change(self);
        firms.iter().for_each(|firm| sums.count(self, *firm, 1));
        self.sums = Some(sums);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::figures::row::{Closed, Conversion, Row};
    use crate::values::Timestamp;
    use proptest::prelude::*;

    const DAY: u32 = 86_400;
    const FIRST: u32 = 20_000;

    /// A trial of a firm: when it started and converted, or whether it was declined.
    fn put(table: &mut Table, (firm, tag, start, lasts): (u32, u32, u32, u32)) {
        let number = table.firm(firm.into());
        table.change(&[number], |table| {
            let requested = (FIRST + tag) * DAY;
            let started = if lasts % 5 == 0 { 0 } else { (FIRST + start + 1) * DAY };
            let offering = table.names.offering(&format!("p{}\nv\nc\nm\nsme\n30", tag % 3));
            let row = Row {
                tag,
                firm: number,
                offering,
                origin: table.names.origin("01\n\n2018:A\nmicro\ndirect"),
                requested,
                provisioned: started,
                closed: if started == 0 { (FIRST + start + 1) as Day } else { NEVER },
                window_end: (FIRST + start + 5) as Day,
                bits: Row::bits(lasts % 7 == 6, if started == 0 { Closed::Declined } else { Closed::No }),
                ..Row::default()
            };
            let place = table.put(row);
            if lasts % 3 == 1 {
                let on = (FIRST + start + lasts) as Day;
                let it = Conversion {
                    converted: requested + lasts * DAY,
                    withdrawn: if lasts % 2 == 0 { on + 1 } else { NEVER },
                    invoiced: NEVER,
                    checked: on,
                    retained: NEVER,
                    already_customer: lasts % 4 == 0,
                    withdrawal: 0,
                };
                table.convert(place, on, None, Some(it));
            }
        });
    }

    proptest! {
        /// Whatever changes, the sums that followed are those that a new count finds, and firms are those that are met.
        #[test]
        fn they_follow_what_changes(trials in proptest::collection::vec((0u32..6, 0u32..4, 0u32..40, 0u32..20), 0..60), from in 0u16..45, length in 0u16..20) {
            let as_of = AsOf::now(Timestamp::from_micros(i64::from(FIRST + 35) * i64::from(DAY) * 1_000_000));
            let mut table = Table::default();
            let none = Sums::of(&table, as_of);
            table.sums = Some(none);
            trials.into_iter().for_each(|trial| put(&mut table, trial));
            let (kept, anew) = (table.sums.take().expect("sums"), Sums::of(&table, as_of));
            let days = FIRST as Day + from..=FIRST as Day + from + length;
            for of in Dimension::ALL {
                let all = |sums: &Sums| {
                    let lines = sums.started(*of, &days).filter(|(.., counts)| **counts != [0; 13]);
                    lines.map(|(value, day, counts)| (value, day, *counts)).collect::<Vec<_>>()
                };
                prop_assert_eq!(all(&kept), all(&anew));
            }
            let lines = |sums: &Sums| sums.not_started(&days).filter(|(.., count)| *count > 0).collect::<Vec<_>>();
            prop_assert_eq!(lines(&kept), lines(&anew));
            prop_assert_eq!(kept.second(&days), anew.second(&days));
            let converted = |sums: &Sums| {
                let mut all: Vec<(Day, Converted)> = sums.converted(&days).map(|(day, it)| (day, *it)).collect();
                all.sort_unstable();
                all
            };
            prop_assert_eq!(converted(&kept), converted(&anew));
            let started = |(_, row): (u32, &Row)| days.contains(&row.started_on()) && !row.is_granted() && as_of.has(row.started_on());
            let met = (0..table.firms()).filter(|firm| table.trials_of(*firm).any(started)).count();
            prop_assert_eq!((kept.firms(&days), anew.firms(&days)), (met as i64, met as i64));
        }
    }
}
