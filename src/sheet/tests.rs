//! Files of every kind, and what becomes of them.

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
fn a_first_line_that_names_what_stands_between_cells_is_no_row() {
    let wanted = vec![row(1, ["a,b;c", "d"]), row(2, ["1", "x\ny"]), row(4, ["2", "z"])];
    for (between, name) in [(",", "sep="), (";", "SEP="), ("\t", "Sep="), ("|", "sep=")] {
        for (mark, quote) in [("", ""), ("\u{feff}", ""), ("", "\""), ("\u{feff}", "\"")] {
            for end in ["\n", "\r\n", "\r"] {
                let lines = [&format!("{quote}{name}{between}{quote}"), "\"a,b;c\"{}d", "1{}\"x\ny\"", "", "2{}z", ""];
                let file = format!("{mark}{}", lines.join(end).replace("{}", between));
                assert_eq!(texts(file.as_bytes()), wanted, "{file:?}");
            }
        }
    }
    // What follows decides even where another sign stands more often; and what names nothing is a row.
    assert_eq!(texts(b"sep=;\na,b,c;d\n"), [row(1, ["a,b,c", "d"])]);
    assert_eq!(texts(b"sep=x\n1\n").len(), 2);
    assert_eq!(texts(b"\"sep=;\",x\n1,2\n"), [row(1, ["sep=;", "x"]), row(2, ["1", "2"])]);
    assert_eq!(texts(b"sep=,x\n1,2\n"), [row(1, ["sep=", "x"]), row(2, ["1", "2"])]);
    let open = read(b"sep=;\na;b\n1;\"x\n").expect_err("open");
    assert!(open.contains("row 2"), "{open}");
}

#[test]
fn rows_are_counted_as_spreadsheets_show_them() {
    let wanted = vec![row(1, ["a", "b"]), row(2, ["1", "x\ny\r\nz"]), row(4, ["2", "\n"]), row(5, ["3", ""])];
    assert_eq!(texts(b"a,b\n1,\"x\ny\r\nz\"\n\n2,\"\n\"\n3,\n"), wanted);
    // Whatever ends a line: a carriage return alone does in files of old Macs.
    for (head, end) in [("", "\r"), ("\r\r", "\r"), ("\n\r\n", "\r\n"), ("\r", "\n"), ("\u{feff}", "\r")] {
        let before = i64::from(head == "\r") + 2 * i64::from(head == "\r\r" || head == "\n\r\n");
        let lines = ["a,b", "1,\"x\ry\r\nz\"", "", "2,\"\r\"", "3,"];
        let wanted = [["a", "b"], ["1", "x\ry\r\nz"], ["2", "\r"], ["3", ""]];
        let wanted: Vec<_> = wanted.into_iter().zip([1, 2, 4, 5]).map(|(cells, n)| row(n + before, cells)).collect();
        assert_eq!(texts(format!("{head}{}", lines.join(end)).as_bytes()), wanted, "{head:?} {end:?}");
    }
}

#[test]
fn a_quotation_mark_that_nothing_closes_swallows_no_rows() {
    for (file, row) in [
        ("a,b\n1,\"x\n2,y\n", 2),
        ("a,b\n\n\"1\",\"x\"\n\"2\ny\",\"z\n3,w\n", 4),
        ("a,b\n1,\"x\n2,\"y\"\n", 2),
        ("a;b\r\n1;\"x\"y\r\n", 2),
        ("a,b\n1,\"x\"\" \n", 2),
        ("a,b\r\r1,\"x\r2,y\r", 3),
        ("a,b\r\n1,2\r\n3,\"x\r\n", 3),
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
        (b"\x89PNG\r\n\x1a\n\0\0", "no spreadsheet"),
        (b"a,b\n\xd0\0,2\n", "no spreadsheet"),
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

#[test]
fn a_nul_in_a_text_is_in_its_row() {
    assert_eq!(texts(b"a,b\n1,x\0y\n"), vec![row(1, ["a", "b"]), row(2, ["1", "x\0y"])]);
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400), head in 0usize..4) {
        let heads: [&[u8]; 4] = [b"", b"a;b\n", b"PK\x03\x04", b"\xef\xbb\xbf"];
        drop(read(&[heads[head], &bytes].concat()));
    }
}
