//! How long things took: the median and the third quartile of those that happened, by nearest rank.

use super::wilson::ENOUGH;
use serde::Serialize;
use utoipa::ToSchema;

/// Durations of those that happened, and of no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
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

/// Durations from this number on are narrowed down first.
const MANY: usize = 4_096;

impl Durations {
    /// Of these, in any order.
    pub fn of(seconds: &mut [u32]) -> Self {
        let count = seconds.len() as i64;
        let ranked = (count >= ENOUGH).then(|| {
            let length = seconds.len();
            let rank = |quarters: usize| (length * quarters).div_ceil(4) - 1;
            (nearest(seconds, rank(2)), nearest(seconds, rank(3)))
        });
        let (median_seconds, p75_seconds) = ranked.unzip();
        Self { count, median_seconds: median_seconds.flatten(), p75_seconds: p75_seconds.flatten() }
    }

    pub fn withheld(&self) -> i64 {
        i64::from(self.count > 0 && self.median_seconds.is_none())
    }
}

/// That which so many are not greater than.
fn nearest(seconds: &mut [u32], rank: usize) -> Option<i64> {
    if seconds.len() < MANY {
        return (rank < seconds.len()).then(|| i64::from(*seconds.select_nth_unstable(rank).1));
    }
    // Of millions, only those are put in order that lie near it.
    let (least, most) = (seconds.iter().min()?, seconds.iter().max()?);
    let shift = (u32::BITS - (most - least).leading_zeros()).saturating_sub(MANY.ilog2());
    let step = |it: u32| ((it - least) >> shift) as usize;
    let mut counts = vec![0_usize; MANY];
    for it in seconds.iter() {
        if let Some(count) = counts.get_mut(step(*it)) {
            *count += 1;
        }
    }
    let mut below = 0;
    let place = counts.iter().position(|count| {
        below += count;
        below > rank
    })?;
    let before = below - counts.get(place)?;
    let mut near: Vec<u32> = seconds.iter().copied().filter(|it| step(*it) == place).collect();
    Some(i64::from(*near.select_nth_unstable(rank - before).1))
}

/// Those of each cell, and of all together. `each` tells the cell and the seconds of each one; `counts` is how many there are
/// in each cell.
pub fn by_cell(counts: &[u32], each: impl FnOnce(&mut dyn FnMut(usize, u32))) -> (Vec<Durations>, Durations) {
    let mut all = vec![0; counts.iter().map(|count| *count as usize).sum()];
    let mut free: Vec<usize> = Vec::with_capacity(counts.len());
    counts.iter().fold(0, |first, count| {
        free.push(first);
        first + *count as usize
    });
    each(&mut |cell, seconds| {
        if let Some(place) = free.get_mut(cell) {
            if let Some(kept) = all.get_mut(*place) {
                *kept = seconds;
            }
            *place += 1;
        }
    });
    let mut rest = all.as_mut_slice();
    let own = counts.iter().map(|count| {
        let (own, others) = std::mem::take(&mut rest).split_at_mut(*count as usize);
        rest = others;
        Durations::of(own)
    });
    let own: Vec<Durations> = own.collect();
    let whole = match own.as_slice() {
        [one] => *one,
        _ => Durations::of(&mut all),
    };
    (own, whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranks_are_the_nearest() {
        let of = |all: std::ops::RangeInclusive<u32>| {
            let it = Durations::of(&mut all.rev().collect::<Vec<u32>>());
            (it.count, it.median_seconds, it.p75_seconds)
        };
        assert_eq!(of(1..=9), (9, None, None));
        assert_eq!(of(1..=10), (10, Some(5), Some(8)));
        assert_eq!(of(1..=12), (12, Some(6), Some(9)));
        let (each, all) = by_cell(&[1, 0, 10], |tell| {
            (1..=10).for_each(|second| tell(2, second));
            tell(0, 7);
        });
        assert_eq!(each.iter().map(|it| it.count).collect::<Vec<_>>(), [1, 0, 10]);
        assert_eq!((all.count, all.median_seconds, all.withheld()), (11, Some(6), 0));
    }

    proptest! {
        /// Whether many are narrowed down or few are put in order: the same.
        #[test]
        fn many_are_ranked_as_few(low in 0u32..1_000_000, spread in 1u32..u32::MAX / 2, many in MANY..3 * MANY, seed: u32) {
            let mut random = seed;
            let mut next = || {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                low + random % spread
            };
            let mut all: Vec<u32> = (0..many).map(|_| next()).collect();
            let it = Durations::of(&mut all);
            all.sort_unstable();
            let rank = |quarters: usize| Some(i64::from(all[(many * quarters).div_ceil(4) - 1]));
            prop_assert_eq!((it.median_seconds, it.p75_seconds), (rank(2), rank(3)));
        }
    }
}
