//! CSV, row by row: headings in any order and either language, a row for each target.

use super::{COLUMNS, MOST};
use crate::error::{Error, FaultCode, Result};
use crate::sheet::{self, Cell, Limits, Row, Sheet, Stop, Told, Why, as_iso, refused, unheaded};
use crate::targets::model::{Metric, Scope};
use crate::values::text::fold;
use crate::values::{TypedId, VendorId};
use std::sync::Arc;

/// As large as an upload; a row for each target, and one of headings. What unpacks is no CSV.
const LIMITS: Limits = Limits { largest: 2, unpacked: 1, rows: MOST as u64 + 1 };

/// What a target cannot be without.
const NEEDED: [&str; 4] = ["metric", "from", "to", "value"];

/// What a row says; what is wrong with its own form is told already.
pub struct Entry {
    pub row: i64,
    pub told: Vec<Told>,
    pub metric: Option<Metric>,
    pub scope: Scope,
    pub from: String,
    pub to: String,
    pub value: Option<i64>,
    /// Blank where none is given.
    pub reason: String,
}

/// Reads a file.
///
/// Errors: 422 for what is no such file, for headings that are wrong and for too many rows. What is wrong within a row is told by its
/// entry.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>> {
    let sheet = Sheet::of(Arc::from(bytes), LIMITS).map_err(Why::refusal)?;
    if sheet.is_xlsx() {
        return Err(Why::new(FaultCode::OtherType, "").refusal());
    }
    let (mut columns, mut entries) = (None, Vec::new());
    let mut take = |row: Row| {
        let Some(columns) = &columns else {
            columns = Some(headings(&row)?);
            return Ok(());
        };
        if entries.len() == MOST {
            return Err(Error::fault("/rows", FaultCode::TooMany, MOST.to_string()));
        }
        entries.push(entry(&row, columns));
        Ok(())
    };
    match sheet.each_row(&mut |row| take(row).map_err(Stop::Told)) {
        Ok(()) if columns.is_none() => Err(Why::new(FaultCode::EmptyFile, "").refusal()),
        Ok(()) => Ok(entries),
        Err(Stop::File(why)) => Err(why.refusal()),
        Err(Stop::Told(error)) => Err(error),
    }
}

/// Errors: every heading that is unknown, doubled or missing.
fn headings(head: &Row) -> Result<Vec<Option<&'static str>>> {
    let possible = COLUMNS.map(|(heading, _)| heading).join(", ");
    let named = |text: &str| {
        let (folded, mut all) = (fold(text), COLUMNS.iter());
        let known = all.find(|(heading, vietnamese)| fold(heading) == folded || fold(vietnamese) == folded);
        known.map(|(heading, _)| *heading)
    };
    let (columns, mut wrong) = sheet::headings(head, &possible, named);
    let missing = NEEDED.iter().filter(|needed| !columns.contains(&Some(**needed)));
    wrong.extend(missing.map(|needed| Told::new(head.number, needed, FaultCode::MissingColumn, "")));
    if wrong.is_empty() { Ok(columns) } else { Err(refused(wrong)) }
}

fn entry(row: &Row, columns: &[Option<&'static str>]) -> Entry {
    let mut told: Vec<Told> = unheaded(row, columns).into_iter().collect();
    let cell = |heading: &str| {
        let place = columns.iter().position(|column| *column == Some(heading));
        match place.and_then(|place| row.cells.get(place)) {
            Some(Cell::Text(text)) => text.trim(),
            _ => "",
        }
    };
    let code = |heading: &str| Some(cell(heading)).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut tell = |heading: &str, code, possible: &str| told.push(Told::new(row.number, heading, code, possible));
    let metric = Metric::parse(cell("metric"));
    if metric.is_none() {
        let all: Vec<&str> = Metric::ALL.iter().map(Metric::as_str).collect();
        tell("metric", FaultCode::NotOneOf, &all.join(", "));
    }
    let value = number(cell("value"));
    if value.is_none() {
        tell("value", FaultCode::NotANumber, "");
    }
    let vendor = code("vendor_id");
    let vendor_id = vendor.as_deref().and_then(VendorId::parse);
    if vendor.is_some() && vendor_id.is_none() {
        tell("vendor_id", FaultCode::UnknownReference, "");
    }
    let scope = Scope {
        programme: code("programme"),
        ministry_code: code("ministry_code"),
        province_code: code("province_code").map(two_digits),
        category_code: code("category_code"),
        vendor_id,
    };
    let day = |heading: &str| as_iso(cell(heading)).unwrap_or_else(|| cell(heading).to_owned());
    let (from, to, reason) = (day("from"), day("to"), cell("reason").to_owned());
    Entry { row: row.number, told, metric, scope, from, to, value, reason }
}

/// A whole number of digits alone.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Spreadsheet programs take the nought away from `01`.
fn two_digits(code: String) -> String {
    if code.len() == 1 && code.starts_with(|digit: char| digit.is_ascii_digit()) { format!("0{code}") } else { code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_number_and_a_code_are() {
        for (text, read) in [
            ("400", Some(400)),
            ("-1", Some(-1)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("1.5", None),
            ("1,000", None),
            ("40%", None),
            ("+4", None),
            ("--4", None),
            ("", None),
        ] {
            assert_eq!(number(text), read, "{text}");
        }
        for (text, read) in [("1", "01"), ("01", "01"), ("79", "79"), ("x", "x"), ("001", "001")] {
            assert_eq!(two_digits(text.to_owned()), read);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300), headed in any::<bool>()) {
            let head: &[u8] = if headed { b"metric;from;to;value\n" } else { b"" };
            drop(read(&[head, &bytes].concat()));
        }
    }
}
