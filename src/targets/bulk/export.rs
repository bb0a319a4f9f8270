//! Targets as a CSV file: what bringing it in again would not change.

use super::COLUMNS;
use crate::error::{Error, Result};
use crate::targets::model::Target;

/// The bytes of a file of these targets. Their reasons are in their histories: the column is for the reasons of what is changed in the file.
///
/// Errors: 500 where it cannot be written.
pub fn file(targets: &[Target]) -> Result<Vec<u8>> {
    // The mark tells spreadsheet programs that the text is UTF-8.
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(COLUMNS.map(|(heading, _)| heading)).map_err(Error::internal)?;
    for target in targets {
        writer.write_record(cells(target)).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

fn cells(target: &Target) -> [String; 10] {
    let (scope, period) = (target.aim.scope.clone(), target.aim.period);
    [
        target.aim.metric.to_string(),
        scope.programme.unwrap_or_default(),
        scope.ministry_code.unwrap_or_default(),
        scope.province_code.unwrap_or_default(),
        scope.category_code.unwrap_or_default(),
        scope.vendor_id.map(|id| id.to_string()).unwrap_or_default(),
        period.from.to_string(),
        period.to.to_string(),
        target.value.to_string(),
        String::new(),
    ]
}
