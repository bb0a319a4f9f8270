//! CSV and XLSX, row by row: headings in any order, a row for each listing, and one more for each further offer of it.

use super::columns::{COLUMNS, Column, Kind, SLUG};
use super::entry::{Entry, Said, Set};
use super::{FileFormat, MOST, Told, refused};
use crate::catalog::offers;
use crate::error::{Error, FaultCode, Result};
use crate::sheet::written::unguarded;
use crate::sheet::{self, Cell, Limits, Row, Sheet, Stop, Why, as_iso, unheaded};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// As large as an upload, unpacked to little enough to be held, a row for each offer that can be.
const LIMITS: Limits = Limits { largest: 2, unpacked: 16, rows: offers::MOST as u64 * MOST as u64 + 1 };

/// Reads a file.
///
/// Errors: 422 for what is no such file, for headings that are wrong and for too many listings. What is wrong within a row is told by its
/// entry.
pub fn read(bytes: &[u8], format: FileFormat) -> Result<Vec<Entry>> {
    let sheet = Sheet::of(Arc::from(bytes), LIMITS).map_err(Why::refusal)?;
    if sheet.is_xlsx() != (format == FileFormat::Xlsx) {
        return Err(Why::new(FaultCode::OtherType, "").refusal());
    }
    let mut reading = Reading::default();
    let read = sheet.each_row(&mut |row| reading.take(&row).map_err(Stop::Told));
    match read {
        Ok(()) if reading.columns.is_none() => Err(Why::new(FaultCode::EmptyFile, "").refusal()),
        Ok(()) => Ok(reading.entries),
        Err(Stop::File(why)) => Err(why.refusal()),
        Err(Stop::Told(error)) => Err(error),
    }
}

#[derive(Default)]
struct Reading {
    /// Which cell is which column's; none before the headings are read.
    columns: Option<Vec<Option<&'static Column>>>,
    entries: Vec<Entry>,
    /// Where the entry of a slug is.
    seen: HashMap<String, usize>,
    /// The slug of the row before.
    before: String,
    /// Whether that row stands apart from those of its listing.
    apart: bool,
}

impl Reading {
    fn take(&mut self, row: &Row) -> Result<()> {
        let Some(columns) = &self.columns else {
            self.columns = Some(headings(row)?);
            return Ok(());
        };
        let columns = columns.clone();
        let mut wrong: Vec<Told> = unheaded(row, &columns).into_iter().collect();
        let cells: Vec<(&'static Column, Option<&Cell>)> = columns
            .iter()
            .enumerate()
            .filter_map(|(place, column)| Some(((*column)?, row.cells.get(place).filter(|cell| !cell.is_blank()))))
            .collect();
        let slug = slug(row.number, &cells, &mut wrong);
        let follows = slug == self.before;
        self.before.clone_from(&slug);
        let (known, full) = (self.seen.get(&slug).copied(), self.entries.len() == MOST);
        match known.and_then(|place| self.entries.get_mut(place)) {
            Some(entry) if follows && !self.apart => further(entry, row.number, &cells, wrong),
            // Of rows that stand apart the first one says so, and what else they say is nobody's.
            Some(_) if follows => {}
            Some(entry) => {
                self.apart = true;
                entry.told.push(Told::new(row.number, SLUG.heading, FaultCode::RowsApart, entry.row.to_string()));
            }
            None if full => {
                return Err(Error::fault("/rows", FaultCode::TooMany, MOST.to_string()));
            }
            None => {
                self.apart = false;
                if !slug.is_empty() {
                    self.seen.insert(slug.clone(), self.entries.len());
                }
                self.entries.push(first(row.number, slug, &cells, wrong));
            }
        }
        Ok(())
    }
}

/// Errors: every heading that is unknown, doubled or missing.
fn headings(head: &Row) -> Result<Vec<Option<&'static Column>>> {
    let all: Vec<&str> = COLUMNS.iter().map(|column| column.heading).collect();
    let (columns, mut wrong) = sheet::headings(head, &all.join(", "), Column::named);
    let has = |heading: &str| columns.iter().flatten().any(|column| column.heading == heading);
    let offers = columns.iter().flatten().any(|column| column.of_offer);
    for (needed, because) in [(SLUG.heading, true), ("valid_from", offers)] {
        if because && !has(needed) {
            wrong.push(Told::new(head.number, needed, FaultCode::MissingColumn, ""));
        }
    }
    if wrong.is_empty() { Ok(columns) } else { Err(refused(wrong)) }
}

type Cells<'a> = [(&'static Column, Option<&'a Cell>)];

fn slug(row: i64, cells: &Cells<'_>, wrong: &mut Vec<Told>) -> String {
    let cell = cells.iter().find(|(column, _)| *column == SLUG).and_then(|(_, cell)| *cell);
    read_cell(row, SLUG, cell, wrong).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The first row of a listing: what it says of it, and its first offer.
fn first(row: i64, slug: String, cells: &Cells<'_>, mut wrong: Vec<Told>) -> Entry {
    let own = set(row, cells, &mut wrong, |column| !column.of_offer && column != SLUG);
    let offers = cells.iter().any(|(column, _)| column.of_offer).then(|| {
        let said = cells.iter().any(|(column, cell)| column.of_offer && cell.is_some());
        said.then(|| (row, set(row, cells, &mut wrong, |column| column.of_offer))).into_iter().collect()
    });
    Entry { row, slug, told: wrong, said: Said::Cells { own, offers } }
}

/// A further row of a listing: another offer.
fn further(entry: &mut Entry, row: i64, cells: &Cells<'_>, wrong: Vec<Told>) {
    entry.told.extend(wrong);
    for (column, cell) in cells.iter().filter(|(column, _)| !column.of_offer && *column != SLUG) {
        if cell.is_some() {
            entry.told.push(Told::new(row, column.heading, FaultCode::FirstRowOnly, ""));
        }
    }
    match &mut entry.said {
        // One more than there can be is enough to be refused.
        Said::Cells { offers: Some(offers), .. } if offers.len() as i64 > offers::MOST => {}
        Said::Cells { offers: Some(offers), .. } => {
            let cells = set(row, cells, &mut entry.told, |column| column.of_offer);
            offers.push((row, cells));
        }
        _ => entry.told.push(Told::new(row, SLUG.heading, FaultCode::Repeated, "")),
    }
}

fn set(row: i64, cells: &Cells<'_>, wrong: &mut Vec<Told>, which: impl Fn(&'static Column) -> bool) -> Vec<Set> {
    let wanted = cells.iter().filter(|(column, _)| which(column));
    wanted.map(|(column, cell)| Set { column, value: read_cell(row, column, *cell, wrong) }).collect()
}

/// What a cell says, as text; else what is wrong with it.
fn text_of(cell: Option<&Cell>) -> std::result::Result<String, (FaultCode, &str)> {
    match cell {
        None => Ok(String::new()),
        Some(Cell::Text(text)) => Ok(unguarded(text.trim())),
        Some(Cell::Day(day)) => Ok(day.to_string()),
        Some(Cell::Broken(what)) => Err((FaultCode::UnreadableCell, what)),
        Some(Cell::Formula(formula)) => Err((FaultCode::NotComputed, formula)),
    }
}

/// What a cell says, as JSON; nothing where a blank one leaves it out.
fn read_cell(row: i64, column: &'static Column, cell: Option<&Cell>, wrong: &mut Vec<Told>) -> Option<Value> {
    let mut tell = |code, possible: &str| wrong.push(Told::new(row, column.heading, code, possible));
    let text = match text_of(cell) {
        Ok(text) => text,
        Err((code, what)) => {
            tell(code, what);
            return if let Kind::Number { stand_in } = column.kind { Some(json!(stand_in)) } else { blank(column) };
        }
    };
    if text.is_empty() {
        if column.needed {
            tell(FaultCode::MissingField, "");
        }
        return blank(column);
    }
    let words = || text.split(';').map(str::trim).filter(|word| !word.is_empty());
    Some(match column.kind {
        Kind::Text | Kind::Optional => json!(text),
        Kind::Day | Kind::OptionalDay => json!(as_iso(&text).unwrap_or(text)),
        Kind::Number { stand_in } => {
            let digits = text.strip_prefix('-').unwrap_or(&text);
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                tell(FaultCode::NotANumber, "");
                return Some(json!(stand_in));
            }
            // What is too large to be kept is beyond every bound.
            let beyond = if digits == text { i64::MAX } else { i64::MIN };
            json!(text.parse::<i64>().unwrap_or(beyond))
        }
        Kind::Lines | Kind::Each(_) => json!(text.lines().map(str::trim).collect::<Vec<_>>()),
        Kind::Words => json!(words().collect::<Vec<_>>()),
        Kind::Industries => {
            let pair = |word: &str| {
                let (version, section) = word.split_once(':').unwrap_or(("", word));
                json!({"version": version.trim(), "section": section.trim()})
            };
            json!(words().map(pair).collect::<Vec<_>>())
        }
    })
}

/// What a blank cell says.
fn blank(column: &Column) -> Option<Value> {
    match column.kind {
        Kind::Text | Kind::Day => Some(json!("")),
        Kind::Lines | Kind::Words | Kind::Each(_) | Kind::Industries => Some(json!([])),
        Kind::Number { stand_in } if column.needed => Some(json!(stand_in)),
        Kind::Number { .. } | Kind::Optional | Kind::OptionalDay => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300), head in 0usize..3) {
            let heads: [&[u8]; 3] = [b"", b"slug;name;valid_from\n", b"PK\x03\x04"];
            for format in [FileFormat::Csv, FileFormat::Xlsx] {
                drop(read(&[heads[head], &bytes].concat(), format));
            }
        }
    }
}
