//! XLSX, as a stream: of formulas, the values that were computed when the file was saved.

use super::{Cell, Row, Stop};
use crate::values::LocalDay;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use std::fmt::Display;
use std::io::{Read, Seek};

/// Reads every row of a sheet, the first one where none is named, of a file that unpacks to at most so many megabytes. `shown` is
/// the file's name.
pub fn each_row<R: Read + Seek>(
    file: R,
    name: Option<&str>,
    unpacked: u64,
    shown: &dyn Display,
    told: &mut dyn FnMut(Row) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let worded = |error: XlsxError| match error {
        XlsxError::Password => format!("{shown} is protected with a password: save it without one"),
        error => format!("{shown} is no spreadsheet that can be read ({error}): save it as .xlsx or as «CSV UTF-8»"),
    };
    let file = not_too_large(file, unpacked, shown)?;
    let mut book = Xlsx::new(file).map_err(worded)?;
    let names = book.sheet_names();
    let name = match name {
        Some(name) if names.iter().any(|it| it == name) => name.to_owned(),
        Some(name) => return Err(format!("{shown} has no sheet «{name}», only: {}", names.join(", ")).into()),
        None => names.first().cloned().ok_or_else(|| format!("{shown} has no sheet"))?,
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(worded)?;
    let mut row = Row { number: 0, cells: Vec::new() };
    while let Some(cell) = cells.next_cell().map_err(worded)? {
        let ((down, right), value) = (cell.get_position(), cell.get_value());
        let number = i64::from(down) + 1;
        if number != row.number {
            told(std::mem::replace(&mut row, Row { number, cells: Vec::new() }))?;
        }
        let Some(value) = read(value) else { continue };
        let place = usize::try_from(right).unwrap_or(usize::MAX);
        if place > super::MOST_CELLS {
            return Err(format!("{shown}, row {number}: more than {} cells", super::MOST_CELLS).into());
        }
        if row.cells.len() <= place {
            row.cells.resize(place + 1, Cell::Text(String::new()));
        }
        if let Some(there) = row.cells.get_mut(place) {
            *there = value;
        }
    }
    told(row)
}

/// The archive, if what it says of itself does not unpack to more than can be held: of what says too little no more is read.
fn not_too_large<R: Read + Seek>(file: R, most: u64, shown: &dyn Display) -> Result<R, String> {
    let damaged = |error| format!("{shown} is no spreadsheet ({error}): save it as .xlsx or as «CSV UTF-8»");
    let mut archive = zip::ZipArchive::new(file).map_err(damaged)?;
    let mut unpacked: u64 = 0;
    for place in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(place).map_err(damaged)?.size());
    }
    if unpacked > most * 1_048_576 {
        return Err(format!("{shown} unpacks to more than {most} MB: divide it into several files"));
    }
    Ok(archive.into_inner())
}

/// The value of a cell; `None` where it has none.
fn read(value: &DataRef<'_>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Int(number) => Cell::Text(number.to_string()),
        // Excel keeps every number as a float; those that are whole are written so.
        DataRef::Float(number) => Cell::Text(number.to_string()),
        DataRef::Bool(yes) => Cell::Text(yes.to_string()),
        DataRef::DateTime(date) => day(date),
        DataRef::DateTimeIso(text) => {
            let day = text.get(..10).and_then(LocalDay::parse);
            day.map_or_else(|| Cell::Broken(format!("the date {text}")), Cell::Day)
        }
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(error) => Cell::Broken(format!("the error {error}")),
    })
}

/// The day of a date; what of it is a time is left out.
fn day(date: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let text = format!("{year:04}-{month:02}-{day:02}");
    match LocalDay::parse(&text) {
        Some(day) if date.is_datetime() => Cell::Day(day),
        _ => Cell::Broken(format!("the date {}", if date.is_datetime() { text } else { date.as_f64().to_string() })),
    }
}
