//! Targets as a CSV file: what bringing it in again would not change.

use super::COLUMNS;
use crate::error::Result;
use crate::sheet::written::{self, Written};
use crate::targets::model::Target;

/// The bytes of a file of these targets. Their reasons are in their histories: the column is for the reasons of what is changed in the file.
///
/// Errors: 500 where it cannot be written.
pub fn file(targets: &[Target]) -> Result<Vec<u8>> {
    written::csv(&COLUMNS.map(|(heading, _)| heading), targets.iter().map(cells).collect())
}

fn cells(target: &Target) -> Vec<Written> {
    let (scope, period) = (target.aim.scope.clone(), target.aim.period);
    let texts = [
        Some(target.aim.metric.to_string()),
        scope.programme,
        scope.ministry_code,
        scope.province_code,
        scope.category_code,
        scope.vendor_id.map(|id| id.to_string()),
        Some(period.from.to_string()),
        Some(period.to.to_string()),
    ];
    let mut cells: Vec<Written> = texts.into_iter().map(|text| text.map_or(Written::Nothing, Written::Text)).collect();
    cells.extend([Written::Number(target.value), Written::Nothing]);
    cells
}
