//! Listings as a file: what bringing it in again would not change.

use super::columns::{COLUMNS, Column, SLUG};
use super::place::taken;
use super::{FileFormat, MOST};
use crate::catalog::model::NewPlatform;
use crate::catalog::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::sheet::written::{self, Written};
use crate::values::VendorId;
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
        FileFormat::Csv => written::csv(&headings(), rows(all)?),
        FileFormat::Xlsx => written::xlsx(&headings(), rows(all)?),
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

fn headings() -> Vec<&'static str> {
    COLUMNS.iter().map(|column| column.heading).collect()
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
