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

impl Durations {
    /// Of these, in any order.
    pub fn of(mut seconds: Vec<u32>) -> Self {
        let count = seconds.len();
        let mut rank = |quarters: usize| {
            let place = (count * quarters).div_ceil(4).checked_sub(1)?;
            let enough = count as i64 >= ENOUGH && place < count;
            enough.then(|| i64::from(*seconds.select_nth_unstable(place).1))
        };
        Self { count: count as i64, median_seconds: rank(2), p75_seconds: rank(3) }
    }

    pub fn withheld(&self) -> i64 {
        i64::from(self.count > 0 && self.median_seconds.is_none())
    }
}

/// Durations by cell.
pub type ByCell = Vec<(u32, u32)>;

/// Those of each cell, and of all together.
pub fn by_cell(mut all: ByCell, cells: usize) -> (Vec<Durations>, Durations) {
    all.sort_unstable();
    let mut rest = all.as_slice();
    let mut each = Vec::with_capacity(cells);
    for cell in 0..cells {
        let length = rest.partition_point(|(of, _)| *of as usize <= cell);
        let (own, others) = rest.split_at(length);
        rest = others;
        each.push(Durations::of(own.iter().map(|(_, seconds)| *seconds).collect()));
    }
    (each, Durations::of(all.into_iter().map(|(_, seconds)| seconds).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest() {
        let of = |all: std::ops::RangeInclusive<u32>| {
            let it = Durations::of(all.rev().collect());
            (it.count, it.median_seconds, it.p75_seconds)
        };
        assert_eq!(of(1..=9), (9, None, None));
        assert_eq!(of(1..=10), (10, Some(5), Some(8)));
        assert_eq!(of(1..=12), (12, Some(6), Some(9)));
        let (each, all) = by_cell((1..=10).map(|second| (2, second)).chain([(0, 7)]).collect(), 3);
        assert_eq!(each.iter().map(|it| it.count).collect::<Vec<_>>(), [1, 0, 10]);
        assert_eq!((all.count, all.median_seconds, all.withheld()), (11, Some(6), 0));
    }
}
