//! All trials in memory. A trial keeps its place; what changes of it is written over.

use super::names::Names;
use super::row::{AsOf, Conversion, Day, EarlierEnd, Row};
use std::collections::{BTreeMap, HashMap};

/// Trials in one block: a full one is never moved.
const BLOCK: usize = 1 << 16;
/// No trial.
const NOBODY: u32 = u32::MAX;

/// The place of a trial.
pub type Place = u32;

#[derive(Debug, Default)]
pub struct Table {
    blocks: Vec<Vec<Row>>,
    /// The last trial that was read of each firm.
    last_of: Vec<Place>,
    firms: HashMap<u64, u32>,
    /// By trial, and then by their confirmations.
    conversions: BTreeMap<(Place, u8), Conversion>,
    /// Of trials that were extended, by their days.
    earlier_ends: BTreeMap<Place, Vec<EarlierEnd>>,
    /// Why claims were disputed, by trial and day.
    disputes: BTreeMap<(Place, Day), u8>,
    pub names: Names,
}

impl Table {
    fn len(&self) -> usize {
        self.blocks.iter().map(Vec::len).sum()
    }

    pub fn row(&self, place: Place) -> Option<&Row> {
        let place = place as usize;
        self.blocks.get(place / BLOCK)?.get(place % BLOCK)
    }

    fn row_mut(&mut self, place: Place) -> Option<&mut Row> {
        let place = place as usize;
        self.blocks.get_mut(place / BLOCK)?.get_mut(place % BLOCK)
    }

    /// The number of a firm, its branches one with it.
    pub fn firm(&mut self, root_key: &str) -> u32 {
        let next = u32::try_from(self.last_of.len()).unwrap_or(NOBODY);
        let number = *self.firms.entry(firm_key(root_key)).or_insert(next);
        if number == next {
            self.last_of.push(NOBODY);
        }
        number
    }

    /// Where a trial of a firm stands.
    pub fn find(&self, firm: u32, tag: u64) -> Option<Place> {
        let mut place = self.last_of.get(firm as usize).copied()?;
        loop {
            let row = self.row(place)?;
            if row.tag == tag {
                return Some(place);
            }
            place = row.before;
        }
    }

    /// A place for a trial that has none yet.
    fn add(&mut self, row: Row) -> Place {
        let place = u32::try_from(self.len()).unwrap_or(NOBODY);
        if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let last = self.last_of.get_mut(row.firm as usize).map(|last| std::mem::replace(last, place));
        if let Some(block) = self.blocks.last_mut() {
            block.push(Row { before: last.unwrap_or(NOBODY), ..row });
        }
        place
    }

    /// Takes a trial as it stands now, without what stands beside it.
    pub fn put(&mut self, row: Row) {
        let Some(place) = self.find(row.firm, row.tag) else {
            self.add(row);
            return;
        };
        self.forget_beside(place);
        if let Some(known) = self.row_mut(place) {
            *known = Row { before: known.before, ..row };
        }
    }

    /// Forgets what stands beside a trial: it is read again with it.
    fn forget_beside(&mut self, place: Place) {
        let confirmed: Vec<_> = self.conversions.range((place, 0)..=(place, u8::MAX)).map(|(key, _)| *key).collect();
        let disputed: Vec<_> = self.disputes.range((place, 0)..=(place, Day::MAX)).map(|(key, _)| *key).collect();
        for key in confirmed {
            self.conversions.remove(&key);
        }
        for key in disputed {
            self.disputes.remove(&key);
        }
        self.earlier_ends.remove(&place);
    }

    /// Why the last claim that was disputed by then was.
    pub fn dispute(&self, place: Place, as_of: &AsOf) -> Option<u8> {
        self.disputes.range((place, 0)..=(place, as_of.known)).next_back().map(|(_, reason)| *reason)
    }

    /// What is claimed of a trial, and confirmed.
    pub fn convert(&mut self, place: Place, claimed: Day, disputed: Option<(Day, u8)>, confirmed: Option<Conversion>) {
        let Some(row) = self.row_mut(place) else { return };
        if row.claimed == 0 || claimed < row.claimed {
            row.claimed = claimed;
        }
        if let Some((on, reason)) = disputed {
            self.disputes.insert((place, on), reason);
        }
        if let Some(confirmed) = confirmed {
            let nth = self.conversions.range((place, 0)..=(place, u8::MAX)).count();
            self.conversions.insert((place, u8::try_from(nth).unwrap_or(u8::MAX)), confirmed);
        }
    }

    /// An extension that was agreed on a day, of so many days: later ones first.
    pub fn extend(&mut self, place: Place, on: Day, days: Day) {
        let Some(row) = self.row_mut(place) else { return };
        row.extend();
        let (trial_end, window_end) = (row.trial_end, row.window_end);
        let ends = self.earlier_ends.entry(place).or_default();
        let (trial_end, window_end) = ends.last().map_or((trial_end, window_end), |it| (it.trial_end, it.window_end));
        ends.push(EarlierEnd {
            until: on,
            trial_end: trial_end.saturating_sub(days),
            window_end: window_end.saturating_sub(days),
        });
    }

    /// The end of a trial and that of its window, as they were known then.
    pub fn ends(&self, place: Place, row: &Row, as_of: &AsOf) -> (Day, Day) {
        if as_of.is_past && row.is_extended() {
            let later = self.earlier_ends.get(&place).into_iter().flatten().rfind(|it| it.until > as_of.known);
            if let Some(it) = later {
                return (it.trial_end, it.window_end);
            }
        }
        (row.trial_end, row.window_end)
    }

    /// Goes over all trials on as many threads as there are cores, each with a tally of its own.
    pub fn fold<A: Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        each: impl Fn(&mut A, Place, &Row) + Sync,
        add: impl Fn(&mut A, A),
    ) -> A {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = self.blocks.len().div_ceil(threads).max(1);
        let count = |(first, blocks): (usize, &[Vec<Row>])| {
            let mut tally = empty();
            let mut place = Place::try_from(first * share * BLOCK).unwrap_or(NOBODY);
            for row in blocks.iter().flatten() {
                each(&mut tally, place, row);
                place = place.wrapping_add(1);
            }
            tally
        };
        let mut shares = self.blocks.chunks(share).enumerate();
        let mine = shares.next();
        std::thread::scope(|scope| {
            let others: Vec<_> = shares.map(|it| scope.spawn(move || count(it))).collect();
            let mut all = mine.map_or_else(&empty, count);
            for other in others {
                match other.join() {
                    Ok(tally) => add(&mut all, tally),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            all
        })
    }

    /// All that was ever confirmed, with its trial.
    pub fn conversions(&self) -> impl Iterator<Item = (Place, &Row, &Conversion)> {
        self.conversions.iter().filter_map(|((place, _), it)| Some((*place, self.row(*place)?, it)))
    }

    /// That which stood then, with its trial.
    pub fn standing(&self, as_of: AsOf) -> impl Iterator<Item = (Place, &Row, &Conversion)> {
        self.conversions().filter(move |(.., it)| it.stands(&as_of))
    }
}

impl Conversion {
    /// Its evidence as it was then, of 1 to 4.
    pub const fn level(&self, as_of: &AsOf) -> u8 {
        match (as_of.has(self.retained), as_of.has(self.checked), as_of.has(self.invoiced)) {
            (true, ..) => 4,
            (_, true, _) => 3,
            (.., true) => 2,
            _ => 1,
        }
    }

    /// Whether it was confirmed by then, and had not been taken back.
    pub const fn stands(&self, as_of: &AsOf) -> bool {
        as_of.has(super::row::day(self.converted)) && !as_of.has(self.withdrawn)
    }
}

/// A firm by its ten digits; a household by 63 bits of its keyed digest: that two of a million households share them has a
/// chance of one in ten million.
fn firm_key(root_key: &str) -> u64 {
    match root_key.len() {
        10 => root_key.parse().unwrap_or_default(),
        _ => root_key.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default() | 1 << 63,
    }
}
