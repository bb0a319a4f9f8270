//! A small XLSX file, written by hand: what Excel writes, with every kind of cell that an import may meet.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

/// A cell of the sheet.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A text of its own, or one of the table of shared texts.
    Text(String),
    Shared(String),
    Number(f64),
    /// A day as its number since 1900, shown as a date.
    Day(u32),
    /// A formula and the text that it gave when the file was saved.
    Formula(String),
    /// A formula of which nobody has computed what it gives.
    Uncomputed,
    Error,
    Nothing,
}

const SHEETS: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Danh sách" sheetId="1" r:id="rId1"/><sheet name="Ghi chú" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
/// Style 1 is a date, 14 of Excel's own formats.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;
const EMPTY: &str =
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>"#;

/// The bytes of a workbook whose first sheet has these rows, its second none.
pub fn workbook(rows: &[Vec<Cell>]) -> Vec<u8> {
    let (mut shared, mut sheet) = (Vec::new(), String::new());
    for (row, number) in rows.iter().zip(1..) {
        write!(sheet, "<row r=\"{number}\">").expect("a text");
        for (value, column) in row.iter().zip('A'..) {
            sheet.push_str(&cell(value, &format!("{column}{number}"), &mut shared));
        }
        sheet.push_str("</row>");
    }
    let sheet = EMPTY.replace("<sheetData/>", &format!("<sheetData>{sheet}</sheetData>"));
    let texts: String = shared.iter().map(|text| format!("<si><t>{text}</t></si>")).collect();
    let shared = format!("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{texts}</sst>");
    with_sheet(&sheet, &shared)
}

/// A workbook with the heading `slug`, and one text that so many cells below it share.
pub fn sharing(text: &str, cells: usize) -> Vec<u8> {
    let head = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>slug</t></is></c></row>";
    let row = |row: usize| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>");
    let rows: String = (2..cells + 2).map(row).collect();
    let sheet = EMPTY.replace("<sheetData/>", &format!("<sheetData>{head}{rows}</sheetData>"));
    with_sheet(&sheet, &format!("<sst uniqueCount=\"1\" count=\"{cells}\"><si><t>{text}</t></si></sst>"))
}

/// A workbook whose table of shared texts says that it has so many.
pub fn promising(count: &str) -> Vec<u8> {
    with_texts(&format!("<sst uniqueCount=\"{count}\"><si><t>slug</t></si></sst>"))
}

/// A workbook without cells whose table of shared texts is this one.
pub fn with_texts(shared: &str) -> Vec<u8> {
    with_sheet(EMPTY, shared)
}

/// A workbook of one cell, which is the first of these shared texts.
pub fn saying(shared: &str) -> Vec<u8> {
    let cell = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";
    with_sheet(&EMPTY.replace("<sheetData/>", &format!("<sheetData>{cell}</sheetData>")), shared)
}

/// A workbook with the heading `slug`, and a text at this address.
pub fn addressed(address: &str) -> Vec<u8> {
    let cell = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!("<row r=\"1\">{}</row><row>{}</row>", cell("A1", "slug"), cell(address, "demo"));
    with_sheet(&EMPTY.replace("<sheetData/>", &format!("<sheetData>{rows}</sheetData>")), "<sst/>")
}

/// Addresses that no sheet has: beyond 32 bits, and beyond what Excel has.
pub const ADDRESSES: [&str; 7] =
    ["A4294967296", "A4294967297", "ZZZZZZZZ1", "AAAAAAAAAAAAAAAA1", "A18446744073709551616", "A1048577", "XFE2"];

fn with_sheet(sheet: &str, shared: &str) -> Vec<u8> {
    archive(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", SHEETS),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", shared),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/worksheets/sheet2.xml", EMPTY),
    ])
}

fn cell(value: &Cell, at: &str, shared: &mut Vec<String>) -> String {
    match value {
        Cell::Text(text) => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        Cell::Shared(text) => {
            shared.push(text.clone());
            format!("<c r=\"{at}\" t=\"s\"><v>{}</v></c>", shared.len() - 1)
        }
        Cell::Number(number) => format!("<c r=\"{at}\"><v>{number}</v></c>"),
        Cell::Day(number) => format!("<c r=\"{at}\" s=\"1\"><v>{number}</v></c>"),
        Cell::Formula(text) => format!("<c r=\"{at}\" t=\"str\"><f>A1&amp;B1</f><v>{text}</v></c>"),
        Cell::Uncomputed => format!("<c r=\"{at}\"><f>A1&amp;B1</f><v></v></c>"),
        Cell::Error => format!("<c r=\"{at}\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"),
        Cell::Nothing => format!("<c r=\"{at}\" s=\"1\"/>"),
    }
}

/// A ZIP archive of these files.
pub fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in files {
        zip.start_file(*name, options).expect("a file");
        zip.write_all(text.as_bytes()).expect("its text");
    }
    zip.finish().expect("an archive").into_inner()
}
