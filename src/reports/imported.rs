//! Trials from before the programme's own records: counted by the lists that people sent, apart from everything else.

use super::figures::Dimension;
use super::question::Question;
use super::store;
use crate::db::Conn;
use crate::error::Result;
use serde::Serialize;
use utoipa::ToSchema;

/// Trials that were imported from before, by their day of start: what people's own lists said. Nobody confirmed them here,
/// and they are in no other figure.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Imported {
    /// Always 0: nothing is shown for them.
    #[schema(minimum = 0, maximum = 0)]
    pub evidence_level: i64,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub trials: i64,
    /// Firms of these trials, their branches one with them.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub firms: i64,
    /// Of these firms, how many are registered here: found by their tax codes.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub firms_registered: i64,
    /// Trials that the list said were followed by a paid use, whenever that began.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub converted: i64,
}

impl Imported {
    /// Those of the question's period and provinces; none where it asks by what they do not have.
    pub fn of(conn: &mut Conn, question: &Question) -> Result<Option<Self>> {
        let own = question.province_code.iter().cloned();
        let mut provinces: Vec<String> = own.collect();
        for filter in &question.filters {
            if filter.dimension != Dimension::Province {
                return Ok(None);
            }
            if provinces.is_empty() {
                provinces.extend(filter.values.iter().map(|value| value.0.clone()));
            }
        }
        store::imported(conn, question.from, question.to, &provinces).map(Some)
    }
}
