//! CSV as spreadsheet programs write it: with commas, or with semicolons where the comma stands in numbers, as in Vietnam.

use super::{Cell, Row, Stop};
use csv::{ByteRecord, ReaderBuilder};
use std::fmt::Display;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Reads every row. `shown` is the file's name.
pub fn each_row(
    mut file: File,
    shown: &dyn Display,
    told: &mut dyn FnMut(Row) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let (begin, mut first) = (file.stream_position().map_err(|e| format!("{shown}: {e}"))?, Vec::new());
    Read::by_ref(&mut file).take(65_536).read_to_end(&mut first).map_err(|e| format!("{shown}: {e}"))?;
    file.seek(SeekFrom::Start(begin)).map_err(|e| format!("{shown}: {e}"))?;
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter(&first)).has_headers(false).flexible(true).from_reader(file);
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|e| format!("{shown}: {e}"))? {
        let number = record.position().map_or(0, |at| i64::try_from(at.line()).unwrap_or(i64::MAX));
        let texts = record.iter().map(|cell| std::str::from_utf8(cell).map(|text| Cell::Text(text.to_owned())));
        let cells: Result<Vec<Cell>, _> = texts.collect();
        let cells = cells.map_err(|_| format!("{shown}, row {number}: not UTF-8. Save the file as «CSV UTF-8»"))?;
        told(Row { number, cells })?;
    }
    Ok(())
}

/// What stands between the cells: whichever occurs most in the first line, outside quotation marks.
fn delimiter(first: &[u8]) -> u8 {
    let mut quoted = false;
    let line = first.iter().skip_while(|byte| byte.is_ascii_whitespace()).take_while(|byte| {
        quoted ^= **byte == b'"';
        quoted || !matches!(byte, b'\n' | b'\r')
    });
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        for (between, count) in &mut counts {
            *count += usize::from(!quoted && byte == between);
        }
    }
    // Of equals the first: a file of one column has none of them.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(between, _)| *between)
}
