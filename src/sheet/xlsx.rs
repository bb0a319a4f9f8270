//! XLSX, as a stream: of formulas, the values that were computed when the file was saved; where there are none, that is told.

use super::{Cell, Row, Stop, Why};
use crate::error::FaultCode;
use crate::values::LocalDay;
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::io::{Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Which sheet of a file is read.
#[derive(Clone, Copy, Debug)]
pub enum Which<'n> {
    Named(&'n str),
    First,
    /// The one that has something in it; of a file of blank sheets the first.
    Only,
}

/// Reads every row of a sheet of a file that unpacks to at most so many megabytes.
pub fn each_row<R: Read + Seek>(
    file: R,
    which: Which<'_>,
    unpacked: u64,
    told: &mut dyn FnMut(Row) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let file = not_too_large(file, unpacked)?;
    // A text that many cells share is packed once, and is each cell's here.
    let mut left = usize::try_from(unpacked * 1_048_576).unwrap_or(usize::MAX);
    let mut book = calm(|| Xlsx::new(file))?;
    let names = book.sheet_names();
    let first = || names.first().cloned().ok_or_else(damaged);
    let name = match which {
        Which::Named(name) if names.iter().any(|it| it == name) => name.to_owned(),
        Which::Named(name) => {
            let told = format!("«{name}», only: {}", names.join(", "));
            return Err(Why::new(FaultCode::NoSuchSheet, told).into());
        }
        Which::First => first()?,
        Which::Only => match &filled(&mut book)?[..] {
            [] => first()?,
            [one] => one.clone(),
            more => return Err(Why::new(FaultCode::SeveralSheets, more.join(", ")).into()),
        },
    };
    let mut cells = calm(|| book.worksheet_cells_reader(&name))?;
    let mut row = Row { number: 0, cells: Vec::new() };
    while let Some(cell) = calm(|| cells.next_cell_with_formula_metadata())? {
        let (down, right) = within(cell.pos)?;
        let number = i64::from(down) + 1;
        if number != row.number {
            told(std::mem::replace(&mut row, Row { number, cells: Vec::new() }))?;
        }
        let Some(value) = read(&cell.value).or_else(|| uncomputed(cell.formula)) else { continue };
        if let Cell::Text(text) = &value {
            left = left.checked_sub(text.len()).ok_or_else(|| Why::new(FaultCode::UnpacksTooLarge, unpacked))?;
        }
        let place = usize::try_from(right).unwrap_or(usize::MAX);
        if place > super::MOST_CELLS {
            return Err(Why::new(FaultCode::RowTooLong, number).into());
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

/// The sheets in which a cell is not blank; charts have none.
fn filled<R: Read + Seek>(book: &mut Xlsx<R>) -> Result<Vec<String>, Why> {
    let sheets = book.sheets_metadata().iter().filter(|it| it.typ == SheetType::WorkSheet);
    let names: Vec<String> = sheets.map(|it| it.name.clone()).collect();
    let mut filled = Vec::new();
    for name in names {
        let mut cells = calm(|| book.worksheet_cells_reader(&name))?;
        while let Some(cell) = calm(|| cells.next_cell())? {
            if read(cell.get_value()).is_some_and(|value| !value.is_blank()) {
                filled.push(name);
                break;
            }
        }
    }
    Ok(filled)
}

/// What calamine reads. Where the address of a cell is beyond 32 bits it overflows and panics (its overflows are checked in every profile,
/// else it would take `A4294967297` for `A1`): such a file is damaged as any other, and no failure of ours.
fn calm<T>(read: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Why> {
    // After a panic the reader is dropped.
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(it)) => Ok(it),
        Ok(Err(XlsxError::Password)) => Err(Why::new(FaultCode::ProtectedFile, "")),
        Ok(Err(_)) | Err(_) => Err(damaged()),
    }
}

/// Rows and columns of a sheet: Excel has no more, and nor has any program that writes its files.
const ROWS: u32 = 1_048_576;
const COLUMNS: u32 = 16_384;

/// The place of a cell, if a sheet has it.
fn within((down, right): (u32, u32)) -> Result<(u32, u32), Why> {
    if down < ROWS && right < COLUMNS { Ok((down, right)) } else { Err(damaged()) }
}

/// The archive, if what it says of itself does not unpack to more than can be held: of what says too little no more is read.
fn not_too_large<R: Read + Seek>(file: R, most: u64) -> Result<R, Why> {
    let mut archive = zip::ZipArchive::new(file).map_err(|_| damaged())?;
    let mut unpacked: u64 = 0;
    for place in 0..archive.len() {
        unpacked = unpacked.saturating_add(archive.by_index_raw(place).map_err(|_| damaged())?.size());
    }
    if unpacked > most * 1_048_576 {
        return Err(Why::new(FaultCode::UnpacksTooLarge, most));
    }
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|_| damaged())?;
        let name = part.name().map_err(|_| damaged())?.to_ascii_lowercase();
        if name.ends_with("sharedstrings.xml") || name.ends_with("styles.xml") {
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).map_err(|_| damaged())?;
            if is_hostile(&name, &bytes) {
                return Err(Why::new(FaultCode::TooManyFormats, ""));
            }
        }
    }
    Ok(archive.into_inner())
}

/// What exactly is wrong within an archive helps nobody who has a spreadsheet program before them.
fn damaged() -> Why {
    Why::new(FaultCode::NoSpreadsheet, "")
}

/// Bytes of the formats of a workbook, and of one element of them: each cell format is kept with its font's name and its number
/// format, however often these are shared.
const STYLES: usize = 1_048_576;
const ELEMENT: usize = 1_024;

/// Whether a part of a workbook says that it needs much more memory than it is long: how many texts are shared, and formats of which
/// each is kept whole. What is not UTF-8, as every program writes it, is not looked at any further.
fn is_hostile(name: &str, bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return true };
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let another =
        declaration.and_then(|(declaration, _)| declaration.split_once("encoding")).is_some_and(|(_, value)| {
            let value: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
            !value.to_ascii_lowercase().starts_with("utf8")
        });
    if text.contains('\0') || another {
        return true;
    }
    if name.ends_with("styles.xml") {
        return bytes.len() > STYLES || text.split('<').any(|element| element.len() > ELEMENT);
    }
    text.split("uniqueCount").skip(1).any(|rest| {
        let Some(value) = rest.trim_start().strip_prefix('=') else { return false };
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
        let ends = value.get(digits.len()..).is_some_and(|rest| rest.starts_with(['"', '\'']));
        // The shortest text is `<si/>`.
        !ends || digits.parse::<usize>().map_or(true, |count| count > bytes.len() / 5)
    })
}

/// What stands in a cell without a value: the formula whose value nobody has computed; nothing where there is none.
fn uncomputed(formula: Option<XlsxFormulaMetadata>) -> Option<Cell> {
    let text = match formula? {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => formula,
        _ => String::new(),
    };
    Some(Cell::Formula(format!("={}", text.chars().take(100).collect::<String>())))
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
            day.map_or_else(|| Cell::Broken(text.clone()), Cell::Day)
        }
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(error) => Cell::Broken(error.to_string()),
    })
}

/// The day of a date; what of it is a time is left out.
fn day(date: &ExcelDateTime) -> Cell {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    let text = format!("{year:04}-{month:02}-{day:02}");
    match LocalDay::parse(&text) {
        Some(day) if date.is_datetime() => Cell::Day(day),
        _ => Cell::Broken(if date.is_datetime() { text } else { date.as_f64().to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_asks_for_more_than_it_holds_is_refused() {
        let strings = |count: &str| {
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><sst uniqueCount={count}><si><t>a</t></si><si/></sst>")
        };
        for fine in ["\"2\"", "'2'", " \"2\"", "\"0\""] {
            assert!(!is_hostile("xl/sharedstrings.xml", strings(fine).as_bytes()), "{fine}");
        }
        for hostile in
            ["\"10000000000000\"", "\"99999999999999999999999\"", "\"&#49;0\"", "\"\"", "\"1e9\"", "\"2000\""]
        {
            assert!(is_hostile("xl/sharedstrings.xml", strings(hostile).as_bytes()), "{hostile}");
        }
        let wide: Vec<u8> = strings("\"2\"").bytes().flat_map(|byte| [byte, 0]).collect();
        assert!(is_hostile("xl/sharedstrings.xml", &wide) && is_hostile("xl/sharedstrings.xml", &[0xff, 0xfe]));
        let other = strings("\"2\"").replace("UTF-8", "ISO-2022-JP");
        assert!(is_hostile("xl/sharedstrings.xml", other.as_bytes()));
        let text = "<sst><si><t>uniqueCount is a word, and encoding too</t></si></sst>";
        assert!(!is_hostile("xl/sharedstrings.xml", text.as_bytes()));
    }

    #[test]
    fn formats_are_short() {
        let fonts = |length: usize| {
            format!("<styleSheet><fonts><font><name val=\"{}\"/></font></fonts></styleSheet>", "a".repeat(length))
        };
        assert!(!is_hostile("xl/styles.xml", fonts(200).as_bytes()));
        assert!(is_hostile("xl/styles.xml", fonts(2_000).as_bytes()));
        assert!(is_hostile("xl/styles.xml", "<xf/>".repeat(300_000).as_bytes()));
    }
}
