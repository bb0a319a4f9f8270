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
    } else if first.contains(&0) {
        Err(FaultCode::NoSpreadsheet)
    } else {
        Ok(Form::Csv { mark: if first.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 } })
    }
}

/// Whether a compound file holds an encrypted package, as Excel writes what has a password. Its directory names it.
fn is_encrypted(source: &Source) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut all = Vec::new();
    let read = source.read().and_then(|mut file| file.read_to_end(&mut all));
    read.is_ok() && all.windows(name.len()).any(|some| some == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn read(bytes: &[u8]) -> Result<Vec<Row>, String> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("written");
        let mut rows = Vec::new();
        let read = Sheet::open(file.path(), None, COMMAND)?.each_row(&mut |row| {
            rows.push(row);
            Ok(())
        });
        match read {
            Ok(()) => Ok(rows),
            Err(Stop::File(why)) => Err(why.about("demo.csv")),
            Err(Stop::Told(error)) => panic!("{error}"),
        }
    }

    fn texts(bytes: &[u8]) -> Vec<(i64, Vec<String>)> {
        let text = |cell: Cell| match cell {
            Cell::Text(text) => text,
            other => panic!("{other:?}"),
        };
        let rows = read(bytes).expect("rows");
        rows.into_iter().map(|row| (row.number, row.cells.into_iter().map(text).collect())).collect()
    }

    fn row(number: i64, cells: [&str; 2]) -> (i64, Vec<String>) {
        (number, cells.map(str::to_owned).to_vec())
    }

    #[test]
    fn commas_semicolons_and_tabs_with_and_without_a_mark_say_the_same() {
        let wanted = vec![row(1, ["Mã", "tên, dài"]), row(2, ["1", "a;\"b\tc"]), row(4, ["2", ""])];
        for between in [",", ";", "\t"] {
            for mark in ["", "\u{feff}"] {
                for end in ["\n", "\r\n"] {
                    let lines = ["Mã{}\"tên, dài\"", "1{}\"a;\"\"b\tc\"", "", "2{}", "{}", ""];
                    let file = format!("{mark}{}", lines.join(end).replace("{}", between));
                    assert_eq!(texts(file.as_bytes()), wanted, "{file:?}");
                }
            }
        }
    }

    #[test]
    fn rows_are_counted_as_spreadsheets_show_them() {
        let wanted = vec![row(1, ["a", "b"]), row(2, ["1", "x\ny\r\nz"]), row(4, ["2", "\n"]), row(5, ["3", ""])];
        assert_eq!(texts(b"a,b\n1,\"x\ny\r\nz\"\n\n2,\"\n\"\n3,\n"), wanted);
    }

    #[test]
    fn a_quotation_mark_that_nothing_closes_swallows_no_rows() {
        for (file, row) in [
            ("a,b\n1,\"x\n2,y\n", 2),
            ("a,b\n\n\"1\",\"x\"\n\"2\ny\",\"z\n3,w\n", 4),
            ("a,b\n1,\"x\n2,\"y\"\n", 2),
            ("a;b\r\n1;\"x\"y\r\n", 2),
            ("a,b\n1,\"x\"\" \n", 2),
        ] {
            let error = read(file.as_bytes()).expect_err(file);
            assert!(error.contains(&format!("row {row}: a cell begins with a quotation mark")), "{file:?}: {error}");
        }
        let fine = "a,b\n5\" screen,\"\"\n\"x\"\"\",\"y\"";
        let wanted = vec![row(1, ["a", "b"]), row(2, ["5\" screen", ""]), row(3, ["x\"", "y"])];
        assert_eq!(texts(fine.as_bytes()), wanted);
    }

    #[test]
    fn what_is_no_spreadsheet_is_called_what_it_is() {
        let old: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
        let secret: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let many = format!("a,b\n{}", "1,2\n".repeat(usize::try_from(COMMAND.rows).expect("a number")));
        for (bytes, said) in [
            (&b""[..], "is empty"),
            (b" \r\n\r\n", "is empty"),
            (&[old, &[0; 600]].concat(), "before 2007"),
            (&[old, &[0; 70_000], &secret].concat(), "protected with a password"),
            (b"\xff\xfea\0b\0", "UTF-16"),
            (b"%PDF-1.7\0\0", "no spreadsheet"),
            (b"PK\x03\x04 and nothing else", "no spreadsheet"),
            (b"a,b\n\xd0\xcf,2\n", "row 2: not UTF-8"),
            (many.as_bytes(), "more than 200000 rows"),
            (",".repeat(200).as_bytes(), "is empty"),
            (format!("a{}", ",b".repeat(200)).as_bytes(), "more than 100 cells"),
        ] {
            match read(bytes) {
                Err(error) => assert!(error.contains(said), "{error}"),
                Ok(rows) => assert!(said == "is empty" && rows.is_empty(), "{said}: {rows:?}"),
            }
        }
        let file = tempfile::NamedTempFile::new().expect("a file");
        file.as_file().set_len(COMMAND.largest * 1_048_576 + 1).expect("a large file");
        assert!(Sheet::open(file.path(), None, COMMAND).is_err_and(|error| error.contains("larger than 64 MB")));
        assert!(Sheet::open(&file.path().with_extension("none"), None, COMMAND).is_err());
        assert!(Sheet::open(&std::env::temp_dir(), None, COMMAND).is_err_and(|error| error.contains("is no file")));
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400), head in 0usize..4) {
            let heads: [&[u8]; 4] = [b"", b"a;b\n", b"PK\x03\x04", b"\xef\xbb\xbf"];
            drop(read(&[heads[head], &bytes].concat()));
        }
    }
}
