//! What every answer says of itself, so that nobody quotes a figure without its definition.

use super::figures::Dimension;
use super::question::{Filter, FilterValue, Interval, Question};
use super::wilson::ENOUGH;
use crate::values::{LocalDay, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Array, ArrayBuilder, KnownFormat, ObjectBuilder, SchemaFormat, SchemaType, Type};

/// What was withheld, as it would say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Withheld {
    /// Rates of fewer trials, and durations, are withheld.
    #[schema(minimum = 10, maximum = 10)]
    pub below: i64,
    /// How many figures are.
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub figures: i64,
}

fn windows() -> Array {
    let days = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::Integer))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .minimum(Some(1))
        .maximum(Some(366));
    ArrayBuilder::new()
        .items(days)
        .max_items(Some(100))
        .description(Some(
            "Days after a trial's end within which a conversion counts for its cohort: those of all rules that trials began under.",
        ))
        .build()
}

/// By which definition, of what and as of when the figures are.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct About {
    /// The definition's id and version: see docs/reports.md.
    #[schema(max_length = 40, example = "funnel/2")]
    pub definition: &'static str,
    pub from: LocalDay,
    pub to: LocalDay,
    pub interval: Option<Interval>,
    #[schema(max_items = 2)]
    pub group_by: Vec<Dimension>,
    #[schema(max_items = 11)]
    pub filters: Vec<Filter>,
    /// The only province that is counted: a province officer's own. Null: the whole country.
    #[schema(max_length = 2, pattern = "^[0-9]{2}$", example = "48")]
    pub province_code: Option<String>,
    /// All that was recorded by this instant, and nothing later.
    pub as_of: Timestamp,
    /// Days after a trial's end within which a conversion counts for its cohort: those of all rules that trials began under.
    #[schema(schema_with = windows)]
    pub window_days: Vec<i64>,
    pub withheld: Withheld,
}

impl About {
    pub fn of(definition: &'static str, question: &Question, withheld: i64) -> Self {
        Self {
            definition,
            from: question.from,
            to: question.to,
            interval: question.interval,
            group_by: question.group_by.clone(),
            filters: question.filters.clone(),
            province_code: question.province_code.clone(),
            as_of: question.as_of.at,
            window_days: question.window_days.clone(),
            withheld: Withheld { below: ENOUGH, figures: withheld },
        }
    }
}

/// Of which step of the period, and of which groups, a line is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cell {
    /// Null where the period is one.
    #[schema(max_length = 10, example = "2026-11")]
    pub period: Option<String>,
    /// The value of each grouping, in their order; null where trials have none.
    #[schema(max_items = 2)]
    pub groups: Vec<Option<FilterValue>>,
}

impl From<(Option<String>, Vec<Option<String>>)> for Cell {
    fn from((period, groups): (Option<String>, Vec<Option<String>>)) -> Self {
        Self { period, groups: groups.into_iter().map(|group| group.map(FilterValue)).collect() }
    }
}

impl Cell {
    /// All that was asked for.
    pub fn whole(question: &Question) -> Self {
        Self { period: None, groups: question.group_by.iter().map(|_| None).collect() }
    }
}

/// How far the windows of a cohort have closed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Maturity {
    /// Members whose window has closed.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub closed: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub members: i64,
    /// Whether the window of a member is open: the figures may still rise.
    pub provisional: bool,
}

impl Maturity {
    pub const fn of(closed: i64, members: i64) -> Self {
        Self { closed, members, provisional: closed < members }
    }
}
