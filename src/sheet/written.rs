//! Sheets as they are written: CSV (RFC 4180) and XLSX, safe against what spreadsheet programs take for formulas.

use crate::error::{Error, Result};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    Nothing,
    Text(String),
    Number(i64),
    Decimal(f64),
}

/// The bytes of a CSV file.
///
/// Errors: 500 where it cannot be written.
pub fn csv<H: AsRef<str>>(headings: &[H], rows: Vec<Vec<Written>>) -> Result<Vec<u8>> {
    let headings = headings.iter().map(|heading| Written::Text(heading.as_ref().to_owned())).collect();
    // The mark tells spreadsheet programs that the text is UTF-8.
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(csv_lines(vec![headings])?);
    bytes.extend(csv_lines(rows)?);
    Ok(bytes)
}

/// Lines of a CSV file, to stand after its headings.
///
/// Errors: 500 where they cannot be written.
pub fn csv_lines(rows: Vec<Vec<Written>>) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        let cells = row.into_iter().map(|cell| match cell {
            Written::Nothing => String::new(),
            Written::Text(text) => guarded(&text),
            Written::Number(number) => number.to_string(),
            Written::Decimal(number) => number.to_string(),
        });
        writer.write_record(cells).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

/// The bytes of a workbook of one sheet. The same rows are the same bytes, whenever they are written.
///
/// Errors: 500 where it cannot be written.
pub fn xlsx<H: AsRef<str>>(headings: &[H], rows: Vec<Vec<Written>>) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    let began = ExcelDateTime::from_ymd(2026, 1, 1).map_err(Error::internal)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&began));
    let (head, whole) = (Style::new().set_bold(), Style::new().set_num_format("0"));
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 1).map_err(Error::internal)?;
    for (heading, place) in headings.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, place, heading.as_ref(), &head).map_err(Error::internal)?;
    }
    for (row, number) in rows.into_iter().zip(1_u32..) {
        for (cell, place) in row.into_iter().zip(0_u16..) {
            match cell {
                Written::Nothing => continue,
                // As text it is no formula here; guarded, it is none either where somebody saves the sheet as CSV.
                Written::Text(text) => sheet.write_string(number, place, guarded(&text)),
                Written::Number(amount) => sheet.write_number_with_format(number, place, amount as f64, &whole),
                Written::Decimal(amount) => sheet.write_number(number, place, amount),
            }
            .map_err(Error::internal)?;
        }
    }
    book.save_to_buffer().map_err(Error::internal)
}

/// What a spreadsheet program takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

fn is_guarded(line: &str) -> bool {
    line.trim_start_matches('\'').starts_with(FORMULA)
}

/// The lines of a cell with their ends: who reads a file without regard to quotation marks takes each for a row.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['\n', '\r'])
}

/// A text as it is written into a cell: with an apostrophe before each line that a program could take for a formula.
fn guarded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for line in lines(text) {
        if is_guarded(line) {
            written.push('\'');
        }
        written.push_str(line);
    }
    written
}

/// The text that was meant: without those apostrophes.
pub fn unguarded(text: &str) -> String {
    lines(text).map(|line| line.strip_prefix('\'').filter(|rest| is_guarded(rest)).unwrap_or(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_guarded_is_no_formula_and_comes_back(text in "['=+\\-@\t\r\na-c]{0,8}") {
            let written = guarded(&text);
            prop_assert!(lines(&written).all(|line| !line.starts_with(FORMULA)), "{:?}", written);
            prop_assert_eq!(unguarded(&written), text);
        }
    }
}
