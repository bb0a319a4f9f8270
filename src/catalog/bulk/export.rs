//! Listings as a file: what bringing it in again would not change.

use super::columns::{COLUMNS, Column, SLUG};
use super::place::{Written, taken};
use super::rows::guarded;
use super::{FileFormat, MOST};
use crate::catalog::model::NewPlatform;
use crate::catalog::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::values::VendorId;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, Workbook};
use serde_json::Value;

/// Bytes of JSON of the listings of one file. In cells they are shorter, so that a file of any format can be brought in, with
/// its headings.
const MOST_BYTES: usize = 2 * 1_048_576 - 4_096;

/// Listings that are read at once.
const BATCH: usize = 100;

/// What a file holds of a vendor's listings, those whose slugs come after this one; and, where others follow, its last slug.
///
/// Errors: 503 while the database is away.
pub fn read(conn: &mut Conn, vendor: VendorId, after: &str) -> Result<(Vec<NewPlatform>, Option<String>)> {
    let (mut all, mut bytes, mut last) = (Vec::new(), 0, after.to_owned());
    loop {
        let batch = store::newest_of(conn, vendor, &last, BATCH)?;
        let is_last = batch.len() < BATCH;
        for it in batch {
            bytes += serde_json::to_vec(&it).map_err(Error::internal)?.len() + 1;
            if all.len() == MOST || bytes > MOST_BYTES {
                return Ok((all, Some(last)));
            }
            last.clone_from(&it.about.slug);
            all.push(it);
        }
        if is_last {
            return Ok((all, None));
        }
    }
}

/// The bytes of a file of these listings.
///
/// Errors: 500 where it cannot be written.
pub fn file(format: FileFormat, all: &[NewPlatform]) -> Result<Vec<u8>> {
    match format {
        FileFormat::Ndjson => ndjson(all),
        FileFormat::Csv => csv(all),
        FileFormat::Xlsx => xlsx(all),
    }
}

fn ndjson(all: &[NewPlatform]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for it in all {
        serde_json::to_writer(&mut bytes, it).map_err(Error::internal)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn csv(all: &[NewPlatform]) -> Result<Vec<u8>> {
    // The mark tells spreadsheet programs that the text is UTF-8.
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(COLUMNS.iter().map(|column| column.heading)).map_err(Error::internal)?;
    for row in rows(all)? {
        let cells = row.into_iter().map(|cell| match cell {
            Written::Nothing => String::new(),
            Written::Text(text) => guarded(text),
            Written::Number(number) => number.to_string(),
        });
        writer.write_record(cells).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(Error::internal)
}

fn xlsx(all: &[NewPlatform]) -> Result<Vec<u8>> {
    let mut book = Workbook::new();
    // The same listings are the same bytes, whenever they are written.
    let began = ExcelDateTime::from_ymd(2026, 1, 1).map_err(Error::internal)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&began));
    let (head, whole) = (Style::new().set_bold(), Style::new().set_num_format("0"));
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 1).map_err(Error::internal)?;
    for (column, place) in COLUMNS.iter().zip(0_u16..) {
        sheet.write_string_with_format(0, place, column.heading, &head).map_err(Error::internal)?;
    }
    for (row, number) in rows(all)?.into_iter().zip(1_u32..) {
        for (cell, place) in row.into_iter().zip(0_u16..) {
            match cell {
                Written::Nothing => {}
                // As text it is no formula here; guarded, it is none either where somebody saves the sheet as CSV.
                Written::Text(text) => {
                    sheet.write_string(number, place, guarded(text)).map_err(Error::internal)?;
                }
                Written::Number(amount) => {
                    sheet.write_number_with_format(number, place, amount as f64, &whole).map_err(Error::internal)?;
                }
            }
        }
    }
    book.save_to_buffer().map_err(Error::internal)
}

/// A row for each listing with its first offer, and one for each further offer.
fn rows(all: &[NewPlatform]) -> Result<Vec<Vec<Written>>> {
    let mut rows = Vec::with_capacity(all.len());
    for it in all {
        let whole = serde_json::to_value(it).map_err(Error::internal)?;
        let nothing = [Value::Null];
        let offers = whole.get("offers").and_then(Value::as_array).filter(|offers| !offers.is_empty());
        for (place, offer) in offers.map_or(&nothing[..], Vec::as_slice).iter().enumerate() {
            let cell = |column: &Column| match column.of_offer {
                true => taken(offer, column),
                false if place == 0 || column == SLUG => taken(&whole, column),
                false => Written::Nothing,
            };
            rows.push(COLUMNS.iter().map(cell).collect());
        }
    }
    Ok(rows)
}
