//! CSV as spreadsheet programs write it: with commas, or with semicolons where the comma stands in numbers, as in Vietnam.

use super::{Bytes, Cell, Row, Source, Stop, Why};
use crate::error::FaultCode;
use csv::{ByteRecord, Position, ReaderBuilder};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

/// Reads every row of a file, after so many bytes of a byte-order mark.
pub fn each_row(source: &Source, mark: u64, told: &mut dyn FnMut(Row) -> Result<(), Stop>) -> Result<(), Stop> {
    let worded = |e: std::io::Error| Why::from(e);
    let (mut file, mut first) = (source.read().map_err(worded)?, Vec::new());
    file.seek(SeekFrom::Start(mark)).map_err(worded)?;
    Read::by_ref(&mut file).take(65_536).read_to_end(&mut first).map_err(worded)?;
    let named = Named::of(&first);
    let (between, mark) = named.map_or((delimiter(&first), mark), |named| (named.between, mark + named.length));
    file.seek(SeekFrom::Start(mark)).map_err(worded)?;
    if let Some(number) = unclosed(BufReader::new(&mut file), between).map_err(worded)? {
        return Err(Why::new(FaultCode::OpenQuotation, number).into());
    }
    file.seek(SeekFrom::Start(mark)).map_err(worded)?;
    let mut reader = ReaderBuilder::new().delimiter(between).has_headers(false).flexible(true).from_reader(file);
    let mut lines = Lines {
        file: BufReader::new(source.read().map_err(worded)?),
        at: 0,
        mark,
        ends: Ends::default(),
        ended: -i64::from(named.is_some()),
    };
    // Spreadsheet programs count rows: an end of a line within a cell begins none.
    let (mut record, mut within) = (ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record).map_err(|e| Why::new(FaultCode::UnreadableFile, e))? {
        let number = lines.of(record.position()).map_err(worded)? - within;
        within += record.iter().map(ends_of).sum::<i64>();
        let texts = record.iter().map(|cell| std::str::from_utf8(cell).map(|text| Cell::Text(text.to_owned())));
        let cells: Result<Vec<Cell>, _> = texts.collect();
        let cells = cells.map_err(|_| Why::new(FaultCode::NotUtf8, number))?;
        told(Row { number, cells })?;
    }
    Ok(())
}

/// The row in which a quotation mark opens a cell that is not closed where it ends: the reader would take what comes after it, rows
/// and all, for one text.
fn unclosed(file: impl BufRead, between: u8) -> std::io::Result<Option<i64>> {
    enum At {
        Begin,
        Plain,
        Quoted,
        /// After a quotation mark in a quoted cell: the end of it, or the first of two.
        Mark,
    }
    let (mut at, mut row, mut opened, mut line_ends) = (At::Begin, 1, 1, Ends::default());
    for byte in file.bytes() {
        let byte = byte?;
        let ends = byte == between || byte == b'\n' || byte == b'\r';
        row += i64::from(line_ends.ends(byte) && !matches!(at, At::Quoted));
        at = match at {
            At::Begin if byte == b'"' => {
                opened = row;
                At::Quoted
            }
            At::Begin | At::Plain if ends => At::Begin,
            At::Begin | At::Plain => At::Plain,
            At::Quoted if byte == b'"' => At::Mark,
            At::Quoted => At::Quoted,
            At::Mark if byte == b'"' => At::Quoted,
            At::Mark if ends => At::Begin,
            At::Mark => return Ok(Some(opened)),
        };
    }
    Ok(matches!(at, At::Quoted).then_some(opened))
}

/// Where lines end: at a line feed, a carriage return, or both in this order, as the reader of records takes them.
#[derive(Default)]
struct Ends {
    returned: bool,
}

impl Ends {
    /// Whether this byte, which follows those before, ends a line.
    fn ends(&mut self, byte: u8) -> bool {
        let second = std::mem::replace(&mut self.returned, byte == b'\r');
        byte == b'\r' || byte == b'\n' && !second
    }
}

/// Ends of lines within a cell.
fn ends_of(cell: &[u8]) -> i64 {
    let mut ends = Ends::default();
    cell.iter().filter(|byte| ends.ends(**byte)).count() as i64
}

/// The lines on which records stand: the reader's own position is that before the ends of lines which it passes over, and it counts line
/// feeds alone.
struct Lines {
    file: BufReader<Box<dyn Bytes>>,
    /// Bytes that were looked at, and lines that ended in them.
    at: u64,
    mark: u64,
    ends: Ends,
    ended: i64,
}

impl Lines {
    fn of(&mut self, position: Option<&Position>) -> std::io::Result<i64> {
        let Some(position) = position else { return Ok(0) };
        let wanted = self.mark + position.byte();
        let mut byte = [0];
        while self.file.read(&mut byte)? == 1 {
            self.at += 1;
            let [one] = byte;
            self.ended += i64::from(self.ends.ends(one));
            if self.at > wanted && one != b'\n' && one != b'\r' {
                break;
            }
        }
        Ok(self.ended + 1)
    }
}

/// A first line that names what stands between the cells, as programs write it for Excel, which does not show it: no row.
#[derive(Clone, Copy)]
struct Named {
    between: u8,
    /// Bytes of the line, with its end.
    length: u64,
}

impl Named {
    fn of(first: &[u8]) -> Option<Self> {
        // Some programs write it as a text between quotation marks.
        let (quoted, first) = first.strip_prefix(b"\"").map_or((false, first), |rest| (true, rest));
        let (name, rest) = first.split_at_checked(4)?;
        let (between, rest) = rest.split_first().filter(|_| name.eq_ignore_ascii_case(b"sep="))?;
        let rest = if quoted { rest.strip_prefix(b"\"")? } else { rest };
        let end = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return None,
        };
        let known = matches!(between, b',' | b';' | b'\t' | b'|');
        known.then_some(Self { between: *between, length: 5 + end + 2 * u64::from(quoted) })
    }
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
