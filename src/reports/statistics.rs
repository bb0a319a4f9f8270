//! The public table: the programme month by month, each as it was known at its end, with no figure below five, nor one that could
//! be found by subtraction, neither within an edition nor from one to the next.

use super::figures::row::AsOf;
use super::figures::{Dimension, Table};
use super::flow::{FlowLine, flow};
use super::question::Question;
use crate::error::Result;
use crate::values::{LocalDay, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const DEFINITION: &str = "statistics/2";

/// Months that are shown.
const MONTHS: u32 = 24;

/// What is smaller is not published.
const LEAST: i64 = 5;

/// What happened in a month, of the whole country or of one province. Null: fewer than five, or withheld beside such a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatisticsLine {
    #[schema(max_length = 7, example = "2026-10")]
    pub month: String,
    /// Of the list of 34; null: the whole country.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "48")]
    pub province_code: Option<String>,
    #[schema(minimum = 5, maximum = 1_000_000_000)]
    pub requested: Option<i64>,
    #[schema(minimum = 5, maximum = 1_000_000_000)]
    pub started: Option<i64>,
    #[schema(minimum = 5, maximum = 1_000_000_000)]
    pub activated: Option<i64>,
    /// Conversions that both sides confirmed in the month, of those that did not pay before.
    #[schema(minimum = 5, maximum = 1_000_000_000)]
    pub conversions: Option<i64>,
}

/// The public table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Statistics {
    #[schema(max_length = 40, example = "statistics/2")]
    pub definition: &'static str,
    /// The end of the last month. Each month is shown as it was known at its own end: what is taken back later changes nothing in it.
    pub as_of: Timestamp,
    /// Figures below this are null.
    #[schema(minimum = 5, maximum = 5)]
    pub least: i64,
    /// The country first, then the provinces, month by month: always the same lines.
    #[schema(min_items = 840, max_items = 1_200)]
    pub data: Vec<StatisticsLine>,
}

/// Errors: none of a question that is always the same.
pub fn statistics(table: &Table, last: LocalDay, provinces: Vec<String>) -> Result<Statistics> {
    let months = (0..MONTHS).rev().map(|ago| last.months_before(ago));
    // The day before the next month begins; nothing follows the last one.
    let ends = (0..MONTHS - 1).rev().map(|ago| last.months_before(ago).last_of_previous_month()).chain([last]);
    let mut data = Vec::new();
    for (month, end) in months.zip(ends) {
        let question = Question { group_by: vec![Dimension::Province], ..Question::by_month(month, end) };
        let mut counted: BTreeMap<String, [i64; 4]> = BTreeMap::new();
        for FlowLine { cell, requested, started, activated, conversions, .. } in flow(table, &question)?.data {
            let province = cell.groups.into_iter().next().flatten().map(|it| it.0).unwrap_or_default();
            counted.insert(province, [requested, started, activated, conversions]);
        }
        let of = |code: &String| counted.get(code).copied().unwrap_or_default();
        data.extend(lines(&month.month(), &provinces, &provinces.iter().map(of).collect::<Vec<_>>()));
    }
    Ok(Statistics { definition: DEFINITION, as_of: AsOf::end_of(last).at, least: LEAST, data })
}

/// The lines of a month.
fn lines(month: &str, provinces: &[String], counts: &[[i64; 4]]) -> Vec<StatisticsLine> {
    let columns = [0, 1, 2, 3].map(|of: usize| {
        let column: Vec<i64> = counts.iter().filter_map(|counts| counts.get(of)).copied().collect();
        shown(&column)
    });
    let names = std::iter::once(None).chain(provinces.iter().cloned().map(Some));
    let line = |(place, province_code): (usize, Option<String>)| {
        let [requested, started, activated, conversions] =
            columns.each_ref().map(|column| column.get(place).copied().flatten());
        StatisticsLine { month: month.to_owned(), province_code, requested, started, activated, conversions }
    };
    names.enumerate().map(line).collect()
}

/// The sum and then each figure, as far as it may be shown. Small ones are not, none included, and beside them the next smallest as long as the
/// others say more of a small one than that it is small; where that is not enough, neither is the sum.
fn shown(column: &[i64]) -> Vec<Option<i64>> {
    let sum: i64 = column.iter().sum();
    let mut sorted: Vec<(i64, usize)> = column.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    let small = sorted.partition_point(|(count, _)| *count < LEAST);
    let kept = (small..=sorted.len()).find(|hidden| small == 0 || says_nothing(&sorted, small, *hidden));
    let hidden = kept.filter(|_| sum >= LEAST).unwrap_or(small);
    let mut figures: Vec<Option<i64>> = column.iter().copied().map(Some).collect();
    for (_, place) in sorted.iter().take(hidden) {
        figures.get_mut(*place).into_iter().for_each(|figure| *figure = None);
    }
    std::iter::once(Some(sum).filter(|sum| *sum >= LEAST && kept.is_some())).chain(figures).collect()
}

/// Whether each of the first figures, which are small, may be anything from none to the largest small one, for somebody who knows what is hidden
/// together, that the others hidden are not small, and that they are no larger than the smallest that is shown.
fn says_nothing(sorted: &[(i64, usize)], small: usize, hidden: usize) -> bool {
    let (largest, together) = (LEAST - 1, sorted.iter().take(hidden).map(|(count, _)| count).sum::<i64>());
    let (other_small, beside) = (small as i64 - 1, (hidden - small) as i64);
    let most = together - beside * LEAST;
    let least = match sorted.get(hidden) {
        None if beside > 0 => 0,
        shown => together - other_small * largest - beside * shown.map_or(0, |(count, _)| *count),
    };
    most >= largest && least <= 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_hidden_cannot_be_found_by_subtraction() {
        assert_eq!(shown(&[7, 9]), [Some(16), Some(7), Some(9)]);
        assert_eq!(shown(&[3, 0, 9, 7]), [Some(19), None, None, Some(9), None]);
        // With the 7 alone beside it, a rest of 7 would say that the small one is 2 at most.
        assert_eq!(shown(&[0, 9, 7]), [Some(16), None, None, None]);
        // Two that come to 8 are 4 each; so are three that come to 12; and 13 with one of at most 9 beside it holds a 4.
        assert_eq!(shown(&[4, 4]), [None, None, None]);
        assert_eq!(shown(&[4, 30, 4, 20, 4]), [Some(62), None, Some(30), None, None, None]);
        assert_eq!(shown(&[4, 9, 9, 10]), [Some(32), None, None, None, None]);
        // None and none is as small as it gets.
        assert_eq!(shown(&[0, 100, 0, 200]), [Some(300), None, None, None, Some(200)]);
        assert_eq!(shown(&[3, 1]), [None, None, None]);
        assert_eq!(shown(&[]), [None]);
    }

    proptest! {
        /// Whoever knows all that is shown, how many are small, and that the smallest others are hidden with them, finds each small figure
        /// possible, for each of the small ones.
        #[test]
        fn small_figures_may_be_any(column in proptest::collection::vec(prop_oneof![0i64..12, 0i64..300], 0..34)) {
            let shown = shown(&column);
            prop_assert!(shown.iter().flatten().all(|count| *count >= LEAST));
            let small = column.iter().filter(|count| **count < LEAST).count() as i64;
            let Some(sum) = shown[0].filter(|_| small > 0) else { return Ok(()) };
            let rest = sum - shown[1..].iter().flatten().sum::<i64>();
            let beside = shown[1..].iter().filter(|figure| figure.is_none()).count() as i64 - small;
            let largest = shown[1..].iter().flatten().min().copied().unwrap_or(rest);
            for small_one in 0..LEAST {
                let others = rest - small_one;
                let range = LEAST * beside..=(LEAST - 1) * (small - 1) + largest * beside;
                prop_assert!(range.contains(&others), "{small_one} of {column:?}: {shown:?}");
            }
        }
    }
}
