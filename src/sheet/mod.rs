//! The rows of a spreadsheet, XLSX or CSV, one after the other: what kind of file it is, its content says and not its name.

mod csv_file;
mod told;
mod why;
pub mod written;
mod xlsx;

pub use told::{Told, headings, pointer, refused, unheaded};
pub use why::Why;

use crate::error::{Error, FaultCode};
use crate::values::LocalDay;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Cells of a row, at most: the sentence about [`FaultCode::RowTooLong`] says so.
const MOST_CELLS: usize = 100;

/// What is read at all.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Megabytes of a file.
    pub largest: u64,
    /// Megabytes that an XLSX file may unpack to.
    pub unpacked: u64,
    /// Rows of a sheet, blank ones not counted.
    pub rows: u64,
}

/// For a file that the operator names.
pub const COMMAND: Limits = Limits { largest: 64, unpacked: 400, rows: 200_000 };

/// A cell, as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    /// A cell that its program keeps as a date.
    Day(LocalDay),
    /// Nothing that can be read, as it stands there: the error of a formula, a date beyond the years 2000 to 2200.
    Broken(String),
    /// A formula of which the file does not hold what it comes to, as programs write it that do not compute.
    Formula(String),
}

impl Cell {
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub enum Stop {
    /// The file itself.
    File(Why),
    /// Whoever was told of its rows.
    Told(Error),
}

impl From<Why> for Stop {
    fn from(why: Why) -> Self {
        Self::File(why)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Told(error)
    }
}

/// A row that is not blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, as spreadsheet programs and editors show it.
    pub number: i64,
    pub cells: Vec<Cell>,
}

/// Where the bytes are.
#[derive(Clone, Debug)]
enum Source {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

impl Source {
    fn read(&self) -> io::Result<Box<dyn Bytes>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

/// A file of rows.
#[derive(Clone, Debug)]
pub struct Sheet {
    source: Source,
    form: Form,
    limits: Limits,
    /// The name of the sheet within an XLSX file; the first one when left out.
    name: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Xlsx,
    /// Text, after so many bytes of a byte-order mark.
    Csv {
        mark: u64,
    },
}

impl Sheet {
    /// Looks what kind of file it is.
    ///
    /// Errors, each a sentence for people: it cannot be read, is too large, encrypted, or no spreadsheet that is read here.
    pub fn open(path: &Path, name: Option<String>, limits: Limits) -> Result<Self, String> {
        let shown = path.display();
        let about = File::open(path).and_then(|file| file.metadata()).map_err(|e| format!("{shown}: {e}"))?;
        if !about.is_file() {
            return Err(format!("{shown} is no file"));
        }
        if about.len() > limits.largest * 1_048_576 {
            return Err(format!("{shown} is larger than {} MB: divide it into several files", limits.largest));
        }
        let sheet =
            Self::look(Source::File(path.to_owned()), name, limits).map_err(|why| why.about(&shown.to_string()))?;
        if sheet.form != Form::Xlsx && sheet.name.is_some() {
            return Err(format!("{shown} is a CSV file, which has no sheets: leave --sheet out"));
        }
        Ok(sheet)
    }

    /// The only sheet with anything in it of a file that is in memory already.
    ///
    /// Errors: it is encrypted, or no spreadsheet that is read here.
    pub fn of(bytes: Arc<[u8]>, limits: Limits) -> Result<Self, Why> {
        Self::look(Source::Memory(bytes), None, limits)
    }

    fn look(source: Source, name: Option<String>, limits: Limits) -> Result<Self, Why> {
        let mut sheet = Self { source, form: Form::Xlsx, limits, name };
        let mut first = Vec::new();
        sheet.source.read().and_then(|file| file.take(65_536).read_to_end(&mut first))?;
        sheet.form = form(&first, || is_encrypted(&sheet.source)).map_err(|code| Why::new(code, ""))?;
        Ok(sheet)
    }

    /// Reads every row that is not blank, until `told` or the file says no.
    pub fn each_row(&self, told: &mut dyn FnMut(Row) -> Result<(), Stop>) -> Result<(), Stop> {
        let (mut rows, most) = (0, self.limits.rows);
        let mut counted = |row: Row| {
            if row.cells.iter().all(Cell::is_blank) {
                return Ok(());
            }
            rows += 1;
            if rows > most {
                return Err(Why::new(FaultCode::TooManyRows, most).into());
            }
            if row.cells.len() > MOST_CELLS {
                return Err(Why::new(FaultCode::RowTooLong, row.number).into());
            }
            told(row)
        };
        match self.form {
            Form::Xlsx => {
                let file = BufReader::new(self.bytes().map_err(Why::from)?);
                xlsx::each_row(file, self.which(), self.limits.unpacked, &mut counted)
            }
            Form::Csv { mark } => csv_file::each_row(&self.source, mark, &mut counted),
        }
    }

    /// A file that is sent has one sheet: nobody can say which one is meant.
    fn which(&self) -> xlsx::Which<'_> {
        match (&self.source, self.name.as_deref()) {
            (_, Some(name)) => xlsx::Which::Named(name),
            (Source::File(_), None) => xlsx::Which::First,
            (Source::Memory(_), None) => xlsx::Which::Only,
        }
    }

    /// All that the file holds.
    pub fn bytes(&self) -> io::Result<impl Read + Seek + use<>> {
        self.source.read()
    }

    pub fn is_xlsx(&self) -> bool {
        self.form == Form::Xlsx
    }

    /// What messages at the command line call the file.
    pub fn shown(&self) -> String {
        match &self.source {
            Source::File(path) => path.display().to_string(),
            Source::Memory(_) => "the file".to_owned(),
        }
    }
}

/// `1/3/2022` and `01/03/2022`, day first as in Vietnam, as `2022-03-01`.
pub fn as_iso(text: &str) -> Option<String> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
    let (day, month) = (number(day)?, number(month)?);
    (parts.next().is_none() && year.len() == 4).then(|| format!("{year}-{month:02}-{day:02}"))
}

/// What kind of file begins like this, or what it is instead.
fn form(first: &[u8], is_encrypted: impl Fn() -> bool) -> Result<Form, FaultCode> {
    const OLD_EXCEL: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    if first.iter().all(u8::is_ascii_whitespace) {
        Err(FaultCode::EmptyFile)
    } else if first.starts_with(b"PK\x03\x04") {
        Ok(Form::Xlsx)
    } else if first.starts_with(&OLD_EXCEL) && is_encrypted() {
        Err(FaultCode::ProtectedFile)
    } else if first.starts_with(&OLD_EXCEL) {
        Err(FaultCode::OldExcel)
    } else if first.starts_with(&[0xff, 0xfe]) || first.starts_with(&[0xfe, 0xff]) {
        Err(FaultCode::Utf16)
    } else if first.contains(&0) && !is_text(first) {
        Err(FaultCode::NoSpreadsheet)
    } else {
        Ok(Form::Csv { mark: if first.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 } })
    }
}

/// Whether what holds a NUL is text all the same: then its row is told. In other files it stands in the first line, or beside what is not
/// UTF-8.
fn is_text(first: &[u8]) -> bool {
    let whole = std::str::from_utf8(first).map_or_else(|cut| cut.error_len().is_none(), |_| true);
    let line = first.iter().skip_while(|byte| byte.is_ascii_whitespace()).take_while(|byte| !b"\r\n".contains(byte));
    whole && !line.copied().any(|byte| byte == 0)
}

/// Whether a compound file holds an encrypted package, as Excel writes what has a password. Its directory names it.
fn is_encrypted(source: &Source) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut all = Vec::new();
    let read = source.read().and_then(|mut file| file.read_to_end(&mut all));
    read.is_ok() && all.windows(name.len()).any(|some| some == name)
}

#[cfg(test)]
mod tests;
