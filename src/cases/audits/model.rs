//! A month's audit, as stored.

use crate::values::Timestamp;
use diesel::prelude::*;

/// A month's audit.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = crate::db::schema::audits)]
pub struct Audit {
    /// The month, as `2026-11`.
    pub period: String,
    /// 32 bytes, drawn at random when the month was over.
    pub seed: Vec<u8>,
    pub percent: i64,
    pub drawn_at: Timestamp,
    pub vendors: i64,
    /// Trials whose conversion was confirmed in the month.
    pub conversions: i64,
    pub picked: i64,
}
