//! All trials in memory. A trial keeps its place; what changes of it is written over.

use super::names::Names;
use super::row::{AsOf, Conversion, Day, EarlierEnd, Row};
use super::sums::Sums;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Trials in one block: a full one is never moved.
const BLOCK: usize = 1 << 16;
/// No trial.
const NOBODY: u32 = u32::MAX;

/// The place of a trial.
pub type Place = u32;

/// A conversion of the trial at a place of its block.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed {
    at: u16,
    pub it: Conversion,
}

#[derive(Debug, Default)]
struct Block {
    rows: Vec<Row>,
    /// By the trial's place in the block, and then by their confirmations.
    confirmed: Vec<Confirmed>,
}

#[derive(Debug, Default)]
pub struct Table {
    blocks: Vec<Block>,
    /// The last trial that was read of each firm.
    last_of: Vec<Place>,
    firms: HashMap<u64, u32>,
    /// Of trials that were extended, by their days.
    earlier_ends: BTreeMap<Place, Vec<EarlierEnd>>,
    /// Why claims were disputed, by trial and day.
    disputes: BTreeMap<(Place, Day), u8>,
    pub names: Names,
    /// What all come to, once all are there.
    pub sums: Option<Sums>,
}

impl Table {
    fn len(&self) -> usize {
        self.blocks.iter().map(|block| block.rows.len()).sum()
    }

    pub fn row(&self, place: Place) -> Option<&Row> {
        let place = place as usize;
        self.blocks.get(place / BLOCK)?.rows.get(place % BLOCK)
    }

    fn row_mut(&mut self, place: Place) -> Option<&mut Row> {
        let place = place as usize;
        self.blocks.get_mut(place / BLOCK)?.rows.get_mut(place % BLOCK)
    }

    /// All trials, one after the other.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.blocks.iter().flat_map(|block| &block.rows)
    }

    /// The number of a firm by its `firm_key`.
    pub fn firm(&mut self, key: u64) -> u32 {
        let next = u32::try_from(self.last_of.len()).unwrap_or(NOBODY);
        let number = *self.firms.entry(key).or_insert(next);
        if number == next {
            self.last_of.push(NOBODY);
        }
        number
    }

    /// How many firms there are: their numbers are the smaller ones.
    pub fn firms(&self) -> u32 {
        u32::try_from(self.last_of.len()).unwrap_or(NOBODY)
    }

    /// The trials of a firm.
    pub fn trials_of(&self, firm: u32) -> impl Iterator<Item = (Place, &Row)> {
        let found = |place: Place| self.row(place).map(|row| (place, row));
        let last = self.last_of.get(firm as usize).copied().and_then(found);
        std::iter::successors(last, move |(_, row)| found(row.before))
    }

    /// Where this trial stands: a firm has few.
    fn find(&self, it: &Row) -> Option<Place> {
        let same = |row: &Row| row.tag == it.tag && row.requested == it.requested;
        self.trials_of(it.firm).find(|(_, row)| same(row)).map(|(place, _)| place)
    }

    /// A place for a trial that has none yet.
    fn add(&mut self, row: Row) -> Place {
        let place = u32::try_from(self.len()).unwrap_or(NOBODY);
        if self.blocks.last().is_none_or(|block| block.rows.len() == BLOCK) {
            self.blocks.push(Block { rows: Vec::with_capacity(BLOCK), confirmed: Vec::new() });
        }
        let last = self.last_of.get_mut(row.firm as usize).map(|last| std::mem::replace(last, place));
        if let Some(block) = self.blocks.last_mut() {
            block.rows.push(Row { before: last.unwrap_or(NOBODY), ..row });
        }
        place
    }

    /// Takes a trial as it stands now, without what stands beside it; its place.
    pub fn put(&mut self, row: Row) -> Place {
        let Some(place) = self.find(&row) else { return self.add(row) };
        self.forget_beside(place);
        if let Some(known) = self.row_mut(place) {
            *known = Row { before: known.before, ..row };
        }
        place
    }

    /// Forgets what stands beside a trial: it is read again with it.
    fn forget_beside(&mut self, place: Place) {
        let disputed: Vec<_> = self.disputes.range((place, 0)..=(place, Day::MAX)).map(|(key, _)| *key).collect();
        for key in disputed {
            self.disputes.remove(&key);
        }
        self.earlier_ends.remove(&place);
        if let Some(block) = self.blocks.get_mut(place as usize / BLOCK) {
            let own = block.of(at(place));
            block.confirmed.drain(own);
        }
    }

    /// Why the last claim that was disputed by then was.
    pub fn dispute(&self, place: Place, row: &Row, as_of: &AsOf) -> Option<u8> {
        let until = || self.disputes.range((place, 0)..=(place, as_of.known)).next_back().map(|(_, reason)| *reason);
        row.is_disputed().then(until).flatten()
    }

    /// What is claimed of a trial, and confirmed: older claims first.
    pub fn convert(&mut self, place: Place, claimed: Day, disputed: Option<(Day, u8)>, confirmed: Option<Conversion>) {
        let Some(row) = self.row_mut(place) else { return };
        if row.claimed == 0 || claimed < row.claimed {
            row.claimed = claimed;
        }
        if let Some((on, reason)) = disputed {
            row.dispute();
            self.disputes.insert((place, on), reason);
        }
        if let Some((it, block)) = confirmed.zip(self.blocks.get_mut(place as usize / BLOCK)) {
            let at = at(place);
            block.confirmed.insert(block.of(at).end, Confirmed { at, it });
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

    /// What of a trial was ever confirmed.
    pub fn confirmed(&self, place: Place) -> &[Confirmed] {
        let block = self.blocks.get(place as usize / BLOCK);
        block.and_then(|block| block.confirmed.get(block.of(at(place)))).unwrap_or_default()
    }

    /// Goes over all trials on as many threads as there are cores, each with a tally of its own.
    pub fn fold<A: Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        each: impl Fn(&mut A, Place, &Row) + Sync,
        add: impl Fn(&mut A, A),
    ) -> A {
        self.over_blocks(
            empty,
            |tally, first, block| (first..).zip(&block.rows).for_each(|(place, row)| each(tally, place, row)),
            add,
        )
    }

    /// As [`Table::fold`], each with what was ever confirmed of it.
    pub fn fold_beside<A: Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        each: impl Fn(&mut A, Place, &Row, &[Confirmed]) + Sync,
        add: impl Fn(&mut A, A),
    ) -> A {
        let block = |tally: &mut A, first: Place, block: &Block| {
            let mut rest = block.confirmed.as_slice();
            for (place, row) in (first..).zip(&block.rows) {
                let count = rest.iter().take_while(|it| it.at == at(place)).count();
                let (own, others) = rest.split_at(count);
                rest = others;
                each(tally, place, row, own);
            }
        };
        self.over_blocks(empty, block, add)
    }

    /// As [`Table::fold_beside`], over those alone of which something was ever confirmed.
    pub fn fold_confirmed<A: Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        each: impl Fn(&mut A, Place, &Row, &[Confirmed]) + Sync,
        add: impl Fn(&mut A, A),
    ) -> A {
        let block = |tally: &mut A, first: Place, block: &Block| {
            for own in block.confirmed.chunk_by(|one, other| one.at == other.at) {
                let at = own.first().map_or(0, |it| it.at);
                if let Some(row) = block.rows.get(usize::from(at)) {
                    each(tally, first + Place::from(at), row, own);
                }
            }
        };
        self.over_blocks(empty, block, add)
    }

    /// Each thread takes the next block as soon as it is done with one.
    fn over_blocks<A: Send>(
        &self,
        empty: impl Fn() -> A + Sync,
        each: impl Fn(&mut A, Place, &Block) + Sync,
        add: impl Fn(&mut A, A),
    ) -> A {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut tally = empty();
            while let number = next.fetch_add(1, Ordering::Relaxed)
                && let Some(block) = self.blocks.get(number)
            {
                each(&mut tally, Place::try_from(number * BLOCK).unwrap_or(NOBODY), block);
            }
            tally
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..cores.min(self.blocks.len())).map(|_| scope.spawn(work)).collect();
            let mut all = work();
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
        let firsts = (0..).step_by(BLOCK);
        firsts.zip(&self.blocks).flat_map(|(first, block)| block.conversions(first))
    }

    /// That which stood then, with its trial.
    pub fn standing(&self, as_of: AsOf) -> impl Iterator<Item = (Place, &Row, &Conversion)> {
        self.conversions().filter(move |(.., it)| it.stands(&as_of))
    }
}

/// The place of a trial in its block.
const fn at(place: Place) -> u16 {
    (place % BLOCK as u32) as u16
}

impl Block {
    /// Where the conversions of a trial stand, or would.
    fn of(&self, at: u16) -> std::ops::Range<usize> {
        let first = self.confirmed.partition_point(|it| it.at < at);
        let own = self.confirmed.iter().skip(first).take_while(|it| it.at == at).count();
        first..first + own
    }

    fn conversions(&self, first: Place) -> impl Iterator<Item = (Place, &Row, &Conversion)> {
        let row = |it: &Confirmed| self.rows.get(usize::from(it.at));
        self.confirmed.iter().filter_map(move |it| Some((first + Place::from(it.at), row(it)?, &it.it)))
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
pub fn firm_key(root_key: &str) -> u64 {
    match root_key.len() {
        10 => root_key.parse().unwrap_or_default(),
        _ => root_key.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default() | 1 << 63,
    }
}
