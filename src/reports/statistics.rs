//! The public table: the programme month by month, with no figure below five, nor one that could be found by subtraction.

use super::figures::row::AsOf;
use super::figures::{Dimension, Table};
use super::flow::{FlowLine, flow};
use super::question::{Interval, Question};
use crate::error::Result;
use crate::values::{LocalDay, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

pub const DEFINITION: &str = "statistics/1";

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
    #[schema(max_length = 40, example = "statistics/1")]
    pub definition: &'static str,
    /// All that was recorded by this instant, and nothing later.
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
    let months: Vec<LocalDay> = (0..MONTHS).rev().map(|ago| last.months_before(ago)).collect();
    let from = months.first().copied().unwrap_or(last);
    let question = Question {
        interval: Some(Interval::Month),
        group_by: vec![Dimension::Province],
        as_of: AsOf::end_of(last),
        ..Question::by_month(from, last)
    };
    let mut counted: BTreeMap<(String, String), [i64; 4]> = BTreeMap::new();
    for FlowLine { cell, requested, started, activated, conversions, .. } in flow(table, &question)?.data {
        let province = cell.groups.into_iter().next().flatten().map(|it| it.0).unwrap_or_default();
        counted.insert((cell.period.unwrap_or_default(), province), [requested, started, activated, conversions]);
    }
    let mut data = Vec::new();
    for month in months {
        let of = |code: &String| counted.get(&(month.month(), code.clone())).copied().unwrap_or_default();
        data.extend(lines(&month.month(), &provinces, &provinces.iter().map(of).collect::<Vec<_>>()));
    }
    Ok(Statistics { definition: DEFINITION, as_of: question.as_of.at, least: LEAST, data })
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

/// The sum and then each figure, as far as it may be shown: small ones are not, and as long as what is hidden adds up to less than five, the
/// smallest that is shown is hidden, too.
fn shown(column: &[i64]) -> Vec<Option<i64>> {
    let sum: i64 = column.iter().sum();
    let mut shown: Vec<Option<i64>> = column.iter().map(|count| Some(*count).filter(|count| *count >= LEAST)).collect();
    loop {
        let hidden: i64 = sum - shown.iter().flatten().sum::<i64>();
        let smallest = shown.iter().flatten().min().copied();
        let Some(smallest) = smallest.filter(|_| (1..LEAST).contains(&hidden)) else { break };
        if let Some(place) = shown.iter_mut().find(|it| **it == Some(smallest)) {
            *place = None;
        }
    }
    std::iter::once(Some(sum).filter(|sum| *sum >= LEAST)).chain(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_hidden_cannot_be_found_by_subtraction() {
        assert_eq!(shown(&[3, 0, 9, 7]), [Some(19), None, None, Some(9), None]);
        assert_eq!(shown(&[0, 9, 7]), [Some(16), None, Some(9), Some(7)]);
        assert_eq!(shown(&[4, 4]), [Some(8), None, None]);
        assert_eq!(shown(&[3, 1]), [None, None, None]);
        assert_eq!(shown(&[]), [None]);
    }

    proptest! {
        #[test]
        fn no_figure_below_five_is_shown_or_follows(column in proptest::collection::vec(0i64..12, 0..34)) {
            let shown = shown(&column);
            prop_assert!(shown.iter().flatten().all(|count| *count >= LEAST));
            if let Some(sum) = shown[0] {
                let hidden = sum - shown[1..].iter().flatten().sum::<i64>();
                prop_assert!(hidden == 0 || hidden >= LEAST);
            }
        }
    }
}
