//! How long things took: the median and the third quartile of those that happened, by nearest rank, exactly, in two passes
//! over all trials. The first counts how many fall into each step; the second gathers those of the steps that hold a rank.

use super::wilson::ENOUGH;
use serde::Serialize;
use utoipa::ToSchema;

/// Durations of those that happened, and of no others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Durations {
    /// How many there are.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub count: i64,
    /// Half of them took no longer. Null below 10.
    #[schema(minimum = 0, maximum = 4_294_967_295_i64)]
    pub median_seconds: Option<i64>,
    /// Three of four took no longer. Null below 10.
    #[schema(minimum = 0, maximum = 4_294_967_295_i64)]
    pub p75_seconds: Option<i64>,
}

impl Durations {
    pub fn withheld(&self) -> i64 {
        i64::from(self.count > 0 && self.median_seconds.is_none())
    }
}

/// Sixteen steps to each doubling, from 17 minutes to two years; what is shorter or longer is in the first or the last.
const STEPS: usize = 256;

fn step(seconds: u32) -> usize {
    let seconds = seconds.max(1 << 10);
    let log = seconds.ilog2();
    ((log as usize - 10) * 16 + (seconds >> (log - 4) & 15) as usize).min(STEPS - 1)
}

/// How many took so long, of one cell.
#[derive(Clone)]
pub struct Spread([u32; STEPS]);

impl Default for Spread {
    fn default() -> Self {
        Self([0; STEPS])
    }
}

impl Spread {
    pub fn note(&mut self, seconds: u32) {
        if let Some(count) = self.0.get_mut(step(seconds)) {
            *count += 1;
        }
    }

    pub fn add(&mut self, more: &Self) {
        self.0.iter_mut().zip(more.0).for_each(|(count, more)| *count += more);
    }

    fn count(&self) -> usize {
        self.0.iter().map(|count| *count as usize).sum()
    }

    /// The median's rank and the third quartile's, each with the step that holds it and how many come before that step.
    fn ranks(&self) -> Option<[Rank; 2]> {
        let count = self.count();
        let ranked = |quarters: usize| {
            let (rank, mut below) = ((count * quarters).div_ceil(4) - 1, 0);
            let step = self.0.iter().position(|count| {
                below += *count as usize;
                below > rank
            })?;
            Some(Rank { step, rank: rank - (below - *self.0.get(step)? as usize) })
        };
        if (count as i64) < ENOUGH { None } else { Some([ranked(2)?, ranked(3)?]) }
    }
}

/// The place of a rank among those of its step.
#[derive(Clone, Copy)]
struct Rank {
    step: usize,
    rank: usize,
}

/// Those of one cell that lie near its ranks.
#[derive(Clone)]
struct Near {
    ranks: Option<[Rank; 2]>,
    found: Vec<u32>,
}

impl Near {
    fn note(&mut self, step: usize, seconds: u32) {
        if self.ranks.is_some_and(|ranks| ranks.iter().any(|it| it.step == step)) {
            self.found.push(seconds);
        }
    }

    fn ranked(&self, spread: &Spread) -> Durations {
        let at = |it: Rank| {
            let mut own: Vec<u32> = self.found.iter().copied().filter(|seconds| step(*seconds) == it.step).collect();
            (it.rank < own.len()).then(|| i64::from(*own.select_nth_unstable(it.rank).1))
        };
        let [median_seconds, p75_seconds] = self.ranks.map_or([None; 2], |ranks| ranks.map(at));
        Durations { count: spread.count() as i64, median_seconds, p75_seconds }
    }
}

/// Durations of several kinds, after the first pass.
pub struct Ranking<const K: usize> {
    cells: [usize; K],
    spreads: [Vec<Spread>; K],
}

/// What the second pass finds, by kind and cell; all together come last.
pub struct Found<const K: usize>([Vec<Near>; K]);

impl<const K: usize> Ranking<K> {
    /// What the first pass counted, by kind and cell.
    pub fn of(spreads: [Vec<Spread>; K]) -> Self {
        Self { cells: spreads.each_ref().map(Vec::len), spreads: spreads.map(with_all) }
    }

    pub fn none(&self) -> Found<K> {
        let near = |spread: &Spread| Near { ranks: spread.ranks(), found: Vec::new() };
        Found(self.spreads.each_ref().map(|spreads| spreads.iter().map(near).collect()))
    }

    /// The durations of each cell, and of all together, of each kind.
    pub fn ranked(&self, found: &Found<K>) -> [(Vec<Durations>, Durations); K] {
        std::array::from_fn(|kind| {
            let pairs = found.0.get(kind).into_iter().flatten().zip(self.spreads.get(kind).into_iter().flatten());
            let mut durations: Vec<Durations> = pairs.map(|(near, spread)| near.ranked(spread)).collect();
            let all = durations.last().copied().unwrap_or_default();
            durations.truncate(self.cells.get(kind).copied().unwrap_or_default());
            (durations, all)
        })
    }
}

impl<const K: usize> Found<K> {
    pub fn note(&mut self, kind: usize, cell: usize, seconds: u32) {
        let Some((all, cells)) = self.0.get_mut(kind).and_then(|cells| cells.split_last_mut()) else { return };
        let step = step(seconds);
        all.note(step, seconds);
        if let Some(cell) = cells.get_mut(cell) {
            cell.note(step, seconds);
        }
    }

    pub fn add(&mut self, more: Self) {
        let pairs = self.0.iter_mut().flatten().zip(more.0.into_iter().flatten());
        pairs.for_each(|(all, more)| all.found.extend(more.found));
    }
}

/// With all together as the last one: where there is one cell alone, it is all.
fn with_all(mut cells: Vec<Spread>) -> Vec<Spread> {
    if cells.len() != 1 {
        let mut all = Spread::default();
        cells.iter().for_each(|spread| all.add(spread));
        cells.push(all);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Those of the seconds, in two passes.
    fn of(all: &[u32]) -> Durations {
        let mut spread = Spread::default();
        all.iter().for_each(|seconds| spread.note(*seconds));
        let mut near = Near { ranks: spread.ranks(), found: Vec::new() };
        all.iter().for_each(|seconds| near.note(step(*seconds), *seconds));
        near.ranked(&spread)
    }

    #[test]
    fn ranks_are_the_nearest() {
        let of = |all: std::ops::RangeInclusive<u32>| {
            let it = of(&all.rev().collect::<Vec<u32>>());
            (it.count, it.median_seconds, it.p75_seconds)
        };
        assert_eq!(of(1..=9), (9, None, None));
        assert_eq!(of(1..=10), (10, Some(5), Some(8)));
        assert_eq!(of(1..=12), (12, Some(6), Some(9)));
        assert_eq!(Durations { count: 9, median_seconds: None, p75_seconds: None }.withheld(), 1);
        assert_eq!(Durations { count: 0, median_seconds: None, p75_seconds: None }.withheld(), 0);
    }

    /// As two threads find them, one of which meets every third.
    #[test]
    fn each_cell_has_its_own_and_all_have_theirs() {
        let all: Vec<(usize, u32)> = (1..=10).map(|seconds| (2, seconds * 10_000)).chain([(0, 70_000)]).collect();
        let mut spreads = vec![Spread::default(); 3];
        all.iter().for_each(|(cell, seconds)| spreads[*cell].note(*seconds));
        let ranking = Ranking::of([spreads, vec![Spread::default()]]);
        let (mut found, mut other) = (ranking.none(), ranking.none());
        for (n, (cell, seconds)) in all.iter().enumerate() {
            if n % 3 == 0 { &mut other } else { &mut found }.note(0, *cell, *seconds);
        }
        found.add(other);
        let [(each, whole), (alone, none)] = ranking.ranked(&found);
        let of = |count, median_seconds, p75_seconds| Durations { count, median_seconds, p75_seconds };
        assert_eq!(each, [of(1, None, None), of(0, None, None), of(10, Some(50_000), Some(80_000))]);
        assert_eq!(whole, of(11, Some(60_000), Some(80_000)));
        assert_eq!((alone, none), (vec![of(0, None, None)], of(0, None, None)));
    }

    proptest! {
        #[test]
        fn longer_is_no_earlier_step(one: u32, other: u32) {
            prop_assert!(step(one.min(other)) <= step(one.max(other)));
            prop_assert!(step(one.max(other)) < STEPS);
        }

        /// Whatever they are, the ranks are those of all in order.
        #[test]
        fn ranks_are_those_of_all_in_order(all in proptest::collection::vec(prop_oneof![0u32..5_000, 0u32..10_000_000, 0..u32::MAX], 10..300)) {
            let it = of(&all);
            let mut sorted = all.clone();
            sorted.sort_unstable();
            let rank = |quarters: usize| Some(i64::from(sorted[(all.len() * quarters).div_ceil(4) - 1]));
            prop_assert_eq!((it.count, it.median_seconds, it.p75_seconds), (all.len() as i64, rank(2), rank(3)));
        }
    }
}
